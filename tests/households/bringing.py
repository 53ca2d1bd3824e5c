"""Files as a housing management system would write them, brought in the way a worker does."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from heed.households.importing import runs
from heed.households.models import ImportRun
from heed.procedures.importing import bring_in

AT = datetime(2026, 11, 21, 14, 5, tzinfo=UTC)
SIAN = {
    "uprn": "999990000014",
    "scheme_code": "brynfelin-court",
    "address_line_1": "14 Heol Ŵyn",
    "town": "Brynfelin",
    "postcode": "NP99 3QX",
    "tenancy_id": "T1",
    "tenancy_type": "secure contract",
    "tenancy_start_date": "2019-03-03",
    "tenancy_end_date": "",
    "person_id": "P1",
    "relationship_to_tenant": "tenant",
    "is_contract_holder": "yes",
    "first_names": "Siân",
    "surname": "Rees",
    "aliases": "",
    "date_of_birth": "1988-01-30",
    "telephone_numbers": "07700 900118",
    "person_alert_codes": "",
    "alert_comments": "",
    "do_not_contact_by": "",
    "safe_contact": "",
    "member_from": "",
    "member_until": "",
    "recorded_on": "2019-03-03",
}
DOOR = {
    "system": "repairs",
    "source_id": "88120",
    "uprn": "999990000014",
    "tenancy_id": "",
    "kind": "repair",
    "occurred_on": "2026-10-14T10:20",
    "recorded_on": "2026-10-15",
    "title": "Front door lock replaced",
    "text": "Second time since June.",
}


def sian(**otherwise: str) -> dict[str, str]:
    return SIAN | otherwise


def mali(**otherwise: str) -> dict[str, str]:
    return (
        SIAN
        | {
            "person_id": "P2",
            "relationship_to_tenant": "daughter",
            "is_contract_holder": "no",
            "first_names": "Mali",
            "date_of_birth": "2019-06-01",
            "telephone_numbers": "",
            "recorded_on": "2019-06-02",
        }
        | otherwise
    )


def neighbour(number: int, **otherwise: str) -> dict[str, str]:
    """One of many, so that one ending is not two in a hundred."""
    return (
        SIAN
        | {
            "uprn": f"99999001{number:04d}",
            "address_line_1": f"{number} Stryd Glas",
            "tenancy_id": f"N{number}",
            "person_id": f"NP{number}",
            "first_names": "Ann",
            "surname": f"Number{number}",
            "telephone_numbers": "",
        }
        | otherwise
    )


def street(how_many: int = 120) -> list[dict[str, str]]:
    return [neighbour(number) for number in range(how_many)]


def door(**otherwise: str) -> dict[str, str]:
    return DOOR | otherwise


def text(rows: Iterable[dict[str, str]], columns: list[str] | None = None) -> str:
    rows = list(rows)
    columns = columns or list(rows[0])

    def cell(words: str) -> str:
        return '"' + words.replace('"', '""') + '"' if any(sign in words for sign in ',"\n\r') else words

    return "".join(
        ",".join(cell(words) for words in line) + "\r\n"
        for line in [columns, *([row.get(name, "") for name in columns] for row in rows)]
    )


def bring(rows: Iterable[dict[str, str]] | str | bytes, *, at: datetime = AT, agree: bool = False, **how: Any) -> ImportRun:
    """One file, all the way. Raises CannotRead."""
    content = rows if isinstance(rows, bytes) else (rows if isinstance(rows, str) else text(rows)).encode("utf-8")

    def source() -> Iterable[bytes]:
        return (content[begin : begin + 1000] for begin in range(0, len(content), 1000))

    run = runs.receive(source, by=None, at=at, **how)
    bring_in(run.pk, clock=lambda: at, source=source)
    run.refresh_from_db()
    if agree and run.state == "waiting":
        runs.agree(run, by=None, at=at)
        bring_in(run.pk, clock=lambda: at, source=source)
        run.refresh_from_db()
    return run


def reasons(run: ImportRun) -> dict[int, str]:
    return dict(runs.refused_lines(run).values_list("line", "reason"))
