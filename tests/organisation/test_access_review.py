"""Each quarter the lead goes through who can see what, ends what is not needed, and confirms exactly what was shown (CFC-6)."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from heed.audit.models import Verb
from heed.folders.models import Access
from heed.notifications import telling
from heed.notifications.models import Letter
from heed.organisation.choices import Role
from heed.organisation.models import AccessReview, Post
from heed.procedures import access, access_review
from tests import factories
from tests.doing import acting, working
from tests.people import colleague, holds, later
from tests.web.door import rows, signed_in

pytestmark = pytest.mark.django_db
PAGE = "/organisation/access/"


@pytest.fixture
def line(brynfelin, nia, mo, now) -> Access:
    rees = factories.household(factories.home(brynfelin), "Siân Rees")
    with acting(mo, now):
        return access.let_in(rees.folder_id, nia, "Repairs on Monday", by=mo, at=now, until=later(now, days=30))


@pytest.fixture
def lead(leo):
    return signed_in(leo)


def test_the_lead_sees_each_post_and_line_and_confirms_what_was_shown(lead, leo, gail, mo, rita, tom, line):
    page = lead.get(PAGE)
    words, found = page.content.decode(), page.context["found"]
    assert all(name in words for name in ("Gail Prosser", "Mo Hassan", "Leo Marchetti", "needs to know"))
    assert "Rita Okafor" not in words and "tom" not in {one.colleague.username for one in found.people}, "they open nothing"
    with rows() as written:
        assert lead.post(PAGE, {"seal": found.seal}).status_code == 302
    review = AccessReview.objects.get()
    assert review.by == leo and review.lines == [line.pk]
    assert set(review.posts) == {post.pk for post in Post.objects.exclude(colleague=tom)}
    assert [look.verb for look in written] == [Verb.CHANGED]
    assert "Last confirmed by Leo Marchetti" in lead.get(PAGE).content.decode()


def test_what_changed_meanwhile_is_not_confirmed_unseen(lead, gail, mo, line, nia):
    seal = lead.get(PAGE).context["found"].seal
    holds(colleague("quick"), Role.GROUP)
    answer = lead.post(PAGE, {"seal": seal}, follow=True)
    assert "has changed since this page was opened" in answer.content.decode()
    for odd in ("", "x" * 64, "\x00"):
        lead.post(PAGE, {"seal": odd})
    assert not AccessReview.objects.exists()


def test_what_is_not_needed_is_ended_where_it_stands(lead, leo, gail, gwen, line):
    seat = Post.objects.get(colleague=gail)
    assert lead.get(f"{PAGE}posts/{seat.pk}/end/").status_code == 200
    lead.post(f"{PAGE}posts/{seat.pk}/end/")
    lead.post(f"{PAGE}lines/{line.pk}/end/")
    seat.refresh_from_db()
    line.refresh_from_db()
    assert seat.until and line.until <= seat.until + timedelta(seconds=5)
    found = lead.get(PAGE).context["found"]
    assert found.lines == 0 and "gail" not in {one.colleague.username for one in found.people}


def test_a_lead_ends_no_lead_and_nobody_else_ends_or_confirms_anything(lead, leo, ada, gail, olwen, line):
    other = holds(colleague("other"), Role.LEAD)
    assert lead.post(f"{PAGE}posts/{Post.objects.get(colleague=other).pk}/end/").status_code == 404
    for someone in (ada, gail, olwen):
        client = signed_in(someone)
        assert client.get(PAGE).status_code == client.post(PAGE, {"seal": "x"}).status_code == 404
        assert client.post(f"{PAGE}lines/{line.pk}/end/").status_code == 404
    assert Access.objects.get(pk=line.pk).until == line.until


def test_a_lead_who_is_kept_out_does_not_learn_of_a_line_there(leo, line, now):
    from heed.folders import actions as folders
    from heed.folders.choices import Why

    folders.keep_out(line.folder_id, leo, why=Why.TIE, by=None, at=now)
    with acting(leo, now):
        assert access_review.standing(now).lines == []


def test_nobody_confirms_in_anothers_name_or_takes_it_back(leo, ada, gail, now):
    insert = "insert into organisation_accessreview (by_id, at, posts, lines) values (%s, now(), '{}', '{}')"
    for someone, name in ((leo, ada), (ada, ada), (gail, gail)):
        with pytest.raises(DatabaseError), transaction.atomic(), acting(someone, now), connection.cursor() as c:
            c.execute(insert, [name.pk])
    with pytest.raises(DatabaseError), transaction.atomic(), acting(leo, now), connection.cursor() as c:
        c.execute("delete from organisation_accessreview")


# When -------------------------------------------------------------------------------------------------------------------------
def asked(at) -> int:
    """How many letters that made."""
    before = Letter.objects.filter(message="access_review").count()
    with working(at):
        telling.access_review(at)
    return Letter.objects.filter(message="access_review").count() - before


def test_each_lead_is_asked_when_a_quarter_has_passed_and_again_each_week(leo, gail, now):
    Post.objects.filter(colleague=leo).update(since=now)
    due = access_review.due(now)
    assert later(now, days=85) < due < later(now, days=95)
    assert asked(due - timedelta(minutes=1)) == 0
    assert (asked(due), asked(due), asked(later(due, days=6))) == (1, 0, 0)
    assert asked(later(due, days=7)) == 1
    assert set(Letter.objects.filter(message="access_review").values_list("to__username", flat=True)) == {"leo"}
    AccessReview.objects.create(by=leo, at=later(due, days=8), posts=[], lines=[])
    assert asked(later(due, days=40)) == 0 and asked(later(due, days=120)) == 1


def test_where_there_never_was_a_lead_nobody_is_asked(gail, now):
    assert access_review.due(now) is None and asked(now) == 0
