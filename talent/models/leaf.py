"""Figures of cohorts by day, kept beside the outcomes that they sum.

The database itself writes down what each statement changed, whichever door it came through:
triggers append the difference to OutcomeLog, where nobody waits for anybody, and `talent.leaf`
moves it into OutcomeLeaf from time to time. Whoever reads sums both: OutcomeChange is always exact.
"""

from typing import Any

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from talent.models import leaf_sql as sql
from talent.models.graduates import Graduate, Outcome


def change() -> Any:
    """How many more (or fewer) from this day on."""
    return models.IntegerField(default=0, editable=False)


class Changes(models.Model):
    """What changes in the figures of a cohort on a day; sums up to a day are its figures then.

    The counts mean what they mean in OutcomeSet. On FIRST_DAY graduates themselves are counted,
    on all other days what was measured of them. Kept by triggers, like row histories: nobody
    enters or changes a row.
    """

    # By id alone: a cohort may go before the rows that say that nothing of it is left.
    cohort = models.ForeignKey(
        "talent.Cohort",
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
        verbose_name=_("cohort"),
    )
    day = models.DateField(_("day"))
    graduates = change()
    outcomes = change()
    measured = change()
    known = change()
    employed = change()
    further = change()
    placed = change()
    related = change()
    related_known = change()
    local = change()
    local_known = change()
    paid = change()
    pay = models.BigIntegerField(default=0, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.cohort_id}: {self.day}"


class OutcomeLeaf(Changes):
    """One row for each cohort and day on which something changes."""

    pk = models.CompositePrimaryKey("cohort_id", "day")

    class Meta:
        verbose_name = _("outcome figures of a day")
        verbose_name_plural = _("outcome figures by day")


class OutcomeLog(Changes):
    """Changes that are not in the leaf yet. Only ever added to, and taken away by `fold`."""

    class Meta:
        verbose_name = _("change of outcome figures")
        verbose_name_plural = _("changes of outcome figures")


class OutcomeChange(Changes):
    """Leaf and log together, as one statement reads them. A view."""

    pk = models.CompositePrimaryKey("cohort_id", "day")

    class Meta:
        managed = False
        db_table = sql.CHANGES
        verbose_name = _("change of outcome figures")
        verbose_name_plural = _("changes of outcome figures")


# -- triggers ---------------------------------------------------------------------------------

# Two statements that touch outcomes of one graduate at once would each miss the other's: the
# second waits here. Rows that nobody else can see yet need no lock.
LOCK = (
    "SELECT FROM talent_graduate WHERE id = ANY ({ids}) AND xmin <> pg_current_xact_id()::xid"
    " ORDER BY id FOR NO KEY UPDATE"
)


def execute(statement: str, *, into: str = "", using: str = "") -> str:
    """plpgsql that plans and runs the statement anew."""
    return (
        f"EXECUTE $q${statement}$q$"
        + (f" INTO {into}" if into else "")
        + (f" USING {using}" if using else "")
        + "; "
    )


def trigger(name: str, operation: Any, body: str, *, old: bool = False, new: bool = False) -> Any:
    """A statement's trigger; where nobody is `touched`, the body goes no further."""
    tables = {"old": "old_rows" if old else None, "new": "new_rows" if new else None}
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(**tables) if old or new else None,
        declare=[("touched", "bigint[]")],
        func=f"{body}RETURN NULL;",
    )


def when_touched(statement: str) -> str:
    return f"IF cardinality(touched) > 0 THEN {execute(statement, using='touched')}END IF; "


STOP = "IF cardinality(touched) = 0 THEN RETURN NULL; END IF; "

OUTCOME_TRIGGERS = [
    trigger(
        "figures_insert",
        pgtrigger.Insert,
        execute(LOCK.format(ids=sql.NEW_IDS))
        + execute(sql.added(sql.FIRSTS))
        + execute(sql.OTHERS, into="touched")
        + when_touched(sql.added(sql.without_zeros(sql.around(new=True, old=False, whole=False)))),
        new=True,
    ),
    trigger(
        "figures_update",
        pgtrigger.Update,
        execute(sql.TOUCHED, into="touched")
        + STOP
        + execute(LOCK.format(ids=sql.TOUCHED_IDS), using="touched")
        + execute(
            sql.added(sql.without_zeros(sql.around(new=True, old=True, whole=True))),
            using="touched",
        ),
        old=True,
        new=True,
    ),
    trigger(
        "figures_delete",
        pgtrigger.Delete,
        execute(LOCK.format(ids=sql.OLD_IDS))
        + execute(f"SELECT {sql.OLD_IDS}", into="touched")
        + when_touched(sql.added(sql.without_zeros(sql.around(new=False, old=True, whole=True)))),
        old=True,
    ),
    trigger(
        "figures_truncate",
        pgtrigger.Truncate,
        execute(
            sql.added(
                sql.summed(
                    f"(SELECT {sql.KEY}, 0, {', '.join(sql.COUNTS[1:])}"  # noqa: S608 -- names of columns
                    f" FROM {sql.CHANGES}) c ({sql.COLUMNS})",
                    minus=True,
                )
            )
        ),
    ),
]

# Outcomes may stand before their graduate or outlive it within a transaction: the foreign key is
# looked at when it ends. So a graduate comes and goes with all outcomes that are stored.
GRADUATE_TRIGGERS = [
    trigger(
        "figures_insert",
        pgtrigger.Insert,
        execute(sql.added(sql.people("new_rows", 1)))
        + execute(sql.MEASURED, into="touched")
        + when_touched(sql.added(sql.theirs("(SELECT * FROM new_rows WHERE id = ANY ($1))", 1))),
        new=True,
    ),
    trigger(
        "figures_update",
        pgtrigger.Update,
        execute(
            f"SELECT ARRAY(SELECT id FROM {sql.moved('old_rows', 'new_rows')} m)",  # noqa: S608 -- as above
            into="touched",
        )
        + STOP
        + "".join(
            execute(sql.added(part(sql.moved(here, there) + rest, sign)))
            for here, there, sign in (("old_rows", "new_rows", -1), ("new_rows", "old_rows", 1))
            for part, rest in ((sql.people, " m"), (sql.theirs, ""))
        ),
        old=True,
        new=True,
    ),
    trigger(
        "figures_delete",
        pgtrigger.Delete,
        execute(sql.added(sql.people("old_rows", -1)))
        + execute(sql.added(sql.theirs("old_rows", -1))),
        old=True,
    ),
    trigger(
        "figures_truncate",
        pgtrigger.Truncate,
        execute(
            sql.added(
                sql.summed(
                    f"(SELECT {sql.KEY}, graduates, {', '.join(['0'] * (len(sql.COUNTS) - 1))}"  # noqa: S608 -- as above
                    f" FROM {sql.CHANGES}) c ({sql.COLUMNS})",
                    minus=True,
                )
            )
        ),
    ),
]

pgtrigger.register(*OUTCOME_TRIGGERS)(Outcome)
pgtrigger.register(*GRADUATE_TRIGGERS)(Graduate)
