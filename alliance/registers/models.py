"""What people lay beside records: saved lists, journal, tags and attachments.

The records themselves live in their rooms. What belongs to a record names it by its kind and
key, so that a merge of two records takes it along.
"""

import uuid
from typing import Any, Self

import pgtrigger
from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from alliance.accounts.models import Organisation
from alliance.accounts.scope import scope_of
from alliance.registers.enums import FileType, JournalKind, Tone
from alliance.web.records import ScopedQuerySet

LONGEST_QUERY = 2_000
LONGEST_NOTE = 2_000
LARGEST_FILE = 20 * 1024 * 1024
"""Bytes of one attachment."""


class SavedViewQuerySet(ScopedQuerySet["SavedView"]):
    def visible_to(self, user: Any) -> Self:
        """Who made it, and the people of the organisation that it is shared with."""
        scope = scope_of(user)
        return self.filter(
            Q(owner_id=scope.user_id, owner__isnull=False)
            | Q(shared_with_id__in=scope.organisations)
        )


class SavedView(models.Model):
    """A list that somebody wants to see again: its filters, its order and its columns."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="saved_views",
        verbose_name=_("owner"),
    )
    register = models.SlugField(_("register"), max_length=64)
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(_("query"), max_length=LONGEST_QUERY, blank=True)
    columns = ArrayField(
        models.CharField(max_length=64), verbose_name=_("columns"), default=list, blank=True
    )
    shared_with = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("shared with"),
        help_text=_("Everybody of this organisation finds the list beside their own."),
    )
    is_default = models.BooleanField(
        _("opens first"), default=False, help_text=_("For you; not for others.")
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved list")
        verbose_name_plural = _("saved lists")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                "owner",
                "register",
                Lower("name"),
                name="saved_view_name_once",
                violation_error_message=_("You have a saved list of this name."),
            ),
            models.UniqueConstraint(
                fields=["owner", "register"],
                condition=Q(is_default=True),
                name="saved_view_one_default",
                violation_error_message=_("Another saved list opens first."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AboutQuerySet(ScopedQuerySet[Any]):
    """Rows about records. `visible_to` stays empty: whoever reads them starts at their record."""

    def about(self, record: models.Model) -> Self:
        kind = ContentType.objects.get_for_model(record)
        return self.filter(content_type=kind, object_id=record.pk)


class About(models.Model):
    """Base of what belongs to one record of any register."""

    content_type = models.ForeignKey(
        ContentType, on_delete=models.PROTECT, related_name="+", verbose_name=_("kind of record")
    )
    object_id = models.BigIntegerField(_("record"))
    subject = GenericForeignKey("content_type", "object_id")

    class Meta:
        abstract = True


class JournalEntry(About):
    """A note that somebody left beside a record. It is never changed and never removed.

    Only the record that it is about may change, when two records become one.
    """

    kind = models.CharField(_("kind"), max_length=8, choices=JournalKind, default=JournalKind.INFO)
    text = models.TextField(
        _("text"), max_length=LONGEST_NOTE, validators=[MaxLengthValidator(LONGEST_NOTE)]
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("written by"),
    )
    at = models.DateTimeField(_("written at"))

    objects = AboutQuerySet.as_manager()

    class Meta:
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal entries")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["content_type", "object_id", "-at"], name="journal_by_record")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=JournalKind.values), name="journal_kind_known"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="journal_says_something"),
        ]
        triggers = [
            pgtrigger.Protect(name="keep", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="as_written",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("kind", "text", "by", "at"),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class TagQuerySet(ScopedQuerySet["Tag"]):
    def visible_to(self, user: Any) -> Self:
        """An organisation's tags are its own; nobody else knows that they exist."""
        return self.filter(organisation_id__in=scope_of(user).organisations)


class Tag(models.Model):
    """A word by which one organisation sorts records for itself."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="+", verbose_name=_("organisation")
    )
    name = models.CharField(_("name"), max_length=40)
    tone = models.CharField(_("colour"), max_length=8, choices=Tone, default=Tone.PLAIN)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = TagQuerySet.as_manager()

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint("organisation", Lower("name"), name="tag_name_once"),
            models.CheckConstraint(condition=Q(tone__in=Tone.values), name="tag_tone_known"),
        ]

    def __str__(self) -> str:
        return self.name


class Tagging(About):
    """One tag on one record."""

    tag = models.ForeignKey(
        Tag, on_delete=models.CASCADE, related_name="taggings", verbose_name=_("tag")
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = AboutQuerySet.as_manager()

    class Meta:
        verbose_name = _("use of a tag")
        verbose_name_plural = _("uses of tags")
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "tag"], name="tagged_once"
            ),
        ]
        indexes = [models.Index(fields=["tag", "content_type"], name="tagging_by_tag")]

    def __str__(self) -> str:
        return f"{self.tag_id} → {self.object_id}"


def place(_attachment: Any, _name: str) -> str:
    """A name that says nothing and that nobody can guess; what the sender called it is ignored."""
    name = uuid.uuid4().hex
    return f"attachments/{name[:2]}/{name}"


class Attachment(About):
    """A document beside a record. It is served by its record's page alone, as a download.

    Removing erases the file; the row stays and says what it was (title, digest, who, when).
    """

    title = models.CharField(_("title"), max_length=150)
    file = models.FileField(_("file"), upload_to=place, max_length=100, blank=True)
    size = models.PositiveIntegerField(_("size"), help_text=_("Bytes."))
    digest = models.CharField(_("SHA-256"), max_length=64)
    file_type = models.CharField(_("file type"), max_length=8, choices=FileType)
    organisation = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("organisation"),
        help_text=_("On whose account the space is used; empty: the platform's."),
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("uploaded by"),
    )
    at = models.DateTimeField(_("uploaded at"))
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("removed by"),
    )
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)

    objects = AboutQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["content_type", "object_id", "-at"], name="attachment_by_record")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(size__gte=1, size__lte=LARGEST_FILE), name="attachment_size_bounded"
            ),
            models.CheckConstraint(
                condition=Q(file_type__in=FileType.values), name="attachment_type_known"
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by__isnull=True) & ~Q(file="")
                | Q(removed_at__gte=F("at"), removed_by__isnull=False, file=""),
                name="attachment_removed_without_file",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def name(self) -> str:
        """What the file is called where it is downloaded."""
        return f"{self.title}.{self.file_type}"
