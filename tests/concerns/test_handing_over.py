"""Sending hands the report to the group: who sees it from that second on, and that nobody but its author can do it, once (CFC-1, CFC-6)."""

import pytest
from django.db import ProgrammingError, connection

from heed.concerns import placing, reporting
from heed.concerns.choices import Danger, Form, Part
from heed.concerns.models import Account, Concern, Draft, Involved, Placement
from heed.concerns.reporting import CannotSend, Named, Report
from heed.deadlines.choices import Outcome
from heed.deadlines.models import Clock, DayOff, RuleValue
from heed.folders.choices import FolderKind, Why
from heed.folders.models import Access, Folder
from heed.organisation.models import Scheme
from heed.policies import visible
from tests import factories
from tests.concerning import reported
from tests.doing import acting
from tests.people import LONG_AGO, colleague

pytestmark = pytest.mark.django_db


@pytest.fixture
def rees(brynfelin):
    return factories.household(factories.home(brynfelin), "Siân Rees")


def test_where_it_is_follows_what_it_is_linked_to_and_not_what_the_reporter_chose(rita, gail, rees, seaview):
    """The reporter was mistaken: the incident is in a registered home in England, so CQC is to be told."""
    Scheme.objects.filter(pk=seaview.pk).update(registered_care=True)
    there = factories.household(factories.home(seaview), "Siân Rees")
    concern = reported(rita, rees.home, form=Form.INCIDENT)
    assert not Clock.objects.filter(rule="cqc_notification").exists()
    with acting(gail) as me:
        placing.undo_placement(Placement.objects.get(), "The next door", by=gail, at=me.at)
        placing.place(visible.concerns(me).get(), there.pk, "She said so", by=gail, at=me.at)
    assert Concern.objects.get().scheme == seaview and Clock.objects.filter(rule="cqc_notification").exists()
    assert concern.home == rees.home


def begun(by) -> Draft:
    with acting(by) as me:
        draft = reporting.begin(by=by, at=me.at)
        reporting.keep(draft, {"seen": "A kicked-in bedroom door."}, at=me.at)
        return draft


def sent(by, draft: Draft, home=None, **told) -> Concern:
    with acting(by) as me:
        return reporting.send(
            draft, Report(**({"danger": Danger.NOT_NOW, "seen": "A door."} | told), home=home), by=by, at=me.at
        )


def hand_over(someone, folder) -> None:
    with acting(someone), connection.cursor() as c:
        c.execute("select heed_hand_over(%s, '{}')", [folder])


def test_it_is_the_groups_and_its_authors_no_more(rita, gail, rees):
    draft = begun(rita)
    concern = sent(rita, draft, rees.home)
    folder = Folder.objects.get(pk=draft.folder_id)
    assert folder.kind == FolderKind.CONCERN and folder.circle_from == concern.sent_at == concern.placed_at
    assert Access.objects.get(folder=folder, why=Why.WRITES).until == concern.sent_at
    assert Clock.objects.get(rule="draft_reminder").outcome == Outcome.DONE
    assert Draft.objects.get(pk=draft.pk).answers == {}
    with acting(gail) as me:
        assert visible.concerns(me).get() == concern
    with acting(rita):
        assert not Folder.objects.filter(pk=folder.pk).exists()


def test_named_colleagues_and_whoever_they_manage_are_blind_to_it_and_to_the_household(rita, gail, gwen, leo, rees):
    gwen.line_manager = gail
    gwen.save()
    concern = sent(rita, begun(rita), rees.home, colleagues=[gail])
    for someone, sees in ((gail, False), (gwen, False), (leo, True)):
        with acting(someone) as me:
            assert visible.concerns(me).filter(pk=concern.pk).exists() == sees, someone
            assert visible.households(me).filter(pk=rees.pk).exists() == sees, someone
    kept_out = Access.objects.filter(effect="kept_out", why=Why.NAMED, folder=concern.folder_id)
    assert {line.colleague for line in kept_out} == {gail, gwen}


def test_nobody_else_hands_a_report_over_nor_one_that_is_not_written_nor_one_twice(rita, gail, leo, rees):
    draft = begun(rita)
    for someone in (gail, leo, rita):  # there is no concern yet
        with pytest.raises(ProgrammingError):
            hand_over(someone, draft.folder_id)
    assert Folder.objects.get(pk=draft.folder_id).kind == FolderKind.DRAFT
    concern = sent(rita, draft, rees.home)
    for someone in (rita, gail, leo):
        with pytest.raises(ProgrammingError):
            hand_over(someone, concern.folder_id)


def test_nothing_told_is_refused_and_the_page_goes_on(rita):
    draft = begun(rita)
    with acting(rita) as me:
        with pytest.raises(CannotSend):
            reporting.send(draft, Report(danger=Danger.NOT_NOW), by=rita, at=me.at)
        assert reporting.keep(draft, {"seen": "More."}, at=me.at), "the transaction is not spoilt"
    assert not Concern.objects.exists() and Draft.objects.get().answers == {"seen": "More."}


def test_each_part_of_the_account_and_everybody_named_is_kept_with_its_words(rita, rees):
    people = [Named("Mali", Part.CHILD, "about five"), Named("Darren Pugh", Part.OTHER)]
    sent(rita, begun(rita), rees.home, told="He shouts.", told_by="a neighbour", worry="Third door.", people=people)
    assert {(row.kind, row.words, row.source) for row in Account.objects.all()} == {
        ("seen", "A door.", ""),
        ("told", "He shouts.", "a neighbour"),
        ("worry", "Third door.", ""),
    }
    assert {(row.name, row.about, row.part) for row in Involved.objects.all()} == {
        ("Mali", "about five", "child"),
        ("Darren Pugh", "", "other"),
    }


def test_its_clocks_run_by_the_organisations_own_values_and_days_off(rita, ada, brynfelin, rees):
    """The newest value that is in force, of the nation the home lies in; a running clock keeps the version it started with."""
    values = [
        RuleValue.objects.create(
            rule="first_advice", nation=nation, amount=amount, unit="hours", since=since, by=ada, reason="Ours"
        )
        for nation, amount, since in (
            ("wales", 5, LONG_AGO),
            ("wales", 3, LONG_AGO.replace(year=2021)),
            ("wales", 1, LONG_AGO.replace(year=2199)),
            ("england", 2, LONG_AGO.replace(year=2022)),
        )
    ]
    concern = sent(rita, begun(rita), rees.home)
    clock = Clock.objects.get(rule="first_advice")
    assert clock.value == values[1] and (clock.due_at - concern.sent_at).total_seconds() == 3 * 3600
    second = Clock.objects.get(rule="second_advice")
    DayOff.objects.create(day=second.due_at.date(), nation="wales", name="Storm")
    sent(rita, begun(rita), rees.home)
    assert Clock.objects.filter(rule="second_advice").latest("due_at").due_at.date() > second.due_at.date()


def test_a_report_by_somebody_who_manages_the_named_is_still_the_reporters(rita, gail):
    """A reporter may name whoever manages her: she stays its reporter, and is kept out like everybody they manage."""
    manager = colleague("maud")
    rita.line_manager = manager
    rita.save()
    concern = sent(rita, begun(rita), colleagues=[manager])
    with acting(rita) as me:
        assert visible.my_reports(me).get() == concern
