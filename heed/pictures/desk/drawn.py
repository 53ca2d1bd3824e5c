"""What the desk draws beyond what it is narrowed and sorted by: where the concerns of one page are, what is still to be done in words, and
how the post stands. In one statement, of the rows that `rows.desk` has shown."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from heed.concerns.choices import State
from heed.deadlines.models import ClockWords
from heed.pictures.desk.rows import Row
from heed.pictures.health import MAIL, Mail
from heed.pictures.owed import Action, in_order, in_words
from heed.pictures.rows import from_json, hold_key
from heed.policies.asker import Asker

DRAWN = f"""
select {MAIL},
  array(select json_build_array(p.concern_id, concat_ws(', ', m.address, nullif(m.town, ''), m.postcode)) from concerns_placement p
          join households_household h on h.id = p.household_id join households_home m on m.id = h.home_id
         where p.concern_id = any(%(concerns)s) and p.undone_at is null order by p.at, p.id) as homes,
  array(select json_build_array(p.concern_id, o.concern_id) from concerns_placement p join concerns_placement o
            on o.household_id = p.household_id and o.undone_at is null and o.concern_id <> p.concern_id and o.concern_id = any(%(still)s)
         where p.concern_id = any(%(concerns)s) and p.undone_at is null) as together,
  array(select json_build_array(to_json(d), y.wrapped, y.key_id) from deadlines_clockwords d
          left join folders_key y on y.folder_id = d.folder_id where d.id = any(%(actions)s)) as words
from heed_mail_owed() m"""  # noqa: S608 (columns of our own)


@dataclass(frozen=True)
class Drawn:
    """`where`: concern → the addresses of the households it is linked to, or the one the reporter chose. `beside`: concern → other open
    concerns about the same home, where there are any. `actions`: one's own first."""

    mail: Mail
    where: dict[UUID, tuple[str, ...]]
    beside: dict[UUID, tuple[Row, ...]]
    actions: list[Action]


def drawn(rows: Sequence[Row], everything: Sequence[Row], me: Asker, at: datetime) -> Drawn:
    """`rows`: those of one page; `everything`: all that are seen, among which those about the same home are, and whose actions are owed.
    `at` in UTC."""
    still = {row.pk: row for row in everything if row.state != State.CLOSED}
    owed = {action.pk: action for row in everything for action in row.actions}
    with connection.cursor() as c:
        c.execute(DRAWN, {"concerns": [row.pk for row in rows], "still": list(still), "actions": list(owed)})
        *mail, homes, together, words = c.fetchone()
    placed: dict[UUID, list[str]] = defaultdict(list)
    for concern, address in homes:
        placed[UUID(concern)].append(address)
    beside: dict[UUID, dict[UUID, Row]] = defaultdict(dict)
    for one, other in together:
        beside[UUID(one)][UUID(other)] = still[UUID(other)]
    where = {row.pk: tuple(dict.fromkeys(placed[row.pk])) or ((row.home,) if row.home else ()) for row in rows}
    found = [(_opened(*one), one[0]["id"]) for one in words]
    return Drawn(
        Mail(*mail),
        where,
        {pk: tuple(sorted(others.values(), key=lambda other: other.sent_at)) for pk, others in beside.items()},
        in_order(in_words(owed[UUID(pk)], clock, me, at) for clock, pk in found),
    )


def _opened(row: dict, wrapped: str | None, key_id: str | None) -> ClockWords:
    clock = from_json(ClockWords, row)
    hold_key(clock.folder_id, bytes.fromhex(wrapped[2:]) if wrapped else None, key_id)
    return clock
