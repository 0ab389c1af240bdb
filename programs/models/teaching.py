"""What schools teach."""

from datetime import date
from typing import Any, Self

import pghistory
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from alliance.accounts.scope import scope_of
from alliance.reference.enums import ProgramLevel
from alliance.web.records import M, Record, ScopedQuerySet
from programs.enums import CourseKind, CourseLevel, SchoolTier

MOST_HOURS = 100_000
"""Taught hours of one course."""


def check_isbn(value: str) -> None:
    """Form and API validator for an ISBN of 13 digits, with or without hyphens."""
    digits = value.replace("-", "")
    if len(digits) == 13 and digits.isascii() and digits.isdigit():
        total = sum(int(d) * (3 if place % 2 else 1) for place, d in enumerate(digits))
        if total % 10 == 0:
            return
    raise ValidationError(_("Not an ISBN of 13 digits with its check digit."), code="isbn")


class OpenRegister(ScopedQuerySet[M]):
    def visible_to(self, user: Any) -> Self:
        """Who teaches what is open to everybody who is signed in."""
        return self.all() if scope_of(user).signed_in else self.none()


class SchoolQuerySet(OpenRegister["School"]):
    pass


@pghistory.track()
class School(Record):
    """The school side of an organisation; same primary key."""

    organisation = models.OneToOneField(
        "accounts.Organisation",
        primary_key=True,
        on_delete=models.PROTECT,
        related_name="school",
        verbose_name=_("organisation"),
    )
    tier = models.CharField(_("tier"), max_length=24, choices=SchoolTier)

    objects = SchoolQuerySet.as_manager()

    class Meta:
        verbose_name = _("school")
        verbose_name_plural = _("schools")
        constraints = [
            models.CheckConstraint(
                condition=Q(tier__in=SchoolTier.values), name="school_tier_known"
            )
        ]

    def __str__(self) -> str:
        return str(self.organisation)


class ProgramQuerySet(OpenRegister["Program"]):
    def open_on(self, on: date) -> Self:
        return self.filter(opened_on__lte=on).filter(
            Q(closed_on__isnull=True) | Q(closed_on__gt=on)
        )

    def in_region(self, prefix: str) -> Self:
        return self.filter(school__organisation__region__code__startswith=prefix)

    def for_list(self) -> Self:
        return self.select_related("school__organisation__region", "catalogue_program")


@pghistory.track()
class Program(Record):
    """A program point: one catalogue program taught at one school."""

    school = models.ForeignKey(
        School, on_delete=models.PROTECT, related_name="programs", verbose_name=_("school")
    )
    catalogue_program = models.ForeignKey(
        "reference.CatalogueProgram",
        on_delete=models.PROTECT,
        related_name="points",
        verbose_name=_("catalogue program"),
    )
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    level = models.CharField(_("level"), max_length=24, choices=ProgramLevel)
    intake = models.PositiveIntegerField(_("intake"), null=True, blank=True)
    enrolment = models.PositiveIntegerField(_("enrolment"), null=True, blank=True)
    graduates = models.PositiveIntegerField(_("graduates a year"), null=True, blank=True)
    opened_on = models.DateField(_("opened on"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    declared_key = models.BooleanField(
        _("serves key industries, as the school declares"), null=True, blank=True
    )
    revision = models.PositiveIntegerField(_("revision"), default=1, editable=False)

    objects = ProgramQuerySet.as_manager()

    class Meta:
        verbose_name = _("program")
        verbose_name_plural = _("programs")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(level__in=ProgramLevel.values), name="program_level_known"
            ),
            models.UniqueConstraint(
                fields=["school", "catalogue_program", "level"],
                condition=Q(closed_on__isnull=True),
                name="one_open_point_per_school",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gt=models.F("opened_on")),
                name="program_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        english = not (get_language() or "en").startswith("zh")
        return self.name_en if english and self.name_en else self.name


class ProgramSkill(models.Model):
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="skills")
    skill = models.ForeignKey("reference.Skill", on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(
        pgettext_lazy("skill", "level"), validators=[MinValueValidator(1), MaxValueValidator(4)]
    )

    class Meta:
        verbose_name = _("skill taught")
        verbose_name_plural = _("skills taught")
        ordering = ["skill_id"]
        constraints = [
            models.UniqueConstraint(fields=["program", "skill"], name="program_skill_once"),
            models.CheckConstraint(condition=Q(level__range=(1, 4)), name="program_skill_level"),
        ]

    def __str__(self) -> str:
        return f"{self.program_id} – {self.skill_id}"


class ProgramClusterQuerySet(OpenRegister["ProgramCluster"]):
    pass


@pghistory.track()
class ProgramCluster(Record):
    """Programs that a school runs together for one line of industry."""

    school = models.ForeignKey(
        School, on_delete=models.PROTECT, related_name="clusters", verbose_name=_("school")
    )
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    programs = models.ManyToManyField(Program, related_name="clusters", verbose_name=_("programs"))
    lead_program = models.ForeignKey(
        Program,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="clusters_led",
        verbose_name=_("leading program"),
    )
    formed_on = models.DateField(_("formed on"), null=True, blank=True)

    objects = ProgramClusterQuerySet.as_manager()

    class Meta:
        verbose_name = _("program cluster")
        verbose_name_plural = _("program clusters")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "name"],
                name="cluster_name_once",
                violation_error_message=_("The school has a cluster of that name already."),
            ),
        ]

    def __str__(self) -> str:
        english = not (get_language() or "en").startswith("zh")
        return self.name_en if english and self.name_en else self.name


class CourseQuerySet(OpenRegister["Course"]):
    def developed_together(self) -> Self:
        """Courses that at least one enterprise worked on."""
        with_enterprise = Course.enterprises.through._base_manager.values("course_id")
        return self.filter(pk__in=with_enterprise)

    def in_region(self, prefix: str) -> Self:
        return self.filter(school__organisation__region__code__startswith=prefix)


@pghistory.track()
class Course(Record):
    """A course, textbook or standard module of a school, often made with enterprises."""

    kind = models.CharField(_("kind"), max_length=16, choices=CourseKind)
    title = models.CharField(_("title"), max_length=200)
    school = models.ForeignKey(
        School, on_delete=models.PROTECT, related_name="courses", verbose_name=_("school")
    )
    program = models.ForeignKey(
        Program,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="courses",
        verbose_name=_("program"),
    )
    cluster = models.ForeignKey(
        ProgramCluster,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="courses",
        verbose_name=_("program cluster"),
    )
    enterprises = models.ManyToManyField(
        "accounts.Organisation",
        blank=True,
        related_name="courses",
        verbose_name=_("developed with"),
        help_text=_("The enterprises that worked on it."),
    )
    level = models.CharField(
        pgettext_lazy("course", "level"),
        max_length=12,
        choices=CourseLevel,
        default=CourseLevel.SCHOOL,
    )
    hours = models.PositiveIntegerField(
        _("taught hours"), null=True, blank=True, validators=[MaxValueValidator(MOST_HOURS)]
    )
    job_titles = models.TextField(
        _("new job titles taught"),
        blank=True,
        max_length=2_000,
        help_text=_("One a line: occupations that the curriculum took up with this."),
    )
    published_on = models.DateField(_("published on"), null=True, blank=True)
    isbn = models.CharField(_("ISBN"), max_length=17, blank=True, validators=[check_isbn])

    objects = CourseQuerySet.as_manager()

    class Meta:
        verbose_name = _("course or teaching material")
        verbose_name_plural = _("courses and teaching material")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=CourseKind.values), name="course_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(level__in=CourseLevel.values), name="course_level_known"
            ),
            models.CheckConstraint(
                condition=Q(isbn="") | Q(kind=CourseKind.TEXTBOOK),
                name="course_isbn_of_textbooks",
                violation_error_message=_("Only textbooks bear an ISBN."),
            ),
            models.UniqueConstraint(
                fields=["school", "kind", "title"],
                name="course_once_per_school",
                violation_error_message=_("The school has this on record already."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def new_jobs(self) -> list[str]:
        return [line.strip() for line in self.job_titles.splitlines() if line.strip()]
