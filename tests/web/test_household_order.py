"""What happened in one instant stands in the order in which it came about."""

from datetime import timedelta

import pytest

from heed.concerns.deciding import ToDo
from tests import factories
from tests.concerning import advised, decided, now, reported
from tests.web.door import signed_in

pytestmark = pytest.mark.django_db


def test_of_one_instant_the_later_step_stands_above(gail, gwen, rita, brynfelin):
    """Newest first also within one press: the second advice came before “Two have advised”."""
    rees = factories.household(factories.home(brynfelin, "14 Heol Ŵyn"), "Siân Rees")
    concern = advised(reported(rita, rees.home), gail, gwen)
    decided(concern, gail, ToDo("Mend the door", gail, now() + timedelta(days=2)))
    shown = signed_in(gail).get(f"/households/{rees.pk}/").text
    places = [
        shown.index(words) for words in ("Mend the door", "Decided what is done", "Two have advised", "Advised on the concern")
    ]
    assert places == sorted(places)
