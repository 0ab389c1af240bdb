"""Writing programs and what they teach."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from alliance.accounts.models import User
from alliance.events.record import record
from alliance.lib.errors import FieldError, InvalidInput, Refused
from alliance.reference.models import Skill
from alliance.web.records import locked
from programs import rules
from programs.models import Program, ProgramSkill, School

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
