"""Writing programs and the crosswalk from programs to industries and occupations."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Sum
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from alliance.accounts.models import User
from alliance.events.record import record
from alliance.lib.errors import FieldError, InvalidInput, Refused
from alliance.reference.models import Industry, Occupation, Skill
from alliance.web.records import locked
from programs import rules
from programs.enums import LinkKind
from programs.models import CrosswalkLink, Program, ProgramSkill, School

FIELDS = (
    "catalogue_program",
    "name",
    "name_en",
    "level",
    "intake",
    "enrolment",
    "graduates",
    "opened_on",
    "closed_on",
    "declared_key",
)

FIXED = ("catalogue_program", "level")
"""What makes a program the one that it is; its matches, cohorts and links hang on it."""


@transaction.atomic
def create_program(
    *,
    school: School,
    by: User,
    fields: Mapping[str, Any],
    skills: Sequence[tuple[str, int]] = (),
    now: datetime | None = None,
) -> Program:
    """`skills` are (skill code, level 1–4). Raises InvalidInput naming the fault."""
    rules.can_write(by, school).require()
    values = dict(fields)
    catalogue = values["catalogue_program"]
    values.setdefault("level", catalogue.level)
    values.setdefault("name", catalogue.name)
    check_dates(values.get("opened_on"), values.get("closed_on"))
    try:
        with transaction.atomic():
            program = Program.objects.create(school=school, **values)
    except IntegrityError as error:
        raise Refused(
            _("The school already has an open program of this code and level.")
        ) from error
    write_skills(program, skills)
    record("program.changed", subject=program, by=by, now=now, created=True)
    return program


@transaction.atomic
def edit_program(
    *,
    program: Program,
    by: User,
    fields: Mapping[str, Any],
    skills: Sequence[tuple[str, int]] | None = None,
    version: int | None = None,
    now: datetime | None = None,
) -> Program:
    """Change a program; its revision rises, so reports made before are seen to be older."""
    program = locked(program, version=version)
    rules.can_edit(by, program).require()
    for name in FIXED:
        if name in fields and fields[name] != getattr(program, name):
            text = _("This stays as it is; close the program and open another.")
            raise InvalidInput.on(name, text, code="fixed")
    for name, value in fields.items():
        setattr(program, name, value)
    check_dates(program.opened_on, program.closed_on)
    if skills is not None:
        write_skills(program, skills)
    program.revision += 1
    try:
        with transaction.atomic():
            program.store(*fields, "revision")
    except IntegrityError as error:
        raise Refused(
            _("The school already has an open program of this code and level.")
        ) from error
    record("program.changed", subject=program, by=by, now=now, fields=sorted(fields))
    return program


@transaction.atomic
def link_program(
    *,
    program: Program,
    target: Industry | Occupation,
    weight: Decimal,
    kind: LinkKind,
    by: User,
    source: str = "",
    now: datetime | None = None,
) -> CrosswalkLink:
    """Say that a program leads somewhere; an older open link of the same kind and target ends.

    The industry weights of one kind may not sum above 1. A school declares; only a secretariat
    writes official and confirmed links. Raises InvalidInput naming `weight` otherwise.
    """
    program = locked(program)
    declares = kind == LinkKind.DECLARED
    verdict = rules.can_write(by, program.school) if declares else rules.can_confirm(by, program)
    verdict.require()
    if not 0 < weight <= 1:
        raise InvalidInput.on("weight", _("Above 0 and at most 1."), code="range")
    today = timezone.localdate(now or timezone.now())
    column = "industry" if isinstance(target, Industry) else "occupation"
    open_links = program.links.filter(kind=kind, valid_to__isnull=True)
    same = open_links.filter(**{column: target})
    same.filter(valid_from__gte=today).delete()  # corrected on the same day: nothing was valid yet
    same.update(valid_to=today, version=F("version") + 1, updated_at=Now())
    if column == "industry":
        others = open_links.filter(industry__isnull=False, valid_to__isnull=True)
        total = (others.aggregate(total=Sum("weight"))["total"] or Decimal(0)) + weight
        if total > 1:
            text = _("The program's industry weights of this kind would sum to %(sum)s, above 1.")
            raise InvalidInput.on("weight", text % {"sum": total}, code="sum")
    link = CrosswalkLink.objects.create(
        program=program,
        weight=weight,
        kind=kind,
        source=source,
        valid_from=today,
        **{column: target},
    )
    record("crosswalk.changed", subject=program, by=by, now=now, link=link.pk, kind=kind)
    return link


def check_dates(opened: date | None, closed: date | None) -> None:
    if opened is None:
        raise InvalidInput.on("opened_on", _("This field is required."), code="required")
    if closed is not None and closed <= opened:
        raise InvalidInput.on("closed_on", _("A program closes after it opened."), code="order")


def write_skills(program: Program, skills: Sequence[tuple[str, int]]) -> None:
    """Replace the taught skills. Raises InvalidInput naming place and field of each fault."""
    faults = []
    known = set(Skill.objects.filter(pk__in=[c for c, _l in skills]).values_list("pk", flat=True))
    seen: set[str] = set()
    for place, (code, level) in enumerate(skills):
        if code not in known:
            text = _("There is no such skill.")
            faults.append(FieldError(f"skills.{place}.skill", "unknown", text))
        if code in seen:
            text = _("This skill stands twice.")
            faults.append(FieldError(f"skills.{place}.skill", "duplicate", text))
        seen.add(code)
        if not 1 <= level <= 4:
            text = _("Level is 1 to 4.")
            faults.append(FieldError(f"skills.{place}.level", "range", text))
    if faults:
        raise InvalidInput(" ".join(f"{f.field}: {f.detail}" for f in faults), errors=faults)
    program.skills.all().delete()
    ProgramSkill.objects.bulk_create(
        ProgramSkill(program=program, skill_id=code, level=level) for code, level in skills
    )
