"""Facilities and what they did for enterprises."""

from django.utils.translation import gettext as _

from alliance.collaboration import rules
from alliance.collaboration.models import Facility, FacilityService
from alliance.collaboration.registers.shared import check_alliance, check_past
from alliance.consortia.models import AgreementParty
from alliance.lib.errors import InvalidInput
from alliance.registers.register import Register, declare


def check_facility(facility: Facility) -> None:
    """Raises InvalidInput where host, partners, alliance and agreement do not fit together."""
    chosen = getattr(facility, "chosen", {})
    for name in ("co_hosts", "partners"):
        if any(one.pk == facility.host_id for one in chosen.get(name, ())):
            raise InvalidInput.on(name, _("The host stands here already."), code="duplicate")
    check_alliance(facility.alliance, facility.host_id)
    if facility.agreement is not None:
        parties = AgreementParty.objects.filter(agreement=facility.agreement)
        if not parties.filter(organisation_id=facility.host_id).exists():
            raise InvalidInput.on("agreement", _("The host is no party of this agreement."))


def check_service(service: FacilityService) -> None:
    """Raises InvalidInput for a service before the facility opened, after it closed, or to come."""
    check_past("served_on", service.served_on)
    opened, closed = service.facility.opened_on, service.facility.closed_on
    too_early = opened is not None and service.served_on < opened
    if too_early or (closed is not None and service.served_on >= closed):
        raise InvalidInput.on("served_on", _("The facility was not open on that day."))


PARTS = (
    "name",
    "name_en",
    "co_hosts",
    "partners",
    "alliance",
    "region",
    "area_m2",
    "capacity",
    "opened_on",
    "closed_on",
    "agreement",
)

FACILITIES = declare(
    Register(
        name="facilities",
        basename="facility",
        model=Facility,
        group="work",
        enter=("kind", "host", *PARTS),
        amend=PARTS,
        listed=("name", "kind", "host", "region", "area_m2", "capacity", "opened_on"),
        search=("name", "name_en", "host__name", "host__name_en"),
        filters=(
            "kind",
            "host",
            "co_hosts",
            "partners",
            "alliance",
            "region",
            "area_m2",
            "capacity",
            "opened_on",
            "closed_on",
        ),
        may_enter=rules.can_keep_facility,
        may_amend=rules.can_keep_facility,
        may_begin=rules.can_begin,
        check=check_facility,
        spans={"open_on": ("opened_on", "closed_on")},
        guarded={"agreement": rules.can_see_agreement},
        keys=("name",),
        related=("host", "region", "alliance"),
        region="region__code",
        dated="opened_on",
        files=True,
    )
)

SERVICES = declare(
    Register(
        name="facility-services",
        basename="facility-service",
        model=FacilityService,
        group="work",
        enter=("facility", "enterprise", "title", "served_on", "persons"),
        amend=("title", "served_on", "persons"),
        listed=("facility", "enterprise", "title", "served_on", "persons"),
        search=("title", "facility__name", "enterprise__organisation__name"),
        filters=("facility", "enterprise", "served_on"),
        may_enter=rules.can_enter_service,
        may_amend=rules.can_enter_service,
        may_begin=rules.can_begin,
        check=check_service,
        related=("facility", "enterprise__organisation"),
        region="facility__region__code",
        dated="served_on",
    )
)
