"""When an internship may be approved and started: the national rules as a list of conditions.

They follow the Regulations on internships of vocational school students (职业学校学生实习管理规定,
2021 revision) and the State's working hours of 8 hours a day and 40 a week. An exception that
was filed with the authority beforehand lifts the conditions on working time, and no other.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

YOUNGEST = 16
"""Years of age for work in a post."""
MOST_HOURS_A_DAY = 8
MOST_HOURS_A_WEEK = 40
MOST_MONTHS = 6
LEAST_PAY = Decimal("0.8")
"""Share of the post's starting pay."""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """An internship's figures. `post`: work in a post; otherwise a visit for orientation."""

    post: bool
    persons: int
    minors: int
    minimum_age: int
    months: int
    daily_hours: Decimal
    weekly_hours: Decimal
    night_work: bool
    overtime: bool
    exception_filed: bool
    guardian_consents: int
    tri_party_agreements: int
    insured: bool
    pay_share: Decimal | None


@dataclass(frozen=True)
class Condition:
    """One rule: the field that tells, a stable code, whether it is kept, and what to say if not."""

    field: str
    code: str
    kept: Callable[[Terms], bool]
    reason: str | Promise


CONDITIONS: tuple[Condition, ...] = (
    Condition(
        "minimum_age",
        "age",
        lambda t: not t.post or t.minimum_age >= YOUNGEST,
        _("Nobody under 16 works in a post."),
    ),
    Condition(
        "months",
        "months",
        lambda t: not t.post or t.months <= MOST_MONTHS,
        _("An internship in a post lasts six months at most."),
    ),
    Condition(
        "daily_hours",
        "daily_hours",
        lambda t: t.exception_filed or t.daily_hours <= MOST_HOURS_A_DAY,
        _("More than 8 hours a day, and no exception is filed."),
    ),
    Condition(
        "weekly_hours",
        "weekly_hours",
        lambda t: t.exception_filed or t.weekly_hours <= MOST_HOURS_A_WEEK,
        _("More than 40 hours a week, and no exception is filed."),
    ),
    Condition(
        "night_work",
        "night",
        lambda t: t.exception_filed or not t.night_work,
        _("Night shifts are not allowed, and no exception is filed."),
    ),
    Condition(
        "overtime",
        "overtime",
        lambda t: t.exception_filed or not t.overtime,
        _("Overtime, rest days and holidays are not allowed, and no exception is filed."),
    ),
    Condition(
        "tri_party_agreements",
        "agreements",
        lambda t: not t.post or t.tri_party_agreements == t.persons,
        _("Every student needs an agreement of school, enterprise and student."),
    ),
    Condition(
        "guardian_consents",
        "consents",
        lambda t: not t.post or t.guardian_consents == t.minors,
        _("Every student under 18 needs a guardian's consent."),
    ),
    Condition(
        "insured",
        "insurance",
        lambda t: t.insured,
        _("Every student needs liability insurance."),
    ),
    Condition(
        "pay_share",
        "pay",
        lambda t: not t.post or (t.pay_share is not None and t.pay_share >= LEAST_PAY),
        _("Pay is below four fifths of the post's starting pay, or not stated."),
    ),
)


def broken(terms: Terms) -> list[Condition]:
    """The conditions that these terms do not keep, in the order of the list."""
    return [condition for condition in CONDITIONS if not condition.kept(terms)]


def months_begun(first: date, last: date) -> int:
    """Months from the first to the last day, both counted; a month begun counts as one.

    1 March to 31 August is six, to 1 September seven. Zero where the last lies before the first.
    """
    if last < first:
        return 0
    full = (last.year - first.year) * 12 + last.month - first.month
    return full + (1 if last.day >= first.day else 0)
