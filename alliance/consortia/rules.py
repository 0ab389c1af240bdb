from typing import Any

from django.utils.translation import gettext as _

from alliance.accounts.enums import Role
from alliance.accounts.models import Organisation, OrganisationRole, User
from alliance.accounts.scope import scope_of
from alliance.consortia.enums import (
    AgreementState,
    AssessmentState,
    PlanState,
    ResolutionState,
    TaskState,
)
from alliance.consortia.models import (
    Agreement,
    AgreementParty,
    Alliance,
    Assessment,
    AssessmentMark,
    Attendance,
    CouplingEdition,
    Framework,
    IndustryStatistic,
    KeyIndustry,
    Meeting,
    Membership,
    Policy,
    Resolution,
    ResolutionTask,
    Standard,
    StandardIndicator,
    YearPlan,
)
from alliance.lib.rules import ALLOW, Verdict, deny


def oversees(user: User, organisation_id: int) -> bool:
    """Whether the user writes for the secretariat of an alliance that this one is active in."""
    administered = scope_of(user).administered
    members = Membership.objects.active().filter(organisation_id=organisation_id)
    return bool(administered) and members.filter(alliance_id__in=administered).exists()


def can_apply(user: User, alliance: Alliance, organisation: Organisation) -> Verdict:
    """Its managers; the secretariat only where that takes the organisation from nobody.

    A secretariat that could enrol whom it likes would admit its own application and so
    oversee the records of another alliance's members.
    """
    scope = scope_of(user)
    if scope.acts_for(organisation.pk, Role.MANAGER):
        return ALLOW
    if not scope.administers(alliance.pk):
        return deny(_("Only a manager of the organisation or the secretariat may apply for it."))
    if oversees(user, organisation.pk):
        return ALLOW
    if has_somebody(organisation.pk):
        return deny(_("The organisation has managers or an alliance of its own; it must apply."))
    return ALLOW


def can_decide(user: User, membership: Membership) -> Verdict:
    if scope_of(user).administers(membership.alliance_id):
        return ALLOW
    return deny(_("Only the alliance's secretariat decides on memberships."))


def can_leave(user: User, membership: Membership) -> Verdict:
    if scope_of(user).acts_for(membership.organisation_id, Role.MANAGER):
        return ALLOW
    return can_decide(user, membership)


def can_edit_framework(user: User, region_code: str) -> Verdict:
    """Frameworks are kept by the secretariat of an alliance of that region, or the platform."""
    scope = scope_of(user)
    if scope.platform:
        return ALLOW
    if Alliance.objects.filter(pk__in=scope.administered, region_id=region_code).exists():
        return ALLOW
    return deny(_("Only the secretariat of an alliance of this region keeps its framework."))


def can_keep_framework(user: User, framework: Framework) -> Verdict:
    return can_edit_framework(user, framework.region_id)


def can_keep_key_industry(user: User, row: KeyIndustry) -> Verdict:
    return can_edit_framework(user, row.framework.region_id)


def can_begin_framework(user: User) -> Verdict:
    scope = scope_of(user)
    if scope.platform or scope.administered:
        return ALLOW
    return deny(_("Only a secretariat keeps frameworks."))


def can_keep_figures(user: User, row: IndustryStatistic | CouplingEdition) -> Verdict:
    """Figures about a region: its public bodies, the secretariats of its alliances."""
    if oversees_region(user, row.region_id) or can_edit_framework(user, row.region_id):
        return ALLOW
    return deny(_("Only the region's public bodies and its alliances' secretariats keep this."))


def can_add_organisation(user: User) -> Verdict:
    """The register grows by the secretariats' hands, and the platform's."""
    scope = scope_of(user)
    if scope.platform or scope.administered:
        return ALLOW
    return deny(_("Only secretariats enter organisations."))


def has_somebody(organisation_id: int) -> bool:
    """Whether the organisation has managers of its own, or an alliance that looks after it."""
    members = Membership.objects.active().filter(organisation_id=organisation_id)
    managers = OrganisationRole.objects.filter(
        organisation_id=organisation_id, role=Role.MANAGER, is_active=True
    )
    return members.exists() or managers.exists()


def can_enter_side(user: User, organisation_id: int) -> Verdict:
    """Who says that an organisation is a school or an enterprise: whoever keeps it.

    One that belongs to nobody yet is anybody's who keeps the register.
    """
    may = can_keep_organisation(user, organisation_id)
    if may or has_somebody(organisation_id):
        return may
    return can_add_organisation(user)


def can_keep_organisation(user: User, organisation_id: int) -> Verdict:
    """Its own managers, the secretariat of an alliance that it is active in, the platform."""
    scope = scope_of(user)
    if scope.platform or scope.acts_for(organisation_id, Role.MANAGER):
        return ALLOW
    if oversees(user, organisation_id):
        return ALLOW
    return deny(_("Only its managers and the secretariats of its alliances may do that."))


def can_found_alliance(user: User, _alliance: Alliance | None = None) -> Verdict:
    if scope_of(user).platform:
        return ALLOW
    return deny(_("Only the platform's administrators found alliances."))


def can_keep_alliance(user: User, alliance: Alliance) -> Verdict:
    scope = scope_of(user)
    if scope.platform or scope.administers(alliance.pk, Role.MANAGER):
        return ALLOW
    return deny(_("Only managers of the secretariat change its alliance."))


def can_begin(user: User) -> Verdict:
    """Whoever writes for some secretariat may enter what secretariats keep."""
    scope = scope_of(user)
    if scope.platform or scope.administered:
        return ALLOW
    return deny(_("Only secretariats keep these records."))


def keeps(user: User, alliance_id: int | None) -> Verdict:
    """The records of an alliance are kept by those who write for its secretariat."""
    scope = scope_of(user)
    if scope.platform or scope.administers(alliance_id):
        return ALLOW
    return deny(_("Only the alliance's secretariat keeps this record."))


def can_keep(user: User, row: Any) -> Verdict:
    """Rows that name their alliance."""
    return keeps(user, row.alliance_id)


def can_keep_attendance(user: User, attendance: Attendance) -> Verdict:
    return keeps(user, attendance.meeting.alliance_id)


def can_keep_resolution(user: User, resolution: Resolution) -> Verdict:
    return keeps(user, resolution.meeting.alliance_id)


def can_amend_resolution(user: User, resolution: Resolution) -> Verdict:
    if resolution.state != ResolutionState.DRAFTED:
        return deny(_("Only a draft changes; a resolution is repealed by another."))
    return can_keep_resolution(user, resolution)


def can_finish_task(user: User, task: ResolutionTask) -> Verdict:
    if scope_of(user).acts_for(task.owner_id):
        return ALLOW
    return keeps(user, task.alliance_id)


def can_amend_task(user: User, task: ResolutionTask) -> Verdict:
    if task.state != TaskState.OPEN:
        return deny(_("Only an open task changes."))
    return can_keep(user, task)


def can_amend_agreement(user: User, agreement: Agreement) -> Verdict:
    if agreement.state != AgreementState.DRAFT:
        return deny(_("A signed agreement stays as it is; renew it by another."))
    return can_keep(user, agreement)


def can_keep_party(user: User, party: AgreementParty) -> Verdict:
    return keeps(user, party.agreement.alliance_id)


def can_sign_party(user: User, party: AgreementParty) -> Verdict:
    """The party itself; the secretariat enters what was signed on paper."""
    if scope_of(user).acts_for(party.organisation_id):
        return ALLOW
    if keeps(user, party.agreement.alliance_id):
        return ALLOW
    return deny(_("Only the party itself and the secretariat enter its signature."))


def oversees_region(user: User, region_code: str) -> bool:
    """Whether the user writes for a public body of the region or of one above it."""
    return any(region_code.startswith(prefix) for prefix in scope_of(user).regions_kept)


def can_begin_policy(user: User) -> Verdict:
    scope = scope_of(user)
    if scope.platform or scope.administered or scope.regions_kept:
        return ALLOW
    return deny(_("Only secretariats and public bodies keep policies."))


def can_keep_policy(user: User, policy: Policy) -> Verdict:
    """Whoever keeps everything that the policy is for: its alliance, its region, or both."""
    scope = scope_of(user)
    if scope.platform:
        return ALLOW
    alliance, region = policy.alliance_id, policy.region_id
    own_alliance = alliance is None or scope.administers(alliance)
    own_region = (
        region is None or oversees_region(user, region) or bool(can_edit_framework(user, region))
    )
    if own_alliance and own_region and (alliance is not None or region is not None):
        return ALLOW
    return deny(_("Only the region's public bodies and its alliances' secretariats keep this."))


def can_amend_plan(user: User, plan: YearPlan) -> Verdict:
    if plan.state != PlanState.DRAFT:
        return deny(_("Only a draft changes; reopen it first."))
    return can_keep(user, plan)


def can_keep_standard(user: User, standard: Standard) -> Verdict:
    """The body that the standard names as its keeper: a secretariat or a public body."""
    scope = scope_of(user)
    if scope.platform:
        return ALLOW
    if can_begin_policy(user) and scope.acts_for(standard.keeper_id):
        return ALLOW
    return deny(_("Only the secretariat or public body that keeps the standard changes it."))


def can_keep_indicator(user: User, indicator: StandardIndicator) -> Verdict:
    return can_keep_standard(user, indicator.standard)


def can_amend_assessment(user: User, assessment: Assessment) -> Verdict:
    if assessment.state != AssessmentState.DRAFT:
        return deny(_("Only a draft changes; ask for it to be returned."))
    return can_keep(user, assessment)


def can_keep_mark(user: User, mark: AssessmentMark) -> Verdict:
    return can_amend_assessment(user, mark.assessment)


def can_judge(user: User, assessment: Assessment) -> Verdict:
    """Never the body that judged itself: the region's public bodies, the association above."""
    scope = scope_of(user)
    alliance = assessment.alliance
    if scope.platform or oversees_region(user, alliance.region_id):
        return ALLOW
    above = alliance.parent
    if (
        above is not None
        and above.secretariat_id != alliance.secretariat_id
        and scope.administers(above.pk)
    ):
        return ALLOW
    return deny(_("Only public bodies of the region and the association above confirm this."))


def reads_minutes(user: User, meeting: Meeting) -> Verdict:
    scope = scope_of(user)
    if scope.platform or meeting.alliance_id in scope.secretariats:
        return ALLOW
    return deny(_("Minutes are the secretariat's."))
