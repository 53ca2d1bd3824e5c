"""The states of a case as a table. Who may move is not here but in policies, how it is moved in folders."""

from django.utils.translation import gettext as _

from heed.cases.choices import State
from heed.cases.models import Case
from heed.folders.workflow import CannotMove, Move

MOVES = {
    move.name: move
    for move in (
        Move("conclude", frozenset({State.HOLDING, State.REOPENED}), State.CONCLUDED, "Housing 21 (004); D8"),
        Move("close", frozenset({State.CONCLUDED}), State.CLOSED, "Housing 21 (004); DA-7"),
        Move("reopen", frozenset({State.CONCLUDED, State.CLOSED}), State.REOPENED, "U21"),
    )
}


def hold_open(case: Case) -> None:
    """Keeps the case from being closed until the transaction ends, while something is put on it that would hold it. Raises CannotMove when it
    is closed."""
    state = Case.objects.select_for_update().filter(pk=case.pk).values_list("state", flat=True).first()
    if state == State.CLOSED:
        raise CannotMove(_("This case was closed a moment ago. Open it again first: nothing you wrote is lost."))
