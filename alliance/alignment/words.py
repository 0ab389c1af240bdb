"""Codes that runs store beside figures, in words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from alliance.alignment.models import IndexValue

Text = str | Promise

SUPPLY_BANDS: Mapping[str, tuple[Text, str]] = {
    "shortage": (_("shortage"), "bad"),
    "balance": (_("balance"), "good"),
    "surplus": (_("surplus"), "wait"),
}
"""Band → its word and its tone."""

COUPLING_BANDS: Mapping[str, Text] = {
    "extreme": _("extreme imbalance"),
    "severe": _("severe imbalance"),
    "moderate": _("moderate imbalance"),
    "mild": _("mild imbalance"),
    "verge": _("on the verge of imbalance"),
    "barely": _("barely coordinated"),
    "primary": _("primary coordination"),
    "intermediate": _("intermediate coordination"),
    "good": _("good coordination"),
    "quality": _("quality coordination"),
}

UNKNOWN_BECAUSE: Mapping[str, Text] = {
    "no_statistics": _("No statistics of the economy by industry are recorded for the region."),
    "no_provision": _("An industry has no provision at all, so the figure has no value."),
    "no_education": _("No program with places or students is linked to an industry."),
    "no_edition": _("No edition of indicators and weights is in force."),
    "no_openings": _("No openings are recorded."),
    "no_weights": _("The edition has no weights yet: too few years are recorded."),
    "gap": _("An indicator of the year is not recorded."),
    "no_skills_sought": _("No open demand names a skill."),
    "no_skills_taught": _("No program names a skill that it teaches."),
    "no_graduates": _("No program states its graduates."),
    "no_cohorts": _("No outcomes of graduates are recorded."),
}


def band_of(row: IndexValue) -> tuple[Text, str] | None:
    """Word and tone of a figure's band, where its index has bands."""
    code = row.detail.get("band")
    if code in SUPPLY_BANDS and row.index.startswith("D"):
        return SUPPLY_BANDS[code]
    if code in COUPLING_BANDS:
        return COUPLING_BANDS[code], "info"
    return None


def unknown_because(row: IndexValue) -> list[Text]:
    """Why a value is unknown, where the run says so."""
    said = row.detail.get("unknown") or ()
    codes = [said] if isinstance(said, str) else list(said)
    return [UNKNOWN_BECAUSE.get(code, code) for code in codes]
