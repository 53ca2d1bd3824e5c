"""The concerns of the demo, made by the verbs of the form and the desk, each at its own instant and as its own person, both walls up."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import click
from rich.progress import track

from heed.cli.demo.long_ago import take_back
from heed.concerns import advising, deciding, placing, reporting, themes
from heed.concerns.choices import AccountKind, Danger, Form, Harm, Location, Part, SourceOfRisk, Step, Sure
from heed.concerns.deciding import Course, ToDo
from heed.concerns.reporting import Named, Report
from heed.deadlines import clocks
from heed.households.choices import Identity
from heed.households.finding import home_of, homes_like
from heed.organisation.accounts import account
from heed.policies import visible
from heed.policies.asker import Asker, asker
from heed.policies.cluster import WEB
from heed.policies.inside import inside

THEMES = (
    ("damp-and-mould", "Damp and mould"),
    ("cost-of-living", "Cost of living"),
    ("missing-people", "Missing people"),
    ("cuckooing", "Cuckooing"),
    ("hoarding", "Hoarding"),
)


@dataclass(frozen=True)
class Said:
    """One member's advice."""

    by: str
    after: timedelta
    words: str
    steps: tuple[Step, ...]
    sure: Sure = Sure.SURE


@dataclass(frozen=True)
class Story:
    """`ago`: how long before now it was sent. It goes as far as it has parts: advice, decision, answer, end."""

    by: str
    ago: timedelta
    report: dict[str, Any]
    home: str = ""
    advice: tuple[Said, ...] = ()
    acting: str = ""
    course: Course | None = None
    todo: tuple[tuple[str, str, timedelta], ...] = ()
    done: tuple[str, ...] = ()
    answer: str = ""
    closed: bool = False
    themes: tuple[str, ...] = field(default=())


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def days(number: float) -> timedelta:
    return timedelta(days=number)


def course(reasons: str, harms: list[Harm], *steps: Step, source: SourceOfRisk = SourceOfRisk.KNOWN) -> Course:
    return Course(steps=list(steps), reasons=reasons, harms=harms, location=Location.OWN_HOME, source_of_risk=source)


STORIES = (
    Story(
        "reporter2",
        days(95),
        {
            "danger": Danger.NOT_NOW,
            "seen": "Re-hung the living room door. The hinges were torn out of the frame. The woman had a long sleeve pulled over her hand and did not look up.",
            "worry": "It did not look like a door somebody had fallen against.",
            "people": [Named("Siân Rees", Part.VICTIM), Named("Darren", Part.PERPETRATOR, "her partner")],
            "form": Form.PREVENTATIVE,
            "asked": {
                AccountKind.SINCE: "Since the summer. The second door I have hung here.",
                AccountKind.OFFERED: "Nothing yet. I only asked whether the door closed well.",
                AccountKind.HELPS: "She talks when the children are at school.",
            },
        },
        "14 Heol Ŵyn NP99",
        (
            Said(
                "adviser",
                hours(2),
                "Second door in a year. Ring her when he is at work; ask nothing about him if he answers.",
                (Step.CALL_NOW, Step.DOMESTIC_ABUSE),
            ),
            Said(
                "adviser2",
                hours(3),
                "Children live there. Ask the school whether they have noticed anything.",
                (Step.DOMESTIC_ABUSE, Step.LOCAL_AUTHORITY_CHILD),
                Sure.FAIRLY,
            ),
        ),
        course=course(
            "Early signs, with children at home. She is offered support by somebody she can ring back safely.",
            [Harm.PSYCHOLOGICAL],
            Step.CALL_NOW,
            Step.DOMESTIC_ABUSE,
        ),
        todo=(("Ring Siân at a safe time and offer the domestic abuse adviser", "adviser", days(1)),),
        done=("Ring Siân at a safe time and offer the domestic abuse adviser",),
        answer="Thank you for telling us about the door. We have been in touch, safely. If you are sent there again and anything looks wrong, tell us the same day.",
        closed=True,
    ),
    Story(
        "reporter",
        hours(1.2),
        {
            "danger": Danger.TODAY,
            "seen": "Came to fix a bedroom door. It had been kicked in from outside. A little girl was behind the bed and would not come out. Her mother stood in the door the whole time.",
            "child_words": "Dad comes when it's dark.",
            "worry": "Third door here since the summer. The child was frightened of the sound of my drill.",
            "done": "Made the door safe to close. Did not ask anything.",
            "people": [
                Named("Siân Rees", Part.VICTIM, "the mother"),
                Named("Mali", Part.CHILD, "about 7"),
                Named("", Part.PERPETRATOR, "the girl's dad, does not live there now", Identity.UNIDENTIFIED),
            ],
        },
        "14 Heol Ŵyn NP99",
        (
            Said(
                "adviser",
                hours(0.6),
                "Ring Siân on the number ending 118, after half past nine. If there is no answer, the police for a welfare check. Tell children's services today.",
                (Step.CALL_NOW, Step.LOCAL_AUTHORITY_CHILD, Step.TARGET_HARDENING),
            ),
        ),
        acting="Ringing Siân on the safe number now.",
    ),
    Story(
        "officer",
        days(6),
        {
            "danger": Danger.NOT_NOW,
            "seen": "Newspapers up to the ceiling in the hall and the living room. He sleeps in the armchair. The fridge does not work. He has lost weight since the spring.",
            "worry": "He could not get out if there was a fire.",
            "done": "Asked whether I might come again with somebody. He said yes, in spring.",
            "people": [Named("Kazimierz Wójcik", Part.VICTIM, "81")],
        },
        "203 Maple House",
        (
            Said(
                "adviser3",
                hours(5),
                "Self-neglect. Ask what he wants first. Fire service home visit, and the council's adult team.",
                (Step.LOCAL_AUTHORITY_ADULT, Step.VISIT),
            ),
            Said(
                "adviser8",
                hours(7),
                "Refer to adult social care and see him with somebody he knows. Go slowly: his home is his.",
                (Step.LOCAL_AUTHORITY_ADULT, Step.HEALTH),
                Sure.FAIRLY,
            ),
        ),
        course=course(
            "He cannot look after himself and could not leave in a fire. He agreed to a visit. We refer and go together.",
            [Harm.SELF_NEGLECT],
            Step.LOCAL_AUTHORITY_ADULT,
            Step.VISIT,
        ),
        todo=(
            ("Ask the fire service for a home visit", "othermanager", days(2)),
            ("Refer to the council's adult team", "adviser8", days(1)),
        ),
        done=("Refer to the council's adult team",),
        answer="Thank you for looking twice. We have asked the right people to go with you. He decides how fast; please tell us if you see him get thinner.",
        themes=("hoarding",),
    ),
    Story(
        "officer",
        hours(20),
        {
            "danger": Danger.NOT_KNOWN,
            "seen": "An older man opened and said Osian was asleep at three in the afternoon. Four people inside, none of them Osian. Scales on the table.",
            "told": "There are cars at night, they stay a minute.",
            "told_by": "A neighbour who does not want to be named",
            "worry": "I think they have taken over his flat. He wants to please people.",
            "people": [
                Named("Osian Bebb", Part.VICTIM, "learning disability"),
                Named("", Part.PERPETRATOR, "older man, grey beard, answers the door", Identity.UNIDENTIFIED),
            ],
        },
        "22 Ffordd y Llan Fach",
        (
            Said(
                "adviser4",
                hours(3),
                "Cuckooing. Police before any visit, so that he is not blamed by them. Do not send a letter.",
                (Step.CALL_POLICE, Step.LOCAL_AUTHORITY_ADULT),
            ),
            Said(
                "adviser3",
                hours(4),
                "He will protect them. Meet him away from the flat, with his aunt.",
                (Step.VISIT, Step.HEALTH),
                Sure.NOT_SURE,
            ),
        ),
    ),
    Story(
        "caller",
        days(1.2),
        {
            "danger": Danger.NOT_NOW,
            "told": "My nephew sees to my money now and I never see any of it.",
            "told_by": "Mrs O'Shaughnessy, whispering",
            "worry": "She rang while he was out, and hung up when the door went.",
            "people": [
                Named("Margaret O'Shaughnessy", Part.VICTIM, "86, hard of hearing"),
                Named("Cathal", Part.PERPETRATOR, "nephew, moved in last year"),
            ],
        },
        "207 Harbour View",
        (
            Said(
                "adviser7",
                hours(4),
                "Rent behind for the first time in eleven years. See her alone, and ring the bank's safeguarding line with her if she wants.",
                (Step.VISIT, Step.TENANCY),
            ),
        ),
    ),
    Story(
        "reporter",
        days(3),
        {
            "danger": Danger.NOT_NOW,
            "seen": "Mould behind both beds, black. The children sleep in the living room. The small one coughs and has a blue inhaler.",
            "worry": "She has been in hospital and we have been out four times.",
            "people": [Named("Hodan Warsame", Part.OTHER, "the mother"), Named("Ifrah", Part.CHILD, "3, asthma")],
        },
        "9 Maes y Felin Fawr",
        (
            Said(
                "adviser6",
                hours(3),
                "This is ours: the extractor and the gutter, this week, and somewhere dry for them meanwhile.",
                (Step.REPAIR, Step.TENANCY),
            ),
            Said(
                "adviser2",
                hours(6),
                "Health visitor, with an interpreter who is not her son. And the repair.",
                (Step.HEALTH, Step.REPAIR),
            ),
        ),
        course=course(
            "A child's health is at risk from the home we let. The repair is urgent; the health visitor is asked to look in.",
            [Harm.NONE],
            Step.REPAIR,
            Step.HEALTH,
        ),
        todo=(
            ("Replace the extractor and clear the gutter", "adviser6", days(2.5)),
            ("Offer the guest flat until it is dry", "manager", days(4)),
        ),
        answer="Thank you. The extractor and the gutter are being done this week, and the family has been "
        "offered a dry flat meanwhile. If you are there again: is it dry, and does she still cough?",
        themes=("damp-and-mould",),
    ),
    Story(
        "contractor",
        hours(5),
        {
            "danger": Danger.NOT_KNOWN,
            "where": "The last house before the bridge, blue door. I was only there to read the meter.",
            "seen": "A boy of about nine sat on the step in the rain without shoes. He said nobody was in.",
            "child_words": "Mam's asleep. She's always asleep.",
            "worry": "He was there again when I drove back an hour later.",
            "people": [Named("", Part.CHILD, "boy, about nine", Identity.UNIDENTIFIED)],
        },
    ),
)
PAST = (
    (
        "Front room full of bottles, baby in a cot next to them.",
        [Harm.CHILD_NEGLECT],
        Step.LOCAL_AUTHORITY_CHILD,
        "damp-and-mould",
    ),
    ("Tenant asked me not to tell her son that she had spoken to me.", [Harm.FINANCIAL], Step.VISIT, "cost-of-living"),
    ("No food in the kitchen, heating off since Christmas.", [Harm.NONE], Step.TENANCY, "cost-of-living"),
    ("He shouted through the wall at her while I was on the phone.", [Harm.PSYCHOLOGICAL], Step.DOMESTIC_ABUSE, ""),
    ("Bruises on his arms. He said the carer is in a hurry.", [Harm.PHYSICAL], Step.LOCAL_AUTHORITY_ADULT, ""),
    ("Six mattresses on the floor of a one-bedroom flat, nobody speaks.", [Harm.MODERN_SLAVERY], Step.CALL_POLICE, ""),
    ("Girl of fourteen picked up by different cars.", [Harm.SEXUAL_EXPLOITATION], Step.LOCAL_AUTHORITY_CHILD, "missing-people"),
    ("She wears her coat indoors; mould on the ceiling.", [Harm.NONE], Step.REPAIR, "damp-and-mould"),
)
REPORTERS = ("reporter", "reporter2", "officer", "caller", "contractor")
ADVISERS = ("adviser", "adviser2", "adviser3", "adviser4", "adviser5", "adviser6", "adviser7", "adviser8")


def tell(at: datetime) -> None:
    """Every story in the order of its time, the last two years' closed ones first. `at`: now (UTC)."""
    for code, name in THEMES:
        themes.add(code, name)
    click.echo("Telling the stories of the demo …")
    for story in track(
        sorted([*closed_ones(), *STORIES], key=lambda story: story.ago, reverse=True), description="concerns", transient=True
    ):
        if story.ago > days(2):
            take_back("tell")
        happen(story, at)


def closed_ones(how_many: int = 40) -> Iterator[Story]:
    """Two years of ordinary concerns, all the way to the answer: what "how loops close" is drawn from."""
    chance = Random(2026)
    homes = [home for words in ("NP99", "LL99", "BS99") for home in homes_like(words, 60)]
    for number in range(how_many):
        seen, harms, step, theme = PAST[number % len(PAST)]
        first, second = chance.sample(ADVISERS, 2)
        yield Story(
            chance.choice(REPORTERS),
            days(chance.uniform(20, 700)),
            {
                "danger": chance.choice([Danger.NOT_NOW, Danger.NOT_NOW, Danger.TODAY]),
                "seen": seen,
                "worry": "It did not feel right.",
            },
            str(chance.choice(homes).pk),
            (
                Said(first, hours(chance.uniform(0.3, 5)), "Look into it this week, two together.", (step,)),
                Said(second, hours(chance.uniform(5.1, 20)), "I agree with going carefully.", (step,)),
            ),
            course=course("Both advise the same.", harms, step),
            answer="Thank you. It was looked into and help was offered.",
            closed=True,
            themes=(theme,) if theme else (),
        )


# One story --------------------------------------------------------------------------------------------------------------------
@contextmanager
def acting(username: str, at: datetime) -> Iterator[Asker]:
    """As the door does for a page."""
    colleague = account(username)
    with inside(WEB, colleague=colleague.pk, at=at):
        yield asker(colleague, at)


def happen(story: Story, now: datetime) -> UUID | None:
    """The concern's id, or None where the home stood empty on that day."""
    at = now - story.ago
    if (concern := _sent(story, at)) is None:
        return None
    for said in story.advice:
        with acting(said.by, at + said.after) as me:
            advising.advise(
                visible.concerns(me).get(pk=concern), list(said.steps), said.sure, said.words, by=me.colleague, at=me.at
            )
    if story.acting:
        with acting(story.advice[0].by, at + story.advice[0].after) as me:
            advising.say_acting(visible.concerns(me).get(pk=concern), story.acting, by=me.colleague, at=me.at)
    if story.course:
        _ended(story, concern, at + story.advice[-1].after + hours(1))
    return concern


def _sent(story: Story, at: datetime) -> UUID | None:
    """The concern's id, or None where the home stood empty on that day."""
    home = next(iter(homes_like(story.home, 1)), None) if not story.home.isdecimal() else home_of(story.home)
    with acting(story.by, at - timedelta(minutes=4)) as me:
        draft = reporting.begin(by=me.colleague, at=me.at)
        if home and not placing.living_at(home):  # answered to whoever is writing a report, and to hardly anybody else
            reporting.drop(draft, by=me.colleague, at=me.at)
            return None
    with acting(story.by, at) as me:
        return reporting.send(draft, Report(home=home, **story.report), by=me.colleague, at=at).pk


def _ended(story: Story, concern: UUID, at: datetime) -> None:
    """Decided, answered, its actions done, closed: as far as the story goes."""
    decider = story.advice[0].by
    with acting(decider, at) as me:
        todo = [ToDo(what, account(owner), at + due) for what, owner, due in story.todo]
        whole = Course(**{**story.course.__dict__, "actions": todo, "themes": list(story.themes)})
        deciding.decide(visible.concerns(me).get(pk=concern), whole, by=me.colleague, at=at)
    for what, owner, _ in story.todo:
        if what in story.done:
            with acting(owner, at + hours(3)) as me:
                clock = next(
                    clock
                    for clock in visible.clocks(me).filter(rule="action", owner=me.colleague, met_at=None)
                    if clocks.what_is_owed(clock) == what
                )
                clocks.settle(clock, clocks.Outcome.DONE, by=me.colleague, at=me.at)
    if story.answer:
        with acting(decider, at + hours(4)) as me:
            deciding.answer(visible.concerns(me).get(pk=concern), story.answer, by=me.colleague, at=me.at)
    if story.closed:
        with acting(story.by, at + hours(4.5)) as me:
            for given in visible.my_answers(me).filter(concern=concern):
                deciding.read_answer(given, at=me.at)
        with acting(decider, at + hours(5)) as me:
            deciding.close(visible.concerns(me).get(pk=concern), by=me.colleague, at=me.at)
