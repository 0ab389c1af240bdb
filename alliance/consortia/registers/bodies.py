from alliance.consortia import checks, rules
from alliance.consortia.models import Committee, Seat
from alliance.registers.register import Register, declare

COMMITTEES = declare(
    Register(
        name="committees",
        basename="committee",
        model=Committee,
        group="governance",
        enter=(
            "alliance",
            "kind",
            "name",
            "name_en",
            "hosts",
            "remit",
            "quorum",
            "founded_on",
            "dissolved_on",
        ),
        amend=(
            "kind",
            "name",
            "name_en",
            "hosts",
            "remit",
            "quorum",
            "founded_on",
            "dissolved_on",
        ),
        listed=("name", "alliance", "kind", "hosts", "founded_on"),
        search=("name", "name_en", "remit"),
        filters=("alliance", "kind", "hosts", "founded_on", "dissolved_on"),
        may_enter=rules.can_keep,
        may_amend=rules.can_keep,
        may_begin=rules.can_begin,
        check=checks.check_committee,
        spans={"held_on": ("founded_on", "dissolved_on")},
        keys=("name",),
        order=("alliance", "pk"),
        related=("alliance",),
        region="alliance__region__code",
        dated="founded_on",
        files=True,
    )
)

SEATS = declare(
    Register(
        name="seats",
        basename="seat",
        model=Seat,
        group="governance",
        enter=(
            "alliance",
            "organisation",
            "post",
            "committee",
            "person_name",
            "started_on",
            "ended_on",
            "resolution",
            "basis",
        ),
        amend=("person_name", "started_on", "ended_on", "resolution", "basis"),
        listed=("post", "organisation", "person_name", "alliance", "started_on", "ended_on"),
        search=("organisation__name", "organisation__name_en", "alliance__name", "basis"),
        filters=(
            "alliance",
            "organisation",
            "post",
            "committee",
            "resolution",
            "started_on",
            "ended_on",
        ),
        may_enter=rules.can_keep,
        may_amend=rules.can_keep,
        may_begin=rules.can_begin,
        check=checks.check_seat,
        spans={"held_on": ("started_on", "ended_on")},
        order=("-started_on", "-pk"),
        related=("alliance", "organisation", "committee", "resolution__meeting"),
        region="alliance__region__code",
        dated="started_on",
        files=True,
    )
)
