"""Graduates and what became of them, by whole cohorts: files of a hundred thousand rows.

The same rules hold as for single records; they are asked once for each school and cohort of a
file. Such a file leaves one event, which says who sent it and how much it wrote.
"""

from alliance.imports.staged import declare
from talent.importers.graduates import GRADUATES
from talent.importers.outcomes import OUTCOMES

declare("graduates", GRADUATES)
declare("outcomes", OUTCOMES)

__all__ = ["GRADUATES", "OUTCOMES"]
