"""One concern as a reader may see it: what was told, who is involved, where, what is owed, who advised, and what this reader may do next."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.timezone import localtime

from heed.cases.duties import BODIES
from heed.concerns.choices import ASKED_BY, Danger, Form, State
from heed.concerns.models import Concern
from heed.concerns.workflow import in_words
from heed.organisation.choices import Skill
from heed.pictures.concern.account import Paper, Reported, Someone, Spot, Told, papers, people, reported, spots, told
from heed.pictures.concern.clocks import Ticking, clocks
from heed.pictures.concern.held import apart, held
from heed.pictures.concern.next_steps import Can, can
from heed.pictures.concern.voices import Acting, Answered, Decided, Voice, acting, answers, decisions, given, voices, waiting
from heed.pictures.concern.warnings import Beside, Warned, around, folders_around
from heed.pictures.desk.rows import DANGER_TONE
from heed.pictures.history import Narrowed, Page, page
from heed.pictures.timeline import Names
from heed.policies import visible
from heed.policies.asker import Asker
from heed.policies.inside import open_folders
from heed.policies.roles import Do


@dataclass(frozen=True)
class Dossier:
    """Everything on the concern's page but what happened, which comes a page at a time. `beside`: other open concerns about the same home."""

    concern: Concern
    told: tuple[Told, ...]
    people: tuple[Someone, ...]
    papers: tuple[Paper, ...]
    spots: tuple[Spot, ...]
    beside: tuple[Beside, ...]
    warnings: tuple[Warned, ...]
    clocks: tuple[Ticking, ...]
    reported: Reported | None
    answered: dict[str, datetime]
    waiting: tuple[str, ...]
    voices: tuple[Voice, ...]
    decisions: tuple[Decided, ...]
    answers: tuple[Answered, ...]
    acting: tuple[Acting, ...]
    can: Can

    @property
    def danger(self) -> Danger:
        return Danger(self.concern.danger)

    @property
    def danger_tone(self) -> str:
        return DANGER_TONE[self.danger]

    @property
    def state(self) -> str:
        return in_words(State(self.concern.state), both=self.concern.advised_at is not None, lead=self.concern.lead_decides)

    @property
    def open(self) -> bool:
        return self.concern.state != State.CLOSED

    @property
    def skills(self) -> tuple[str, ...]:
        return tuple(str(Skill(skill).label) for skill in self.concern.wanted_skills)

    @cached_property
    def account(self) -> tuple[Told, ...]:
        """What every form asks; what this one asks besides stands apart."""
        return tuple(row for row in self.told if row.kind not in ASKED_BY[self.form])

    @cached_property
    def besides(self) -> tuple[Told, ...]:
        return tuple(row for row in self.told if row.kind in ASKED_BY[self.form])

    @property
    def form(self) -> Form:
        return Form(self.concern.form)

    @cached_property
    def tells(self) -> tuple[Ticking, ...]:
        """Whom domestic abuse owes telling within 24 hours: they are told from a case."""
        return tuple(clock for clock in self.running if clock.code in BODIES and clock.holds)

    @cached_property
    def running(self) -> tuple[Ticking, ...]:
        return tuple(clock for clock in self.clocks if clock.met_at is None)

    @cached_property
    def owed(self) -> tuple[Ticking, ...]:
        """What has to be settled before it can be closed."""
        return tuple(clock for clock in self.running if clock.holds)

    @cached_property
    def actions(self) -> tuple[Ticking, ...]:
        return tuple(clock for clock in self.clocks if clock.action)

    @property
    def place_words(self) -> str:
        """Where, in one line: the household's address, or the address the reporter chose."""
        return self.spots[0].address if self.spots else str(self.concern.home or "")


def to_open(me: Asker) -> QuerySet[Any]:
    """The concerns this colleague may open."""
    return visible.concerns(me).select_related("home__scheme")


def dossier(me: Asker, concern: Concern, at: datetime) -> Dossier:
    """The concern as this colleague sees it. `concern` comes from `to_open(me)`; `at` in UTC. Three statements, one for who else may advise,
    and one for what stands around it where it is linked to a household."""
    folder = concern.folder_id
    opened = open_folders([folder], found_by=folders_around(concern))
    rows = held(concern, at)
    kept_apart = apart(me, concern, advised=bool(rows.said))
    reporter, advised = reported(kept_apart.reporter), given(rows.said)
    places = spots(rows.spots)
    near = around(concern, places, [one for one in opened if one != folder], at)
    asked = waiting(concern, rows.kept_out, reporter.pk if reporter else None, advised, at) if Do.ADVISE in me.may else []
    return Dossier(
        concern=concern,
        told=told(kept_apart.accounts, reporter),
        people=people(rows.people, localtime(at).date()),
        papers=papers(rows.papers),
        spots=places,
        beside=near.beside,
        warnings=near.warnings,
        clocks=clocks(kept_apart.clocks, folder, reporter_known=bool(reporter)),
        reported=reporter,
        answered=dict(advised.values()),
        waiting=tuple(one.display_name for one in asked),
        voices=voices(kept_apart.advice, me.pk),
        decisions=decisions(rows.decisions, rows.themes),
        answers=answers(kept_apart.answers),
        acting=acting(rows.acting),
        can=can(me, concern, at, reporter, advised, {one.pk for one in asked}),
    )


def happened(seen: Dossier, at: datetime, before: tuple[datetime, UUID] | None = None) -> Page:
    """The concern's own timeline, newest first, in the same sentences as on the household's screen. `before`: where the page before ended."""
    concern = seen.concern
    names = Names(
        concerns={concern.folder_id: concern.reference},
        reporters={concern.folder_id: seen.reported.name} if seen.reported else {},
        dangers={concern.folder_id: str(seen.danger.label)},
    )
    return page(concern.folder_id, (), Narrowed(at, before=before), names)
