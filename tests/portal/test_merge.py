"""Merging two records of one organisation: everything moves, nothing is lost, all is told."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from alliance.accounts.enums import OrganisationKind, Role
from alliance.accounts.merging import relations
from alliance.accounts.models import (
    Invitation,
    NotDuplicate,
    Organisation,
    OrganisationAlias,
    OrganisationRole,
)
from alliance.consortia.enums import MembershipState
from alliance.consortia.models import Membership
from alliance.events.models import Event
from alliance.lib.errors import InvalidInput, NotAllowed, Refused, Stale
from alliance.portal.merging import merge_organisations, names_of, rehearse, tell_apart
from enterprises.models import Demand, Enterprise
from programs.models import Program, School
from tests import factories as make
from tests.factories.accounts import InvitationFactory, point_at
from tests.outcomes import changes

pytestmark = pytest.mark.django_db

MODELS = (Organisation, School, Enterprise)


def both_sides(organisation):
    """An organisation that is school and enterprise, so that relations of either can be shown."""
    make.SchoolFactory(organisation=organisation)
    make.EnterpriseFactory(organisation=organisation)
    return organisation


def pointing(model):
    """Relations to the model that are not its own other side."""
    return [r for r in relations(model, names_of(model)) if r.model._meta.pk.attname != r.column]


@pytest.fixture
def root():
    return make.UserFactory(is_superuser=True)


@pytest.fixture
def pair():
    return make.OrganisationFactory(name="湖南甲公司"), make.OrganisationFactory(name="甲公司")


@pytest.mark.parametrize("keep_has_sides", [True, False])
def test_a_merge_moves_a_row_of_every_relation_there_is(root, pair, keep_has_sides):
    keep, other = pair
    both_sides(other)
    if keep_has_sides:
        both_sides(keep)
    found = [(model, relation) for model in MODELS for relation in pointing(model)]
    assert len(found) >= 12
    made = {
        (model.__name__, relation): point_at(relation, model.objects.get(pk=other.pk))
        for model, relation in found
    }
    held = {(m, r.label): r.rows(m(pk=other.pk)).count() for m, r in found}
    merge_organisations(keep=keep, other=other, by=root, reason="One and the same.")
    left = {(m, r.label): r.rows(m(pk=other.pk)).count() for m, r in found}
    moved = {(m, r.label): r.rows(m(pk=keep.pk)).count() for m, r in found}
    assert left == dict.fromkeys(held, 0)
    alias = (Organisation, "accounts.organisationalias.organisation")
    assert moved == held | {alias: held[alias] + 1}
    assert {key: type(row).objects.filter(pk=row.pk).exists() for key, row in made.items()} == (
        dict.fromkeys(made, True)
    )
    assert [m.objects.filter(pk=other.pk).exists() for m in MODELS] == [False] * 3
    assert [m.objects.filter(pk=keep.pk).exists() for m in MODELS] == [True] * 3
    told = Event.objects.get(kind="organisation.merged")
    assert (told.subject_id, told.actor, told.payload["other"], told.payload["reason"]) == (
        str(keep.pk),
        root,
        other.pk,
        "One and the same.",
    )
    labels = {relation.label for _model, relation in found}
    assert labels <= set(told.payload["moved"])


def test_the_old_name_and_code_still_find_the_organisation(root, pair):
    keep, other = pair
    code, name = other.uscc, other.name
    merge_organisations(keep=keep, other=other, by=root, reason="Same.")
    assert list(OrganisationAlias.objects.values("organisation", "name", "uscc", "former_id")) == [
        {"organisation": keep.pk, "name": name, "uscc": code, "former_id": other.pk}
    ]
    assert Organisation.objects.get(aliases__uscc=code) == keep
    assert Organisation.objects.get(aliases__name=name) == keep


def test_the_code_of_a_merged_record_is_not_entered_anew(root, pair):
    from django.core.exceptions import ValidationError

    keep, other = pair
    code = other.uscc
    merge_organisations(keep=keep, other=other, by=root, reason="Same.")
    again = make.OrganisationFactory.build(region=keep.region, uscc=code)
    with pytest.raises(ValidationError) as refusal:
        again.full_clean()
    assert refusal.value.message_dict == {
        "uscc": ["This code belonged to a record that was merged into 湖南甲公司."]
    }
    keep.refresh_from_db()
    keep.full_clean()


def test_chosen_values_come_from_the_other_record(root):
    keep = make.EnterpriseFactory(verified=False, size="small").organisation
    other = make.EnterpriseFactory(size="large").organisation
    code, kept_code, when = other.uscc, keep.uscc, other.enterprise.verified_at
    chosen = {"uscc": "other", "name": "keep", "enterprise.size": "other"}
    merged = merge_organisations(keep=keep, other=other, by=root, reason="Same.", chosen=chosen)
    assert (merged.name, merged.uscc) == (keep.name, code)
    assert (merged.enterprise.size, merged.enterprise.verified_at) == ("large", when)
    assert OrganisationAlias.objects.get().uscc == kept_code


def test_a_verification_does_not_pass_to_a_code_that_was_not_verified(root):
    keep = make.EnterpriseFactory(verified=False).organisation
    other = make.EnterpriseFactory().organisation
    merged = merge_organisations(keep=keep, other=other, by=root, reason="Same.")
    assert merged.enterprise.verified_at is None


def test_one_membership_in_an_alliance_stays_the_earlier_one(root, pair):
    keep, other = pair
    alliance = make.AllianceFactory()
    make.MembershipFactory(alliance=alliance, organisation=keep, joined_on=date(2024, 5, 1))
    early = make.MembershipFactory(
        alliance=alliance, organisation=other, joined_on=date(2023, 1, 1)
    )
    merge_organisations(keep=keep, other=other, by=root, reason="Same.")
    assert list(Membership.objects.filter(organisation=keep)) == [early]


@pytest.mark.parametrize(("ours", "theirs"), [("applied", "active"), ("suspended", "applied")])
def test_an_application_gives_way_to_a_membership(root, pair, ours, theirs):
    keep, other = pair
    alliance = make.AllianceFactory()
    for organisation, state in ((keep, ours), (other, theirs)):
        make.MembershipFactory(alliance=alliance, organisation=organisation, state=state)
    merge_organisations(keep=keep, other=other, by=root, reason="Same.")
    stays = next(s for s in (ours, theirs) if s != "applied")
    assert list(Membership.objects.values_list("organisation", "state")) == [(keep.pk, stays)]


def test_memberships_that_contradict_each_other_stop_the_merge_and_are_named(root, pair):
    keep, other = pair
    alliance = make.AllianceFactory(name="联合体")
    make.MembershipFactory(alliance=alliance, organisation=keep)
    make.MembershipFactory(alliance=alliance, organisation=other, state=MembershipState.SUSPENDED)
    with changes() as done, pytest.raises(Refused) as refusal:
        merge_organisations(keep=keep, other=other, by=root, reason="Same.")
    assert refusal.value.detail == (
        "These have to be settled first. Memberships: “甲公司 – 联合体” and "
        "“湖南甲公司 – 联合体” exclude each other."
    )
    assert (done.changed, done.added, done.removed, done.events) == ({}, [], [], [])


def test_programs_that_exclude_each_other_are_named(root):
    catalogue = make.CatalogueProgramFactory(name="数控技术")
    keep, other = (
        make.ProgramFactory(catalogue_program=catalogue, intake=intake).school
        for intake in (40, 80)
    )
    plan = rehearse(keep=keep.organisation, other=other.organisation)
    assert len(plan.conflicts) == 1
    assert "exclude each other" in plan.conflicts[0]
    assert "数控技术" in plan.conflicts[0]


def test_a_program_that_both_records_hold_alike_is_one_with_the_skills_of_both(root):
    catalogue = make.CatalogueProgramFactory()
    skills = [make.SkillFactory() for _ in range(3)]
    held = [
        make.ProgramFactory(catalogue_program=catalogue, skills=skills[i : i + 2]) for i in (0, 1)
    ]
    keep, other = (program.school.organisation for program in held)
    merge_organisations(keep=keep, other=other, by=root, reason="Same.")
    program = Program.objects.get()
    assert (program, program.school_id) == (held[0], keep.pk)
    assert [row.skill for row in program.skills.all()] == skills


def test_a_person_of_both_keeps_the_higher_role_that_lasts(root, pair):
    keep, other = pair
    people = [make.UserFactory() for _ in range(3)]
    held = (("viewer", "manager", True), ("editor", "viewer", True), ("viewer", "manager", False))
    for user, (ours, theirs, lasts) in zip(people, held, strict=True):
        make.OrganisationRoleFactory(user=user, organisation=keep, role=ours)
        make.OrganisationRoleFactory(user=user, organisation=other, role=theirs, is_active=lasts)
    merge_organisations(keep=keep, other=other, by=root, reason="Same.")
    rows = OrganisationRole.objects.filter(organisation=keep).order_by("user")
    assert list(rows.values_list("user", "role", "is_active")) == [
        (people[0].pk, "manager", True),
        (people[1].pk, "editor", True),
        (people[2].pk, "viewer", True),
    ]
    assert OrganisationRole.objects.count() == 3


def test_a_second_invitation_of_one_person_is_taken_back(root, pair):
    keep, other = pair
    first = InvitationFactory(organisation=keep, email="guest@people.test")
    soon = timezone.now() + timedelta(days=1)
    second = InvitationFactory(organisation=other, email="Guest@people.test", expires_at=soon)
    merge_organisations(keep=keep, other=other, by=root, reason="Same.")
    rows = Invitation.objects.filter(organisation=keep).order_by("pk")
    assert [(row.pk, row.revoked_at is None) for row in rows] == [
        (first.pk, True),
        (second.pk, False),
    ]


def test_what_was_told_apart_from_a_third_stays_so_and_the_pair_itself_is_forgotten(root, pair):
    keep, other = pair
    third = make.OrganisationFactory()
    for first, second in ((keep, other), (third, other), (keep, third)):
        NotDuplicate.objects.create(first=first, second=second, said_by=root)
    merge_organisations(keep=keep, other=other, by=root, reason="Same.")
    assert [{row.first_id, row.second_id} for row in NotDuplicate.objects.all()] == [
        {keep.pk, third.pk}
    ]


def test_a_rehearsal_tells_what_moves_and_changes_nothing(root):
    keep = make.EnterpriseFactory().organisation
    other = make.DemandFactory(published=True).enterprise.organisation
    with changes() as done:
        plan = rehearse(keep=keep, other=other)
    assert (done.changed, done.added, done.removed, done.events) == ({}, [], [], [])
    assert plan.conflicts == ()
    assert {m.relation: (m.moved, m.joined) for m in plan.moved}[
        "enterprises.demand.enterprise"
    ] == (
        1,
        0,
    )
    assert Demand.objects.get().enterprise_id == other.pk


def test_a_merge_needs_a_reason_two_records_and_one_kind(root, pair):
    keep, other = pair
    with pytest.raises(InvalidInput) as refusal:
        merge_organisations(keep=keep, other=other, by=root, reason=" ")
    assert [e.field for e in refusal.value.errors] == ["reason"]
    with pytest.raises(InvalidInput):
        merge_organisations(keep=keep, other=keep, by=root, reason="Same.")
    school = make.OrganisationFactory(kind=OrganisationKind.SCHOOL)
    with pytest.raises(Refused):
        merge_organisations(keep=keep, other=school, by=root, reason="Same.")
    with pytest.raises(InvalidInput):
        merge_organisations(keep=keep, other=other, by=root, reason="S.", chosen={"kind": "other"})
    assert Organisation.objects.filter(pk__in=[keep.pk, other.pk, school.pk]).count() == 3


def test_an_old_page_merges_nothing(root, pair):
    keep, other = pair
    for versions in ({"version": 2}, {"other_version": 7}):
        with pytest.raises(Stale):
            merge_organisations(keep=keep, other=other, by=root, reason="Same.", **versions)
    assert Organisation.objects.filter(pk=other.pk).exists()


def members(*alliances, count=2):
    rows = [make.OrganisationFactory() for _ in range(count)]
    for row in rows:
        for alliance in alliances:
            make.MembershipFactory(alliance=alliance, organisation=row)
    return rows


def refused(keep, other, user) -> str:
    try:
        merge_organisations(keep=keep, other=other, by=user, reason="Same.")
    except NotAllowed as refusal:
        return refusal.detail
    return ""


def test_a_secretariat_merges_what_it_alone_oversees(root):
    alliance, foreign = make.AllianceFactory(), make.AllianceFactory()
    office = make.secretary_of(alliance)
    assert refused(*members(alliance), office) == ""
    one, two = members(alliance)
    make.MembershipFactory(alliance=foreign, organisation=two)
    assert "another alliance" in refused(one, two, office)
    assert "oversees both" in refused(one, make.OrganisationFactory(), office)
    runs = members(alliance)
    make.AllianceFactory(secretariat=runs[1])
    assert "runs an alliance" in refused(*runs, office)


def test_nobody_merges_an_organisation_that_they_act_for():
    alliance = make.AllianceFactory()
    office = make.secretary_of(alliance)
    one, two = members(alliance)
    make.OrganisationRoleFactory(user=office, organisation=one, role=Role.VIEWER)
    assert "act for one of them" in refused(one, two, office)


def test_members_and_readers_of_the_secretariat_merge_nothing():
    alliance = make.AllianceFactory()
    one, two = members(alliance)
    reader = make.UserFactory(organisation=alliance.secretariat, role=Role.VIEWER)
    manager = make.UserFactory(organisation=one, role=Role.MANAGER)
    for user in (reader, manager):
        assert "oversees both" in refused(one, two, user)
    assert Organisation.objects.filter(pk=two.pk).exists()


def test_the_page_compares_and_merges(root, client):
    keep = make.EnterpriseFactory().organisation
    other = make.DemandFactory(published=True).enterprise.organisation
    client.force_login(root)
    url = f"/organisations/{keep.pk}/merge/{other.pk}/"
    page = client.get(url)
    assert page.status_code == 200
    text = page.content.decode()
    assert ("This cannot be undone" in text, keep.uscc in text, other.uscc in text) == (True,) * 3
    sent = {"reason": "Same.", "version": keep.version, "other_version": other.version}
    assert client.post(url, sent | {"reason": ""}).status_code == 400
    assert client.post(url, sent | {"version": 9}).status_code == 412
    assert client.post(url, sent | {"name": "other"}).status_code == 302
    merged = Organisation.objects.get(pk=keep.pk)
    assert (merged.name, merged.enterprise.demands.count()) == (other.name, 1)
    assert client.get(url).status_code == 404


def test_the_page_is_closed_to_who_may_not_merge(client):
    alliance = make.AllianceFactory()
    one, two = members(alliance)
    url = f"/organisations/{one.pk}/merge/{two.pk}/"
    assert client.get(url).status_code == 302
    client.force_login(make.UserFactory(organisation=one, role=Role.MANAGER))
    assert client.get(url).status_code == 404
    client.force_login(make.secretary_of(make.AllianceFactory()))
    assert client.get(url).status_code == 403


def test_pairs_are_listed_and_told_apart(client):
    alliance = make.AllianceFactory()
    first = make.OrganisationFactory(name="郴州市华湘精密机械有限公司")
    second = make.OrganisationFactory(name="华湘精密机械有限责任公司（郴州）")
    for row in (first, second):
        make.MembershipFactory(alliance=alliance, organisation=row)
    office = make.secretary_of(alliance)
    client.force_login(office)
    page = client.get("/organisations/duplicates/")
    assert [
        ({pair.first.pk, pair.second.pk}, pair.percent, pair.refused)
        for pair in page.context["pairs"]
    ] == [({first.pk, second.pk}, 100, "")]
    sent = {"first": first.pk, "second": second.pk}
    assert client.post("/organisations/duplicates/apart/", sent).status_code == 302
    assert client.get("/organisations/duplicates/").context["pairs"] == []
    assert Event.objects.get(kind="organisation.told_apart").payload == {"other": second.pk}
    again = tell_apart(first=second, second=first, by=office)
    assert NotDuplicate.objects.get() == again


def test_the_list_is_not_there_for_members(client):
    client.force_login(make.UserFactory(organisation=make.OrganisationFactory(), role=Role.MANAGER))
    assert client.get("/organisations/duplicates/").status_code == 404


def test_a_foreign_secretariat_tells_nothing_apart(pair):
    office = make.secretary_of(make.AllianceFactory())
    with pytest.raises(NotAllowed):
        tell_apart(first=pair[0], second=pair[1], by=office)
    assert NotDuplicate.objects.count() == 0


def test_expired_invitations_do_not_stand_in_the_way(root, pair):
    keep, other = pair
    past = timezone.now() - timedelta(days=1)
    InvitationFactory(organisation=keep, email="a@people.test", expires_at=past)
    fresh = InvitationFactory(organisation=other, email="a@people.test")
    merge_organisations(keep=keep, other=other, by=root, reason="Same.")
    assert list(Invitation.objects.filter(organisation=keep).unanswered()) == [fresh]
