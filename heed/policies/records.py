"""Roles × records × verbs: of each kind of record, what can be done with it and how far each post reaches there (CFC-6).

Only for whoever must answer for Heed (docs/house-book/records.md); what is enforced stands in roles.py, visible.py and the second wall, and a
test compares this table with them."""

from dataclasses import dataclass

from heed.policies.roles import EVERYONE, POSTS, Do, Post, Reach

LET_IN, OWN, ALWAYS, NEVER = "if let in", "one's own", "yes", ""
REACHES = {
    Reach.NOTHING: LET_IN,
    Reach.CIRCLE: "while the group keeps it",
    Reach.SCHEME: "its scheme's",
    Reach.REGION: "its region's",
    Reach.EVERYTHING: "every one",
}


@dataclass(frozen=True)
class Record:
    """A kind of record. `verbs`: what can be done with it, by which permission. `by`: which reaches open it by themselves (a case is never the
    group's by its post; a safety plan is nobody's but the lead's). `own`: its writer's alone, whatever the post."""

    name: str
    verbs: dict[str, Do]
    by: frozenset[Reach] = frozenset(Reach)
    own: bool = False
    content: bool = True  # who reads it needs to know


RECORDS = (
    Record(
        "a report being written, and one's own reports", {"write and send": Do.REPORT, "read, add to": Do.MY_REPORTS}, own=True
    ),
    Record(
        "a concern",
        {
            "read": Do.SEE_RECORDS,
            "see on the desk": Do.DESK,
            "link to people and homes": Do.PLACE,
            "advise": Do.ADVISE,
            "decide, answer": Do.DECIDE,
            "close, reopen": Do.CLOSE,
        },
    ),
    Record("an action of one's own", {"do, or say why not": Do.MY_ACTIONS}, own=True),
    Record(
        "a household",
        {
            "read": Do.SEE_RECORDS,
            "search": Do.SEARCH,
            "note": Do.NOTE,
            "safe contact, flags, who lives where": Do.KEEP_SAFE,
            "open in an emergency": Do.BREAK_GLASS,
            "review that emergency": Do.REVIEW,
            "print": Do.PRINT,
            "let a colleague in": Do.LET_IN,
            "mark as sensitive": Do.MARK_SENSITIVE,
            "see who has looked": Do.WHO_LOOKED,
        },
    ),
    Record(
        "a case",
        {
            "read": Do.SEE_RECORDS,
            "open": Do.OPEN_CASE,
            "list": Do.CASELOAD,
            "work on": Do.WORK_CASE,
            "pass on, let in, exempt, conclude": Do.ANSWER_FOR_CASE,
            "close, reopen": Do.END_CASE,
            "tell the local authority and CQC": Do.TELL_BODIES,
            "let something leave past the check": Do.OVERRIDE,
            "review how it was handled": Do.REVIEW_HANDLING,
            "open a case review": Do.OPEN_REVIEW,
            "take its lessons to the forum": Do.FORUM,
        },
        by=frozenset({Reach.NOTHING, Reach.SCHEME, Reach.REGION, Reach.EVERYTHING}),
    ),
    Record(
        "a safety plan",
        {"make, keep": Do.SAFETY_PLAN, "share without consent": Do.SHARE_PLAN},
        by=frozenset({Reach.NOTHING, Reach.EVERYTHING}),
    ),
    Record("lessons that were sent", {"read those that are meant for one": Do.LESSONS}, content=False),
    Record("agencies, pathways, protocols", {"keep": Do.AGENCIES}, content=False),
    Record("training", {"record": Do.TRAIN}, content=False),
    Record(
        "colleagues, posts, schemes",
        {
            "keep": Do.ORGANISE,
            "give the second signature": Do.SIGN,
            "confirm each quarter who can see what": Do.CONFIRM_ACCESS,
            "hand over a leaver's work": Do.HAND_OVER,
            "declare one's own tie": Do.DECLARE_TIE,
            "choose one's own settings": Do.MY_SETTINGS,
        },
        content=False,
    ),
    Record("how long the clocks run, and days off", {"see, propose": Do.CLOCKS}, content=False),
    Record("the letters' wording", {"see": Do.MESSAGES}, content=False),
    Record("the register and other imports", {"bring in": Do.IMPORT}, content=False),
    Record("figures", {"see": Do.MEASURES}, content=False),
    Record("the system's health", {"see": Do.SYSTEM}, content=False),
)


def reach_of(record: Record, do: Do, post: Post | None) -> str:
    """How far a post goes with a verb on a record, in words; `None` is everyone, without any post."""
    if do not in (post.may | EVERYONE if post else EVERYONE):
        return NEVER
    if record.own:
        return OWN
    if not record.content or do == Do.BREAK_GLASS:
        return ALWAYS
    if do == Do.OPEN_CASE and post and post.reach == Reach.CIRCLE:
        return "from a concern"
    reach = post.reach if post and post.reach in record.by else Reach.NOTHING
    return REACHES[reach]


def rows() -> list[list[str]]:
    """Record, verb, then everyone and each post of `POSTS`."""
    return [
        [record.name, verb, reach_of(record, do, None), *(reach_of(record, do, post) for post in POSTS)]
        for record in RECORDS
        for verb, do in record.verbs.items()
    ]
