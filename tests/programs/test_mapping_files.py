"""A ministry's mapping as a file: read in sets, whole or not at all, one edition after another."""

from datetime import date
from decimal import Decimal

import pytest

from alliance.events.models import Event
from alliance.imports import columns
from programs.models import CatalogueLink, OccupationIndustry
from programs.registers import CATALOGUE_LINKS
from tests import factories as make
from tests.factories import imports as files
from tests.factories.crosswalk import CatalogueLinkFactory
from tests.outcomes import NOTHING, changes

HEADER = ["catalogue_program", "occupation", "weight", "source", "edition", "valid_from"]
MINISTRY = ["Ministry's mapping", "2025", "2025-09-01"]


@pytest.fixture
def platform(db):
    return make.UserFactory(is_superuser=True)


@pytest.fixture
def codes(db):
    """Two catalogue codes and three occupations."""
    for code in ("610101", "610102"):
        make.CatalogueProgramFactory(code=code)
    for code in ("5-01-01-01", "5-01-02-01", "5-02-01-00"):
        make.OccupationFactory(code=code)
    for code in ("01", "02"):
        make.IndustryFactory(code=code)


def brought(*rows, by, header=HEADER, kind="catalogue-links"):
    return files.brought(kind, header, *rows, by=by)


def links(**where):
    return list(
        CatalogueLink.objects.filter(**where)
        .order_by("pk")
        .values_list("catalogue_program_id", "occupation_id", "weight", "valid_to")
    )


def test_the_template_is_the_registers_own_columns(db):
    assert columns.template(CATALOGUE_LINKS) == (
        "id",
        "external_id",
        "catalogue_program",
        "industry",
        "occupation",
        "weight",
        "kind",
        "source",
        "edition",
        "valid_from",
        "valid_to",
    )


def test_a_mapping_comes_in_whole_and_again_without_a_trace(platform, codes):
    rows = [
        ["610101", "5-01-01-01 种子繁育员", "0.7", *MINISTRY],
        ["610101", "5-01-02-01", "0.3", *MINISTRY],
        ["610102 作物生产技术", "5-01-02-01", "1", *MINISTRY],
    ]
    with changes() as seen:
        session = brought(*rows, by=platform)
    assert files.counts(session) == ("done", 3, 0, 0, 0)
    assert links() == [
        ("610101", "5-01-01-01", Decimal("0.7000"), None),
        ("610101", "5-01-02-01", Decimal("0.3000"), None),
        ("610102", "5-01-02-01", Decimal("1.0000"), None),
    ]
    told = [kind for kind, *_ in seen.events if not kind.startswith("import.")]
    assert told == ["crosswalk.changed"]
    assert files.counts(brought(*rows, by=platform)) == ("done", 0, 0, 3, 0)
    assert Event.objects.filter(kind="crosswalk.changed").count() == 1


def test_without_weights_the_targets_of_a_code_share_it_equally(platform, codes):
    rows = [["610101", code, "", *MINISTRY] for code in ("5-01-01-01", "5-01-02-01", "5-02-01-00")]
    assert brought(*rows, ["610102", "5-01-01-01", "", *MINISTRY], by=platform).created == 4
    assert [str(weight) for _code, _job, weight, _end in links()] == ["0.3333"] * 3 + ["1.0000"]


def test_a_newer_edition_ends_the_older_one_of_the_codes_that_it_names(platform, codes):
    brought(
        ["610101", "5-01-01-01", "", "Ministry's mapping", "2021", "2021-03-01"],
        ["610102", "5-01-01-01", "", "Ministry's mapping", "2021", "2021-03-01"],
        by=platform,
    )
    session = brought(["610101", "5-01-01-01", "", *MINISTRY], by=platform)
    assert files.counts(session) == ("done", 1, 0, 0, 0)
    assert [(code, end) for code, _job, _weight, end in links()] == [
        ("610101", date(2025, 9, 1)),
        ("610102", None),
        ("610101", None),
    ]


def test_a_file_may_hold_several_editions_and_end_rows(platform, codes):
    header = [*HEADER, "valid_to"]
    rows = [
        ["610101", "5-01-01-01", "1", "M", "1", "2010-01-01", ""],
        ["610101", "5-01-01-01", "1", "M", "2", "2015-01-01", ""],
        ["610101", "5-01-02-01", "1", "M", "3", "2020-01-01", "2022-01-01"],
    ]
    assert brought(*rows, by=platform, header=header).created == 3
    ends = [date(2015, 1, 1), date(2020, 1, 1), date(2022, 1, 1)]
    assert [end for *_, end in links()] == ends
    rows[1][-1] = "2019-01-01"
    session = brought(*rows, by=platform, header=header)
    assert files.counts(session) == ("done", 0, 1, 2, 0)
    assert [end for *_, end in links()] == [ends[0], date(2019, 1, 1), ends[2]]


FAULTS = [
    (["610199", "5-01-01-01", "1", *MINISTRY], [("catalogue_program", "unknown")]),
    (["610101", "9-99", "1", *MINISTRY], [("occupation", "unknown")]),
    (["610101", "", "1", *MINISTRY], [("industry", "required")]),
    (["610101", "5-01-01-01", "0", *MINISTRY], [("weight", "range")]),
    (["610101", "5-01-01-01", "1.5", *MINISTRY], [("weight", "range")]),
    (["610101", "5-01-01-01", "0.00001", *MINISTRY], [("weight", "range")]),
    (["610101", "5-01-01-01", "much", *MINISTRY], [("weight", "invalid")]),
    (["610101", "5-01-01-01", "1", "", "2025", "2025-09-01"], [("source", "required")]),
    (["610101", "5-01-01-01", "1", "M", "", "2025-09-01"], [("edition", "required")]),
    (["610101", "5-01-01-01", "1", "M", "2025", ""], [("valid_from", "required")]),
    (["610101", "5-01-01-01", "1", "M", "2025", "soon"], [("valid_from", "invalid")]),
    (["610101", "5-01-01-01", "1", "x" * 301, "2025", "2025-09-01"], [("source", "invalid")]),
    (["610101", "5-01-01-01", "1", "M", "x" * 65, "2025-09-01"], [("edition", "invalid")]),
    (["610102", "5-01-01-01", "1", "M", "2020", "2020-01-01"], [("valid_from", "overlap")]),
    (["610102", "5-01-01-01", "0.5", "M", "2021", "2021-03-01"], [("weight", "fixed")]),
]


@pytest.mark.parametrize(("row", "told"), FAULTS, ids=lambda value: str(value)[:60])
def test_a_row_that_cannot_be_kept_keeps_the_whole_file_out(platform, codes, row, told):
    good = ["610102", "5-01-01-01", "1", "M", "2021", "2021-03-01"]
    brought(good, by=platform)
    before = links()
    session = brought(["610101", "5-01-02-01", "1", *MINISTRY], row, by=platform)
    assert (session.state, session.refused) == ("failed", 1)
    assert files.faults(session) == [(3, field, code) for field, code in told]
    assert links() == before


def test_a_file_that_contradicts_itself_is_refused(platform, codes):
    twice = ["610101", "5-01-01-01", "1", *MINISTRY]
    assert files.faults(brought(twice, twice, by=platform)) == [(3, "record", "twice")]
    header = ["catalogue_program", "industry", *HEADER[2:]]
    heavy = [["610101", code, "0.6", *MINISTRY] for code in ("01", "02")]
    session = brought(*heavy, by=platform, header=header)
    assert files.faults(session) == [(2, "weight", "sum"), (3, "weight", "sum")]
    brought(heavy[0], by=platform, header=header)
    assert files.faults(brought(heavy[1], by=platform, header=header)) == [(2, "weight", "sum")]
    later = [*heavy[0][:-1], "2026-01-01"]
    assert files.faults(brought(later, by=platform, header=header)) == [
        (2, "record", "unique"),
        (2, "weight", "sum"),
    ]


def test_a_stranger_to_the_platform_brings_nothing(codes, db):
    user = make.world().secretary
    session = brought(["610101", "5-01-01-01", "1", *MINISTRY], by=user)
    assert files.faults(session) == [(2, "record", "not_allowed")]
    assert links() == []


def test_computed_links_stand_beside_official_ones(platform, codes):
    header = [*HEADER, "kind"]
    brought(["610101", "5-01-01-01", "1", *MINISTRY, "official"], by=platform, header=header)
    brought(["610101", "5-01-01-01", "1", *MINISTRY, "Computed"], by=platform, header=header)
    assert [end for *_, end in links()] == [None, None]
    session = brought(
        ["610101", "5-01-01-01", "1", *MINISTRY, "guessed"], by=platform, header=header
    )
    assert files.faults(session) == [(2, "kind", "invalid")]


def test_an_exported_mapping_is_taken_back_without_a_trace(platform, codes):
    for code in ("610101", "610102"):
        CatalogueLinkFactory(
            catalogue_program=make.CatalogueProgramFactory(code=code),
            occupation=make.OccupationFactory(code="5-01-01-01"),
        )
    header = columns.template(CATALOGUE_LINKS)
    rows = [
        [row.pk, "", row.catalogue_program_id, "", row.occupation_id, row.weight, row.kind, row.source,
         row.edition, row.valid_from, ""]
        for row in CatalogueLink.objects.all()
    ]  # fmt: skip
    with changes() as seen:
        session = files.brought("catalogue-links", header, *rows, by=platform)
    assert files.counts(session) == ("done", 0, 0, 2, 0)
    assert [kind for kind, *_ in seen.events if not kind.startswith("import.")] == NOTHING.events


def test_a_concordance_comes_the_same_way(platform, codes):
    header = ["occupation", "industry", "weight", "source", "edition", "valid_from"]
    rows = [["5-01-01-01", code, "", "Census", "2020", "2021-01-01"] for code in ("01", "02")]
    session = brought(*rows, by=platform, header=header, kind="occupation-industries")
    assert files.counts(session) == ("done", 2, 0, 0, 0)
    assert sorted(OccupationIndustry.objects.values_list("industry_id", "weight")) == [
        ("01", Decimal("0.5000")),
        ("02", Decimal("0.5000")),
    ]
