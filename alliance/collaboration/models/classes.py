"""Classes that a school and an enterprise teach together, their mentors, and joint evaluation."""

from datetime import date
from typing import Any, Self

import pghistory
import pgtrigger
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alliance.accounts.scope import scope_of
from alliance.collaboration.enums import CLASS_FLOW, ClassKind, ClassState, MentorSide
from alliance.collaboration.models.shared import MOST_PERSONS, read_by_sides
from alliance.web.records import Record, ScopedQuerySet

PATTERN = r"^[0-9]{1,2}(\.[0-9])?\+[0-9]{1,2}(\.[0-9])?\Z"
"""Years at school plus years at the enterprise, such as "2.5+1.5"."""


class TrainingClassQuerySet(ScopedQuerySet["TrainingClass"]):
    def visible_to(self, user: Any) -> Self:
        """Both sides, their secretariats, members of the alliance, the region's public bodies."""
        seen = read_by_sides(
            user,
            "program__school_id",
            "enterprise_id",
            region=("program__school__organisation__region__code",),
            alliance="alliance_id",
        )
        return self.all() if seen is None else self.filter(seen)

    def started(self) -> Self:
        """Classes that took place: plans and cancelled ones count for nothing."""
        return self.filter(state__in=[ClassState.RUNNING, ClassState.FINISHED])

    def in_region(self, prefix: str) -> Self:
        return self.filter(program__school__organisation__region__code__startswith=prefix)


@pghistory.track()
class TrainingClass(Record):
    """An order, excellence, apprenticeship or tailored class of a program and an enterprise."""

    kind = models.CharField(_("kind"), max_length=20, choices=ClassKind)
    title = models.CharField(_("title"), max_length=200)
    program = models.ForeignKey(
        "programs.Program",
        on_delete=models.PROTECT,
        related_name="classes",
        verbose_name=_("program"),
    )
    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        on_delete=models.PROTECT,
        related_name="classes",
        verbose_name=_("enterprise"),
    )
    project = models.ForeignKey(
        "collaboration.Project",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="classes",
        verbose_name=_("project"),
    )
    alliance = models.ForeignKey(
        "consortia.Alliance",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="classes",
        verbose_name=_("alliance"),
    )
    facility = models.ForeignKey(
        "collaboration.Facility",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="classes",
        verbose_name=_("hosted by"),
    )
    pattern = models.CharField(
        _("pattern"),
        max_length=12,
        blank=True,
        help_text=_("Years at school and at the enterprise, such as 2.5+1.5."),
        validators=[RegexValidator(PATTERN, _("Write years as in 2.5+1.5."), code="pattern")],
    )
    seats = models.PositiveIntegerField(
        _("seats"), validators=[MinValueValidator(1), MaxValueValidator(MOST_PERSONS)]
    )
    students = models.PositiveIntegerField(
        _("students enrolled"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(MOST_PERSONS)],
    )
    graduates = models.PositiveIntegerField(
        _("students who finished"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(MOST_PERSONS)],
    )
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("to"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=12, choices=ClassState, default=ClassState.PLANNED
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects = TrainingClassQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("training", "class")
        verbose_name_plural = _("classes")
        ordering = ["-started_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ClassKind.values), name="class_kind_known"),
            models.CheckConstraint(
                condition=Q(state__in=ClassState.values), name="class_state_known"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
                name="class_dates_in_order",
                violation_error_message=_("The end lies before the start."),
            ),
            models.CheckConstraint(
                condition=Q(graduates__isnull=True)
                | Q(students__isnull=False, graduates__lte=F("students")),
                name="class_graduates_among_students",
                violation_error_message=_("More students finished than were enrolled."),
            ),
            models.CheckConstraint(
                condition=~Q(state=ClassState.FINISHED) | Q(ended_on__isnull=False),
                name="class_finished_with_date",
            ),
            models.CheckConstraint(
                condition=~Q(state=ClassState.CANCELLED) | ~Q(reason=""),
                name="class_cancelled_with_reason",
            ),
            models.UniqueConstraint(
                fields=["program", "enterprise", "title", "started_on"],
                condition=~Q(state=ClassState.CANCELLED),
                name="class_once",
                violation_error_message=_("This class is on record already."),
            ),
        ]
        triggers = [pgtrigger.FSM(name="class_flow", field="state", transitions=CLASS_FLOW.pairs())]

    def __str__(self) -> str:
        return self.title

    def lacking_mentors(self, on: date) -> list[MentorSide]:
        """Sides that have no mentor at work on this date, in a fixed order."""
        there = set(self.mentors.on(on).values_list("side", flat=True))
        return [side for side in MentorSide if side.value not in there]


class ClassMentorQuerySet(ScopedQuerySet["ClassMentor"]):
    def visible_to(self, user: Any) -> Self:
        """Who reads the class knows that it has mentors; their names are guarded beyond this."""
        if scope_of(user).platform:
            return self.all()
        classes = TrainingClass.objects.visible_to(user).values("pk")
        own = Q(organisation_id__in=scope_of(user).organisations)
        return self.filter(Q(training_class_id__in=classes) | own)

    def on(self, day: date) -> Self:
        """Mentors at work on a day; the last day counts."""
        return self.filter(started_on__lte=day).filter(
            Q(ended_on__isnull=True) | Q(ended_on__gte=day)
        )


@pghistory.track(exclude=["person_name"])
class ClassMentor(Record):
    """One person who guides a class for one of its two sides."""

    training_class = models.ForeignKey(
        TrainingClass,
        on_delete=models.PROTECT,
        related_name="mentors",
        verbose_name=pgettext_lazy("training", "class"),
    )
    side = models.CharField(_("side"), max_length=12, choices=MentorSide)
    organisation = models.ForeignKey(
        "accounts.Organisation",
        on_delete=models.PROTECT,
        related_name="class_mentors",
        verbose_name=_("organisation"),
    )
    person_name = models.CharField(_("person"), max_length=100)
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("to"), null=True, blank=True)

    objects = ClassMentorQuerySet.as_manager()

    class Meta:
        verbose_name = _("class mentor")
        verbose_name_plural = _("class mentors")
        ordering = ["side", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(side__in=MentorSide.values), name="class_mentor_side_known"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
                name="class_mentor_dates_in_order",
                violation_error_message=_("The end lies before the start."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.training_class} – {self.get_side_display()}"


class JointEvaluationQuerySet(ScopedQuerySet["JointEvaluation"]):
    def visible_to(self, user: Any) -> Self:
        seen = read_by_sides(
            user,
            "program__school_id",
            "enterprise_id",
            region=("program__school__organisation__region__code",),
            alliance="training_class__alliance_id",
        )
        return self.all() if seen is None else self.filter(seen)


@pghistory.track()
class JointEvaluation(Record):
    """School and enterprise examined learners together, by criteria both stand for."""

    title = models.CharField(_("title"), max_length=200)
    program = models.ForeignKey(
        "programs.Program",
        on_delete=models.PROTECT,
        related_name="joint_evaluations",
        verbose_name=_("program"),
    )
    training_class = models.ForeignKey(
        TrainingClass,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="evaluations",
        verbose_name=pgettext_lazy("training", "class"),
    )
    enterprise = models.ForeignKey(
        "enterprises.Enterprise",
        on_delete=models.PROTECT,
        related_name="joint_evaluations",
        verbose_name=_("enterprise"),
    )
    evaluated_on = models.DateField(_("evaluated on"))
    method = models.CharField(_("method"), max_length=200, blank=True)
    criteria = models.TextField(_("criteria"), blank=True, max_length=5_000)
    candidates = models.PositiveIntegerField(
        _("candidates"), validators=[MinValueValidator(1), MaxValueValidator(MOST_PERSONS)]
    )
    passed = models.PositiveIntegerField(_("passed"), validators=[MaxValueValidator(MOST_PERSONS)])

    objects = JointEvaluationQuerySet.as_manager()

    class Meta:
        verbose_name = _("joint evaluation")
        verbose_name_plural = _("joint evaluations")
        ordering = ["-evaluated_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(passed__lte=F("candidates")),
                name="evaluation_passed_among_candidates",
                violation_error_message=_("More passed than took part."),
            ),
        ]

    def __str__(self) -> str:
        return self.title
