"""A scheme's name and region: whoever is over a region sees what is in it, and whoever signs reads the name."""

import pytest
from django.db import DatabaseError, connection

from heed.organisation.actions import CannotAdd, CannotSign
from heed.organisation.choices import Role, SchemeKind
from heed.organisation.models import Region, Scheme, Signature
from heed.policies.asker import asker
from heed.procedures import places, posts
from tests.doing import acting
from tests.people import colleague, holds
from tests.web.door import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def empty(db):
    return Region.objects.create(name="An empty region")


def ask(scheme, by, now, **facts):
    with acting(by, now):
        return places.change_scheme(scheme, by=by, at=now, **facts)


def sign(asked, by, now):
    with acting(by, now):
        posts.sign(asked, by=by, at=now)


def test_moving_a_scheme_waits_for_the_lead_and_opens_nothing_until_then(brynfelin, empty, ada, leo, now):
    over = holds(colleague("over"), Role.OPERATIONS, region=empty)
    asked = ask(brynfelin, ada, now, region=empty)
    assert asker(over, now).schemes == frozenset()
    sign(asked, leo, now)
    assert asker(over, now).schemes == {brynfelin.pk} and Scheme.objects.get(pk=brynfelin.pk).region == empty


def test_a_name_waits_too_and_everything_else_is_changed_at_once(brynfelin, seaview, ada, leo, now):
    asked = ask(brynfelin, ada, now, name="Spare empty patch", kind=SchemeKind.PATCH, registered_care=True)
    now_is = Scheme.objects.get(pk=brynfelin.pk)
    assert (now_is.name, now_is.kind, now_is.registered_care) == (brynfelin.name, SchemeKind.PATCH, True)
    assert ask(brynfelin, ada, now, registered_care=False) is None
    with pytest.raises(CannotAdd):
        ask(brynfelin, ada, now, name=seaview.name.upper())
    sign(asked, leo, now)
    assert Scheme.objects.get(pk=brynfelin.pk).name == "Spare empty patch"


def test_what_was_changed_meanwhile_is_asked_for_again(brynfelin, empty, ada, leo, now):
    first, second = ask(brynfelin, ada, now, name="One name"), ask(brynfelin, ada, now, name="Another", region=empty)
    sign(first, leo, now)
    with pytest.raises(CannotSign, match="changed meanwhile"):
        sign(second, leo, now)
    assert Signature.objects.get(pk=second.pk).given_at is None


@pytest.mark.parametrize("change", ["name = 'Other'", "region_id = {empty}", "name = 'Other', kind = 'patch'"])
def test_the_database_too_moves_and_renames_nothing_that_was_not_signed(change, brynfelin, empty, ada, leo, now):
    for who in (ada, leo):
        with pytest.raises(DatabaseError), acting(who, now), connection.cursor() as c:
            c.execute(f"update organisation_scheme set {change} where id = %s".format(empty=empty.pk), [brynfelin.pk])
    with acting(ada, now), connection.cursor() as c:
        c.execute("update organisation_scheme set registered_care = not registered_care where id = %s", [brynfelin.pk])
        assert c.rowcount == 1


def test_on_the_page_and_in_the_words_that_are_signed(brynfelin, empty, ada, leo, now):
    holds(colleague("olga"), Role.OPERATIONS, region=empty)
    admin, lead = signed_in(ada), signed_in(leo)
    path = f"/organisation/schemes/{brynfelin.pk}/"
    given = {**admin.get(path).context["form"].initial, "name": "Spare empty patch"}
    given |= {"region": empty.pk, "local_authority": brynfelin.local_authority_id, "registered_care": ""}
    assert "waits for the Safeguarding Lead" in admin.post(path, given, follow=True).content.decode()
    words = lead.get(f"/organisation/signatures/{Signature.objects.get().pk}/").content.decode()
    for said in (brynfelin.name, "Spare empty patch", "An empty region", brynfelin.region.name, "Olga"):
        assert said in words


def test_who_signs_for_a_post_reads_more_of_somebody_than_a_name(gail, ada, leo, now):
    """An administrator can call an account anything (decision 18)."""
    false = colleague("attacker", display_name=gail.display_name)
    asked = posts.propose(false, Role.GROUP, by=ada, at=now)
    words = signed_in(leo).get(f"/organisation/signatures/{asked.pk}/").content.decode()
    assert "attacker" in words and "no post" in words and "never" in words
    assert f"Their user name: {gail.username}" in words
