from alliance.consortia import actions, rules
from alliance.consortia.models import CouplingEdition, IndustryStatistic
from alliance.registers.register import Register, declare

__all__ = ["COUPLING_EDITIONS", "STATISTICS"]

STATISTICS = declare(
    Register(
        name="industry-statistics",
        basename="industry-statistic",
        model=IndustryStatistic,
        group="figures",
        enter=("region", "industry", "year", "measure", "value", "source"),
        amend=("value", "source"),
        listed=("region", "industry", "year", "measure", "value", "source"),
        search=("industry__code", "industry__name", "region__name", "source"),
        filters=("region", "industry", "year", "measure", "value"),
        may_enter=rules.can_keep_figures,
        may_amend=rules.can_keep_figures,
        may_begin=rules.can_begin_policy,
        entering=actions.add_statistic,
        amending=actions.amend_statistic,
        order=("-year", "industry", "-pk"),
        related=("region", "industry"),
        region="region__code",
    )
)

COUPLING_EDITIONS = declare(
    Register(
        name="coupling-editions",
        basename="coupling-edition",
        model=CouplingEdition,
        group="figures",
        enter=("region", "name", "valid_from", "valid_to", "method", "indicators", "source"),
        amend=("valid_to", "method", "indicators", "source"),
        listed=("name", "region", "method", "valid_from", "valid_to"),
        search=("name", "region__name", "source"),
        filters=("region", "method", "valid_from", "valid_to"),
        may_enter=rules.can_keep_figures,
        may_amend=rules.can_keep_figures,
        may_begin=rules.can_begin_policy,
        entering=actions.add_coupling_edition,
        amending=actions.amend_coupling_edition,
        spans={"in_force_on": ("valid_from", "valid_to")},
        keys=("name",),
        order=("-valid_from", "-pk"),
        related=("region",),
        region="region__code",
        dated="valid_from",
    )
)
