"""Why a record was changed is kept with the change, whichever action makes it."""

import pytest

from alliance.events.models import Event
from alliance.registers import actions
from alliance.registers.register import registers
from tests import factories as f

pytestmark = pytest.mark.django_db


def test_a_reason_is_told_where_the_room_has_an_action_of_its_own():
    organisation = f.OrganisationFactory(name_en="")
    manager = f.UserFactory(organisation=organisation, role="manager")
    actions.amend(
        registers()["organisations"],
        record=organisation,
        by=manager,
        values={"name_en": "Spring College"},
        reason="The sign over the gate",
    )
    told = Event.objects.about(organisation).get(kind="organisation.explained")
    assert (told.actor_id, told.payload) == (manager.pk, {"reason": "The sign over the gate"})
