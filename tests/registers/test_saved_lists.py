"""Saved lists: kept as asked for, seen by their owner and by those they are shared with."""

import pytest

from alliance.lib.errors import InvalidInput, NotAllowed
from alliance.registers import saved
from alliance.registers.models import SavedView
from alliance.registers.register import registers
from tests import factories as f

pytestmark = pytest.mark.django_db

ADDRESS = "/records/training-batches/"


@pytest.fixture
def batches():
    return registers()["training-batches"]


@pytest.fixture
def house():
    return f.OrganisationFactory()


@pytest.fixture
def editor(house):
    return f.editor_of(house)


def tabs(page):
    return [(name, current) for name, _href, current in page.context["tabs"]]


def test_a_list_is_kept_with_its_filters_order_and_columns(browse, editor):
    query = "kind=resident&sort=-started_on&columns=title&columns=kind&page=3&evil=1&view=9"
    page = browse(editor).post(f"{ADDRESS}lists/", {"name": "Mine", "query": query}, follow=True)
    view = SavedView.objects.get()
    assert (view.owner, view.register, view.name) == (editor, "training-batches", "Mine")
    assert (view.query, view.columns) == ("kind=resident&sort=-started_on", ["title", "kind"])
    assert page.redirect_chain == [
        (f"{ADDRESS}?kind=resident&sort=-started_on&columns=title&columns=kind&view={view.pk}", 302)
    ]
    assert tabs(page) == [("All", False), ("Mine", True)]


def test_the_default_opens_first_and_the_rest_stays_reachable(browse, batches, editor):
    view = saved.save_view(batches, by=editor, name="First", query="kind=resident", is_default=True)
    client = browse(editor)
    assert client.get(ADDRESS).url == f"{ADDRESS}?kind=resident&view={view.pk}"
    everything = client.get(f"{ADDRESS}?view=0")
    assert (everything.status_code, tabs(everything)) == (200, [("All", True), ("First", False)])


def test_one_of_a_persons_lists_opens_first(batches, editor):
    first = saved.save_view(batches, by=editor, name="A", query="", is_default=True)
    second = saved.save_view(batches, by=editor, name="B", query="", is_default=True)
    assert list(SavedView.objects.filter(is_default=True)) == [second]
    saved.change_view(view=first, by=editor, name="A", is_default=True)
    assert list(SavedView.objects.filter(is_default=True)) == [first]


def test_a_shared_list_is_seen_in_the_organisation_and_nowhere_else(browse, batches, house, editor):
    view = saved.save_view(batches, by=editor, name="Ours", query="q=x", shared_with=house)
    saved.save_view(batches, by=editor, name="Mine alone", query="")
    colleague = f.UserFactory(organisation=house)
    assert tabs(browse(colleague).get(ADDRESS)) == [("All", True), ("Ours", False)]
    for stranger in (f.UserFactory(), f.UserFactory(is_superuser=True)):
        client = browse(stranger)
        assert tabs(client.get(ADDRESS)) == []
        change = client.post(f"{ADDRESS}lists/{view.pk}/change/", {"name": "Stolen"})
        delete = client.post(f"{ADDRESS}lists/{view.pk}/delete/")
        assert (change.status_code, delete.status_code) == (404, 404)
    assert SavedView.objects.get(pk=view.pk).name == "Ours"


def test_another_persons_default_does_not_open_for_a_colleague(browse, batches, house, editor):
    saved.save_view(
        batches, by=editor, name="Ours", query="q=x", shared_with=house, is_default=True
    )
    assert browse(f.UserFactory(organisation=house)).get(ADDRESS).status_code == 200


def test_a_colleague_does_not_change_what_is_shared(browse, batches, house, editor):
    view = saved.save_view(batches, by=editor, name="Ours", query="", shared_with=house)
    colleague = f.UserFactory(organisation=house)
    with pytest.raises(NotAllowed):
        saved.change_view(view=view, by=colleague, name="Mine")
    assert browse(colleague).post(f"{ADDRESS}lists/{view.pk}/delete/").status_code == 403
    assert SavedView.objects.filter(name="Ours").count() == 1


def test_nobody_shares_with_an_organisation_that_they_do_not_write_for(batches, editor):
    with pytest.raises(NotAllowed):
        saved.save_view(
            batches, by=editor, name="Theirs", query="", shared_with=f.OrganisationFactory()
        )
    assert not SavedView.objects.exists()


def test_the_owner_renames_and_deletes(browse, batches, editor):
    view = saved.save_view(batches, by=editor, name="Old", query="")
    client = browse(editor)
    client.post(f"{ADDRESS}lists/{view.pk}/change/", {"name": "New"})
    assert SavedView.objects.get().name == "New"
    client.post(f"{ADDRESS}lists/{view.pk}/delete/")
    assert not SavedView.objects.exists()


def test_a_name_is_given_once_whatever_its_case(batches, editor):
    saved.save_view(batches, by=editor, name="Welders", query="")
    with pytest.raises(InvalidInput, match="of this name"):
        saved.save_view(batches, by=editor, name="welders", query="")
    saved.save_view(batches, by=f.UserFactory(), name="Welders", query="")
    assert SavedView.objects.count() == 2


def test_a_query_too_long_to_keep_is_refused(batches, editor):
    with pytest.raises(InvalidInput, match="too much"):
        saved.save_view(batches, by=editor, name="Long", query="q=" + "长" * 400)
