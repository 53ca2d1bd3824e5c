"""The states of a concern as a table, and in words. Who may move is not here but in policies, how it is moved in folders."""

from django.utils.translation import gettext as _

from heed.concerns.choices import State
from heed.folders.workflow import Move

MOVES = {
    move.name: move
    for move in (
        Move("advise", frozenset({State.SENT, State.ADVISED}), State.ADVISED, "CFC-4"),
        Move("decide", frozenset({State.ADVISED, State.REOPENED}), State.DECIDED, "CFC-4"),
        Move("close", frozenset({State.DECIDED}), State.CLOSED, "CFC-5"),
        Move("reopen", frozenset({State.CLOSED, State.DECIDED}), State.REOPENED, "U21"),
    )
}


def in_words(state: State, *, both: bool, lead: bool) -> str:
    """A state as every page says it. `both`: two have advised, so it waits for a decision; `lead`: for the Safeguarding Lead's."""
    if state not in (State.ADVISED, State.REOPENED) or not both:
        return str(state.label)
    decision = _("waiting for the lead’s decision") if lead else _("waiting for a decision")
    return _("reopened, %(decision)s") % {"decision": decision} if state == State.REOPENED else decision
