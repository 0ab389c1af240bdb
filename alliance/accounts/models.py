"""Organisations, the people who act for them, and in which role."""

from datetime import datetime
from typing import Any, ClassVar, Self

import pghistory
from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Greatest, Least, Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pypinyin import lazy_pinyin

from alliance.accounts.enums import OrganisationKind, Role
from alliance.accounts.scope import scope_of
from alliance.lib import uscc
from alliance.web.records import Record, ScopedQuerySet


def check_uscc(value: str) -> None:
    """Form and API validator for a unified social credit code."""
    reason = uscc.fault(value)
    if reason:
        raise ValidationError(
            _("Not a unified social credit code: %(reason)s."),
            code="uscc",
            params={"reason": reason},
        )


class OrganisationQuerySet(ScopedQuerySet["Organisation"]):
    def visible_to(self, user: Any) -> Self:
        """The register of organisations is open to everybody who is signed in."""
        return self.all() if scope_of(user).signed_in else self.none()


@pghistory.track()
class Organisation(Record):
    """One row per organisation; School and Enterprise share its primary key."""

    kind = models.CharField(_("kind"), max_length=16, choices=OrganisationKind)
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    name_pinyin = models.CharField(max_length=400, blank=True, editable=False)
    uscc = models.CharField(
        _("unified social credit code"),
        max_length=18,
        null=True,
        blank=True,
        unique=True,
        validators=[check_uscc],
    )
    region = models.ForeignKey(
        "reference.Region", on_delete=models.PROTECT, related_name="organisations"
    )
    is_demo = models.BooleanField(_("demonstration record"), default=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name_pinyin", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["name", "region"], name="organisation_name_in_region"),
            models.CheckConstraint(
                condition=Q(kind__in=OrganisationKind.values), name="organisation_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """A code that belonged to a merged organisation is not entered a second time."""
        super().clean()
        known = OrganisationAlias.objects.filter(uscc=self.uscc) if self.uscc else None
        alias = known.exclude(organisation=self.pk).first() if known is not None else None
        if alias is not None:
            text = _("This code belonged to a record that was merged into %(name)s.")
            raise ValidationError({"uscc": text % {"name": alias.organisation.name}})

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name_pinyin = sort_key(self.name)
        fields = kwargs.get("update_fields")
        if fields is not None and "name" in fields:
            kwargs["update_fields"] = {*fields, "name_pinyin"}
        super().save(*args, **kwargs)


def sort_key(name: str) -> str:
    """Pinyin by syllables, so that names sort as a Chinese reader expects on every database."""
    return " ".join(lazy_pinyin(name)).lower()[:400]


class AliasQuerySet(ScopedQuerySet["OrganisationAlias"]):
    def visible_to(self, user: Any) -> Self:
        """As open as the register of organisations itself."""
        return self.all() if scope_of(user).signed_in else self.none()


@pghistory.track()
class OrganisationAlias(models.Model):
    """What an organisation was called before it was merged into another one.

    Files that still name the old code or name find the organisation by it: the look-ups
    `aliases__uscc` and `aliases__name`. `former_id` is the key that old events speak of.
    """

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.CASCADE,
        related_name="aliases",
        verbose_name=_("organisation"),
    )
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    uscc = models.CharField(
        _("unified social credit code"), max_length=18, null=True, blank=True, unique=True
    )
    former_id = models.BigIntegerField(_("former id"))
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = AliasQuerySet.as_manager()

    class Meta:
        verbose_name = _("former name of an organisation")
        verbose_name_plural = _("former names of organisations")
        ordering = ["pk"]
        indexes = [models.Index(fields=["name"], name="alias_by_name")]
        constraints = [
            models.UniqueConstraint(fields=["former_id", "name"], name="alias_once"),
        ]

    def __str__(self) -> str:
        return self.name


class NotDuplicateQuerySet(ScopedQuerySet["NotDuplicate"]):
    def visible_to(self, user: Any) -> Self:
        """Who looks through the list of likely duplicates."""
        scope = scope_of(user)
        return self.all() if scope.platform or scope.secretariats else self.none()


@pghistory.track()
class NotDuplicate(models.Model):
    """Two organisations that look alike, and somebody knows that they are two."""

    first = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="+", verbose_name=_("organisation")
    )
    second = models.ForeignKey(
        Organisation,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("other organisation"),
    )
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("said by"),
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)

    objects = NotDuplicateQuerySet.as_manager()

    class Meta:
        verbose_name = _("pair that is no duplicate")
        verbose_name_plural = _("pairs that are no duplicates")
        constraints = [
            models.UniqueConstraint(
                Least("first", "second"), Greatest("first", "second"), name="not_duplicate_once"
            ),
            models.CheckConstraint(
                condition=~Q(first=models.F("second")), name="not_duplicate_of_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ≠ {self.second_id}"


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A person who signs in by e-mail; without a password sign-in is impossible until reset."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractUser):
    """A person. Rights come from roles in organisations, not from this row."""

    username = None  # type: ignore[assignment]  # e-mail is the name
    first_name = None  # type: ignore[assignment]  # one name field: family names do not come last everywhere
    last_name = None  # type: ignore[assignment]  # see first_name
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=100, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]  # e-mail instead of username

    acting_key: str = ""
    """Prefix of the API key that this request came with; set by the key authentication."""

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_any_case")]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name or self.email


class OrganisationRoleQuerySet(ScopedQuerySet["OrganisationRole"]):
    def visible_to(self, user: Any) -> Self:
        """Managers see the people of their organisation; everybody sees their own roles."""
        scope = scope_of(user)
        if scope.platform:
            return self.all()
        return self.filter(
            Q(organisation_id__in=scope.organisations_as(Role.MANAGER)) | Q(user_id=scope.user_id)
        )


@pghistory.track()
class OrganisationRole(Record):
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="organisation_roles")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="people")
    role = models.CharField(_("role"), max_length=12, choices=Role)
    is_active = models.BooleanField(_("active"), default=True)

    objects = OrganisationRoleQuerySet.as_manager()

    class Meta:
        verbose_name = _("role in an organisation")
        verbose_name_plural = _("roles in organisations")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation"], name="one_role_per_organisation"
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.organisation} ({self.get_role_display()})"


class InvitationQuerySet(ScopedQuerySet["Invitation"]):
    def visible_to(self, user: Any) -> Self:
        """Managers see whom their organisation has invited."""
        scope = scope_of(user)
        if scope.platform:
            return self.all()
        return self.filter(organisation_id__in=scope.organisations_as(Role.MANAGER))

    def unanswered(self) -> Self:
        """Neither accepted nor taken back; the day may have passed all the same."""
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True)


@pghistory.track(exclude=["email", "nonce"])
class Invitation(Record):
    """An offer to one e-mail address to act for one organisation, good for one acceptance.

    The link that is mailed is signed with the portal's key over `nonce`, so neither this row nor
    a copy of the database lets anybody in.
    """

    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.CASCADE,
        related_name="invitations",
        verbose_name=_("organisation"),
    )
    email = models.EmailField(_("e-mail"))
    role = models.CharField(_("role"), max_length=12, choices=Role)
    nonce = models.CharField(_("part of the link"), max_length=43, editable=False)
    invited_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name=_("invited by")
    )
    expires_at = models.DateTimeField(_("expires"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("accepted by"),
    )
    revoked_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                Lower("email"),
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="one_open_invitation",
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="invitation_role_known"),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False, revoked_at__isnull=True),
                name="invitation_accepted_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.get_role_display()})"

    def is_open(self, now: datetime | None = None) -> bool:
        answered = self.accepted_at is not None or self.revoked_at is not None
        return not answered and (now or timezone.now()) < self.expires_at
