"""Yearly reports: made from what is on record, published, superseded by newer ones."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from alliance.accounts.models import User
from alliance.events.record import record
from alliance.indicators import rules
from alliance.indicators.enums import REPORT_FLOW, ReportState
from alliance.indicators.models import FIRST_YEAR, RegionReport
from alliance.indicators.yearly import year_of, yearly_report
from alliance.lib.errors import InvalidInput
from alliance.reference.models import Region
from alliance.web.records import locked


@transaction.atomic
def make_report(
    *, region: Region, year: int, by: User, now: datetime | None = None
) -> RegionReport:
    """A draft of the report as the records stand now, in every language of the portal."""
    moment = now or timezone.now()
    today = timezone.localdate(moment)
    if year > today.year:
        raise InvalidInput.on("year", _("This year has not begun yet."), code="future")
    if year < FIRST_YEAR:
        raise InvalidInput.on("year", _("Reports speak of a year from 2000 to 2100."))
    of_year = year_of(region, year, today=today)
    report = RegionReport(region=region, year=year, as_of=of_year.day, run=of_year.run, made_by=by)
    rules.can_keep_report(by, report).require()
    content = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            content[language] = yearly_report(of_year)
    report.content = content
    report.save()
    record("region_report.entered", subject=report, by=by, now=now, region=region.pk, year=year)
    return report


def enter_report(
    *, by: User, values: Mapping[str, Any], now: datetime | None = None
) -> RegionReport:
    """The register's door: region and year are all that is entered."""
    faults = [name for name in ("region", "year") if values.get(name) is None]
    if faults:
        raise InvalidInput.on(faults[0], _("This field is required."), code="required")
    return make_report(region=values["region"], year=values["year"], by=by, now=now)


@transaction.atomic
def publish_report(
    report: RegionReport, *, by: User, version: int | None = None, now: datetime | None = None
) -> RegionReport:
    """Make the draft the region's report on its year; the one before it is superseded."""
    moment = now or timezone.now()
    # One publication per region at a time: of two the second has to see the first.
    Region.objects.select_for_update(of=("self",), no_key=True).get(pk=report.region_id)
    report = locked(report, version=version)
    rules.can_keep_report(by, report).require()
    report.state = REPORT_FLOW.target(report.state, "publish")
    earlier = RegionReport.objects.select_for_update(of=("self",)).filter(
        region=report.region_id, year=report.year, state=ReportState.PUBLISHED
    )
    for old in earlier:
        old.state = REPORT_FLOW.target(old.state, "supersede")
        old.store("state")
        record("region_report.superseded", subject=old, by=by, now=now, region=old.region_id)
    report.published_at = moment
    report.store("state", "published_at")
    record("region_report.published", subject=report, by=by, now=now, region=report.region_id)
    return report
