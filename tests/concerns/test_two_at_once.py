"""Two people in the same second, each on a connection of her own: nothing is lost, nothing happens twice (R17)."""

import os
import threading
from collections.abc import Callable

import pytest
from django.db import connection

from heed.concerns import advising, deciding
from heed.concerns.choices import Step, Sure
from heed.concerns.models import Advice, Concern, Decision
from heed.deadlines.models import Clock
from heed.folders.workflow import CannotMove
from heed.policies import visible
from heed.timeline.models import Event
from tests import factories
from tests.concerning import COURSE, advised, reported
from tests.doing import acting

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = int(os.environ.get("FAULT_ROUNDS", 5))  # make faults asks for more


def at_once(*deeds: Callable[[], None]) -> list[Exception]:
    """Each deed in a thread and a connection of its own (under web's role, as the server's threads are), all let go together."""
    ready, refused = threading.Barrier(len(deeds)), []

    def run(deed: Callable[[], None]) -> None:
        try:
            connection.ensure_connection()
            ready.wait(timeout=20)
            deed()
        except Exception as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return refused


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_two_advices_in_the_same_second_are_both_kept_and_two_have_answered_once(round_, rita, gail, gwen, brynfelin):
    concern = reported(rita, factories.household(factories.home(brynfelin)).home)
    same_second, together = concern.sent_at, threading.Barrier(2)

    def advise(member) -> Callable[[], None]:
        def deed() -> None:
            with acting(member, same_second) as me:
                seen = visible.concerns(me).get(pk=concern.pk)
                together.wait(timeout=20)  # both have read it; neither has written
                advising.advise(seen, [Step.VISIT], Sure.SURE, f"As {member.username} sees it", by=member, at=me.at)

        return deed

    assert at_once(advise(gail), advise(gwen)) == []
    assert Advice.objects.count() == 2
    assert Event.objects.filter(kind__in=["advice.complete", "advice.disagreed"]).count() == 1
    assert Clock.objects.filter(rule="answer_reporter").count() == 1
    assert Concern.objects.get().advised_at is not None


def test_two_decisions_in_the_same_second_make_one_and_the_other_is_told(rita, gail, gwen, brynfelin):
    concern = advised(reported(rita, factories.household(factories.home(brynfelin)).home), gail, gwen)
    together = threading.Barrier(2)

    def decide(member) -> Callable[[], None]:
        def deed() -> None:
            with acting(member) as me:
                seen = visible.concerns(me).get(pk=concern.pk)
                together.wait(timeout=20)
                deciding.decide(seen, COURSE, by=member, at=me.at)

        return deed

    (refusal,) = at_once(decide(gail), decide(gwen))
    assert isinstance(refusal, CannotMove) and "Nothing you wrote is lost" in str(refusal)
    assert Decision.objects.count() == 1 and Event.objects.filter(kind="concern.decided").count() == 1
