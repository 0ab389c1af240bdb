from django.utils.translation import gettext as _

from alliance.accounts.models import User
from alliance.accounts.scope import scope_of
from alliance.consortia.models import Alliance
from alliance.lib.rules import ALLOW, Verdict, deny
from alliance.reference.models import Region


def can_request_run(user: User, region: Region) -> Verdict:
    """Secretariats of the region's alliances and the region's public bodies ask for runs."""
    scope = scope_of(user)
    writes = not getattr(user, "acting_read_only", False)  # regions are a reading key's as well
    if scope.platform or (
        writes and any(region.code.startswith(prefix) for prefix in scope.regions)
    ):
        return ALLOW
    running = [alliance for alliance in scope.secretariats if scope.administers(alliance)]
    if Alliance.objects.filter(pk__in=running, region_id=region.pk).exists():
        return ALLOW
    return deny(_("Only the region's secretariats and public bodies may ask for a run."))
