"""Scenarios as a register: lists, entry and files; their changes are part of them."""

from typing import Any

from django.urls import reverse

from alliance.alignment import actions, rules
from alliance.alignment.models import Scenario
from alliance.registers.register import Register, declare

FIELDS = ("title", "region", "base_run", "framework", "organisation", "shared", "note")


def page(scenario: Any) -> str:
    return reverse("alignment:scenario", args=[scenario.pk])


SCENARIOS = declare(
    Register(
        name="scenarios",
        basename="scenario",
        model=Scenario,
        group="programs",
        enter=FIELDS,
        amend=("title", "base_run", "framework", "shared", "note"),
        listed=("title", "region", "base_run", "organisation", "shared"),
        search=("title", "note", "organisation__name"),
        filters=("region", "base_run", "organisation", "shared"),
        may_begin=rules.can_begin_scenario,
        may_enter=rules.can_keep_scenario,
        may_amend=rules.can_keep_scenario,
        entering=actions.enter_scenario,
        amending=actions.amend_scenario,
        related=("region", "base_run", "framework", "organisation"),
        region="region__code",
        page=page,
        api=False,
    )
)
