"""How many statements a page may send to the database (docs/performance.md): each costs a round trip while somebody waits."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from heed.concerns.models import Involved
from heed.folders.models import Access
from heed.training.models import Completion, Course
from tests import factories
from tests.people import LONG_AGO
from tests.web.door import signed_in
from tests.web.test_report import begun, say

pytestmark = pytest.mark.django_db
TRANSACTIONS = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
ROLES = (
    "set role",
    "reset role",
    "select current_setting('role')",
)  # a test changes them oftener than a server: counted as one a transaction


def statements(page, transactions: int) -> tuple:
    with CaptureQueriesContext(connection) as asked:
        answer = page()
    sent = [query["sql"] for query in asked if not query["sql"].startswith((*TRANSACTIONS, *ROLES))]
    return answer, sent + ["-- role and context"] * transactions


def test_a_report_with_everything_in_it_is_sent_in_25_statements(client, rita, gail, brynfelin):
    course = Course.objects.create(code="cfc", name="Cause for Concern", opens_form=True)
    Completion.objects.create(colleague=rita, course=course, on=LONG_AGO.date(), recorded_at=LONG_AGO)
    home = factories.household(factories.home(brynfelin)).home
    client.force_login(rita)
    draft = begun(client)
    say(client, draft, "where", home=home.pk)
    say(client, draft, "danger", danger="not_now")
    say(client, draft, "seen", seen="A kicked-in door.", told="He shouts.", told_by="A neighbour", child_words="It was loud.")
    say(client, draft, "worry", worry="Third door since June.")
    for name in ("Mali", "Darren"):
        say(client, draft, "who", who_name=name, who_part="other", go="another")
    say(client, draft, "colleague", add=gail.pk)
    client.get(f"/report/{draft.pk}/check/")
    answer, asked = statements(lambda: say(client, draft, "check"), transactions=2)
    assert answer.status_code == 302 and Involved.objects.count() == 2 and Access.objects.filter(why="named").count() == 2
    assert len(asked) <= 25, "\n".join(asked)


def test_a_name_is_found_in_15_statements_however_many_are_alike(mo, brynfelin):
    for _ in range(15):
        factories.household(factories.home(brynfelin), "Siân Rees", "Darren Rees")
    client = signed_in(mo)
    client.get(reverse("households"))  # once a minute a page notes that somebody is here
    answer, asked = statements(lambda: client.post(reverse("search"), {"words": "Sian Rees"}, follow=True), transactions=3)
    assert len(answer.context["page"]) == 15
    assert len(asked) <= 15, "\n".join(asked)
