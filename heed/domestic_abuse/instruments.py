"""Risk assessment instruments as versioned data, several side by side (DA-3).

The 24 topics are in our own words, because the wording of the checklist belongs to its authors; their order and the scoring follow the
checklist for agencies other than the police. So-called honour is asked about in topic 17 by name, and is to be thought of in 4 and 12.

To load a licensed text: the Safeguarding Lead opens the risk page of any case of domestic abuse, "Licensed wording" beside the instrument
(page `checklist_wording`), names the licence, and puts the wording in, topic by topic. It is kept for this version of the instrument
(`LicensedText`) and asked instead of ours; what is left empty is asked in our words. A new edition of the checklist is a new row of
`INSTRUMENTS` with a version of its own, so answers to the old one keep the questions they were given to.

A score may raise a case; it never lowers or closes one."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heed.domestic_abuse.choices import Answer, Band


@dataclass(frozen=True)
class Topic:
    """One question: what is asked about, what to write down beside it. `escalator`: shown beside the score, whatever the score is."""

    code: str
    asks: Promise
    note: Promise
    escalator: Promise | str = ""


@dataclass(frozen=True)
class Instrument:
    """A checklist in one version. `bands`: the least number of "yes" for each suggested level."""

    code: str
    version: str
    name: Promise
    topics: tuple[Topic, ...]
    bands: tuple[tuple[Band, int], ...]
    source: str
    for_ages: Promise

    def topic(self, code: str) -> Topic:
        return next(topic for topic in self.topics if topic.code == code)


@dataclass(frozen=True)
class Score:
    """What the answers come to: how many yes, how many nobody knows, what speaks for a higher risk whatever the number."""

    yes: int
    unknown: int
    unanswered: int
    band: Band
    escalators: tuple[str, ...]
    topics: int

    @property
    def many_unknown(self) -> bool:
        """A quarter of the topics unknown, so that the number says little: shown as a warning (ours)."""
        return self.unknown + self.unanswered >= max(1, self.topics // 4)


# ruff: noqa: E501 (one topic a line, to be read as a table)
# fmt: off
_DASH_TOPICS = (
    Topic("injury", _("Was somebody hurt this time?"), _("What injury? Is it the first?")),
    Topic("frightened", _("Do they live in great fear?"), _("In their own words."), _("They live in great fear")),
    Topic("fears", _("What do they fear will happen?"), _("More injury or violence: to whom? Do they fear being killed?")),
    Topic("isolated", _("Do they feel cut off from family or friends?"), _("Does somebody keep others away? Think of so-called honour.")),
    Topic("low", _("Do they feel depressed, or think of ending their life?"), _("If so, think of a crisis service today.")),
    Topic("separated", _("Have they left, or tried to, in the past year?"), _("When?"), _("They have left, or tried to")),
    Topic("contact", _("Is there a quarrel over seeing the children?"), _("What about?")),
    Topic("stalking", _("Do they get calls, messages or visits they do not want, or are they followed?"), _("What, how often, is it meant to frighten?"), _("Stalking or harassment")),
    Topic("pregnant", _("Are they pregnant, or is there a baby under 18 months?"), _("When is it due, or when was it born?")),
    Topic("more_often", _("Has the time between one incident and the next become shorter?"), _("Since when?"), _("It happens more often")),
    Topic("worse", _("Is what is done to them graver than it was?"), _("In what way?"), _("It is getting worse")),
    Topic("control", _("Does the other one control what they do, or are they very jealous?"), _("Whom they see, what they wear, money, so-called honour."), _("Control and jealousy (coercive control)")),
    Topic("weapon", _("Was a weapon or an object ever used to hurt?"), _("What?")),
    Topic("threat_to_kill", _("Was there a threat to kill somebody that was believed?"), _("Whom: the person, children, somebody else?"), _("Threats to kill")),
    Topic("strangled", _("Was there ever choking, strangling, smothering or drowning?"), _("When? Was a doctor seen?"), _("Strangulation, even once")),
    Topic("sexual", _("Are there sexual acts or words that hurt, or that they did not want?"), _("What, and to whom?"), _("Sexual violence")),
    Topic("others", _("Do others threaten them or make them afraid, also in the name of so-called honour?"), _("Who? The wider family or community? Think of forced marriage."), _("So-called honour: others are feared")),
    Topic("hurt_others", _("Has the other one hurt anybody else?"), _("A child, a brother or sister, an older relative, an earlier partner?")),
    Topic("animals", _("Was an animal hurt?"), _("Which?")),
    Topic("money", _("Is money a problem?"), _("Do they depend on the other one for money? Was work lost?")),
    Topic("drugs", _("Has the other one had trouble with drugs, alcohol or their mental health in the past year?"), _("Which?")),
    Topic("suicide", _("Has the other one threatened or tried to end their own life?"), _("When?")),
    Topic("orders", _("Was an order, bail or an agreement about contact broken?"), _("Which one, when?")),
    Topic("police", _("Do the police or the courts know the other one?"), _("For domestic, sexual or other violence, or something else?")),
)
# fmt: on

DASH = Instrument(
    code="dash",
    version="2009-24",
    name=_("DASH (domestic abuse, stalking and harassment) risk checklist"),
    topics=_DASH_TOPICS,
    bands=((Band.HIGH, 14), (Band.MEDIUM, 10), (Band.STANDARD, 0)),
    source="SafeLives DASH for agencies other than the police, 24 questions; topics paraphrased; suggested bands as local boards publish them",
    for_ages=_("From 16 years on. Under 16, take the child's route."),
)

SEVERITY = Instrument(
    code="severity",
    version="2026-4",
    name=_("How severe the abuse is: four kinds"),
    topics=(
        Topic("physical", _("Is there physical abuse now?"), _("How bad, how often?")),
        Topic("sexual", _("Is there sexual abuse now?"), _("How bad, how often?"), _("Sexual violence")),
        Topic("stalking", _("Is there harassment or stalking now?"), _("How bad, how often?"), _("Stalking or harassment")),
        Topic(
            "control",
            _("Is there jealous or controlling behaviour now?"),
            _("How bad, how often?"),
            _("Control and jealousy (coercive control)"),
        ),
    ),
    bands=((Band.HIGH, 3), (Band.MEDIUM, 2), (Band.STANDARD, 0)),
    source="ours, after the kinds of the Severity of Abuse Grid",
    for_ages=_("From 16 years on, beside the checklist, never instead of it."),
)

INSTRUMENTS: Mapping[tuple[str, str], Instrument] = MappingProxyType(
    {(instrument.code, instrument.version): instrument for instrument in (DASH, SEVERITY)}
)


def score(instrument: Instrument, answers: Mapping[str, str]) -> Score:
    """Counts the answers: "don't know" is no yes, and is shown as what nobody knows. Topics left out count as unanswered."""
    given = [answers.get(topic.code, "") for topic in instrument.topics]
    yes = given.count(Answer.YES)
    band = next(band for band, least in instrument.bands if yes >= least)
    escalators = tuple(topic.code for topic in instrument.topics if topic.escalator and answers.get(topic.code) == Answer.YES)
    left_out = len(given) - sum(bool(answer) for answer in given)
    return Score(yes, given.count(Answer.DONT_KNOW), left_out, band, escalators, len(given))
