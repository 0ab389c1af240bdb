"""What became of somebody, as a file says it: its cells, and how outcomes are written in sets.

An importer's table READY (`r`) holds, beside what names the graduate, measured_on, destination,
related, local, starting_pay and employer_id. Its `people` joins the stored graduate as `g`.
"""

import json
from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alliance.accounts.scope import scope_of
from alliance.imports import keys
from alliance.imports.staged import Check, Counts, Sending, date_of, number_of, text_of
from alliance.registers.cells import NO, YES, words
from talent.enums import Destination, OutcomeState
from talent.importers.cohorts import rights
from talent.models import Outcome
from talent.models.graduates import MOST_PAY

FLAGS = ("related", "local")
VALUES = ("destination", *FLAGS, "employer", "starting_pay")
COLUMN = {"employer": "employer_id"}
OUTCOME = "talent_outcome o ON o.graduate_id = g.id AND o.measured_on = r.measured_on"
"""Joins the stored outcome of the row's day."""
CONFIRMED = f"o.state = '{OutcomeState.CONFIRMED.value}'"


def destinations() -> dict[str, str]:
    """Every spelling of a destination, in small letters, with its value."""
    return {
        word: str(value) for word, value in words(Outcome._meta.get_field("destination")).items()
    }


def value_checks() -> list[Check]:
    """What refuses a row for its cells."""
    return [
        Check(
            "destination",
            "invalid",
            _("This is no destination."),
            f"lower({text_of('destination')}) <> ALL (%(destinations)s)",
            {"destinations": ["", *destinations()]},
        ),
        Check(
            "measured_on",
            "future",
            _("An outcome is measured today or earlier."),
            f"{date_of('measured_on')} > %(today)s",
            {"today": timezone.localdate()},
        ),
        *(
            Check(
                name,
                "invalid",
                _("Write yes or no."),
                f"s.{name} <> '' AND lower({text_of(name)}) <> ALL (%(flags)s)",
                {"flags": sorted({"", *YES, *NO})},
            )
            for name in FLAGS
        ),
        Check(
            "starting_pay",
            "invalid",
            _("Starting pay is given in yuan a month."),
            f"s.starting_pay <> '' AND ({number_of('starting_pay')} NOT BETWEEN 0 AND %(most_pay)s"
            f" OR scale({number_of('starting_pay')}) > 2)",
            {"most_pay": MOST_PAY},
        ),
    ]


def values() -> tuple[str, dict[str, object]]:
    """(columns of READY, their parameters): what the cells mean."""
    flags = [
        f"CASE WHEN s.{name} <> '' THEN nullif(lower({text_of(name)}), '') = ANY (%(yes)s) END"
        f" AS {name}"
        for name in FLAGS
    ]
    destination = f"%(words)s::jsonb ->> lower({text_of('destination')}) AS destination"
    pay = f"{number_of('starting_pay')} AS starting_pay"
    known = json.dumps(destinations(), ensure_ascii=False)
    return ", ".join([destination, *flags, pay]), {"words": known, "yes": sorted(YES)}


class Writing:
    """How the outcomes of one file are compared and written."""

    def __init__(self, sending: Sending, people: str) -> None:
        self.sending, self.people = sending, people
        self.denied, unread = rights(sending)
        self.params = {
            "denied": self.denied,
            "unread": unread,
            "mine": sorted(scope_of(sending.by).organisations),
        }
        self.changing = [COLUMN.get(name, name) for name in VALUES if name in sending.given]
        wanted = {name: f"r.{name}" for name in self.changing}
        if unread and "starting_pay" in wanted:
            # Whoever may not read it was given an empty cell: that is not said of the outcome.
            wanted["starting_pay"] = (
                "CASE WHEN r.cohort_id = ANY (%(unread)s::bigint[]) AND NOT"
                f" ({CONFIRMED} AND o.employer_id = ANY (%(mine)s::bigint[]))"
                " THEN o.starting_pay ELSE r.starting_pay END"
            )
        self.wanted = wanted
        stored = ", ".join(f"o.{name}" for name in self.changing)
        self.differs = (
            f"(({stored}) IS DISTINCT FROM ({', '.join(wanted.values())}))" if wanted else "false"
        )

    def checks(self, column: str) -> Sequence[Check]:
        """Rows about the same, or about what must stay; `column` is where the graduate stands."""
        free = "r.cohort_id <> ALL (%(denied)s::bigint[])"
        found = [
            Check(
                column,
                "erased",
                _("This graduate was erased; nothing more is recorded."),
                f"r.n IN (SELECT r.n FROM import_ready r {self.people} LEFT JOIN {OUTCOME}"  # noqa: S608 -- names of columns above
                f" WHERE g.erased_on IS NOT NULL AND r.measured_on IS NOT NULL AND o.id IS NULL"
                f" AND {free})",
                self.params,
            ),
            *self.employed(free),
        ]
        if self.denied:
            found.append(self.not_allowed())
        return found

    def employed(self, free: str) -> list[Check]:
        """Only an employed graduate has an employer."""
        stored = f"import_ready r {self.people} LEFT JOIN {OUTCOME}"
        destination = "coalesce(r.destination, o.destination)"
        if "employer" in self.sending.given:
            column, employer = "record", "r.employer_id"
            text = _("Only an employed graduate has an employer.")
        else:
            column, employer = "destination", "o.employer_id"
            text = _("This outcome names an employer: change it by itself.")
        return [
            Check(
                column,
                "employer",
                text,
                f"r.n IN (SELECT r.n FROM {stored} WHERE {employer} IS NOT NULL"  # noqa: S608 -- as above
                f" AND {destination} <> %(employed)s AND {free})",
                {**self.params, "employed": Destination.EMPLOYED.value},
            )
        ]

    def not_allowed(self) -> Check:
        """Rows that would write for a school that is not the sender's to write for.

        What the sender does not even see counts as different: its file is no way to ask.
        """
        about = f"import_ready r LEFT {self.people} LEFT JOIN {OUTCOME}"
        keys.keep_seen(
            self.sending,
            "import_seen_outcome",
            Outcome.objects.all().visible_to(self.sending.by),
            f"SELECT o.id FROM {about} WHERE r.cohort_id = ANY (%s)",  # noqa: S608 -- as above
            [self.denied],
        )
        return Check(
            "record",
            "not_allowed",
            _("Only editors of the school or of its secretariat may do that."),
            f"r.n IN (SELECT r.n FROM {about}"  # noqa: S608 -- as above
            " WHERE r.cohort_id = ANY (%(denied)s::bigint[]) AND (g.id IS NULL"
            " OR r.measured_on IS NOT NULL AND (o.id IS NULL"
            f" OR o.id NOT IN (SELECT id FROM import_seen_outcome) OR {self.differs})))",
            self.params,
        )

    def write(self, also_created: int = 0) -> Counts:
        """Outcomes that changed, then those that are new; what is stored already stays untouched.

        What one employer confirmed does not speak for another. `also_created` are rows that
        entered something else.
        """
        cursor = self.sending.cursor
        changed = self.update() if self.changing else 0
        cursor.execute(
            "INSERT INTO talent_outcome (graduate_id, measured_on, destination, related, local,"  # noqa: S608 -- as above
            " employer_id, starting_pay, state, version, created_at, updated_at)"
            " SELECT g.id, r.measured_on, r.destination, r.related, r.local, r.employer_id,"
            f" r.starting_pay, 'recorded', 1, now(), now() FROM import_ready r {self.people}"
            f" LEFT JOIN {OUTCOME} WHERE o.id IS NULL AND r.measured_on IS NOT NULL"
        )
        created = cursor.rowcount + also_created
        cursor.execute("SELECT count(*) FROM import_ready")
        return Counts(created, changed, cursor.fetchone()[0] - created - changed)

    def update(self) -> int:
        pairs = [f"{name} = {wanted}" for name, wanted in self.wanted.items()]
        if "employer_id" in self.wanted:
            kept = f"{CONFIRMED} AND o.employer_id IS NOT DISTINCT FROM r.employer_id"
            pairs += [
                f"state = CASE WHEN {kept} THEN o.state ELSE 'recorded' END",
                f"confirmed_on = CASE WHEN {kept} THEN o.confirmed_on END",
            ]
        self.sending.cursor.execute(
            f"UPDATE talent_outcome o SET {', '.join(pairs)}, version = o.version + 1,"  # noqa: S608 -- as above
            f" updated_at = now() FROM import_ready r {self.people}"
            f" WHERE o.graduate_id = g.id AND o.measured_on = r.measured_on AND {self.differs}",
            self.params,
        )
        return int(self.sending.cursor.rowcount)


def twice(sending: Sending, who: str, column: str) -> list[Check]:
    """The second and every further row about one graduate and day."""
    sending.cursor.execute(
        f"CREATE TEMP TABLE import_double ON COMMIT DROP AS SELECT {who}, measured_on,"  # noqa: S608 -- as above
        f" min(n) AS first FROM import_ready GROUP BY {who}, measured_on HAVING count(*) > 1"
    )
    if not sending.cursor.rowcount:
        return []
    same = " AND ".join(f"r.{name} = d.{name}" for name in who.split(", "))
    return [
        Check(
            column,
            "twice",
            _("An earlier row is about the same graduate and day."),
            f"r.n IN (SELECT r.n FROM import_ready r JOIN import_double d ON {same}"  # noqa: S608 -- as above
            " AND r.measured_on IS NOT DISTINCT FROM d.measured_on WHERE r.n > d.first)",
        )
    ]
