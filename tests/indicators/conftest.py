"""Registers of this folder: small ones over models that every room below has."""

import pytest

from alliance.registers.register import Register
from programs.models import Program, ProgramCluster, ProgramSkill
from talent.models import Exchange, Outcome
from tests.factories import World, world


@pytest.fixture
def home(db) -> World:
    return world()


@pytest.fixture(scope="session")
def known():
    """Programs, exchanges and outcomes, as their rooms would declare them."""
    plain = {"group": "people", "listed": (), "search": ()}
    found = [
        Register(
            name="programs",
            basename="program",
            model=Program,
            enter=("school", "name", "name_en", "level", "intake", "opened_on", "closed_on"),
            filters=("level",),
            region="school__organisation__region__code",
            dated="opened_on",
            **plain,
        ),
        Register(
            name="exchanges",
            basename="exchange",
            model=Exchange,
            enter=("kind", "school", "enterprise", "person_name", "started_on", "hours"),
            guarded={"person_name": lambda _user, _row: False},
            filters=("kind",),
            region="school__organisation__region__code",
            dated="started_on",
            **plain,
        ),
        Register(
            name="outcomes",
            basename="outcome",
            model=Outcome,
            enter=("graduate", "measured_on", "destination", "related", "local"),
            region="graduate__cohort__program__school__organisation__region__code",
            dated="measured_on",
            **plain,
        ),
        Register(
            name="clusters",
            basename="cluster",
            model=ProgramCluster,
            enter=("school", "name", "programs"),
            region="school__organisation__region__code",
            **plain,
        ),
        Register(
            name="taught",
            basename="taught-skill",
            model=ProgramSkill,
            enter=("program", "level"),
            region="program__school__organisation__region__code",
            dated="program__opened_on",
            **plain,
        ),
        Register(
            name="unguarded",
            basename="unguarded",
            model=Exchange,
            enter=("kind", "person_name"),
            **plain,
        ),
        Register(
            name="nowhere", basename="nowhere", model=Exchange, enter=("kind", "hours"), **plain
        ),
    ]
    return {register.name: register for register in found}
