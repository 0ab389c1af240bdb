"""The quoted figures come out of the demo's records; nothing of them is typed in."""

import json
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth import authenticate
from django.db import connection
from django.utils import timezone

from alliance.accounts.models import Organisation, OrganisationRole, User
from alliance.alignment.actions import compute_run, main_framework, queue_run
from alliance.alignment.enums import RunState
from alliance.alignment.models import AlignmentRun, IndexValue, ProgramVerdict
from alliance.collaboration.actions import matches, projects, results
from alliance.collaboration.enums import (
    Audience,
    MatchState,
    ProjectKind,
    ProjectState,
    ResultKind,
    ResultLevel,
    ResultState,
)
from alliance.collaboration.models import Match, Project, Result
from alliance.config.demo import people, reading
from alliance.config.demo.checks import thin_programs
from alliance.consortia.enums import AllianceKind, MembershipState
from alliance.consortia.models import Alliance, Framework, KeyIndustry, Membership
from alliance.engines import indices
from alliance.events.drain import drain
from alliance.events.models import Event, Owed
from alliance.lib import uscc
from alliance.partners.models import ApiKey, KeyScope, digest_of
from alliance.reference.models import Industry, Region
from enterprises.actions import submit_demand
from enterprises.enums import DemandState
from enterprises.models import Demand
from programs.enums import OUTRANKS
from programs.models import CrosswalkLink, Program
from talent.models import Cohort, Exchange, Graduate, Outcome
from tests.demo.conftest import PASSWORD, load_demo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

CHENZHOU, YANGQUAN = "431000", "140300"
ACCOUNTS = {
    "secretariat@demo.test": "郴州市产教融合协会",
    "enterprise@demo.test": "郴州金岭有色新材料有限公司",
    "enterprise2@demo.test": "嘉禾铸源精密铸造有限公司",
    "school@demo.test": "郴江职业技术学院",
    "school2@demo.test": "桂阳宝山职业技术学校",
    "bureau@demo.test": "郴州市产教融合促进中心",
    "yangquan@demo.test": "阳泉市产教融合协会",
    "shandong@demo.test": "齐鲁产教融合促进会",
    "samples@demo.test": "产教融合样例协作中心",
    "admin@demo.test": "产教融合平台运营中心",
}


def counted_by_hand(region: str, framework: str, level: str) -> tuple[int, int]:
    """Aligned and all open programs, from records alone and by another way than the engine's."""
    today = timezone.localdate()
    key = KeyIndustry.objects.filter(framework__name=framework, framework__region_id=region)
    codes = tuple(key.values_list("industry_id", flat=True))
    parents = dict(Industry.objects.values_list("code", "parent_id"))

    def serves(industry: str | None) -> bool:
        return industry is not None and (industry in codes or serves(parents[industry]))

    aligned, programs = 0, Program.objects.open_on(today).in_region(region[:4]).filter(level=level)
    for program in programs:
        links = CrosswalkLink.objects.valid_on(today).filter(
            program=program, industry__isnull=False
        )
        kinds = set(links.values_list("kind", flat=True))
        best = next(kind for kind in OUTRANKS if kind in kinds)
        weight = sum(link.weight for link in links.filter(kind=best) if serves(link.industry_id))
        aligned += weight >= Decimal("0.5")
    return aligned, programs.count()


def stored(region: str, framework: str, level: str, index: str = "A1") -> IndexValue:
    chosen = Framework.objects.get(name=framework, region_id=region)
    newest = AlignmentRun.objects.published(framework=chosen.pk).newest_first()[0]
    assert newest.as_of == timezone.localdate()
    return IndexValue.objects.headline().get(run=newest, index=index, level=level)


@pytest.mark.parametrize(
    ("framework", "level", "aligned", "programs", "printed"),
    [
        ("1221", "secondary", 46, 55, "83.6 %"),
        ("1221", "higher", 36, 48, "75.0 %"),
        ("4×4", "secondary", 31, 55, "56.4 %"),
        ("4×4", "higher", 24, 48, "50.0 %"),
    ],
)
def test_chenzhous_rate_follows_from_its_links(framework, level, aligned, programs, printed):
    value = stored(CHENZHOU, framework, level)

    assert counted_by_hand(CHENZHOU, framework, level) == (aligned, programs)
    assert (value.numerator, value.denominator) == (aligned, programs)
    assert indices.percent_text(value.value) == printed


def test_chenzhous_indices_disagree_visibly():
    values = {index: stored(CHENZHOU, "1221", "secondary", index).value for index in ("A2", "A3")}

    assert len({indices.percent_text(v) for v in [*values.values(), Decimal("0.8364")]}) == 3


def test_chenzhou_launched_and_discontinued_what_the_sources_count():
    programs = Program.objects.in_region("4310")
    out = Counter(programs.filter(closed_on__isnull=False).values_list("level", flat=True))
    new = Counter(programs.filter(opened_on__gte=date(2023, 1, 1)).values_list("level", flat=True))

    assert (out, new) == ({"secondary": 8, "higher": 19}, {"secondary": 8, "higher": 22})


def test_no_file_of_the_demo_holds_a_quoted_rate():
    quoted = ("83.6", "0.836", "75.0", "0.75", "56.3", "0.563")
    files = [path for path in Path(reading.FOLDER).rglob("*.*") if path.is_file()]
    files = [path for path in files if path.name != "claims.csv"]  # what the sources print

    assert len(files) >= 15
    assert [(f.name, q) for f in files for q in quoted if q in f.read_text("utf-8")] == []


def test_yangquan_has_one_association_with_fifteen_consortia():
    association = Alliance.objects.get(region_id=YANGQUAN, parent=None)
    below = Alliance.objects.filter(parent=association)

    assert association.kind == AllianceKind.ASSOCIATION
    assert Alliance.objects.consortia().in_region("1403").count() == 15
    assert set(below) == set(Alliance.objects.consortia().in_region("1403"))


def test_yangquans_exchanges_go_both_ways():
    here = Exchange.objects.in_region("1403")

    assert (here.to_school().count(), here.to_enterprise().count()) == (43, 74)
    assert len({e.person_name for e in here}) == 117


def test_220_of_391_graduates_of_the_campus_base_work_in_their_field():
    cohort = Cohort.objects.get(label="京东物流校园实训基地")
    latest = Outcome.objects.filter(graduate__cohort=cohort).measured_by(timezone.localdate())
    graduates = Graduate.objects.filter(cohort=cohort).count()
    related = sum(outcome.related is True for outcome in latest)

    assert (related, graduates, cohort.program.graduates) == (220, 391, 391)
    assert indices.percent_text(indices.rate(related, graduates)) == "56.3 %"
    base = Project.objects.get(title="京东物流校园实训基地")
    assert (base.state, base.program_id) == (ProjectState.CLOSED, cohort.program_id)


@pytest.mark.parametrize(
    ("model", "states"),
    [
        (Demand, DemandState),
        (Match, MatchState),
        (Project, ProjectState),
        (Result, ResultState),
        (Membership, MembershipState),
    ],
)
def test_every_state_of_every_flow_occurs(model, states):
    assert set(model.objects.values_list("state", flat=True)) == set(states.values)


def test_work_waits_for_each_account_today():
    today = timezone.localdate()
    proposed = Match.objects.filter(state=MatchState.SUGGESTED, answer_by__gte=today)

    assert Demand.objects.published().filter(closes_on__gte=today).count() >= 6
    assert not Demand.objects.overdue(today).exists()
    assert not Match.objects.overdue(today).exists()
    for school in ("school@demo.test", "school2@demo.test"):
        organisation = OrganisationRole.objects.get(user__email=school).organisation_id
        assert proposed.filter(program__school_id=organisation).exists()
    for enterprise in ("enterprise@demo.test", "enterprise2@demo.test"):
        organisation = OrganisationRole.objects.get(user__email=enterprise).organisation_id
        answered = Match.objects.filter(state=MatchState.INTERESTED)
        assert answered.filter(demand__enterprise_id=organisation).exists()


def test_public_results_are_shared_in_both_regions():
    public = Result.objects.public()
    assert public.filter(alliance__region__code__startswith="4310").count() >= 5
    assert public.filter(alliance__region__code__startswith="1403").count() >= 2


def test_no_program_and_no_demand_is_thin():
    assert thin_programs() == []
    assert [d.title for d in Demand.objects.all() if d.skills.count() < 3] == []


def test_everything_owed_is_done_and_every_run_finished():
    assert Owed.objects.filter(done__isnull=True).count() == 0
    assert set(AlignmentRun.objects.values_list("state", flat=True)) == {RunState.DONE}


def test_nothing_happened_after_the_load():
    assert not Event.objects.filter(at__gt=timezone.now()).exists()
    assert not Exchange.objects.filter(started_on__gt=timezone.localdate()).exists()


def test_organisations_are_marked_and_persons_cannot_be_written_to():
    codes = Organisation.objects.exclude(uscc=None).values_list("uscc", flat=True)

    assert not Organisation.objects.filter(is_demo=False).exists()
    assert not Alliance.objects.filter(is_demo=False).exists()
    assert not User.objects.exclude(email__endswith="@demo.test").exists()
    assert [code for code in codes if uscc.fault(code)] == []


def test_both_demo_enterprises_are_verified():
    for email in ("enterprise@demo.test", "enterprise2@demo.test"):
        organisation = OrganisationRole.objects.get(user__email=email).organisation
        assert organisation.enterprise.is_verified


def test_every_account_signs_in_and_owns_one_writing_key(demo):
    rows = json.loads(demo.file.read_text())

    assert {row["email"]: row["organisation"] for row in rows} == ACCOUNTS
    assert demo.file.stat().st_mode & 0o777 == 0o600
    for row in rows:
        user = authenticate(username=row["email"], password=row["password"])
        assert (user.email, row["password"]) == (row["email"], PASSWORD)
        key = ApiKey.objects.usable().get(created_by=user)
        assert (key.digest, key.scope) == (digest_of(row["key"]), KeyScope.WRITE)
        assert key.organisation.name == row["organisation"]
        assert f"{row['email']} {row['organisation']} {row['key']}\n" in demo.output


def test_only_administrators_reach_the_admin_and_only_one_is_the_platform():
    staff = set(User.objects.filter(is_staff=True).values_list("email", flat=True))
    platform = set(User.objects.filter(is_superuser=True).values_list("email", flat=True))

    assert platform == {"admin@demo.test"}
    assert staff == {
        "admin@demo.test",
        "secretariat@demo.test",
        "yangquan@demo.test",
        "shandong@demo.test",
        "samples@demo.test",
    }


def test_coordinators_of_other_organisations_have_no_password():
    others = User.objects.exclude(email__in=ACCOUNTS)
    assert [user.email for user in others if user.has_usable_password()] == []


def test_a_second_load_adds_nothing_and_says_so(demo):
    before, kept = rows_by_model(), demo.file.read_bytes()

    said = load_demo()

    regions = ("chenzhou", "yangquan", "shandong", "samples")
    assert said.splitlines()[:4] == [
        f"{region}: loaded already, nothing added." for region in regions
    ]
    assert said.splitlines()[4:] == demo.output.splitlines()[4:]
    assert (rows_by_model(), demo.file.read_bytes()) == (before, kept)


def test_a_lost_file_gets_new_keys_and_ends_the_old_ones(demo):
    kept = demo.file.read_bytes()
    old = {row["email"]: row["key"] for row in json.loads(kept)}
    demo.file.unlink()
    try:
        load_demo("--region", "yangquan")
        new = {row["email"]: row["key"] for row in json.loads(demo.file.read_text())}
    finally:
        demo.file.write_bytes(kept)

    live = set(ApiKey.objects.usable().values_list("digest", flat=True))
    assert new.keys() == old.keys()
    assert live == {digest_of(key) for key in new.values()}
    assert not live & {digest_of(key) for key in old.values()}


def test_a_verified_result_moves_chenzhous_rate_by_one_program():
    """The walk: draft → match → project → result that confirms the program's industry."""
    people_by = {email: User.objects.get(email=email) for email in ACCOUNTS}
    enterprise, school = people_by["enterprise@demo.test"], people_by["school@demo.test"]
    secretariat = people_by["secretariat@demo.test"]
    draft = Demand.objects.get(
        state=DemandState.DRAFT, enterprise__organisation__people__user=enterprise
    )

    demand = submit_demand(demand=draft, by=enterprise)
    drain()
    best = Match.objects.filter(demand=demand).order_by("rank")[0]
    mine = Match.objects.filter(demand=demand, program__school__organisation__people__user=school)
    match = mine.order_by("rank")[0]
    verdict = ProgramVerdict.objects.filter(program=match.program).latest("pk")
    assert (best.pk, match.program.catalogue_program_id, verdict.aligned) == (
        match.pk,
        "460119",
        False,
    )
    matches.respond_to_match(match=match, by=school)
    matches.accept_match(match=match, by=enterprise)
    project = projects.open_project(
        match=match, by=enterprise, fields={"kind": ProjectKind.JOINT_LAB, "title": "检测中心"}
    )
    project = projects.submit_project(project=project, by=enterprise)
    for person in (school, enterprise, secretariat):
        projects.approve_project(project=project, by=person)
    project = projects.sign_project(project=project, by=school)
    project = projects.start_project(project=project, by=school)
    project = projects.complete_project(project=project, by=school)
    result = results.enter_result(
        organisation=match.program.school.organisation,
        by=school,
        project=project,
        fields={
            "kind": ResultKind.BASE,
            "level": ResultLevel.CITY,
            "title": "有色金属检测实训中心",
            "achieved_on": timezone.localdate(),
            "evidence": "Acceptance report.",
        },
    )
    results.submit_result(result=result, by=school)
    results.verify_result(result=result, by=secretariat, confirms=Industry.objects.get(pk="324"))
    results.share_result(result=result, by=school, audience=Audience.PUBLIC)
    drain()
    place, today = Region.objects.get(pk=CHENZHOU), timezone.localdate()
    run = queue_run(region=place, as_of=today, framework=main_framework(place, today))
    compute_run(run_id=run.pk)

    value = stored(CHENZHOU, "1221", "higher")
    assert value.run_id == run.pk
    assert (value.numerator, value.denominator) == (37, 48)
    assert stored(CHENZHOU, "1221", "secondary").numerator == 46


def test_names_are_the_same_at_every_load():
    first, second = people.names("exchanges yangquan"), people.names("exchanges yangquan")
    assert [next(first) for _ in range(200)] == [next(second) for _ in range(200)]


def test_it_is_quick(demo):
    assert demo.seconds < 40  # four regions; about half of it on an idle machine


def rows_by_model() -> dict[str, int]:
    tables = set(connection.introspection.table_names())
    return {
        model._meta.label: model._base_manager.count()
        for model in apps.get_models()
        if model._meta.db_table in tables
    }
