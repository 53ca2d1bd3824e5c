"""Run by a site in a process of its own: `people N` makes the tables and everybody, `drafts N …` writes reports that wait to be sent."""

import json
import sys
from datetime import timedelta
from typing import Any

from heed.cli import prepare


def people(reporters: str) -> None:
    """As the owner. Prints each one's session as JSON: how somebody signs in is no question here."""
    prepare.main()
    print(json.dumps({someone.username: _session(someone) for someone in make(int(reporters))}))  # noqa: T201


def make(reporters: int) -> list[Any]:
    """A scheme with a home and its household; the group, the lead, the manager, the administrator; reporters; all trained."""
    from django.utils import timezone

    from heed.organisation.choices import Role
    from heed.organisation.models import Post, Region
    from heed.training.models import Completion, Course
    from tests import factories, people

    court = people.scheme("Brynfelin Court", Region.objects.create(name="Valleys"))
    factories.household(factories.home(court, "14 Heol Ŵyn"), "Siân Rees")
    staff = [people.holds(people.colleague(name), Role.GROUP) for name in ("gail", "gwen", "hassan")]
    staff += [
        people.holds(people.colleague("leo"), Role.LEAD),
        people.holds(people.colleague("mo"), Role.MANAGER, scheme=court),
        people.holds(people.colleague("ada"), Role.ADMIN),
        *(people.colleague(f"rita{number}") for number in range(reporters)),
    ]
    Post.objects.update(
        since=timezone.now() - timedelta(days=7)
    )  # nobody has to be asked yet who can see what: letters are counted
    course = Course.objects.create(code="cfc", name="Cause for Concern", opens_form=True)
    day = people.LONG_AGO
    Completion.objects.bulk_create([Completion(colleague=who, course=course, on=day.date(), recorded_at=day) for who in staff])
    return staff


def _session(someone: Any) -> str:
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(someone)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def drafts(many: str, reporters: str, words: str) -> None:
    """As web, by the verbs of the form; prints their ids, the reporters taking turns."""
    import django
    from django.utils import timezone

    django.setup()
    from heed.concerns import reporting
    from heed.organisation.models import Colleague
    from heed.policies.cluster import WEB
    from heed.policies.inside import inside

    staff = list(Colleague.objects.filter(username__in=[f"rita{number}" for number in range(int(reporters))]).order_by("pk"))
    for number in range(int(many)):
        by, at = staff[number % len(staff)], timezone.now()
        with inside(WEB, colleague=by.pk, at=at):
            draft = reporting.begin(by=by, at=at)
            reporting.keep(draft, {"danger": "not_now", "seen": words}, at=at)
        print(draft.pk)  # noqa: T201


if __name__ == "__main__":
    (people if sys.argv[1] == "people" else drafts)(*sys.argv[2:])
