"""What a full file would end: tenancies it does not have or gives an end, and people it no longer has in a tenancy.

More than two in a hundred at once is more often a wrong export than a real day, so a person is asked first."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from heed.households.models import ImportRun

ASK_ABOVE = 0.02

CURRENT = "(h.ended_on is null or h.ended_on > %(today)s)"
# By its index, tenancy by tenancy: what was laid aside just now is not in the planner's figures yet, and without one it would read all of it
# for each household (seen at 400,000).
MENTIONED = "exists (select from households_stagedrow s where s.run_id = %(run)s and s.tenancy = h.tenancy{more})"
ABSENT = f"""
insert into households_stagedrow (run_id, line, tenancy, row)
select %(run)s, %(line)s + row_number() over (order by h.id), h.tenancy, jsonb_build_object('absent', true)
from households_household h where {CURRENT} and not {MENTIONED.format(more="")}"""  # noqa: S608 (our own words)
COUNTED = f"""
select count(*), count(*) filter (where {MENTIONED.format(more=" and (s.row ? 'absent' or s.row->'ends' = 'true')")})
from households_household h where {CURRENT}"""  # noqa: S608
PEOPLE = f"""
select count(*), count(*) filter (where {MENTIONED.format(more=" and s.row ? 'sealed'")} and not {MENTIONED.format(more=" and s.row ? 'refused'")}
  and not {MENTIONED.format(more=" and s.row->>'person' = p.source_id")})
from households_membership m join households_person p on p.id = m.person_id join households_household h on h.id = m.household_id
where {CURRENT} and m.superseded_at is null and (m.until is null or m.until > %(today)s) and p.source_id <> ''"""  # noqa: S608


@dataclass(frozen=True)
class Ends:
    """`would_end`: tenancies and people together. `ask`: a person has to agree first."""

    would_end: int
    ask: bool


def stage(run: ImportRun, today: date) -> Ends:
    """Lays aside the endings of tenancies that the file does not have, and counts everything that would end.

    When the tenancy of a refused line cannot be told, no tenancy is taken to be absent."""
    known: dict[str, Any] = {"run": run.pk, "line": run.done_to, "today": today}
    with connection.cursor() as c:
        c.execute(
            "select exists (select from households_stagedrow s where s.run_id = %(run)s and s.row ? 'refused' and s.tenancy = '')",
            known,
        )
        if not c.fetchone()[0]:
            c.execute(ABSENT, known)
        c.execute(COUNTED, known)
        tenancies, ending = c.fetchone()
        c.execute(PEOPLE, known)
        people, leaving = c.fetchone()
    return Ends(ending + leaving, ending > tenancies * ASK_ABOVE or leaving > people * ASK_ABOVE)
