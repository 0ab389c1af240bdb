"""Writing demands. Every function is one transaction: lock, rule, flow, change, event."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alliance.accounts.models import User
from alliance.events.record import record
from alliance.lib.errors import FieldError, InvalidInput, Refused
from alliance.reference.models import Skill
from alliance.web.records import locked
from enterprises import rules
from enterprises.enums import DEMAND_FLOW, EDITABLE, Decision
from enterprises.models import (
    MAX_HEADCOUNT,
    Demand,
    DemandRevision,
    DemandSkill,
    Enterprise,
    Verification,
)

FIELDS = (
    "kind",
    "title",
    "description",
    "headcount",
    "region",
    "occupation",
    "levels",
    "closes_on",
)
MAX_SKILLS = 40


@dataclass(frozen=True)
class SkillWish:
    """One skill that a demand asks for: importance 1–5, level 1–4."""

    skill: str
    importance: int = 3
    level: int = 2
    required: bool = False


@transaction.atomic
def create_demand(
    *,
    enterprise: Enterprise,
    by: User,
    fields: Mapping[str, Any],
    skills: Sequence[SkillWish] = (),
    now: datetime | None = None,
) -> Demand:
    """A draft. `fields` are those of FIELDS; raises InvalidInput naming every faulty one."""
    rules.can_write(by, enterprise).require()
    check_fields(fields, today=_today(now), partial=False)
    demand = Demand.objects.create(enterprise=enterprise, created_by=by, **fields)
    write_skills(demand, skills)
    record("demand.created", subject=demand, by=by, now=now, kind=demand.kind)
    return demand


@transaction.atomic
def edit_demand(
    *,
    demand: Demand,
    by: User,
    fields: Mapping[str, Any],
    skills: Sequence[SkillWish] | None = None,
    version: int | None = None,
    now: datetime | None = None,
) -> Demand:
    """Change a draft or returned demand; skills None leaves them as they are."""
    demand = locked(demand, version=version)
    rules.can_edit(by, demand).require()
    if demand.state not in EDITABLE:
        raise Refused(
            _("A %(state)s demand is not edited in place; revise it.")
            % {"state": demand.get_state_display()}
        )
    _change(demand, fields, skills, now)
    record("demand.edited", subject=demand, by=by, now=now, fields=sorted(fields))
    return demand


@transaction.atomic
def submit_demand(
    *, demand: Demand, by: User, version: int | None = None, now: datetime | None = None
) -> Demand:
    """Hand in for the secretariat's check; a verified enterprise's demand publishes at once.

    Verified counts for the code that was checked: under a new one the secretariat looks again.
    """
    demand = locked(demand, version=version)
    rules.can_edit(by, demand).require()
    target = DEMAND_FLOW.target(demand.state, "submit")
    check_complete(demand, today=_today(now))
    demand.state, demand.reason = target, ""
    demand.store("state", "reason")
    record("demand.submitted", subject=demand, by=by, now=now)
    if demand.enterprise.publishes_unchecked:
        return _publish(demand, by=by, now=now)
    return demand


@transaction.atomic
def publish_demand(
    *, demand: Demand, by: User, version: int | None = None, now: datetime | None = None
) -> Demand:
    demand = locked(demand, version=version)
    rules.can_check(by, demand).require()
    return _publish(demand, by=by, now=now)


@transaction.atomic
def return_demand(
    *,
    demand: Demand,
    by: User,
    reason: str,
    version: int | None = None,
    now: datetime | None = None,
) -> Demand:
    demand = locked(demand, version=version)
    rules.can_check(by, demand).require()
    target = DEMAND_FLOW.target(demand.state, "return")
    if not reason.strip():
        raise InvalidInput.on(
            "reason", _("Say what has to change; the enterprise reads it."), code="required"
        )
    demand.state, demand.reason = target, reason.strip()
    demand.store("state", "reason")
    record("demand.returned", subject=demand, by=by, now=now)
    return demand


@transaction.atomic
def revise_demand(
    *,
    demand: Demand,
    by: User,
    fields: Mapping[str, Any],
    skills: Sequence[SkillWish] | None = None,
    version: int | None = None,
    now: datetime | None = None,
) -> Demand:
    """Change a published demand: a new revision, which is matched anew; accepted matches stay."""
    demand = locked(demand, version=version)
    rules.can_edit(by, demand).require()
    DEMAND_FLOW.target(demand.state, "revise")
    _change(demand, fields, skills, now)
    check_complete(demand, today=_today(now))
    demand.revision += 1
    demand.store("revision")
    _freeze(demand, now)
    record("demand.revised", subject=demand, by=by, now=now, revision=demand.revision)
    return demand


def fulfil_demand(
    *, demand: Demand, by: User, version: int | None = None, now: datetime | None = None
) -> Demand:
    return _close(demand, "fulfil", "demand.fulfilled", by=by, version=version, now=now)


def withdraw_demand(
    *, demand: Demand, by: User, version: int | None = None, now: datetime | None = None
) -> Demand:
    return _close(demand, "withdraw", "demand.withdrawn", by=by, version=version, now=now)


@transaction.atomic
def expire_demand(*, demand: Demand, now: datetime | None = None) -> Demand:
    """The clock's move, after the closing date; does nothing when it came too early or too late."""
    demand = locked(demand)
    if not DEMAND_FLOW.allows(demand.state, "expire") or demand.closes_on >= _today(now):
        return demand
    demand.state = DEMAND_FLOW.target(demand.state, "expire")
    demand.store("state")
    record("demand.expired", subject=demand, by=None, now=now)
    return demand


@transaction.atomic
def verify_enterprise(
    *,
    enterprise: Enterprise,
    by: User,
    uscc: str | None = None,
    licence: str = "",
    document: str = "",
    reason: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> Enterprise:
    """Trust an enterprise to publish without a check; what was looked at is kept.

    `uscc` is the code on the papers; None says that it is the stored one. Raises Refused where
    there is no code, InvalidInput where the papers show another one.
    """
    enterprise = locked(enterprise, version=version)
    rules.can_verify(by, enterprise).require()
    stored = enterprise.organisation.uscc
    if not stored:
        raise Refused(_("An enterprise without a unified social credit code cannot be verified."))
    if uscc is not None and uscc.strip().upper() != stored:
        raise InvalidInput.on("uscc", _("The papers show another code than the one on record."))
    if enterprise.publishes_unchecked and not (licence or document):
        return enterprise
    enterprise.verified_at, enterprise.verified_by = now or timezone.now(), by
    enterprise.store("verified_at", "verified_by")
    _decide(enterprise, Decision.VERIFIED, stored, licence, document, reason, by, now)
    record("enterprise.verified", subject=enterprise, by=by, now=now)
    return enterprise


@transaction.atomic
def refuse_verification(
    *,
    enterprise: Enterprise,
    by: User,
    reason: str,
    uscc: str | None = None,
    licence: str = "",
    document: str = "",
    version: int | None = None,
    now: datetime | None = None,
) -> Enterprise:
    """The papers do not show what they should; an earlier verification ends with it."""
    enterprise = locked(enterprise, version=version)
    rules.can_verify(by, enterprise).require()
    if not reason.strip():
        raise InvalidInput.on(
            "reason", _("Say what is missing; the enterprise reads it."), code="required"
        )
    enterprise.verified_at = enterprise.verified_by = None
    enterprise.store("verified_at", "verified_by")
    shown = (uscc or "").strip().upper()
    _decide(enterprise, Decision.REFUSED, shown, licence, document, reason, by, now)
    record("enterprise.refused", subject=enterprise, by=by, now=now, reason=reason.strip())
    return enterprise


def _decide(
    enterprise: Enterprise,
    decision: Decision,
    uscc: str,
    licence: str,
    document: str,
    reason: str,
    by: User,
    now: datetime | None,
) -> None:
    Verification.objects.create(
        enterprise=enterprise,
        decision=decision,
        uscc=uscc[:18],
        licence=licence.strip(),
        document=document.strip(),
        reason=reason.strip(),
        by=by,
        at=now or timezone.now(),
    )


def check_fields(fields: Mapping[str, Any], *, today: date, partial: bool) -> None:
    """Raises InvalidInput naming every field that cannot be stored. Types are the doors' work."""
    faults = []
    if unknown := set(fields) - set(FIELDS):
        faults += [FieldError(f, "unknown", _("There is no such field.")) for f in sorted(unknown)]
    needed = ("kind", "title", "headcount", "region", "closes_on")
    faults += [
        FieldError(name, "required", _("This field is required."))
        for name in needed
        if (not partial and name not in fields) or (name in fields and not fields[name])
    ]
    headcount = fields.get("headcount")
    if headcount is not None and not 1 <= headcount <= MAX_HEADCOUNT:
        text = _("Between 1 and %(most)s people.") % {"most": MAX_HEADCOUNT}
        faults.append(FieldError("headcount", "range", text))
    closes = fields.get("closes_on")
    if closes is not None and closes < today:
        faults.append(FieldError("closes_on", "past", _("The closing date lies in the past.")))
    if faults:
        raise InvalidInput(" ".join(f"{f.field}: {f.detail}" for f in faults), errors=faults)


def check_complete(demand: Demand, *, today: date) -> None:
    """What publication needs beyond a draft: at least one skill and a date still ahead."""
    check_fields({name: getattr(demand, name) for name in FIELDS}, today=today, partial=False)
    if not demand.skills.exists():
        raise InvalidInput.on(
            "skills", _("Name at least one skill; programs are found by them."), code="required"
        )


def write_skills(demand: Demand, skills: Sequence[SkillWish]) -> None:
    """Replace the demand's skills. Raises InvalidInput naming place and field of each fault."""
    faults: list[FieldError] = []
    if len(skills) > MAX_SKILLS:
        text = _("At most %(most)s skills.") % {"most": MAX_SKILLS}
        raise InvalidInput.on("skills", text, code="too_many")
    known = set(Skill.objects.filter(pk__in=[w.skill for w in skills]).values_list("pk", flat=True))
    seen: set[str] = set()
    for place, wish in enumerate(skills):
        if wish.skill not in known:
            text = _("There is no such skill.")
            faults.append(FieldError(f"skills.{place}.skill", "unknown", text))
        if wish.skill in seen:
            text = _("This skill stands twice.")
            faults.append(FieldError(f"skills.{place}.skill", "duplicate", text))
        seen.add(wish.skill)
        if not 1 <= wish.importance <= 5:
            text = _("Importance is 1 to 5.")
            faults.append(FieldError(f"skills.{place}.importance", "range", text))
        if not 1 <= wish.level <= 4:
            text = _("Level is 1 to 4.")
            faults.append(FieldError(f"skills.{place}.level", "range", text))
    if faults:
        raise InvalidInput(" ".join(f"{f.field}: {f.detail}" for f in faults), errors=faults)
    demand.skills.all().delete()
    DemandSkill.objects.bulk_create(
        DemandSkill(
            demand=demand,
            skill_id=wish.skill,
            importance=wish.importance,
            level=wish.level,
            required=wish.required,
        )
        for wish in skills
    )


def _change(
    demand: Demand,
    fields: Mapping[str, Any],
    skills: Sequence[SkillWish] | None,
    now: datetime | None,
) -> None:
    check_fields(fields, today=_today(now), partial=True)
    for name, value in fields.items():
        setattr(demand, name, value)
    if skills is not None:
        write_skills(demand, skills)
    demand.store(*fields)


def _publish(demand: Demand, *, by: User, now: datetime | None) -> Demand:
    demand.state = DEMAND_FLOW.target(demand.state, "publish")
    check_complete(demand, today=_today(now))
    demand.revision += 1
    demand.published_at = now or timezone.now()
    demand.store("state", "revision", "published_at")
    _freeze(demand, now)
    record("demand.published", subject=demand, by=by, now=now, revision=demand.revision)
    return demand


@transaction.atomic
def _close(
    demand: Demand,
    move: str,
    kind: str,
    *,
    by: User,
    version: int | None,
    now: datetime | None,
) -> Demand:
    demand = locked(demand, version=version)
    rules.can_edit(by, demand).require()
    demand.state = DEMAND_FLOW.target(demand.state, move)
    demand.store("state")
    record(kind, subject=demand, by=by, now=now)
    return demand


def _freeze(demand: Demand, now: datetime | None) -> None:
    content = {
        "kind": demand.kind,
        "title": demand.title,
        "description": demand.description,
        "headcount": demand.headcount,
        "region": demand.region_id,
        "occupation": demand.occupation_id,
        "levels": sorted(demand.levels),
        "closes_on": demand.closes_on.isoformat(),
        "skills": [
            {
                "skill": row.skill_id,
                "importance": row.importance,
                "level": row.level,
                "required": row.required,
            }
            for row in demand.skills.order_by("skill_id")
        ],
    }
    DemandRevision.objects.create(
        demand=demand, number=demand.revision, content=content, created_at=now or timezone.now()
    )


def _today(now: datetime | None) -> date:
    return timezone.localdate(now or timezone.now())
