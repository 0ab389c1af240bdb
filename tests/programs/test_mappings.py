"""Mappings that hold for a code everywhere: entered row by row, one edition after another."""

from datetime import date
from decimal import Decimal

import pytest

from alliance.lib.errors import InvalidInput, NotAllowed
from alliance.registers.actions import amend, enter
from programs.models import CatalogueLink, OccupationIndustry
from programs.registers import CATALOGUE_LINKS, OCCUPATION_INDUSTRIES
from tests import factories as make
from tests.factories.crosswalk import CatalogueLinkFactory, OccupationIndustryFactory
from tests.outcomes import NOTHING, changes, subject_of

RUN = "alliance.alignment.tasks.request_run"


@pytest.fixture
def platform(db):
    return make.UserFactory(is_superuser=True)


@pytest.fixture
def code(db):
    return make.CatalogueProgramFactory()


def said(code, **other):
    return {
        "catalogue_program": code,
        "industry": make.IndustryFactory(code="6513"),
        "weight": Decimal("0.6000"),
        "source": "Ministry's mapping",
        "edition": "2025",
        "valid_from": date(2025, 9, 1),
        **other,
    }


def entered(by, values):
    return enter(CATALOGUE_LINKS, by=by, values=values)


def test_a_row_of_a_mapping_is_stored_and_owes_new_rates_everywhere(platform, code):
    values = said(code)
    with changes() as seen:
        row = entered(platform, values)
    assert seen.added == [
        (
            "programs.cataloguelink",
            {
                "version": 1,
                "catalogue_program_id": code.pk,
                "industry_id": "6513",
                "occupation_id": None,
                "weight": Decimal("0.6000"),
                "kind": "official",
                "source": "Ministry's mapping",
                "edition": "2025",
                "valid_from": date(2025, 9, 1),
                "valid_to": None,
            },
        )
    ]
    payload = {"edition": "2025", "kind": "official"}
    assert seen.events == [("crosswalk.changed", subject_of(row), platform.pk, payload)]
    assert seen.owed == [("crosswalk.changed", RUN)]
    assert seen.changed == {}


def test_a_newer_edition_ends_what_the_older_one_says_of_the_code(platform, code):
    job = make.OccupationFactory()
    old = CatalogueLinkFactory(catalogue_program=code, edition="2021")
    of_other_sort = CatalogueLinkFactory(catalogue_program=code, occupation=job)
    computed = CatalogueLinkFactory(catalogue_program=code, kind="computed")
    of_other_code = CatalogueLinkFactory()
    with changes() as seen:
        entered(platform, said(code, industry=make.IndustryFactory(code="3824")))
    assert seen.changed == {
        (old._meta.label_lower, old.pk): {"valid_to": (None, date(2025, 9, 1)), "version": (1, 2)}
    }
    kept = CatalogueLink.objects.filter(valid_to__isnull=True).values_list("pk", flat=True)
    assert {of_other_sort.pk, computed.pk, of_other_code.pk} < set(kept)


def test_rows_of_one_edition_stand_together_and_sum_to_at_most_one(platform, code):
    entered(platform, said(code))
    entered(platform, said(code, industry=make.IndustryFactory(code="3824"), weight=Decimal("0.4")))
    third = make.IndustryFactory(code="26")
    with changes() as seen, pytest.raises(InvalidInput, match="above 1") as refusal:
        entered(platform, said(code, industry=third, weight=Decimal("0.1")))
    assert [fault.field for fault in refusal.value.errors] == ["weight"]
    assert seen == NOTHING
    assert CatalogueLink.objects.filter(valid_to__isnull=True).count() == 2


@pytest.mark.parametrize(
    ("other", "fields"),
    [
        ({"industry": None}, ["record"]),
        ({"weight": Decimal(0)}, ["record"]),
        ({"weight": Decimal("1.1")}, ["weight"]),
        ({"valid_to": date(2025, 9, 1)}, ["record"]),
        ({"edition": ""}, ["edition"]),
        ({"source": ""}, ["source"]),
        ({"valid_from": None}, ["valid_from"]),
        ({"kind": "declared"}, ["kind"]),
        ({"edition": "2024", "valid_from": date(2020, 1, 1)}, ["valid_from"]),
        ({"edition": "2024", "valid_from": date(2021, 3, 1)}, ["valid_from"]),
    ],
    ids=str,
)
def test_what_contradicts_itself_or_what_is_on_record_is_refused(platform, code, other, fields):
    CatalogueLinkFactory(catalogue_program=code)  # since 2021-03-01
    with changes() as seen, pytest.raises(InvalidInput) as refusal:
        entered(platform, said(code, **other))
    assert [fault.field for fault in refusal.value.errors] == fields
    assert seen == NOTHING


def test_an_edition_of_the_past_may_be_entered_with_its_end(platform, code):
    newer = CatalogueLinkFactory(catalogue_program=code)  # since 2021-03-01
    past = {"edition": "2010", "valid_from": date(2010, 1, 1), "valid_to": date(2021, 3, 1)}
    with changes() as seen:
        entered(platform, said(code, **past))
    assert len(seen.added) == 1
    assert seen.changed == {}
    newer.refresh_from_db()
    assert newer.valid_to is None


@pytest.mark.parametrize("who", ["secretary", "bureau_user", "school_user"])
def test_nobody_of_a_region_writes_what_holds_in_every_region(db, who):
    user = getattr(make.world(), who)
    row = CatalogueLinkFactory()
    with changes() as seen, pytest.raises(NotAllowed, match="every region"):
        entered(user, said(row.catalogue_program))
    assert seen == NOTHING
    with changes() as seen, pytest.raises(NotAllowed, match="every region"):
        amend(CATALOGUE_LINKS, record=row, by=user, values={"valid_to": date(2025, 1, 1)})
    assert seen == NOTHING
    assert list(CatalogueLink.objects.visible_to(user)) == [row]


def test_a_row_is_ended_and_never_opened_again(platform):
    row = CatalogueLinkFactory()
    with changes() as seen:
        amend(CATALOGUE_LINKS, record=row, by=platform, values={"valid_to": date(2024, 1, 1)})
    assert seen.changed == {
        ("programs.cataloguelink", row.pk): {
            "valid_to": (None, date(2024, 1, 1)),
            "version": (1, 2),
        }
    }
    assert [kind for kind, *_ in seen.events] == ["crosswalk.changed"]
    for later in (None, date(2024, 1, 2), date(2021, 3, 1)):
        with changes() as seen, pytest.raises(InvalidInput):
            amend(CATALOGUE_LINKS, record=row, by=platform, values={"valid_to": later})
        assert seen == NOTHING


def test_a_concordance_follows_the_same_rules(platform):
    old = OccupationIndustryFactory()
    values = {
        "occupation": old.occupation,
        "industry": make.IndustryFactory(code="3824"),
        "weight": Decimal("0.5"),
        "source": "Census",
        "edition": "2030",
        "valid_from": date(2031, 1, 1),
    }
    with changes() as seen:
        enter(OCCUPATION_INDUSTRIES, by=platform, values=values)
    assert seen.changed == {
        (old._meta.label_lower, old.pk): {"valid_to": (None, date(2031, 1, 1)), "version": (1, 2)}
    }
    with pytest.raises(InvalidInput, match="above 1"):
        enter(
            OCCUPATION_INDUSTRIES,
            by=platform,
            values={**values, "industry": make.IndustryFactory(), "weight": Decimal("0.6")},
        )
    with pytest.raises(NotAllowed):
        enter(OCCUPATION_INDUSTRIES, by=make.UserFactory(), values=values)
    assert OccupationIndustry.objects.count() == 2
