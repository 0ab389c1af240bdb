"""An enterprise is verified on papers, and until then the secretariat looks at its demands."""

import pytest
from django.db import DatabaseError, transaction

from alliance.lib.errors import InvalidInput, NotAllowed, Refused
from enterprises import actions
from enterprises.models import Enterprise, Verification
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make.secretary_of(make.AllianceFactory())


@pytest.fixture
def enterprise(office):
    held = office.organisation_roles.get().organisation.secretariat_of.get()
    return make.EnterpriseFactory(verified=False, member_of=held)


def rows():
    fields = ("enterprise", "decision", "uscc", "licence", "document", "reason", "by")
    return list(Verification.objects.order_by("pk").values_list(*fields))


def submitted(enterprise):
    editor = make.editor_of(enterprise)
    demand = make.DemandFactory(enterprise=enterprise, created_by=editor)
    return actions.submit_demand(demand=demand, by=editor)


def test_a_decision_keeps_what_was_looked_at(office, enterprise):
    code = enterprise.organisation.uscc
    said = {"licence": "431000000012345", "document": "File 12/2025", "uscc": code.lower()}
    done = actions.verify_enterprise(enterprise=enterprise, by=office, **said)
    assert (done.is_verified, done.publishes_unchecked) == (True, True)
    assert rows() == [
        (enterprise.pk, "verified", code, said["licence"], said["document"], "", office.pk)
    ]


def test_papers_with_another_code_verify_nothing(office, enterprise):
    other = make.OrganisationFactory().uscc
    with pytest.raises(InvalidInput) as refusal:
        actions.verify_enterprise(enterprise=enterprise, by=office, uscc=other)
    assert [e.field for e in refusal.value.errors] == ["uscc"]
    assert rows() == []


def test_a_refusal_says_why_and_ends_an_earlier_verification(office, enterprise):
    actions.verify_enterprise(enterprise=enterprise, by=office, document="Register")
    with pytest.raises(InvalidInput):
        actions.refuse_verification(enterprise=enterprise, by=office, reason=" ")
    done = actions.refuse_verification(enterprise=enterprise, by=office, reason="Licence ended.")
    assert (done.verified_at, done.verified_by) == (None, None)
    assert [row[1] for row in rows()] == ["verified", "refused"]
    assert done.last_verification.reason == "Licence ended."
    assert submitted(enterprise).state == "submitted"


def test_a_verified_enterprise_publishes_and_under_a_new_code_it_waits(office, enterprise):
    actions.verify_enterprise(enterprise=enterprise, by=office, document="Register")
    assert submitted(enterprise).state == "published"
    organisation = enterprise.organisation
    organisation.uscc = make.OrganisationFactory.build(region=organisation.region).uscc
    organisation.save()
    waiting = submitted(Enterprise.objects.get(pk=enterprise.pk))
    assert waiting.state == "submitted"
    again = Enterprise.objects.get(pk=enterprise.pk)
    actions.verify_enterprise(enterprise=again, by=office)
    assert submitted(again).state == "published"
    assert len(rows()) == 2


def test_verifying_twice_without_new_papers_says_nothing_new(office, enterprise):
    actions.verify_enterprise(enterprise=enterprise, by=office)
    actions.verify_enterprise(enterprise=enterprise, by=office)
    assert len(rows()) == 1


def test_a_decision_is_neither_changed_nor_removed(office, enterprise):
    actions.verify_enterprise(enterprise=enterprise, by=office)
    row = Verification.objects.get()
    for act in (
        lambda: Verification.objects.update(reason="Another."),
        lambda: Verification.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    row.refresh_from_db()
    assert row.reason == ""


def test_decisions_are_read_by_the_enterprise_and_its_secretariat(office, enterprise):
    actions.verify_enterprise(enterprise=enterprise, by=office)
    own, foreign = make.editor_of(enterprise), make.editor_of(make.EnterpriseFactory())
    seen = [Verification.objects.all().visible_to(u).count() for u in (own, office, foreign, None)]
    assert seen == [1, 1, 0, 0]


def test_only_its_secretariat_decides(enterprise):
    foreign = make.secretary_of(make.AllianceFactory())
    for user in (make.editor_of(enterprise), foreign):
        with pytest.raises(NotAllowed):
            actions.verify_enterprise(enterprise=enterprise, by=user)
        with pytest.raises(NotAllowed):
            actions.refuse_verification(enterprise=enterprise, by=user, reason="No.")
    assert rows() == []


def test_an_enterprise_without_a_code_is_not_verified(office, enterprise):
    enterprise.organisation.uscc = None
    enterprise.organisation.save()
    with pytest.raises(Refused):
        actions.verify_enterprise(enterprise=enterprise, by=office)


def test_the_page_records_decisions_and_shows_them(office, enterprise, client):
    url = f"/enterprises/{enterprise.pk}/verification/"
    client.force_login(office)
    assert "Not verified." in client.get(url).content.decode()
    code = enterprise.organisation.uscc
    sent = {"uscc": code, "document": "File 3", "decision": "refused", "reason": ""}
    assert client.post(url, sent).status_code == 400
    assert client.post(url, sent | {"reason": "Seal missing."}).status_code == 302
    assert client.post(url, sent | {"decision": "verified", "version": 1}).status_code == 412
    assert client.post(url, sent | {"decision": "verified"}).status_code == 302
    assert [row[1] for row in rows()] == ["refused", "verified"]
    client.force_login(make.editor_of(enterprise))
    page = client.get(url)
    assert (page.context["form"], "Seal missing." in page.content.decode()) == (None, True)
    assert client.post(url, sent).status_code == 403
    client.force_login(make.editor_of(make.EnterpriseFactory()))
    assert client.get(url).status_code == 404


def test_the_demand_says_why_it_waits(office, enterprise, client):
    actions.refuse_verification(enterprise=enterprise, by=office, reason="Seal missing.")
    demand = submitted(Enterprise.objects.get(pk=enterprise.pk))
    client.force_login(make.editor_of(enterprise))
    text = client.get(f"/demands/{demand.pk}/").content.decode()
    assert ("Waits for the secretariat" in text, "Seal missing." in text) == (True, True)
    client.force_login(office)
    actions.publish_demand(demand=demand, by=office)
    text = client.get(f"/demands/{demand.pk}/").content.decode()
    assert "Waits for the secretariat" not in text
