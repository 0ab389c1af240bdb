"""Who enters the administration, and what they may not do there."""

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import localize

from alliance.accounts.models import OrganisationRole, User
from alliance.alignment.models import AlignmentRun
from alliance.collaboration.enums import ProjectState, ResultState
from alliance.consortia.enums import MembershipState
from alliance.consortia.models import Alliance
from alliance.events.models import Event, Owed
from alliance.partners.models import ApiKey
from enterprises.models import Demand, Enterprise
from tests import factories
from tests.admin.conftest import client_of, submitted, whole_story


def change(record, page="change", *args):
    name = f"admin:{record._meta.app_label}_{record._meta.model_name}_{page}"
    return reverse(name, args=[record.pk, *args])


def move(record, name):
    return change(record, "move", name)


def said(response):
    return [str(message) for message in response.context["messages"]]


def faults(response):
    form = response.context["adminform"].form
    return {field: list(texts) for field, texts in form.errors.items()}


# -- the door ---------------------------------------------------------------------------------


def test_who_has_not_signed_in_is_sent_to_the_portals_own_sign_in(client, db):
    response = client.get("/admin/", follow=True)
    assert response.redirect_chain[-1][0] == "/accounts/login/?next=/admin/"


def test_the_administration_takes_no_password_of_its_own(client, platform):
    response = client.post("/admin/login/", {"username": platform.email, "password": "x" * 20})
    assert (response.status_code, response.url) == (302, "/accounts/login/?next=/admin/")


@pytest.mark.parametrize("who", ["school_user", "enterprise_user", "bureau_user"])
def test_who_belongs_to_no_secretariat_is_refused_even_as_staff(world, who):
    user = getattr(world, who)
    user.is_staff = True
    user.save()
    assert client_of(user).get("/admin/", follow=True).status_code == 403


def test_a_secretary_who_is_not_staff_is_refused(world):
    other = factories.UserFactory(organisation=world.secretariat)
    assert client_of(other).get("/admin/", follow=True).status_code == 403


def test_who_loses_the_role_loses_the_administration(world, as_secretary):
    assert as_secretary.get("/admin/").status_code == 200
    OrganisationRole.objects.filter(user=world.secretary).update(is_active=False)
    assert as_secretary.get("/admin/", follow=True).status_code == 403


# -- scope ------------------------------------------------------------------------------------


def test_a_foreign_secretariat_neither_lists_nor_opens_nor_moves_ours(world, as_stranger):
    demand = submitted(world, title="Canary of Chenzhou")
    project = factories.make_project(world=world, state=ProjectState.APPROVING, title="Canary 2")
    applied = factories.MembershipFactory(
        alliance=world.alliance, state=MembershipState.APPLIED, joined_on=None
    )
    for record, name in ((demand, "publish"), (project, "approve"), (applied, "admit")):
        opts = record._meta
        listed = as_stranger.get(reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist"))
        before = (record.state, record.version)
        assert record.pk not in [row.pk for row in listed.context["cl"].result_list]
        assert "Canary" not in listed.content.decode()
        answers = [
            as_stranger.get(change(record)).status_code,
            as_stranger.get(change(record, "history")).status_code,
            as_stranger.get(move(record, name)).status_code,
            as_stranger.post(move(record, name)).status_code,
        ]
        record.refresh_from_db()
        assert (answers, (record.state, record.version)) == ([404] * 4, before)
        assert as_stranger.post(change(record), {"title": "x"}).status_code in (403, 404)


def test_what_is_open_to_all_is_seen_but_not_changed_by_a_foreign_secretariat(world, as_stranger):
    organisation = world.enterprise.organisation
    page = as_stranger.get(change(organisation))
    assert (page.status_code, page.context["has_change_permission"]) == (200, False)
    refused = as_stranger.post(change(organisation), {"name": "x", "seen_version": 1})
    organisation.refresh_from_db()
    assert (refused.status_code, organisation.version) == (403, 1)
    verify = as_stranger.post(move(world.enterprise, "verify"), follow=True)
    assert verify.status_code == 200
    assert Event.objects.filter(kind="enterprise.verified").count() == 0


def test_choices_offer_only_rows_that_the_person_may_see(world, as_stranger):
    theirs = factories.UserFactory(organisation=world.secretariat)
    response = as_stranger.post(
        reverse("admin:accounts_organisationrole_add"),
        {"user": theirs.pk, "organisation": world.foreign.secretariat.pk, "role": "editor"},
    )
    assert response.status_code == 200
    assert list(faults(response)) == ["user"]
    url = reverse("admin:autocomplete")
    asked = {"app_label": "accounts", "model_name": "organisationrole", "field_name": "user"}
    found = as_stranger.get(url, {**asked, "term": "people.test"}).json()["results"]
    assert [row["id"] for row in found] == [str(world.foreign.secretary.pk)]


def test_a_manager_gives_no_role_in_an_organisation_of_others(world, as_secretary):
    response = as_secretary.post(
        reverse("admin:accounts_organisationrole_add"),
        {"user": world.secretary.pk, "organisation": world.school.pk, "role": "manager"},
    )
    assert response.status_code == 200
    assert faults(response) == {
        "__all__": ["Only a manager of the organisation decides who acts for it."]
    }
    assert OrganisationRole.objects.filter(user=world.secretary).count() == 1


# -- saving -----------------------------------------------------------------------------------


def alliance_form(alliance, **fields):
    return {
        "name": alliance.name,
        "name_en": "",
        "founded_on": "",
        "match_count": alliance.match_count,
        "answer_days": alliance.answer_days,
        "seen_version": alliance.version,
        **fields,
    }


def test_a_save_raises_the_version_and_leaves_one_event(world, as_secretary):
    sent = alliance_form(world.alliance, answer_days=21)
    assert as_secretary.post(change(world.alliance), sent).status_code == 302
    stored = Alliance.objects.get(pk=world.alliance.pk)
    event = Event.objects.get(kind="alliance.changed")
    assert (stored.answer_days, stored.version, event.actor_id, event.payload) == (
        21,
        2,
        world.secretary.pk,
        {"fields": ["answer_days"]},
    )


def test_a_stale_save_is_refused_and_keeps_what_was_typed(world, as_secretary):
    old = alliance_form(world.alliance, answer_days=30)
    as_secretary.post(change(world.alliance), alliance_form(world.alliance, answer_days=21))
    response = as_secretary.post(change(world.alliance), old)
    stored = Alliance.objects.get(pk=world.alliance.pk)
    assert faults(response) == {
        "__all__": ["Somebody saved a newer version meanwhile (yours 1, stored 2)."]
    }
    assert (stored.answer_days, stored.version) == (21, 2)
    assert 'value="30"' in response.content.decode()
    assert response.context["adminform"].form["seen_version"].value() == "1"


def test_a_save_that_names_no_version_is_refused(world, as_secretary):
    sent = alliance_form(world.alliance, answer_days=21, seen_version="")
    response = as_secretary.post(change(world.alliance), sent)
    assert list(faults(response)) == ["__all__"]
    assert Alliance.objects.get(pk=world.alliance.pk).answer_days == 14


def test_a_state_cannot_be_posted(world):
    demand = factories.DemandFactory(enterprise=world.enterprise, skills=world.skills)
    writer = world.enterprise_user
    factories.OrganisationRoleFactory(user=writer, organisation=world.secretariat)
    writer.is_staff = True
    writer.save()
    response = client_of(writer).post(
        change(demand),
        {
            "kind": demand.kind,
            "title": "Another title",
            "headcount": 30,
            "region": demand.region_id,
            "closes_on": demand.closes_on.isoformat(),
            "seen_version": demand.version,
            "state": "published",
            "revision": 7,
            "skills-TOTAL_FORMS": 0,
            "skills-INITIAL_FORMS": 0,
            "revisions-TOTAL_FORMS": 0,
            "revisions-INITIAL_FORMS": 0,
        },
    )
    assert response.status_code == 302
    stored = Demand.objects.get(pk=demand.pk)
    assert (stored.title, stored.state, stored.revision, stored.skills.count()) == (
        "Another title",
        "draft",
        0,
        2,
    )


def test_a_new_pinyin_key_is_stored_with_a_new_name(world, as_secretary):
    organisation = world.enterprise.organisation
    response = as_secretary.post(
        change(organisation),
        {
            "name": "郴州电力",
            "name_en": "",
            "uscc": organisation.uscc,
            "region": organisation.region_id,
            "seen_version": 1,
            **{
                f"{part}-{count}_FORMS": 0
                for part in ("memberships", "people")
                for count in ("TOTAL", "INITIAL")
            },
        },
    )
    organisation.refresh_from_db()
    assert (response.status_code, organisation.name_pinyin) == (302, "chen zhou dian li")


def test_a_new_framework_takes_its_industries_with_it(world, as_secretary):
    response = as_secretary.post(
        reverse("admin:consortia_framework_add"),
        {
            "region": world.region.pk,
            "name": "1221",
            "title": "",
            "valid_from": "2025-01-01",
            "source": "",
            "is_main": "on",
            "industries-TOTAL_FORMS": 2,
            "industries-INITIAL_FORMS": 0,
            "industries-0-industry": world.industry.pk,
            "industries-0-group": "软件",
            "industries-1-industry": "",
            "industries-1-group": "",
        },
    )
    assert response.status_code == 302
    made = world.region.frameworks.get(name="1221")
    assert [(row.industry_id, row.group) for row in made.industries.all()] == [
        (world.industry.pk, "软件")
    ]


def test_a_new_person_gets_a_link_and_no_password_that_anybody_knows(
    as_platform, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        response = as_platform.post(
            reverse("admin:accounts_user_add"),
            {
                "email": "New.Person@people.test",
                "name": "Xin Ren",
                **{f"organisation_roles-{count}_FORMS": 0 for count in ("TOTAL", "INITIAL")},
            },
        )
    assert response.status_code == 302
    made = User.objects.get(email="new.person@people.test")
    assert (made.is_staff, made.is_superuser, made.has_usable_password()) == (False, False, True)
    assert [mail.to for mail in mailoutbox] == [["new.person@people.test"]]


def test_a_key_is_shown_once_and_nowhere_else(world, as_secretary):
    response = as_secretary.post(
        reverse("admin:partners_apikey_add"),
        {"organisation": world.secretariat.pk, "label": "nightly", "scope": "read"},
    )
    key = ApiKey.objects.get(label="nightly")
    text = response.context["key"]
    assert text.startswith(key.prefix)
    assert text in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    for url in (change(key), change(key, "history"), reverse("admin:partners_apikey_changelist")):
        body = as_secretary.get(url).content.decode()
        assert text not in body
        assert key.digest not in body


def test_an_enterprise_is_made_only_of_an_enterprise(world, as_secretary):
    school = factories.OrganisationFactory(kind="school")
    sent = {"organisation": school.pk, "industry": world.industry.pk, "size": "small"}
    response = as_secretary.post(reverse("admin:enterprises_enterprise_add"), sent)
    assert faults(response) == {
        "organisation": ["The organisation is registered as no enterprise."]
    }
    assert not Enterprise.objects.filter(pk=school.pk).exists()


def test_a_run_is_asked_for_by_the_regions_secretariat_alone(world, as_secretary, as_stranger):
    url = reverse("admin:alignment_alignmentrun_add")
    sent = {"region": world.region.pk, "as_of": "2025-01-01", "framework": ""}
    refused = as_stranger.post(url, sent)
    assert faults(refused) == {
        "__all__": ["Only the region's secretariats and public bodies may ask for a run."]
    }
    assert as_secretary.post(url, sent).status_code == 302
    asked = [(run.region_id, run.framework, run.state) for run in AlignmentRun.objects.all()]
    assert asked == [(world.region.pk, world.framework, "queued")]


# -- moves ------------------------------------------------------------------------------------


def test_a_move_is_offered_and_made_by_the_secretariat(world, as_secretary):
    demand = submitted(world)
    page = as_secretary.get(change(demand))
    assert [button["url"] for button in page.context["moves"]] == [
        move(demand, "publish"),
        move(demand, "return"),
    ]
    as_secretary.post(move(demand, "publish"), {"seen_version": demand.version})
    demand.refresh_from_db()
    assert (demand.state, Event.objects.filter(kind="demand.published").count()) == ("published", 1)


def test_a_move_obeys_the_rule_that_pages_and_api_obey(world, as_secretary):
    demand = factories.publish_in(world)
    page = as_secretary.get(change(demand))
    assert page.context["moves"] == []
    answer = as_secretary.post(move(demand, "withdraw"), follow=True)
    demand.refresh_from_db()
    assert (demand.state, said(answer)) == (
        "published",
        ["Only editors of the enterprise may write its demands."],
    )


def test_a_move_from_the_wrong_state_is_refused(world, as_secretary):
    demand = factories.publish_in(world)
    answer = as_secretary.post(move(demand, "publish"), follow=True)
    demand.refresh_from_db()
    assert (demand.state, demand.revision) == ("published", 1)
    assert said(answer) == ["Demand: cannot publish from published"]


def test_a_move_on_a_stale_page_is_refused(world, as_secretary):
    demand = submitted(world)
    answer = as_secretary.post(
        move(demand, "publish"), {"seen_version": demand.version - 1}, follow=True
    )
    demand.refresh_from_db()
    assert demand.state == "submitted"
    assert said(answer) == ["Somebody saved a newer version meanwhile (yours 1, stored 2)."]


def test_a_move_that_has_to_be_explained_asks_for_it_again(world, as_secretary):
    demand = submitted(world)
    asked = as_secretary.post(move(demand, "return"), {"reason": " "})
    assert asked.context["form"].errors == {
        "reason": ["Say what has to change; the enterprise reads it."]
    }
    as_secretary.post(move(demand, "return"), {"reason": "Name the shifts."})
    demand.refresh_from_db()
    assert (demand.state, demand.reason) == ("returned", "Name the shifts.")


def test_nobody_verifies_what_they_wrote(world):
    result = factories.make_result(world=world, state=ResultState.SUBMITTED)
    author = result.created_by
    factories.OrganisationRoleFactory(user=author, organisation=world.secretariat)
    author.is_staff = True
    author.save()
    answer = client_of(author).post(move(result, "verify"), follow=True)
    result.refresh_from_db()
    assert (result.state, said(answer)) == (
        "submitted",
        ["Who wrote a result cannot verify it."],
    )


def test_an_unknown_move_is_not_there(world, as_platform):
    demand = submitted(world)
    assert as_platform.post(move(demand, "delete")).status_code == 404


def test_dead_work_lives_again(world, as_platform):
    whole_story(world, 1)
    owed = Owed.objects.filter(dead__isnull=False).first()
    Owed.objects.filter(pk=owed.pk).update(attempts=8)
    as_platform.post(move(owed, "retry"))
    owed.refresh_from_db()
    assert (owed.dead, owed.attempts) == (None, 0)


def test_every_move_of_an_admin_belongs_to_its_flow_or_says_when():
    for model_admin in admin.site._registry.values():
        for name, button in getattr(model_admin, "moves", {}).items():
            assert (
                button.when is not None or name in model_admin.flow.moves - model_admin.flow.clock
            )


# -- history ----------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)  # rows of one transaction are one moment
def test_history_shows_from_to_who_and_why_newest_first(world, as_secretary):
    demand = submitted(world)
    as_secretary.post(move(demand, "return"), {"reason": "Name the shifts."})
    page = as_secretary.get(change(demand, "history"))
    newest = page.context["entries"][0]
    assert [(c.label, c.before, c.after) for c in newest.changes] == [
        ("state", "Submitted", "Returned"),
        ("reason", "", "Name the shifts."),
    ]
    assert (newest.actor, [event.kind for event in newest.events]) == (
        str(world.secretary),
        ["demand.returned"],
    )
    body = page.content.decode()
    assert "Submitted</del> → " in body
    assert str(world.secretary) in body
    times = [entry.at for entry in page.context["entries"]]
    assert times == sorted(times, reverse=True)


def test_history_tells_times_as_clocks_here_show_them(world, as_secretary):
    demand = submitted(world)
    as_secretary.post(move(demand, "publish"))
    demand.refresh_from_db()
    page = as_secretary.get(change(demand, "history"))
    changes = {c.label: c.after for entry in page.context["entries"] for c in entry.changes}
    shown = localize(timezone.localtime(demand.published_at))
    assert (changes["published"], "ID" in changes) == (shown, False)


def test_history_names_related_rows_instead_of_their_ids(world, as_secretary):
    as_secretary.post(move(submitted(world), "publish"))
    enterprise = Enterprise.objects.get(verified_at__isnull=True)
    as_secretary.post(move(enterprise, "verify"))
    page = as_secretary.get(change(enterprise, "history"))
    changes = {c.label: (c.before, c.after) for c in page.context["entries"][0].changes}
    assert changes["verified by"] == ("", str(world.secretary))
