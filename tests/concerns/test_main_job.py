"""From a worried colleague to an answer, through the verbs, under the roles of production."""

from datetime import timedelta

import pytest

from heed.concerns import advising, deciding, reporting
from heed.concerns.advising import CannotAdvise
from heed.concerns.choices import Danger, Harm, Location, Part, SourceOfRisk, State, Step, Sure
from heed.concerns.deciding import CannotClose, CannotDecide, Course, ToDo
from heed.concerns.models import Concern, Reporter
from heed.concerns.reporting import Named, Report
from heed.deadlines import clocks
from heed.deadlines.models import Outcome
from heed.policies import visible
from tests import factories
from tests.doing import acting

pytestmark = pytest.mark.django_db


@pytest.fixture
def rees(brynfelin):
    return factories.household(factories.home(brynfelin), "Siân Rees", "Darren Pugh")


def reported(by, home=None, **told) -> Concern:
    told = {"danger": Danger.NOT_NOW, "seen": "A kicked-in bedroom door, a little girl under the bed."} | told
    with acting(by) as me:
        draft = reporting.begin(by=by, at=me.at)
    with acting(by) as me:
        return reporting.send(draft, Report(home=home, **told), by=by, at=me.at)


def advised(concern, *members, steps=(Step.CALL_NOW,)) -> Concern:
    for member in members:
        with acting(member) as me:
            seen = visible.concerns(me).get(pk=concern.pk)
            advising.advise(seen, list(steps), Sure.SURE, "Ring her when he is at work.", by=member, at=me.at)
    return Concern.objects.get(pk=concern.pk)


COURSE = Course(
    steps=[Step.CALL_NOW],
    reasons="She may be in danger.",
    harms=[Harm.PHYSICAL],
    location=Location.OWN_HOME,
    source_of_risk=SourceOfRisk.KNOWN,
)


def test_the_reporter_sees_her_report_and_not_the_concern(rita, rees):
    concern = reported(rita, rees.home)
    with acting(rita) as me:
        assert list(visible.my_reports(me)) == [concern]
        assert not visible.concerns(me).exists() and not visible.households(me).exists() and not visible.events(me).exists()
        assert [account.words for account in visible.my_accounts(me)] == [
            "A kicked-in bedroom door, a little girl under the bed."
        ]


def test_the_group_the_lead_and_the_schemes_manager_see_it_and_nobody_else(rita, gail, leo, mo, olive, nia, ada, tom, rees):
    concern = reported(rita, rees.home)
    for someone, sees in ((gail, True), (leo, True), (mo, True), (olive, False), (nia, False), (ada, False), (tom, False)):
        with acting(someone) as me:
            assert visible.concerns(me).filter(pk=concern.pk).exists() == sees, someone
            assert Concern.objects.filter(pk=concern.pk).exists() == sees, f"the second wall, {someone}"
            assert visible.households(me).filter(pk=rees.pk).exists() == sees, someone


def test_the_reporters_name_goes_to_the_group_and_the_lead_only(rita, gail, mo, rees):
    reported(rita, rees.home)
    with acting(gail) as me:
        assert visible.reporters(me).get().colleague == rita
    with acting(mo) as me:
        assert not visible.reporters(me).exists() and not Reporter.objects.exists()
        assert {event.by_id for event in visible.events(me)} == {None}


def test_the_second_adviser_does_not_see_the_first_advice_before_hers(rita, gail, gwen, leo, rees):
    concern = advised(reported(rita, rees.home), gail)
    with acting(gwen) as me:
        assert not visible.advice(me).exists()
        assert set(advising.who_advised(concern)) == {gail.pk}
    with acting(leo) as me:
        assert visible.advice(me).count() == 1
    advised(concern, gwen)
    with acting(gwen) as me:
        assert visible.advice(me).count() == 2


def test_the_reporter_and_a_member_who_has_advised_cannot_advise(gail, gwen, rees):
    concern = reported(gail, rees.home)
    with pytest.raises(CannotAdvise):
        advised(concern, gail)
    advised(concern, gwen)
    with pytest.raises(CannotAdvise):
        advised(concern, gwen)


def test_two_voices_then_a_decision_an_answer_and_an_end(rita, gail, gwen, hassan, mo, rees, now):
    concern = advised(reported(rita, rees.home), gail, gwen)
    assert concern.state == State.ADVISED and concern.advised_at
    with acting(hassan) as me, pytest.raises(CannotDecide):
        deciding.decide(visible.concerns(me).get(), COURSE, by=hassan, at=me.at)
    with acting(gail) as me:
        todo = ToDo("Replace the lock", mo, me.at + timedelta(days=1))
        deciding.decide(visible.concerns(me).get(), Course(**{**COURSE.__dict__, "actions": [todo]}), by=gail, at=me.at)
    with acting(gail) as me, pytest.raises(CannotClose):
        deciding.close(visible.concerns(me).get(), by=gail, at=me.at)
    with acting(gail) as me:
        deciding.answer(visible.concerns(me).get(), "Thank you. We have spoken to her.", by=gail, at=me.at)
    with acting(rita) as me:
        assert visible.my_answers(me).get().words.startswith("Thank you")
    with acting(gail) as me, pytest.raises(CannotClose):
        deciding.close(visible.concerns(me).get(), by=gail, at=me.at)
    with acting(mo) as me:
        clocks.settle(visible.clocks(me).get(rule="action"), Outcome.DONE, by=mo, at=me.at)
    with acting(gail) as me:
        deciding.close(visible.concerns(me).get(), by=gail, at=me.at)
    assert Concern.objects.get().state == State.CLOSED


def test_sending_twice_makes_one_record(rita, rees):
    with acting(rita) as me:
        draft = reporting.begin(by=rita, at=me.at)
    with acting(rita) as me:
        first = reporting.send(draft, Report(danger=Danger.NOT_NOW, seen="x"), by=rita, at=me.at)
    with acting(rita) as me:
        again = reporting.send(draft, Report(danger=Danger.NOT_NOW, seen="x"), by=rita, at=me.at)
        assert first.pk == again.pk and not reporting.keep(draft, {"seen": "late"}, at=me.at)
    assert Concern.objects.count() == 1


def test_a_named_colleague_is_blind_to_it_from_the_first_second(rita, gail, gwen, leo, mo, rees):
    reported(rita, rees.home, colleagues=[leo, mo], people=[Named("Leo", Part.PERPETRATOR)])
    for someone in (leo, mo):
        with acting(someone) as me:
            assert (
                not visible.concerns(me).exists() and not visible.events(me).exists() and not visible.households(me).exists()
            ), someone


def test_where_they_disagree_the_lead_decides(rita, gail, gwen, leo, rees):
    concern = reported(rita, rees.home)
    advised(concern, gail, steps=[Step.NOTHING])
    advised(concern, gwen, steps=[Step.CALL_POLICE])
    with acting(gail) as me, pytest.raises(CannotDecide):
        deciding.decide(visible.concerns(me).get(), COURSE, by=gail, at=me.at)
    with acting(leo) as me:
        deciding.decide(visible.concerns(me).get(), COURSE, by=leo, at=me.at, lead=me.everything)
