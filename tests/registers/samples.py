"""One record of each kind, as somebody of its room would enter it."""

from collections.abc import Callable, Mapping

from tests.factories import World
from tests.registers.samples_base import Sample
from tests.registers.samples_crosswalk import CROSSWALK
from tests.registers.samples_governance import GOVERNANCE
from tests.registers.samples_people import PEOPLE
from tests.registers.samples_work import WORK

SAMPLES: Mapping[str, Callable[[World], Sample]] = {
    **GOVERNANCE,
    **CROSSWALK,
    **PEOPLE,
    **WORK,
}
