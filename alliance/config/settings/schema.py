"""What the sets of choices are called in the API's schema.

Many records have a kind and a state; without a name of its own each set would be called after its
field and a piece of a digest, which changes with every choice that is added.
"""

_NAMED = (
    "alliance.accounts.enums.OrganisationKind",
    "alliance.accounts.enums.Role",
    "alliance.alignment.enums.ChangeKind",
    "alliance.alignment.enums.ChangeState",
    "alliance.alignment.enums.RunState",
    "alliance.collaboration.enums.ClassKind",
    "alliance.collaboration.enums.ClassState",
    "alliance.collaboration.enums.FacilityKind",
    "alliance.collaboration.enums.InternshipKind",
    "alliance.collaboration.enums.InternshipState",
    "alliance.collaboration.enums.MatchState",
    "alliance.collaboration.enums.Party",
    "alliance.collaboration.enums.ProjectKind",
    "alliance.collaboration.enums.ProjectState",
    "alliance.collaboration.enums.RecognitionKind",
    "alliance.collaboration.enums.ResultKind",
    "alliance.collaboration.enums.ResultLevel",
    "alliance.collaboration.enums.ResultState",
    "alliance.collaboration.enums.SubsidyKind",
    "alliance.consortia.enums.AgreementKind",
    "alliance.consortia.enums.AgreementState",
    "alliance.consortia.enums.AllianceKind",
    "alliance.consortia.enums.AssessmentState",
    "alliance.consortia.enums.AttendanceRole",
    "alliance.consortia.enums.CommitteeKind",
    "alliance.consortia.enums.MeetingKind",
    "alliance.consortia.enums.MeetingState",
    "alliance.consortia.enums.MembershipState",
    "alliance.consortia.enums.PartyState",
    "alliance.consortia.enums.PlanKind",
    "alliance.consortia.enums.PlanState",
    "alliance.consortia.enums.PolicyKind",
    "alliance.consortia.enums.Post",
    "alliance.consortia.enums.ResolutionState",
    "alliance.consortia.enums.TaskState",
    "alliance.imports.enums.SessionState",
    "alliance.indicators.enums.IndicatorKind",
    "alliance.indicators.enums.Unit",
    "alliance.reference.enums.ProgramLevel",
    "enterprises.enums.DemandKind",
    "enterprises.enums.DemandState",
    "programs.enums.CourseKind",
    "programs.enums.LinkKind",
    "programs.enums.MappingKind",
    "talent.enums.CertificationKind",
    "talent.enums.ExchangeKind",
    "talent.enums.OutcomeState",
    "talent.enums.TrainingKind",
)

ENUM_NAMES = {path.rpartition(".")[2]: path for path in _NAMED}
"""Name in the schema → the enumeration, named by its path: settings import no room.

Two sets of the same choices share a name: courses have the levels of results.
"""
