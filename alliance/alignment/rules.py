from django.utils.translation import gettext as _

from alliance.accounts.models import User
from alliance.accounts.scope import scope_of
from alliance.consortia.models import Alliance
from alliance.lib.rules import ALLOW, Verdict, deny
from alliance.reference.models import Region


def can_request_run(user: User, region: Region) -> Verdict:
    """Editors of the region's secretariats and of its public bodies ask for runs."""
    scope = scope_of(user)
    if scope.platform or any(region.code.startswith(prefix) for prefix in scope.regions_kept):
        return ALLOW
    if Alliance.objects.filter(pk__in=scope.administered, region_id=region.pk).exists():
        return ALLOW
    return deny(_("Only the region's secretariats and public bodies may ask for a run."))
