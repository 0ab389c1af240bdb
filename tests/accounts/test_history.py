"""Every change of a record leaves its own history, also the changes that no action made."""

import pytest
from django.db import InternalError, transaction

from alliance.consortia.models import Alliance
from enterprises.actions import edit_demand
from enterprises.models import Demand
from tests import factories as make

pytestmark = pytest.mark.django_db


def history(row):
    """(label, the row's values then) of each change, oldest first."""
    return type(row).pgh_event_models["insert"].objects.filter(pgh_obj_id=row.pk).order_by("pgh_id")


def test_an_action_and_a_bulk_update_are_both_kept():
    demand = make.DemandFactory(title="First")
    edit_demand(demand=demand, by=make.editor_of(demand.enterprise), fields={"title": "Second"})
    Demand.objects.filter(pk=demand.pk).update(title="Behind everybody's back")
    told = [(row.pgh_label, row.title, row.version) for row in history(demand)]
    assert told == [
        ("insert", "First", 1),
        ("update", "Second", 2),
        ("update", "Behind everybody's back", 2),
    ]


@pytest.mark.parametrize("write", [lambda rows: rows.update(name="x"), lambda rows: rows.delete()])
def test_the_history_itself_is_neither_changed_nor_removed(write):
    alliance = make.AllianceFactory()
    assert Alliance.objects.count() == 1
    with pytest.raises(InternalError, match="Cannot"), transaction.atomic():
        write(history(alliance))
    assert history(alliance).count() == 1
