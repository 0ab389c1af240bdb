"""Schools, their programs and clusters, and courses."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from alliance.accounts.enums import OrganisationKind, Role
from alliance.accounts.models import User
from alliance.accounts.scope import scope_of
from alliance.consortia.rules import can_add_organisation, can_enter_side, can_keep_organisation
from alliance.lib.errors import FieldError, InvalidInput
from alliance.lib.rules import ALLOW, Verdict, deny
from alliance.registers.register import Register, declare
from programs import actions, rules
from programs.models import Course, Program, ProgramCluster, School


def need(values: Mapping[str, Any], *names: str) -> None:
    """Raises InvalidInput naming every field of these that is not given."""
    text = _("This field is required.")
    faults = [FieldError(n, "required", text) for n in names if values.get(n) in (None, "")]
    if faults:
        raise InvalidInput(" ".join(f"{f.field}: {f.detail}" for f in faults), errors=faults)


def may_enter_school(user: Any, school: Any) -> Verdict:
    return can_enter_side(user, school.organisation_id)


def may_keep_school(user: Any, school: Any) -> Verdict:
    return can_keep_organisation(user, school.pk)


def check_school(school: School) -> None:
    if school.organisation.kind != OrganisationKind.SCHOOL:
        raise InvalidInput.on("organisation", _("The organisation is registered as no school."))


def may_begin(user: Any) -> Verdict:
    """Whoever writes for an organisation or a secretariat; for which school, each row decides."""
    scope = scope_of(user)
    if scope.administered or scope.organisations_as(Role.EDITOR):
        return ALLOW
    return deny(_("Only editors of schools and secretariats enter such records."))


def may_begin_program(user: Any) -> Verdict:
    mine = School.objects.filter(pk__in=scope_of(user).organisations_as(Role.EDITOR))
    if mine.exists():
        return ALLOW
    return deny(_("Only editors of the school may write its programs."))


def enter_program(*, by: User, values: Mapping[str, Any], now: datetime | None = None) -> Program:
    """Name and level come from the catalogue where they are not given."""
    need(values, "school", "catalogue_program", "opened_on")
    fields = {
        name: value
        for name, value in values.items()
        if name in actions.FIELDS and not (name in ("name", "level") and value == "")
    }
    return actions.create_program(school=values["school"], by=by, fields=fields, now=now)


def amend_program(
    *,
    record: Program,
    by: User,
    values: Mapping[str, Any],
    version: int | None = None,
    now: datetime | None = None,
) -> Program:
    return actions.edit_program(program=record, by=by, fields=values, version=version, now=now)


def check_cluster(cluster: ProgramCluster) -> None:
    """Raises InvalidInput for programs of other schools, and a leading one outside the cluster."""
    chosen = getattr(cluster, "chosen", {}).get("programs")
    programs = list(cluster.programs.all()) if chosen is None else list(chosen)
    for program in programs:
        if program.school_id != cluster.school_id:
            text = _("%(program)s is taught at another school.") % {"program": program}
            raise InvalidInput.on("programs", text)
    lead = cluster.lead_program
    if lead is not None and lead not in programs:
        raise InvalidInput.on("lead_program", _("It is none of the cluster's programs."))


def check_course(course: Course) -> None:
    """Raises InvalidInput where program, cluster and partners do not fit the school."""
    for name in ("program", "cluster"):
        row = getattr(course, name)
        if row is not None and row.school_id != course.school_id:
            raise InvalidInput.on(name, _("It belongs to another school."))
    for partner in getattr(course, "chosen", {}).get("enterprises", ()):
        if partner.kind != OrganisationKind.ENTERPRISE:
            text = _("%(name)s is registered as no enterprise.") % {"name": partner}
            raise InvalidInput.on("enterprises", text)
    if course.published_on is not None and course.published_on > timezone.localdate():
        raise InvalidInput.on("published_on", _("This day has not come yet."), code="future")


SCHOOLS = declare(
    Register(
        name="schools",
        basename="school",
        model=School,
        group="organisations",
        enter=("organisation", "tier"),
        amend=("tier",),
        listed=("organisation", "tier"),
        search=("organisation__name", "organisation__name_en", "organisation__uscc"),
        filters=("tier",),
        may_enter=may_enter_school,
        may_amend=may_keep_school,
        may_begin=can_add_organisation,
        check=check_school,
        keys=("organisation__uscc", "organisation__name"),
        order=("organisation__name_pinyin", "pk"),
        related=("organisation__region",),
        region="organisation__region__code",
        api=False,
        admin=False,
    )
)

PROGRAMS = declare(
    Register(
        name="programs",
        basename="program",
        model=Program,
        group="programs",
        enter=("school", *actions.FIELDS),
        amend=tuple(name for name in actions.FIELDS if name not in actions.FIXED),
        shown=("revision",),
        listed=("name", "school", "catalogue_program", "level", "intake", "enrolment", "opened_on"),
        search=(
            "name",
            "name_en",
            "catalogue_program__code",
            "school__organisation__name",
            "school__organisation__name_en",
        ),
        filters=(
            "level",
            "school",
            "catalogue_program",
            "intake",
            "opened_on",
            "closed_on",
            "declared_key",
        ),
        guarded={"enrolment": rules.can_read_persons, "graduates": rules.can_read_persons},
        may_enter=rules.can_edit,
        may_amend=rules.can_edit,
        may_begin=may_begin_program,
        entering=enter_program,
        amending=amend_program,
        spans={"open_on": ("opened_on", "closed_on")},
        related=("school__organisation__region", "catalogue_program"),
        region="school__organisation__region__code",
        dated="opened_on",
        page=lambda row: reverse("programs:program_detail", args=[row.pk]),
        api=False,
        admin=False,
    )
)

CLUSTERS = declare(
    Register(
        name="program-clusters",
        basename="program-cluster",
        model=ProgramCluster,
        group="programs",
        enter=("school", "name", "name_en", "programs", "lead_program", "formed_on"),
        amend=("name", "name_en", "programs", "lead_program", "formed_on"),
        listed=("name", "school", "lead_program", "formed_on"),
        search=("name", "name_en", "school__organisation__name"),
        filters=("school", "programs", "lead_program", "formed_on"),
        may_enter=rules.can_keep,
        may_amend=rules.can_keep,
        may_begin=may_begin,
        check=check_cluster,
        keys=("name",),
        related=("school__organisation", "lead_program"),
        region="school__organisation__region__code",
        dated="formed_on",
    )
)

COURSES = declare(
    Register(
        name="courses",
        basename="course",
        model=Course,
        group="programs",
        enter=(
            "kind",
            "title",
            "school",
            "program",
            "cluster",
            "enterprises",
            "level",
            "hours",
            "job_titles",
            "published_on",
            "isbn",
        ),
        amend=(
            "title",
            "program",
            "cluster",
            "enterprises",
            "level",
            "hours",
            "job_titles",
            "published_on",
            "isbn",
        ),
        listed=("title", "kind", "school", "level", "hours", "published_on"),
        search=("title", "job_titles", "isbn", "school__organisation__name", "program__name"),
        filters=(
            "kind",
            "level",
            "school",
            "program",
            "cluster",
            "enterprises",
            "hours",
            "published_on",
        ),
        may_enter=rules.can_keep,
        may_amend=rules.can_keep,
        may_begin=may_begin,
        check=check_course,
        keys=("title",),
        related=("school__organisation", "program", "cluster"),
        region="school__organisation__region__code",
        dated="published_on",
    )
)
