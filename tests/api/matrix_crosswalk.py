"""Rows of frameworks' lists, mappings of codes and figures about industries in the matrix."""

from datetime import date
from typing import Any

from tests import factories
from tests.api.matrix_cases import (
    CITY,
    DAY,
    LATER,
    PLATFORM,
    REGION_WRITES,
    act,
    create,
    given,
    resource,
    together,
    who,
)
from tests.api.matrix_marks import RELATIONS, mark
from tests.factories import crosswalk as f


def objects(relation: str, base: dict[str, Any]) -> dict[str, Any]:
    """A list that no run has read, a row of each mapping, a figure, an edition of index C."""
    text = mark(relation, "signed_in")
    place = base["region"]
    unread = factories.FrameworkFactory(
        region=place, name=f"Unread {relation}", title=text, is_main=False, industries=()
    )
    return {
        "unread_framework": unread,
        "key_industry": factories.KeyIndustryFactory(
            framework=unread, industry=factories.IndustryFactory(), group=text
        ),
        "catalogue_link": f.CatalogueLinkFactory(source=text),
        "concordance": f.OccupationIndustryFactory(
            occupation=factories.OccupationFactory(code=f"9-{RELATIONS.index(relation)}"),
            source=text,
        ),
        "statistic": f.IndustryStatisticFactory(
            region=place,
            industry=factories.IndustryFactory(),
            year=2010 + RELATIONS.index(relation),
            source=text,
        ),
        "coupling_edition": f.CouplingEditionFactory(region=place, name=text, source=text),
    }


KEEPERS = together(who(CITY, "consortium_head", "alliance_admin"), PLATFORM)
"""Of a region's frameworks: the secretariats of alliances that lie in it."""
MAPPED = {"weight": "1", "source": "Mapping", "edition": "1", "valid_from": DAY}

ROWS: dict[tuple[str, str], list[Any]] = {
    ("framework-detail", "PATCH"): [
        act("unread_framework", "signed_in", KEEPERS, source="Notice 3"),
        act("framework", "signed_in", KEEPERS, source="Notice 3"),
    ],
    **resource("key-industry", "key_industry"),
    ("key-industry-list", "POST"): [
        create(
            "signed_in",
            KEEPERS,
            given(framework="unread_framework")(
                group="New", industry=factories.POWER_INDUSTRY, position=1
            ),
        )
    ],
    ("key-industry-detail", "PATCH"): [act("key_industry", "signed_in", KEEPERS, group="Clearer")],
    **resource("catalogue-link", "catalogue_link"),
    ("catalogue-link-list", "POST"): [
        create(
            "signed_in",
            PLATFORM,
            given(catalogue_program="catalogue_program", industry="industry")(**MAPPED),
        )
    ],
    ("catalogue-link-detail", "PATCH"): [
        act("catalogue_link", "signed_in", PLATFORM, valid_to=LATER)
    ],
    **resource("occupation-industry", "concordance"),
    ("occupation-industry-list", "POST"): [
        create("signed_in", PLATFORM, given(occupation="occupation", industry="industry")(**MAPPED))
    ],
    ("occupation-industry-detail", "PATCH"): [
        act("concordance", "signed_in", PLATFORM, valid_to=LATER)
    ],
    **resource("industry-statistic", "statistic"),
    ("industry-statistic-list", "POST"): [
        create(
            "signed_in",
            REGION_WRITES,
            given(region="region", industry="industry")(
                year=2024, measure="employment", value="10", source="Yearbook"
            ),
        )
    ],
    ("industry-statistic-detail", "PATCH"): [
        act("statistic", "signed_in", REGION_WRITES, value="11")
    ],
    **resource("coupling-edition", "coupling_edition"),
    ("coupling-edition-list", "POST"): [
        create(
            "signed_in",
            REGION_WRITES,
            given(region="region")(
                name="New",
                valid_from=str(date(2024, 1, 1)),
                method="expert",
                indicators=f.indicators(),
            ),
        )
    ],
    ("coupling-edition-detail", "PATCH"): [
        act("coupling_edition", "signed_in", REGION_WRITES, valid_to=LATER)
    ],
}

SEEN = {
    "key-industry": {"key_industry": "signed_in"},
    "catalogue-link": {"catalogue_link": "signed_in"},
    "occupation-industry": {"concordance": "signed_in"},
    "industry-statistic": {"statistic": "signed_in"},
    "coupling-edition": {"coupling_edition": "signed_in"},
}
"""Which of a resource's lists hold which objects for whom."""
