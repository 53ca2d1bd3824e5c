"""Where a letter's link leads, and whether it still opens."""

from uuid import uuid4

import pytest

from heed.notifications.pages import still_open
from heed.policies import visible
from tests import factories
from tests.concerning import reported
from tests.doing import acting

pytestmark = pytest.mark.django_db


@pytest.fixture
def rees(brynfelin):
    return factories.household(factories.home(brynfelin), "Siân Rees")


def opens(who, *paths: str) -> set[str]:
    with acting(who) as me:
        return still_open(me, paths)


def test_a_page_without_a_record_opens_for_anybody(rita):
    pages = {"/", "/desk/", "/desk/actions/", "/reports/", "/report/", "/households/broken-glass/"}
    assert opens(rita, *pages) == pages


def test_a_record_opens_for_whoever_may_see_it_and_no_guess_does(rita, gail, leo, mo, rees):
    concern = reported(rita, rees.home)
    desk, report, household = f"/desk/{concern.pk}/", f"/reports/{concern.pk}/", f"/households/{rees.pk}/"
    with acting(leo) as me:
        action = f"/desk/actions/{visible.clocks(me).first().pk}/"
    assert opens(gail, desk, report, household, action) == {desk, household, action}
    assert opens(rita, desk, report, household, action) == {report}
    assert opens(gail, *(path.replace(str(concern.pk), str(uuid4())) for path in (desk, report))) == set()


def test_an_address_that_leads_nowhere_any_more_or_to_an_unlisted_record_is_left_out(gail, rita, rees):
    """A letter says which concern it is about beside its link: whoever has been kept out since must not find it by an old address."""
    concern = reported(rita, rees.home)
    assert (
        opens(gail, f"/concerns/{concern.pk}/", f"/desk/{concern.pk}", f"/desk/{concern.pk}/place/", "", "not an address")
        == set()
    )
