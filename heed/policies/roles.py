"""Who may do what, as a table. Need-to-know comes on top: a permission opens a door only for the records that `visible` shows.

Sources: requirements CFC-1 to CFC-8; a source's number is its document's in docs/requirements.md."""

from dataclasses import dataclass
from enum import StrEnum

from heed.organisation.choices import Role


class Do(StrEnum):
    """Everything that can be asked for. The first group is everyone's own; the rest comes with a post."""

    REPORT = "report a concern"
    MY_REPORTS = "see and add to one's own reports"
    MY_ACTIONS = "do and answer for one's own actions"
    MY_SETTINGS = "choose one's own language, text size and contrast"
    SEE_RECORDS = "open a household, concern or case one has been let into"
    NOTE = "note a call, visit or fact on a household one may open"
    KEEP_SAFE = "set safe contact, raise and lift flags, say who lives where and how they are tied"
    BREAK_GLASS = "open a record in an emergency, with a reason, for a short time"
    DECLARE_TIE = "declare a tie to an address"
    SEARCH = "search households one may open"
    DESK = "see the desk of open concerns"
    PLACE = "link a concern to people and homes of the register"
    ADVISE = "advise on a concern"
    DECIDE = "decide what is done, and answer the reporter"
    CLOSE = "close and reopen a concern"
    PRINT = "print a record"
    LET_IN = "let a colleague in, and end that"
    MARK_SENSITIVE = "mark a record as sensitive, and no longer"
    WHO_LOOKED = "see who has looked at a record"
    REVIEW = "review a broken glass"
    SIGN = "give the second signature"
    CONFIRM_ACCESS = "confirm each quarter who can see what"
    CLOCKS = "see how long the clocks run, and propose the organisation's own lengths"
    MESSAGES = "see what each letter says"
    HAND_OVER = "hand over a colleague's work"
    MEASURES = "see how loops close, in figures"
    OPEN_CASE = "open a case"
    WORK_CASE = "work on a case one may open: notes, visits, people, incidents, plan, referrals, measures"
    ANSWER_FOR_CASE = "answer for a case: pass it on, let a colleague in, exempt it, conclude it"
    END_CASE = "close a case, and open it again"
    CASELOAD = "see the cases one may open, and what is due in them"
    TELL_BODIES = "tell the local authority and CQC"
    SAFETY_PLAN = "make and keep a safety plan with a resident"
    SHARE_PLAN = "share a safety plan without the resident's consent, on a lawful basis"
    OVERRIDE = "let something leave although the safe-contact check stopped it"
    OPEN_REVIEW = "open a case review with a designated officer"
    LESSONS = "read the lessons that are meant for one"
    FORUM = "take lessons that wait to the monthly forum, and send them or keep them in the case"
    REVIEW_HANDLING = "review how a case was handled"
    AGENCIES = "keep the directory of agencies, pathways and protocols"
    TRAIN = "record training"
    ORGANISE = "keep colleagues, posts, schemes, absence and duty"
    IMPORT = "bring in the register"
    SYSTEM = "see the system's health and the mail it owes"


class Reach(StrEnum):
    """Which folders a post opens by itself."""

    NOTHING = "only what one is let into"
    CIRCLE = "concerns, and the households that have one, while the group keeps them"
    SCHEME = "its scheme's or patch's, unless marked sensitive"
    REGION = "its region's schemes', unless marked sensitive"
    EVERYTHING = "every record of safeguarding"


EVERYONE = frozenset(
    {
        Do.REPORT,
        Do.MY_REPORTS,
        Do.MY_ACTIONS,
        Do.MY_SETTINGS,
        Do.SEE_RECORDS,
        Do.NOTE,
        Do.WORK_CASE,
        Do.REVIEW_HANDLING,
        Do.LESSONS,
        Do.DECLARE_TIE,
    }
)
FRONT_LINE = frozenset({Do.SEARCH, Do.BREAK_GLASS, Do.KEEP_SAFE, Do.CASELOAD})  # their list holds what they are let into
PROFESSIONAL = FRONT_LINE | {Do.PRINT}
CASEWORK = frozenset({Do.OPEN_CASE, Do.ANSWER_FOR_CASE, Do.END_CASE, Do.TELL_BODIES, Do.SAFETY_PLAN, Do.OVERRIDE})


@dataclass(frozen=True)
class Post:
    """A row of the table: what a role may do on top of everyone, and how far it reaches."""

    role: Role
    may: frozenset[Do]
    reach: Reach
    source: str
    guarded: bool = True  # then the post needs the lead's signature, and its holder a second factor


POSTS = (
    Post(
        Role.GROUP,
        PROFESSIONAL | {Do.DESK, Do.PLACE, Do.ADVISE, Do.DECIDE, Do.CLOSE, Do.MEASURES, Do.LET_IN, Do.OPEN_CASE},
        Reach.CIRCLE,
        "Charter Housing (000); CFC-3, CFC-4",
    ),
    Post(
        Role.LEAD,
        PROFESSIONAL
        | {
            Do.DESK,
            Do.PLACE,
            Do.ADVISE,
            Do.DECIDE,
            Do.CLOSE,
            Do.MEASURES,
            Do.LET_IN,
            Do.MARK_SENSITIVE,
            Do.WHO_LOOKED,
            Do.REVIEW,
            Do.SIGN,
            Do.CONFIRM_ACCESS,
            Do.CLOCKS,
            Do.MESSAGES,
            Do.HAND_OVER,
            Do.TRAIN,
            Do.SHARE_PLAN,
            Do.OPEN_REVIEW,
            Do.FORUM,
            Do.AGENCIES,
        }
        | CASEWORK,
        Reach.EVERYTHING,
        "Housing 21 (004); DA-12",
    ),
    Post(Role.MANAGER, PROFESSIONAL | CASEWORK | {Do.LET_IN}, Reach.SCHEME, "Housing 21 (004); DA-2"),
    Post(
        Role.OPERATIONS,
        PROFESSIONAL | CASEWORK | {Do.MEASURES, Do.REVIEW, Do.HAND_OVER, Do.OPEN_REVIEW, Do.FORUM},
        Reach.REGION,
        "Housing 21 (004); DA-9",
    ),
    Post(
        Role.HEAD_OF_SERVICE,
        frozenset({Do.MEASURES, Do.REVIEW, Do.HAND_OVER, Do.SIGN, Do.CLOCKS, Do.MESSAGES}),
        Reach.NOTHING,
        "Housing 21 (004); DA-11: figures, and detail on need",
    ),
    Post(Role.OFFICER, FRONT_LINE, Reach.NOTHING, "settle (002): neighbourhood services"),
    Post(Role.TRAINER, frozenset({Do.TRAIN}), Reach.NOTHING, "Charter Housing (000); CFC-2", guarded=False),
    Post(
        Role.ADMIN,
        frozenset({Do.ORGANISE, Do.IMPORT, Do.SYSTEM, Do.TRAIN, Do.CLOCKS, Do.MESSAGES}),
        Reach.NOTHING,
        "ours: configuration, no case content; guarded because it starts resets and ends accounts",
    ),
    Post(Role.AUDITOR, frozenset({Do.SYSTEM}), Reach.NOTHING, "ours: audit", guarded=False),
)
ROLES = {post.role: post for post in POSTS}


def roles_that_may(do: Do) -> list[Role]:
    return [post.role for post in POSTS if do in post.may]


def roles_reaching(reach: Reach) -> list[Role]:
    return [post.role for post in POSTS if post.reach == reach]
