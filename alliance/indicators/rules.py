"""Who keeps measures and claims."""

from typing import Any

from django.utils.translation import gettext as _

from alliance.accounts.scope import scope_of
from alliance.consortia.models import Alliance
from alliance.indicators.measures import prefix_of
from alliance.indicators.models import Claim, Indicator, RegionReport
from alliance.lib.rules import ALLOW, Verdict, deny


def keeps_figures(user: Any, code: str) -> bool:
    """Editors of a public body, or of the secretariat of an alliance, that the region lies in."""
    scope = scope_of(user)
    if scope.platform or any(code.startswith(prefix) for prefix in scope.regions_kept):
        return True
    ours = Alliance.objects.filter(pk__in=scope.administered).values_list("region_id", flat=True)
    return any(code.startswith(prefix_of(region)) for region in ours)


def can_begin(user: Any) -> Verdict:
    scope = scope_of(user)
    if scope.platform or scope.administered or scope.regions_kept:
        return ALLOW
    return deny(_("Only secretariats and public bodies keep figures."))


def can_keep_indicator(user: Any, indicator: Indicator) -> Verdict:
    """A shared measure changes every region's figures, so only the platform keeps those."""
    if scope_of(user).platform:
        return ALLOW
    if indicator.region_id is None:
        return deny(_("Only the platform keeps measures that all regions share; name a region."))
    if keeps_figures(user, indicator.region_id):
        return ALLOW
    return deny(_("Only this region's secretariats and public bodies keep its measures."))


def can_keep_claim(user: Any, claim: Claim) -> Verdict:
    if keeps_figures(user, claim.region_id):
        return ALLOW
    return deny(_("Only this region's secretariats and public bodies keep its claims."))


def can_keep_report(user: Any, report: RegionReport) -> Verdict:
    if keeps_figures(user, report.region_id):
        return ALLOW
    return deny(_("Only this region's secretariats and public bodies make its yearly reports."))
