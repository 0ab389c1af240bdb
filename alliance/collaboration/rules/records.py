"""Who keeps the records of places, classes, internships, honours, money and adoptions.

The sides of a record keep it, and the secretariats of alliances that a side is active in.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from alliance.accounts.enums import OrganisationKind, Role
from alliance.accounts.models import Organisation, User
from alliance.accounts.scope import scope_of
from alliance.collaboration.enums import (
    Audience,
    ClassState,
    InternshipState,
    RecognitionKind,
    ResultState,
)
from alliance.collaboration.models import (
    Adoption,
    ClassMentor,
    Facility,
    FacilityService,
    Internship,
    JointEvaluation,
    Project,
    Recognition,
    Result,
    Subsidy,
    TrainingClass,
)
from alliance.consortia.models import Agreement, Membership
from alliance.consortia.rules import oversees
from alliance.lib.rules import ALLOW, Verdict, deny


def speaks_for(user: User, *organisations: int | None) -> bool:
    """Whether the user writes for one of these, or for a secretariat over one of them."""
    scope = scope_of(user)
    sides = [one for one in organisations if one is not None]
    return any(scope.acts_for(one) for one in sides) or any(oversees(user, one) for one in sides)


def ids(rows: QuerySet[Any]) -> QuerySet[Any, int]:
    return rows.order_by().values_list("pk", flat=True)


def kept(user: Any, name: str, found: Iterable[int]) -> frozenset[int]:
    """What `found` gives, asked once for all rows of a list, for as long as the scope is kept."""
    scope = scope_of(user)
    held = getattr(user, "_kept", None)
    if held is None or held[0] is not scope:
        held = user._kept = (scope, {})
    answers: dict[str, frozenset[int]] = held[1]
    if name not in answers:
        answers[name] = frozenset(found)
    return answers[name]


def keeps_region(user: User, code: str) -> bool:
    """Whether the user writes for a public body of a region that this code lies in."""
    return any(code.startswith(prefix) for prefix in scope_of(user).regions_kept)


def can_begin(user: Any) -> Verdict:
    """Whoever writes for an organisation or a secretariat has something to enter."""
    scope = scope_of(user)
    if scope.administered or scope.organisations_as(Role.EDITOR):
        return ALLOW
    return deny(_("Only editors of organisations and secretariats enter such records."))


def can_keep_facility(user: User, facility: Facility) -> Verdict:
    if speaks_for(user, facility.host_id):
        return ALLOW
    return deny(_("Only editors of the host and its secretariat keep this facility."))


def can_enter_service(user: User, service: FacilityService) -> Verdict:
    return can_keep_facility(user, service.facility)


def can_run_class(user: User, row: TrainingClass) -> Verdict:
    if speaks_for(user, row.program.school_id, row.enterprise_id):
        return ALLOW
    return deny(_("Only the class's school, its enterprise and their secretariat may do that."))


def can_amend_class(user: User, row: TrainingClass) -> Verdict:
    """What was finished or cancelled stays as it was counted."""
    if row.state in (ClassState.FINISHED, ClassState.CANCELLED):
        return deny(_("A class that is over is not changed."))
    return can_run_class(user, row)


def can_enter_mentor(user: User, mentor: ClassMentor) -> Verdict:
    """Each side names its own mentors, so that none can count both sides' alone."""
    if speaks_for(user, mentor.organisation_id):
        return ALLOW
    return deny(_("Only the mentor's own organisation and its secretariat may do that."))


def can_see_mentor(user: User, mentor: ClassMentor) -> Verdict:
    """The names of mentors are for the class's sides and their secretariats."""
    scope = scope_of(user)
    row = mentor.training_class
    sides = {row.program.school_id, row.enterprise_id, mentor.organisation_id}
    if scope.platform or sides & scope.organisations:
        return ALLOW
    members = Membership.objects.overseen_by(user).values_list("organisation_id", flat=True)
    if scope.secretariats and sides & kept(user, "overseen", members):
        return ALLOW
    return deny(_("Only the sides of the class see who guides it."))


def can_enter_evaluation(user: User, row: JointEvaluation) -> Verdict:
    if speaks_for(user, row.program.school_id, row.enterprise_id):
        return ALLOW
    return deny(_("Only the school, the enterprise and their secretariat may do that."))


def can_run_internship(user: User, row: Internship) -> Verdict:
    if speaks_for(user, row.program.school_id, row.enterprise_id):
        return ALLOW
    return deny(_("Only the internship's sides and their secretariat may do that."))


def can_amend_internship(user: User, row: Internship) -> Verdict:
    """What was approved stays as it was approved; reopening it comes first."""
    if row.state != InternshipState.PLANNED:
        return deny(_("Only a planned internship is changed; reopen it first."))
    return can_run_internship(user, row)


def can_settle_internship(user: User, row: Internship) -> Verdict:
    """The school answers for its students: it approves, and it lets them start."""
    if scope_of(user).acts_for(row.program.school_id):
        return ALLOW
    return deny(_("Only editors of the school approve and start its internships."))


def can_see_agreement(user: User, facility: Facility) -> Verdict:
    """A facility is known to all who are signed in, the agreement behind it to its parties."""
    rows = Agreement.objects.filter(facilities__isnull=False).visible_to(user)
    if facility.agreement_id is None or facility.agreement_id in kept(
        user, "agreements", ids(rows)
    ):
        return ALLOW
    return deny(_("Only the parties of the agreement see it."))


def can_see_project(user: User, row: TrainingClass) -> Verdict:
    rows = Project.objects.filter(classes__isnull=False).visible_to(user)
    if row.project_id is None or row.project_id in kept(user, "projects", ids(rows)):
        return ALLOW
    return deny(_("Only the parties of the project see it."))


def can_see_result(user: User, row: Recognition) -> Verdict:
    rows = Result.objects.filter(recognitions__isnull=False).visible_to(user)
    if row.result_id is None or row.result_id in kept(user, "results", ids(rows)):
        return ALLOW
    return deny(_("The result is not shared with you."))


def can_enter_recognition(user: User, row: Recognition) -> Verdict:
    """Who gave it; a responsibility report is its own enterprise's; else their secretariat."""
    if row.kind == RecognitionKind.CSR_REPORT and row.awarded_by_id is None:
        if speaks_for(user, row.organisation_id):
            return ALLOW
        return deny(_("Only the organisation itself and its secretariat enter its report."))
    scope = scope_of(user)
    honoured = row.organisation_id or (row.result.organisation_id if row.result else None)
    if row.awarded_by_id is not None and scope.acts_for(row.awarded_by_id):
        return ALLOW
    if honoured is not None and not scope.acts_for(honoured) and oversees(user, honoured):
        return ALLOW
    return deny(_("Only who awards it, or a secretariat of the honoured, enters a recognition."))


def can_begin_subsidy(user: Any) -> Verdict:
    scope = scope_of(user)
    if scope.administered or scope.regions_kept:
        return ALLOW
    return deny(_("Only secretariats and public bodies enter subsidies."))


def can_keep_subsidy(user: User, row: Subsidy) -> Verdict:
    """The region's public bodies and the beneficiary's secretariat, unless it is that itself."""
    if keeps_region(user, row.beneficiary.region_id):
        return ALLOW
    own = scope_of(user).acts_for(row.beneficiary_id)
    if not own and oversees(user, row.beneficiary_id):
        return ALLOW
    return deny(_("Only the beneficiary's secretariat and public bodies of its region do that."))


def may_adopt(result: Result, organisation: Organisation) -> Verdict:
    """Whether this organisation can count as a user of the result: no side, and reached by it."""
    if organisation.pk == result.organisation_id:
        return deny(_("Who made a result does not adopt it."))
    if result.state != ResultState.SHARED:
        return deny(_("Only a shared result is adopted."))
    if result.audience == Audience.PUBLIC:
        return ALLOW
    member_of = set(
        Membership.objects.active()
        .filter(organisation=organisation)
        .values_list("alliance_id", flat=True)
    )
    home = result.alliance
    reached = {home.pk}
    if result.audience == Audience.ALLIANCE:
        reached |= set(home.branches.values_list("pk", flat=True))
        if home.parent is not None:
            reached |= {home.parent.pk, *home.parent.branches.values_list("pk", flat=True)}
    if member_of & reached:
        return ALLOW
    return deny(_("The result is not shared with this organisation."))


def can_adopt(user: User, adoption: Adoption) -> Verdict:
    """Only editors of the adopter say that it uses something."""
    if not scope_of(user).acts_for(adoption.organisation_id):
        return deny(_("Only editors of the organisation that uses it enter an adoption."))
    return may_adopt(adoption.result, adoption.organisation)


def is_enterprise(organisation: Organisation) -> bool:
    return organisation.kind == OrganisationKind.ENTERPRISE
