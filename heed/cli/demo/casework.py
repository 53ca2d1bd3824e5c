"""The demo's agencies, its ways out, and two cases made by the verbs: one of domestic abuse, one of a child. Each thing at its own instant and
as its own person, both walls up."""

from datetime import datetime
from typing import Any

import click

from heed.agencies.actions import Sharing
from heed.agencies.choices import AgencyKind, Basis, Consent, Subject, Way
from heed.agencies.directory import add_agency, add_officer, add_pathway
from heed.cases import ending, measures, opening, referring, working
from heed.cases.choices import (
    Asked,
    Capacity,
    ChildSeen,
    ExemptionKind,
    Kind,
    Label,
    MeasureKind,
    Part,
    Risk,
    Seen,
    Uptake,
)
from heed.cases.opening import Opening
from heed.cases.referring import Going
from heed.cases.working import Known, Said
from heed.cli.demo.homes import COUPLE_AT
from heed.cli.demo.stories import Said as Advised
from heed.cli.demo.stories import Story, acting, course, days, happen, hours
from heed.concerns.choices import AccountKind, Danger, Form, Harm, Step
from heed.concerns.choices import Known as Answered
from heed.concerns.feeding import open_from
from heed.deadlines.calendars import Nation
from heed.domestic_abuse import telling
from heed.domestic_abuse.choices import Body
from heed.domestic_abuse.telling import Filled
from heed.households.finding import homes_like
from heed.learning import actions as learning
from heed.learning.actions import Learned
from heed.learning.choices import Audience
from heed.organisation.accounts import account
from heed.pictures.case.choosing import in_the_register, managers_for
from heed.policies import leaving, visible
from heed.policies.asker import Asker

# Ofcom's numbers for drama; nobody answers there.
AGENCIES: tuple[tuple[str, AgencyKind, Nation, str, str], ...] = (
    ("Cyngor Bro Felin, children (invented)", AgencyKind.CHILDREN, Nation.WALES, "01632 960100", "01632 960199"),
    ("Cyngor Bro Felin, adults (invented)", AgencyKind.ADULTS, Nation.WALES, "01632 960101", "01632 960199"),
    ("Severnside Vale Council, children (invented)", AgencyKind.CHILDREN, Nation.ENGLAND, "0117 496 0100", "0117 496 0199"),
    ("Severnside Vale Council, adults (invented)", AgencyKind.ADULTS, Nation.ENGLAND, "0117 496 0101", "0117 496 0199"),
    ("MARAC for Bro Felin (invented)", AgencyKind.MARAC, Nation.WALES, "01632 960120", ""),
    ("Safe Harbour, domestic abuse advisers (invented)", AgencyKind.ADVISER, Nation.WALES, "01632 960121", "01632 960122"),
    ("Bro Felin police, public protection (invented)", AgencyKind.POLICE, Nation.WALES, "01632 960130", ""),
)
WAYS: tuple[tuple[str, Subject, int, str, str], ...] = (
    ("Children’s front door, Bro Felin", Subject.CHILD, 0, "A child is or may be at risk of harm.", "child_referral_reply"),
    (
        "Adult at risk, Bro Felin",
        Subject.ADULT,
        1,
        "An adult at risk of abuse who cannot protect themselves.",
        "referral_reply",
    ),
    (
        "Children’s front door, Severnside Vale",
        Subject.CHILD,
        2,
        "A child is or may be at risk of harm.",
        "child_referral_reply",
    ),
    (
        "Adult at risk, Severnside Vale",
        Subject.ADULT,
        3,
        "Care and support needs, abuse, cannot protect themselves.",
        "referral_reply",
    ),
    ("Domestic abuse adviser (IDVA)", Subject.DOMESTIC_ABUSE, 5, "High risk, or the person asks for it.", "referral_reply"),
)


def work(at: datetime) -> None:
    """`at`: now (UTC)."""
    click.echo("Opening the cases of the demo …")
    ways = _directory(at - days(200))
    _domestic_abuse(at, ways)
    _child(at, ways)


def _directory(at: datetime) -> list[Any]:
    with acting("lead", at) as me:
        made = [
            add_agency(name, kind, nation, telephone=number, out_of_hours=night, secure=True, checked_on=me.at.date())
            for name, kind, nation, number, night in AGENCIES
        ]
        add_officer(made[0], "Bethan Invented", job_title="Duty manager", telephone="01632 960110")
        return [
            add_pathway(
                name,
                subject,
                made[number],
                nation=made[number].nation,
                threshold=threshold,
                what_to_send="What was seen and said, who is in the household, what was done. No more than they need.",
                reply_rule=rule,
            )
            for name, subject, number, threshold, rule in WAYS
        ]


def _domestic_abuse(now: datetime, ways: list[Any]) -> None:
    entered = now - days(9)
    place, number = COUPLE_AT
    home = next(
        home for home in homes_like(f"{number} {place}", 40) if (home.scheme.code, home.address.split()[0]) == COUPLE_AT
    )
    concern = happen(
        Story(
            "caller",
            days(9),
            {
                "danger": Danger.TODAY,
                "seen": "She rang about a lock, whispering. A man shouted in the background.",
                "worry": "She was afraid.",
                "form": Form.INCIDENT,
                "asked": {
                    AccountKind.POLICE: Answered.NO,
                    AccountKind.HURT: "She said no. She spoke very low.",
                    AccountKind.CHILDREN: Answered.NOT_KNOWN,
                    AccountKind.CARE_HARMED: Answered.NO,
                    AccountKind.CARE_ALLEGED: Answered.NOT_KNOWN,
                    AccountKind.REACH: "Tuesdays at ten, at her sister’s. Never in the evening, and never by letter.",
                    AccountKind.AGREED: "To somebody seeing her away from the flat.",
                },
            },
            str(home.pk),
            (
                Advised("adviser", hours(1), "Ring on a safe number, then meet her here.", (Step.CALL_NOW,)),
                Advised("adviser5", hours(3), "Not the flat. See her at the hub.", (Step.CALL_NOW,)),
            ),
            course=course("Both say: not at home.", [Harm.DOMESTIC], Step.CALL_NOW),
            answer="Thank you. Somebody she trusts is with her.",
        ),
        now,
    )
    if concern is None:
        return
    with acting("adviser", entered + hours(6)) as me:
        seen = visible.concerns(me).get(pk=concern)
        scheme = home.scheme
        manager = account("manager")
        case = open_from(
            seen,
            Opening(Kind.DOMESTIC_ABUSE, scheme, manager, seen.sent_at, title="Whispered call about a lock"),
            by=me.colleague,
            at=me.at,
        )
    with acting("manager", entered + hours(9)) as me:
        case = visible.cases(me).get(pk=case.pk)
        since = telling.known_since(case, Body.LOCAL_AUTHORITY) or entered
        filled = Filled({"happened": "She rang, whispering, with a man shouting behind her.", "safe_call": "Not at the flat."})
        notice = telling.draft(case, Body.LOCAL_AUTHORITY, filled, known_at=since, by=me.colleague, at=me.at)
        telling.send(notice, _sharing(ways[1].agency, me), by=me.colleague, at=me.at)
    with acting("manager", entered + days(1)) as me:
        case = visible.cases(me).get(pk=case.pk)
        known = {person.name: person for person, _words in in_the_register(me, case, me.at)}
        for name, part, about in (
            ("Ffion Example", Part.VICTIM, "the tenant"),
            ("Gethin Example", Part.PERPETRATOR, "her partner, and a tenant too"),
        ):
            working.add_someone(case, Known(name, part, about, person=known.get(name)), by=me.colleague, at=me.at)
        working.set_risk(
            case, Risk.HIGH, "He has taken her telephone; she says he will kill her if she leaves.", by=me.colleague, at=me.at
        )
        working.note(
            case,
            "call",
            "Ffion, from her sister’s",
            "Safe to ring on Tuesdays at ten. Wants the lock, not the police.",
            by=me.colleague,
            at=me.at,
        )
    with acting("manager", entered + days(2)) as me:
        said = Said(Asked.EXPRESSED, "To sleep without a chair against the door.", capacity=Capacity.HAD)
        working.hear(case, said, by=me.colleague, at=me.at)
        working.save_plan(
            case,
            "New lock on Thursday, by a colleague she knows. She meets the adviser at the hub. Nobody writes to the flat.",
            on=0,
            by=me.colleague,
            at=me.at,
        )
        measures.take(
            case,
            measures.Taken(MeasureKind.TARGET_HARDENING, Uptake.ACCEPTED, "Lock and letter box"),
            by=me.colleague,
            at=me.at,
        )
        _refer(case, ways[4], "She asks for it, and the risk is high.", me)
        opening.label(case, Label.WORKED_ON, by=me.colleague, at=me.at)
    with acting("manager", entered + days(5)) as me:
        working.visit(case, Seen.SEEN, ChildSeen.NO_CHILD, "Met at the hub. The lock holds.", by=me.colleague, at=me.at)
        working.owe(case, "Ask legal about an injunction", account("adviser4"), now + days(2), by=me.colleague, at=me.at)
        whisper = Learned(
            "When somebody whispers on the telephone, ask what can be answered with yes or no.", Audience.EVERYONE, manager
        )
        learning.learn(case, whisper, by=me.colleague, at=me.at)  # the risk is high, so it goes out at once


def _child(now: datetime, ways: list[Any]) -> None:
    entered = now - days(24)
    manager = account("othermanager")
    with acting("othermanager", entered + hours(2)) as me:
        scheme = next(one.scheme for one in managers_for(me, me.at) if one.colleague.pk == manager.pk)
        case = opening.open_case(
            Opening(Kind.CHILD, scheme, manager, entered, title="Not at school, and hungry"), by=me.colleague, at=me.at
        )
        working.add_someone(
            case, Known("Jaden Sample", Part.CHILD, "the neighbour’s grandson", age=9), by=me.colleague, at=me.at
        )
        working.hear(
            case,
            Said(Asked.NOT_ASKED, why_not="He is nine; his own words stand below.", child_words="I make toast. Nan sleeps."),
            by=me.colleague,
            at=me.at,
        )
        _refer(case, ways[2], "A child is alone with somebody who cannot care for him.", me)
        opening.label(case, Label.WITH_AGENCIES, by=me.colleague, at=me.at)
    with acting("othermanager", entered + days(18)) as me:
        why, look_again = "The authority’s assessment is going on.", (now + days(10)).date()
        hungry = Learned("Ask at the door when the child last ate, and write down the answer.", Audience.FORUM, manager)
        learning.learn(case, hungry, by=me.colleague, at=me.at)  # waits for the forum
        ending.exempt(case, ExemptionKind.STATUTORY, why, look_again, by=me.colleague, at=me.at, agency=ways[2].agency)


def _refer(case: Any, way: Any, threshold: str, me: Asker) -> None:
    referring.refer(case, Going(way, threshold, _sharing(way.agency, me)), by=me.colleague, at=me.at)


def _sharing(agency: Any, me: Asker) -> Sharing:
    return Sharing(
        to=f"{agency.name}, duty desk",
        what="What was seen and said, and what we have done.",
        purpose="They can protect; we cannot do it alone.",
        basis=Basis.SAFEGUARDING,
        consent=Consent.GIVEN,
        way=Way.SECURE_EMAIL,
        agency=agency,
        told=True,
        cleared=leaving.clear((), me=me, at=me.at),
    )
