"""Organisations, the people who act for them, and in which role."""

from typing import Any, ClassVar, Self

import pghistory
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
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

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name_pinyin = sort_key(self.name)
        fields = kwargs.get("update_fields")
        if fields is not None and "name" in fields:
            kwargs["update_fields"] = {*fields, "name_pinyin"}
        super().save(*args, **kwargs)


def sort_key(name: str) -> str:
    """Pinyin by syllables, so that names sort as a Chinese reader expects on every database."""
    return " ".join(lazy_pinyin(name)).lower()[:400]


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
