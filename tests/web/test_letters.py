"""What each letter says, what became of them, and to whom nothing gets through: each for whom it is."""

from datetime import timedelta

import pytest
from django.utils import translation

from heed.notifications.messages import MESSAGES, WHOM
from heed.notifications.models import Letter
from heed.organisation.models import Colleague
from tests.web.door import rows, signed_in

pytestmark = pytest.mark.django_db
PAGE = "/organisation/letters/"


def said(answer) -> str:
    return answer.content.decode()


def letter(to, now, message="new_concern", **facts) -> Letter:
    return Letter.objects.create(
        key=f"{message} {to.pk} {Letter.objects.count()}",
        message=message,
        to=to,
        path="/",
        made_at=now,
        next_try_at=now,
        **facts,
    )


def test_whoever_answers_for_heed_reads_every_letter_and_nobody_else(ada, leo, hana, gail, mo, rita, nia, tom):
    for who, status in ((ada, 200), (leo, 200), (hana, 200), (gail, 404), (mo, 404), (rita, 404), (nia, 404), (tom, 404)):
        assert signed_in(who).get(PAGE).status_code == status, who
        assert signed_in(who).get(f"{PAGE}new_concern/").status_code == status, who


@pytest.mark.parametrize("code", MESSAGES)
def test_each_is_shown_as_it_is_sent_in_every_language(code, ada):
    page = said(signed_in(ada).get(f"{PAGE}{code}/"))
    for language in ("en-gb", "cy"):
        with translation.override(language):
            assert str(MESSAGES[code].subject).replace("'", "&#x27;") in page
    assert ("XXXX-XXXX" in page) == MESSAGES[code].reference and "999" in page


def test_it_is_said_of_each_who_gets_it():
    assert all(str(message.told) for message in MESSAGES.values()) and len(WHOM) == len(set(map(str, WHOM.values())))


def test_a_letter_that_there_is_not_has_no_page(ada):
    assert signed_in(ada).get(f"{PAGE}no_such_letter/").status_code == 404


def test_how_many_went_is_a_figure_for_whoever_sees_figures(ada, leo, hana, rita, now):
    letter(rita, now, sent_at=now), letter(rita, now, sent_at=now), letter(rita, now, message="lesson_sent")
    letter(rita, now - timedelta(days=40), sent_at=now - timedelta(days=40))
    for who, counted in ((leo, True), (hana, True), (ada, False)):
        page = said(signed_in(who).get(PAGE))
        assert ("<td>2</td>" in page and "<td>1</td>" in page) == counted, who
        assert "Rita" not in page


def test_to_whom_nothing_gets_through_is_shown_to_whoever_can_mend_it_and_tried_again(ada, leo, rita, tom, now):
    dead = letter(rita, now, dead_at=now, trouble="550", tries=3)
    letter(tom, now - timedelta(days=40), dead_at=now - timedelta(days=31), trouble="550")  # long ago
    Colleague.objects.filter(pk=tom.pk).update(left_at=None)
    assert "Rita Okafor" not in said(signed_in(leo).get(PAGE))
    browser = signed_in(ada)
    page = said(browser.get(PAGE))
    assert "Rita Okafor" in page and "550" in page and "Tom" not in page
    assert signed_in(leo).post(f"{PAGE}again/{rita.pk}/").status_code == 404
    with rows() as written:
        assert browser.post(f"{PAGE}again/{rita.pk}/").status_code == 302
    assert written
    dead.refresh_from_db()
    assert (dead.dead_at, dead.tries, dead.trouble) == (None, 0, "") and "Every letter got through" in said(browser.get(PAGE))
    assert browser.post(f"{PAGE}again/{rita.pk}/").status_code == 404  # nothing is left to try


def test_what_was_given_up_for_somebody_who_has_left_troubles_nobody(ada, rita, now):
    letter(rita, now, dead_at=now, trouble="550")
    Colleague.objects.filter(pk=rita.pk).update(left_at=now)
    assert "Every letter got through" in said(signed_in(ada).get(PAGE))
