"""What stands on a case's page of somebody missing, and of what protects somebody: orders, offers, what is done about a perpetrator."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from heed.cases.choices import MeasureKind, MissingRisk, Uptake
from heed.pictures.case.known import Known

RISK_TONE = {MissingRisk.HIGH: "danger", MissingRisk.MEDIUM: "warn"}
UPTAKE_TONE = {Uptake.IN_FORCE: "done", Uptake.DONE: "done", Uptake.ACCEPTED: "done", Uptake.REFUSED: "warn"}


@dataclass(frozen=True)
class Missing:
    """An episode: since when nobody has seen them, where it was, who was told; found, and the talk on return. Times in UTC."""

    pk: UUID
    who: str
    last_seen_at: datetime
    last_seen: str
    risk: MissingRisk
    why: str
    told_police_at: datetime | None
    police_reference: str
    told_others: str
    found_at: datetime | None
    found: str
    talked_at: datetime | None
    talk: str

    @property
    def tone(self) -> str:
        return "quiet" if self.found_at else RISK_TONE.get(self.risk, "quiet")


@dataclass(frozen=True)
class Protection:
    """Something that protects somebody, and how far it has come."""

    pk: UUID
    kind: MeasureKind
    uptake: Uptake
    who: str
    words: str
    since: date | None
    until: date | None

    @property
    def tone(self) -> str:
        return UPTAKE_TONE.get(self.uptake, "quiet")


def missing(known: Known, names: Mapping[UUID, str]) -> tuple[Missing, ...]:
    """`names`: everybody in the case by id. The latest first."""
    return tuple(
        Missing(
            pk=row.pk,
            who=names.get(row.someone_id, "") if row.someone_id else "",
            last_seen_at=row.last_seen_at,
            last_seen=row.last_seen or "",
            risk=MissingRisk(row.risk),
            why=row.why or "",
            told_police_at=row.told_police_at,
            police_reference=row.police_reference or "",
            told_others=row.told_others or "",
            found_at=row.found_at,
            found=row.found or "",
            talked_at=row.talked_at,
            talk=row.talk or "",
        )
        for row in (kept.row for kept in known.missing)
    )


def measures(known: Known, names: Mapping[UUID, str]) -> tuple[Protection, ...]:
    """Those that stand, the latest first."""
    return tuple(
        Protection(
            pk=row.pk,
            kind=MeasureKind(row.kind),
            uptake=Uptake(row.uptake),
            who=names.get(row.someone_id, "") if row.someone_id else "",
            words=row.words or "",
            since=row.since,
            until=row.until,
        )
        for row in (kept.row for kept in known.measures)
    )
