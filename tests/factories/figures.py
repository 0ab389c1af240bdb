"""Figures of runs written by hand, where a test needs numbers that no small region has."""

from decimal import Decimal

from alliance.alignment.models import AlignmentRun, IndexValue


def figure(
    run: AlignmentRun,
    index: str,
    dimension: str = "",
    key: str = "",
    *,
    numerator: float = 1,
    denominator: float = 2,
    value: Decimal | None = None,
    **fields: object,
) -> IndexValue:
    """An unsaved figure; its value is the quotient unless one is given."""
    part, whole = Decimal(str(numerator)), Decimal(str(denominator))
    if value is None and whole:
        value = part / whole
    values = {"version": "test", "level": "", "detail": {}, "hidden": False, **fields}
    return IndexValue(
        run=run,
        index=index,
        dimension=dimension,
        key=key,
        numerator=part,
        denominator=whole,
        value=value if whole else None,
        **values,
    )


def rewrite(run: AlignmentRun, *figures: IndexValue) -> None:
    """Put these figures in place of all that the run had."""
    IndexValue.objects.filter(run=run).delete()
    IndexValue.objects.bulk_create(figures)
