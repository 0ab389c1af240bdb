"""One table: every kind of row, and exactly who sees it."""

from datetime import date

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from alliance.accounts.enums import OrganisationKind, Role
from alliance.accounts.models import NotDuplicate, OrganisationAlias, OrganisationRole, User
from alliance.alignment.actions import queue_run
from alliance.consortia.models import Membership
from alliance.partners.actions import issue_key
from alliance.partners.models import KeyScope
from alliance.web.records import ScopedQuerySet
from enterprises.models import Verification
from talent.models import Cohort, Exchange, Graduate, Outcome
from tests import factories as make
from tests.factories.accounts import InvitationFactory
from tests.factories.everything import beside, records_of

pytestmark = pytest.mark.django_db

OFFICES = "office parent"
EVERYBODY = (
    "school enterprise third_school third_enterprise pending office parent branch bureau province"
    " other_bureau foreign_school foreign_enterprise foreign_office outsider removed platform"
)
PUBLIC = f"{EVERYBODY} anonymous inactive"


def verification(home):
    return Verification.objects.create(
        enterprise=home.enterprise,
        decision="refused",
        reason="No seal.",
        by=home.secretary,
        at=timezone.now(),
    )


@pytest.fixture
def stage():
    """(principals by name, rows by name): a home alliance in a tree, and a foreign one."""
    home = make.world()
    parent = make.AllianceFactory(kind="association", region=home.region)
    home.alliance.parent = parent
    home.alliance.save()
    branch = make.AllianceFactory(parent=home.alliance, region=home.region)
    third = make.SchoolFactory(organisation__region=home.region, member_of=home.alliance)
    rival = make.EnterpriseFactory(organisation__region=home.region, member_of=home.alliance)
    pending = make.SchoolFactory(organisation__region=home.region)
    application = make.MembershipFactory(
        alliance=home.alliance, organisation=pending.organisation, state="applied", joined_on=None
    )
    province = make.OrganisationFactory(
        kind=OrganisationKind.PUBLIC_BODY, region=make.RegionFactory(code="430000")
    )
    removed, inactive = (make.UserFactory(organisation=home.school) for _ in range(2))
    OrganisationRole.objects.filter(user=removed).update(is_active=False)
    User.objects.filter(pk=inactive.pk).update(is_active=False)

    def viewer(organisation):
        return make.UserFactory(organisation=organisation, role=Role.VIEWER)

    principals = {
        "school": viewer(home.school),
        "enterprise": viewer(home.enterprise),
        "third_school": viewer(third),
        "third_enterprise": viewer(rival),
        "pending": viewer(pending),
        "office": viewer(home.secretariat),
        "parent": viewer(parent.secretariat),
        "branch": viewer(branch.secretariat),
        "bureau": viewer(home.bureau),
        "province": viewer(province),
        "other_bureau": viewer(home.foreign.bureau),
        "foreign_school": viewer(home.foreign.school),
        "foreign_enterprise": viewer(home.foreign.enterprise),
        "foreign_office": viewer(home.foreign.secretariat),
        "outsider": make.UserFactory(),
        "removed": removed,
        "inactive": inactive,
        "platform": make.UserFactory(is_superuser=True),
    }

    drafted = make.make_project(world=home)
    signed = make.make_project(world=home, state="signed")
    result = {"world": home, "state": "shared"}
    cohort = Cohort.objects.create(program=home.program, year=2026)
    graduate = Graduate.objects.create(cohort=cohort, number="1")
    run, queued = (
        make.make_run(framework=home.framework),
        queue_run(
            region=home.region,
            as_of=date(2026, 1, 1),
            framework=home.framework,
            by=principals["bureau"],
        ),
    )
    key, _ = issue_key(
        organisation=home.school.organisation,
        label="Records",
        scope=KeyScope.READ,
        by=home.school_user,
    )
    match = drafted.match
    rows = {
        "region": home.region,
        "industry": home.industry,
        "occupation": home.occupation,
        "catalogue program": home.program.catalogue_program,
        "skill": home.skills[0],
        "framework": home.framework,
        "organisation": home.school.organisation,
        "own role": OrganisationRole.objects.get(user=principals["school"]),
        "invitation": InvitationFactory(organisation=home.school.organisation),
        "former name": OrganisationAlias.objects.create(
            organisation=home.school.organisation, name="Former", former_id=0
        ),
        "pair told apart": NotDuplicate.objects.create(
            first=home.school.organisation, second=pending.organisation, said_by=home.secretary
        ),
        "verification": verification(home),
        "alliance": home.alliance,
        "active membership": Membership.objects.get(
            alliance=home.alliance, organisation=home.school.organisation
        ),
        "application": application,
        "school": home.school,
        "enterprise": home.enterprise,
        "program": home.program,
        "crosswalk link": home.program.links.first(),
        "draft demand": make.publish_in(home, published=False),
        "submitted demand": make.publish_in(home, state="submitted", published=False),
        "returned demand": make.publish_in(home, state="returned", published=False),
        "withdrawn demand": make.publish_in(home, state="withdrawn", published=False),
        "published demand": match.demand,
        "fulfilled demand": make.publish_in(home, state="fulfilled"),
        "expired demand": make.publish_in(home, state="expired"),
        "match": match,
        "match run": match.run,
        "drafted project": drafted,
        "signed project": signed,
        "draft result": make.make_result(world=home),
        "verified result": make.make_result(world=home, state="verified"),
        "result for the consortium": make.make_result(**result, audience="consortium"),
        "result for the alliance": make.make_result(**result, audience="alliance"),
        "result for the public": make.make_result(**result, audience="public"),
        "withdrawn result": make.make_result(world=home, state="withdrawn"),
        "finished run": run,
        "index value": run.values.first(),
        "program verdict": run.verdicts.first(),
        "queued run": queued,
        "API key": key,
        "cohort": cohort,
        "graduate": graduate,
        "outcome": Outcome.objects.create(
            graduate=graduate, measured_on=timezone.localdate(), destination="employed"
        ),
        "exchange": Exchange.objects.create(
            kind="industry_professor",
            school=home.school,
            enterprise=home.enterprise,
            person_name="Somebody",
            started_on=date(2026, 3, 1),
        ),
        **records_of(home),
        **beside(home),
    }
    return {name: user.pk for name, user in principals.items()}, rows


RECORDS = f"school {OFFICES} bureau province platform"
SHARED = f"school enterprise third_school third_enterprise {OFFICES}"
MEMBERS = f"school enterprise third_school third_enterprise {OFFICES} bureau province platform"
BETWEEN = f"school enterprise {OFFICES} bureau province platform"
KEPT = f"{OFFICES} platform"
NOBODY = ""
SEEN = {
    "region": PUBLIC,
    "industry": PUBLIC,
    "occupation": PUBLIC,
    "catalogue program": PUBLIC,
    "skill": PUBLIC,
    "framework": PUBLIC,
    "key industry": PUBLIC,
    "industry statistic": EVERYBODY,
    "edition of index C": EVERYBODY,
    "organisation": EVERYBODY,
    "own role": "school platform",
    "invitation": "platform",
    "former name": EVERYBODY,
    "pair told apart": f"{OFFICES} branch foreign_office platform",
    "verification": f"enterprise {OFFICES} platform",
    "alliance": EVERYBODY,
    "active membership": EVERYBODY,
    "application": f"pending {OFFICES} platform",
    "school": EVERYBODY,
    "enterprise": EVERYBODY,
    "program": EVERYBODY,
    "crosswalk link": EVERYBODY,
    "catalogue link": EVERYBODY,
    "industry of an occupation": EVERYBODY,
    "draft demand": "enterprise platform",
    "submitted demand": f"enterprise {OFFICES} platform",
    "returned demand": f"enterprise {OFFICES} platform",
    "withdrawn demand": f"enterprise {OFFICES} platform",
    "published demand": PUBLIC,
    "fulfilled demand": PUBLIC,
    "expired demand": PUBLIC,
    "match": f"school enterprise {OFFICES} platform",
    "match run": f"school enterprise {OFFICES} platform",
    "drafted project": f"school enterprise {OFFICES} platform",
    "signed project": f"school enterprise {OFFICES} bureau province platform",
    "draft result": f"school enterprise {OFFICES} platform",
    "verified result": f"school enterprise {OFFICES} platform",
    "result for the consortium": f"{SHARED} platform",
    "result for the alliance": f"{SHARED} branch platform",
    "result for the public": PUBLIC,
    "withdrawn result": f"school enterprise {OFFICES} platform",
    "finished run": PUBLIC,
    "index value": PUBLIC,
    "program verdict": PUBLIC,
    "queued run": f"{OFFICES} branch bureau province platform",
    "API key": "platform",
    "cohort": RECORDS,
    "graduate": RECORDS,
    "outcome": RECORDS,
    "exchange": f"enterprise {RECORDS}",
    # governance
    "committee": MEMBERS,
    "seat": MEMBERS,
    "planned meeting": MEMBERS,
    "held meeting": MEMBERS,
    "attendance": MEMBERS,
    "drafted resolution": KEPT,
    "adopted resolution": MEMBERS,
    "draft plan": KEPT,
    "published plan": MEMBERS,
    "task of a draft": f"enterprise {KEPT}",
    "task of a plan": MEMBERS,
    "agreement": f"school enterprise {KEPT}",
    "party": f"school enterprise {KEPT}",
    "other party": f"school enterprise {KEPT}",
    "policy": EVERYBODY,
    "policy to come": KEPT,
    "standard": EVERYBODY,
    "standard indicator": EVERYBODY,
    "draft assessment": KEPT,
    "submitted assessment": f"bureau province {KEPT}",
    "confirmed assessment": MEMBERS,
    "mark of a draft assessment": KEPT,
    "mark of a submitted assessment": f"bureau province {KEPT}",
    "mark of a confirmed assessment": MEMBERS,
    # places and work
    "class between two sides": BETWEEN,
    "class of the alliance": MEMBERS,
    "mentor": BETWEEN,
    "mentor of the alliance": MEMBERS,
    "joint evaluation": BETWEEN,
    "internship": BETWEEN,
    "internship of the alliance": MEMBERS,
    "facility": EVERYBODY,
    "facility service": BETWEEN,
    "recognition": EVERYBODY,
    "subsidy": RECORDS,
    "adoption": f"{SHARED} platform",
    "course": EVERYBODY,
    "program cluster": EVERYBODY,
    "open change": RECORDS,
    "change in effect": EVERYBODY,
    # people
    "consent": "school platform",
    "identity": NOBODY,  # editors of the school alone; everybody here is a viewer
    "training batch": "bureau province platform",
    "training batch of the alliance": f"bureau province {KEPT}",
    "certification": RECORDS,
    # figures
    "indicator": PUBLIC,
    "claim": PUBLIC,
    "draft report": f"{OFFICES} branch bureau province platform",
    "published report": PUBLIC,
    # tried out on paper
    "scenario": "school platform",
    "shared scenario": f"school {OFFICES} branch bureau province platform",
    "scenario of a case": RECORDS,
    "change of a scenario": "school platform",
    "result of a scenario": "school platform",
    "scorecard": EVERYBODY,
    "metric of a scorecard": EVERYBODY,
    "band of a scorecard": EVERYBODY,
    # beside records: who reads the record reads them by way of it, nobody by themselves
    "saved list": NOBODY,
    "shared list": "school",
    "tag": "school",
    "tagging": NOBODY,
    "journal entry": NOBODY,
    "attachment": NOBODY,
    "import": "platform",
    "row of an import": "platform",
}


def test_every_row_is_seen_by_exactly_those_who_may(stage):
    principals, rows = stage
    actual = {}
    for name, row in rows.items():
        model = type(row)
        actual[name] = {
            who
            for who, pk in principals.items()
            if model.objects.visible_to(User.objects.get(pk=pk)).filter(pk=row.pk).count() == 1
        }
        if model.objects.visible_to(AnonymousUser()).filter(pk=row.pk).exists():
            actual[name].add("anonymous")
    assert actual == {name: set(seen.split()) for name, seen in SEEN.items()}


def test_every_scoped_model_stands_in_the_table(stage):
    _, rows = stage
    scoped = {
        model
        for model in apps.get_models()
        if isinstance(getattr(model, "objects", None) and model.objects.all(), ScopedQuerySet)
    }
    assert scoped == {type(row) for row in rows.values()}


def test_managers_see_the_roles_and_keys_of_their_organisation_and_creators_their_own():
    home = make.world()
    editor = make.UserFactory(organisation=home.school, role=Role.EDITOR)
    key, _ = issue_key(
        organisation=home.school.organisation, label="k", scope=KeyScope.READ, by=editor
    )
    role = OrganisationRole.objects.get(user=editor)
    for user, sees in (
        (editor, True),
        (home.school_user, True),
        (make.UserFactory(organisation=home.school, role=Role.EDITOR), False),
        (home.secretary, False),
        (home.foreign.school_user, False),
        (AnonymousUser(), False),
    ):
        for row in (key, role):
            assert type(row).objects.visible_to(user).filter(pk=row.pk).exists() == sees


def test_a_room_that_forgets_to_say_who_sees_shows_nothing():
    make.make_world()
    rows = ScopedQuerySet(model=User)
    assert rows.count() > 0
    assert list(rows.visible_to(make.UserFactory(is_superuser=True))) == []


@pytest.mark.parametrize("state", ["suspended", "left"])
def test_the_secretariat_keeps_sight_of_suspended_members_and_loses_those_who_left(state):
    home = make.make_world()
    demand = make.publish_in(home, state="submitted", published=False)
    today = timezone.localdate() if state == "left" else None
    Membership.objects.filter(organisation=home.enterprise.organisation).update(
        state=state, left_on=today
    )
    secretary = User.objects.get(pk=home.secretary.pk)
    seen = type(demand).objects.visible_to(secretary).filter(pk=demand.pk).exists()
    assert seen == (state == "suspended")


def test_the_result_of_a_branch_shared_with_the_alliance_is_seen_across_the_tree():
    above = make.AllianceFactory(kind="association")
    first, second = (make.make_world() for _ in range(2))
    for home in (first, second):
        home.alliance.parent = above
        home.alliance.save()
    member = make.SchoolFactory(member_of=above)
    foreign = make.make_world(make.YANGQUAN)
    result = make.make_result(world=first, state="shared", audience="alliance")
    own = make.make_result(world=first, state="shared", audience="consortium")
    everybody = {
        "sister": second.school_user,
        "above": make.editor_of(member),
        "foreign": foreign.school_user,
    }
    seen = {
        name: set(type(result).objects.visible_to(user)) & {result, own}
        for name, user in everybody.items()
    }
    assert seen == {"sister": {result}, "above": {result}, "foreign": set()}
