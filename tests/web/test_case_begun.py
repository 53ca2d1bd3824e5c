"""What was begun on a page of a case and not sent: kept for its writer alone, there again, and gone once it is sent (U4)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from heed.cases import beginning
from heed.cases.models import Begun, Case, Incident
from heed.domestic_abuse.instruments import DASH
from heed.domestic_abuse.models import Assessment
from heed.folders.actions import let_in
from heed.folders.choices import Why
from heed.timeline.models import Event
from tests.cases.casework import opened
from tests.concerning import now
from tests.doing import acting
from tests.doing import working as as_the_worker
from tests.web.door import rows, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_second_factor(settings):
    settings.DEMO = True


@pytest.fixture
def case(mo, brynfelin):
    return opened(mo, brynfelin, mo)


@pytest.fixture
def checklist(case) -> str:
    return reverse("case_assess", args=[case.pk, DASH.code, DASH.version])


def typed(who, case, page: str, **said):
    """What the page sends while somebody types (or, with `then`, when a button is pressed)."""
    here = page.removeprefix(reverse("case", args=[case.pk]))
    return signed_in(who).post(reverse("case_begun", args=[case.pk]), said | {"begun_on": here})


def ended(by) -> dict:
    return {"concluded_at": now(), "concluded_by": by, "closed_at": now(), "closed_by": by}


TOPIC = f"topic_{DASH.topics[0].code}"
COMMENT = f"comment_{DASH.topics[0].code}"


def test_a_checklist_that_was_interrupted_stands_there_again_and_is_gone_once_it_is_sent(case, checklist, mo):
    with rows() as looks:
        assert typed(mo, case, checklist, **{TOPIC: "yes", COMMENT: "He waits outside."}).status_code == 204
    assert not looks and not Assessment.objects.exists() and Event.objects.filter(folder=case.folder_id).count() == 1
    typed(mo, case, checklist, **{TOPIC: "yes", COMMENT: "He waits outside the school.", "mode": "met"})
    page = signed_in(mo).get(checklist).content.decode()
    assert "He waits outside the school." in page and "You began this" in page and Begun.objects.count() == 1
    assert "You have begun and not sent:" in signed_in(mo).get(reverse("case", args=[case.pk])).content.decode()
    form = signed_in(mo).get(checklist).context["form"]
    said = {TOPIC: "yes", COMMENT: "He waits outside the school.", "mode": form.fields["mode"].choices[0][0]}
    assert signed_in(mo).post(checklist, said).status_code == 302
    assert Assessment.objects.count() == 1 and not Begun.objects.exists()
    assert "You have begun" not in signed_in(mo).get(reverse("case", args=[case.pk])).content.decode()


def test_it_is_its_writers_alone(case, mo, nia, leo):
    where = reverse("case_incident", args=[case.pk])
    let_in(case.folder_id, nia, why=Why.GRANT, by=mo, at=now(), until=now() + timedelta(days=3))
    typed(nia, case, where, what="The door was kicked in.")
    for other in (mo, leo):
        for page in (where, reverse("case", args=[case.pk])):
            text = signed_in(other).get(page).content.decode()
            assert "kicked in" not in text and "You have begun" not in text and "You began this" not in text
    with acting(mo):
        assert not Begun.objects.exists(), "not even to whoever answers for the case"
    assert "kicked in" in signed_in(nia).get(where).content.decode()


def test_without_javascript_a_button_keeps_it_and_another_begins_again(case, mo):
    where = reverse("case_incident", args=[case.pk])
    assert "Keep for later" in signed_in(mo).get(where).content.decode()
    assert typed(mo, case, where, what="Glass on the stairs", then="later")["Location"] == reverse("case", args=[case.pk])
    assert "Glass on the stairs" in signed_in(mo).get(where).content.decode()
    assert typed(mo, case, where, then="again")["Location"] == where
    assert "Glass" not in signed_in(mo).get(where).content.decode() and not Incident.objects.exists()


def test_it_is_thrown_away_from_the_case_where_its_own_page_has_gone(case, mo):
    typed(mo, case, reverse("case_visit", args=[case.pk]), text="No answer")
    Case.objects.filter(pk=case.pk).update(state="closed", **ended(mo))
    assert signed_in(mo).get(reverse("case_visit", args=[case.pk])).status_code == 404
    assert "Throw it away" in signed_in(mo).get(reverse("case", args=[case.pk])).content.decode()
    answer = typed(mo, case, reverse("case_visit", args=[case.pk]), then="away")
    assert answer["Location"] == reverse("case", args=[case.pk]) and not Begun.objects.exists()


def test_whoever_is_no_longer_let_in_reads_not_even_what_they_had_begun(case, mo, nia):
    line = let_in(case.folder_id, nia, why=Why.GRANT, by=mo, at=now(), until=now() + timedelta(days=3))
    typed(nia, case, reverse("case_incident", args=[case.pk]), what="The door was kicked in.")
    assert line and Begun.objects.count() == 1
    with acting(nia):
        assert Begun.objects.count() == 1
    with acting(nia, now() + timedelta(days=4)):
        assert not Begun.objects.exists()


def test_a_plan_that_was_begun_before_somebody_wrote_another_shows_both(case, mo, olwen):
    where = reverse("case_plan", args=[case.pk])
    typed(mo, case, where, text="Mine", on="0")
    signed_in(olwen).post(where, {"text": "Hers", "on": "0"})
    page = signed_in(mo).get(where).content.decode()
    assert "Mine" in page and 'name="on" value="0"' in page
    page = signed_in(mo).post(where, {"text": "Mine", "on": "0"}).content.decode()
    assert "Two wrote at once" in page and "Hers" in page and "Mine" in page


@pytest.mark.parametrize("of", ["", "/", "//evil.example/", "label", "other case"])
def test_nothing_is_kept_of_a_page_that_keeps_nothing_or_is_another_cases(of, case, mo, brynfelin):
    other = opened(mo, brynfelin, mo)
    where = {
        "label": reverse("case_label", args=[case.pk]),
        "other case": reverse("case_incident", args=[other.pk]),
    }.get(of, of)
    assert typed(mo, case, where, what="x", then="again").status_code == 404 and not Begun.objects.exists()


def test_a_stranger_meets_404_and_too_much_is_not_kept(case, mo, olive):
    where = reverse("case_incident", args=[case.pk])
    with rows() as looks:
        assert typed(olive, case, where, what="x").status_code == 404
    assert [look.verb for look in looks] == ["refused"]
    assert typed(mo, case, where, what="x" * 200_001).status_code == 413
    no_page = reverse("case_assess", args=[case.pk, "x" * 300, "1"])
    assert typed(mo, case, no_page, what="x").status_code == 404
    kept = typed(mo, case, where, what="x" * 200_001, then="later")
    assert kept.status_code == 302 and not Begun.objects.exists()


def test_it_is_forgotten_after_four_weeks(case, mo):
    where = reverse("case_incident", args=[case.pk])
    typed(mo, case, where, what="x")
    for days, left in ((27, 1), (29, 0)):
        with as_the_worker(now() + timedelta(days=days)) as at:
            beginning.forget_old(at)
        assert Begun.objects.count() == left
