"""Counting by hand: from the rows alone, another way than the indicators go."""

from decimal import Decimal

from django.db.models import Q, Sum
from django.utils import timezone

from alliance.alignment.models import AlignmentRun, IndexValue, ProgramChange
from alliance.collaboration.models import (
    Result,
)
from alliance.consortia.models import (
    AgreementParty,
    Alliance,
    Attendance,
)
from talent.enums import WORKING, Destination
from talent.models import Certification, Outcome, TrainingBatch

TODAY = timezone.localdate


def total(rows, name):
    return rows.aggregate(n=Sum(name))["n"]


def at(region, path="region__code", **conditions):
    return Q(**{f"{path}__startswith": region}, **conditions)


def within(name):
    return Alliance.objects.get(name=name)


COLD, TRADE = "冷链物流行业产教融合共同体", "自贸区新材料与信息技术人才培养联盟"
LEAD_SCHOOL, LONG_PARTNER = "海岱商务职业学院", "烟霞寒轮制冷集团有限公司"


def changes(kind, level, *years):
    found = ProgramChange.objects.filter(
        kind=kind, level=level, state="effective", effective_on__year__in=years
    )
    return found.filter(school__organisation__region__code__startswith="4310").count()


def trained(region, name="persons", **conditions):
    return total(TrainingBatch.objects.filter(at(region), **conditions), name)


def pipeline(region, name="persons"):
    return trained(region, name, kind__in=["employee", "order_based", "apprenticeship"])


def reached(region, **conditions):
    """The graduates of a place by their one outcome that meets the conditions."""
    path = "graduate__cohort__program__school__organisation__region__code"
    return Outcome.objects.filter(at(region, path), **conditions).count()


def of_lead_school(**conditions):
    school = {"graduate__cohort__program__school__organisation__name": LEAD_SCHOOL}
    return Outcome.objects.filter(**school, **conditions).count()


def share(part, whole):
    return Decimal(part) / Decimal(whole)


def published(level):
    run = AlignmentRun.objects.filter(region_id="431000", framework__name="1221").latest("as_of")
    value = IndexValue.objects.headline().get(run=run, index="A1", level=level)
    return share(value.numerator, value.denominator)


def awards(level):
    return Result.objects.filter(
        organisation__name=LEAD_SCHOOL,
        kind="award",
        award_side="students",
        level=level,
        state="verified",
    ).count()


def into_real_economy():
    division = [f"{code:02d}" for code in range(6, 51)]
    employed = Outcome.objects.filter(
        graduate__cohort__program__school__tier="technician",
        graduate__cohort__program__school__organisation__region__code__startswith="45",
        destination=Destination.EMPLOYED,
        employer__isnull=False,
    )
    codes = employed.values_list("employer__industry__code", flat=True)
    return share(sum(code[:2] in division for code in codes), len(codes))


def placed_in_shandong():
    path = "graduate__cohort__program__school__organisation__region__code"
    rows = Outcome.objects.filter(at("37", path))
    placed = rows.filter(destination__in=[*WORKING, Destination.FURTHER_STUDY])
    return share(placed.count(), rows.count())


def experts(name):
    return total(Certification.objects.filter(at("1403")), name)


def forum(**conditions):
    rows = Attendance.objects.filter(meeting__kind="forum", organisation__kind="school")
    return rows.filter(**conditions).values("organisation").distinct().count()


def oldest_partnership():
    since = AgreementParty.objects.filter(organisation__name=LONG_PARTNER).earliest(
        "agreement__since"
    )
    day, today = since.agreement.since, TODAY()
    return today.year - day.year - ((today.month, today.day) < (day.month, day.day))
