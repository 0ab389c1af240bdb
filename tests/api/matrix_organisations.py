"""Organisations, alliances, schools and enterprises: who enters them and who keeps them."""

from typing import Any

from alliance.accounts.enums import OrganisationKind
from tests import factories as f
from tests.api.matrix_cases import (
    ALL,
    CITY,
    MANAGERS,
    PLATFORM,
    SECRETARIATS,
    act,
    create,
    given,
    together,
    who,
)
from tests.api.matrix_marks import mark

REGISTRARS = together(who(ALL, "consortium_head", "alliance_admin"), PLATFORM)
"""Every secretariat adds to the register of organisations, wherever they are."""
KEEPERS = together(MANAGERS, SECRETARIATS, PLATFORM)


def objects(relation: str, base: dict[str, Any]) -> dict[str, Any]:
    """Two organisations that belong to nobody yet, and have no side of their own."""

    def bare(kind: str) -> Any:
        name = mark(relation, "signed_in")
        return f.OrganisationFactory(kind=kind, region=base["region"], name=name)

    return {
        "bare_school": bare(OrganisationKind.SCHOOL),
        "bare_enterprise": bare(OrganisationKind.ENTERPRISE),
    }


ROWS = {
    ("organisation-list", "POST"): [
        create(
            "signed_in",
            REGISTRARS,
            given(region="region")(kind="research", name="New institute"),
        )
    ],
    ("organisation-detail", "PATCH"): [act("organisation", "signed_in", KEEPERS, name_en="New")],
    ("alliance-list", "POST"): [
        create(
            "signed_in",
            PLATFORM,
            given(region="region", parent="top", secretariat="organisation")(
                kind="regional_consortium", name="New consortium"
            ),
        )
    ],
    ("alliance-detail", "PATCH"): [
        act(
            "alliance",
            "signed_in",
            together(who(CITY, "alliance_admin"), PLATFORM),
            answer_days=21,
        )
    ],
    ("school-list", "POST"): [
        create("signed_in", REGISTRARS, given(organisation="bare_school")(tier="technician"))
    ],
    ("school-detail", "PATCH"): [act("school", "signed_in", KEEPERS, tier="vocational_university")],
    ("enterprise-list", "POST"): [
        create(
            "signed_in",
            REGISTRARS,
            given(organisation="bare_enterprise", industry="industry")(size="micro"),
        )
    ],
    ("enterprise-detail", "PATCH"): [act("enterprise", "signed_in", KEEPERS, size="micro")],
}
