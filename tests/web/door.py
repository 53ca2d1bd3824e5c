"""Coming in by the door: signed in as somebody, with what the audit wrote meanwhile."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

from heed.audit.models import Look
from heed.organisation.models import Colleague
from tests.conftest import WebClient


def signed_in(colleague: Colleague, *, fresh: bool = True) -> WebClient:
    """A browser of this colleague's; `fresh`: the password was given just now."""
    client, session = WebClient(), SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(colleague.pk), settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = colleague.get_session_auth_hash()
    session["account_authentication_methods_user"] = str(colleague.pk)
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time() if fresh else 0, "reauthenticated": True}
    ]
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client


@contextmanager
def rows() -> Iterator[list[Look]]:
    """The audit's rows that were written within."""
    before = set(Look.objects.values_list("pk", flat=True))
    written: list[Look] = []
    yield written
    written += [look for look in Look.objects.order_by("at") if look.pk not in before]


def deferred(task: str) -> list[dict]:
    """Arguments of the jobs of that name that wait."""
    with connection.cursor() as c:
        c.execute("select args from procrastinate_jobs where task_name = %s order by id", [task])
        return [args if isinstance(args, dict) else __import__("json").loads(args) for (args,) in c.fetchall()]
