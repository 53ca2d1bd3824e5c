"""A case to work on, made through the verbs as its people would."""

from datetime import datetime, timedelta

from heed.cases.choices import Kind
from heed.cases.models import Case
from heed.cases.opening import Opening, open_case
from heed.concerns import feeding
from heed.policies import visible
from tests.doing import acting


def opened(by, scheme, responsible, *, kind=Kind.DOMESTIC_ABUSE, entered_at: datetime | None = None, **facts) -> Case:
    """Opened directly by somebody with the post."""
    with acting(by) as me:
        return open_case(
            Opening(kind, scheme, responsible, entered_at or me.at - timedelta(minutes=1), **facts), by=by, at=me.at
        )


def opened_from(concern, by, scheme, responsible, *, kind=Kind.DOMESTIC_ABUSE) -> Case:
    """Opened by a decision on a concern."""
    with acting(by) as me:
        seen = visible.concerns(me).get(pk=concern.pk)
        return feeding.open_from(seen, Opening(kind, scheme, responsible, seen.sent_at), by=by, at=me.at)


def worked(case: Case, by):
    """The case as this colleague sees it now, behind the wall: `with worked(case, mo) as (seen, me)`."""
    from contextlib import contextmanager

    @contextmanager
    def doing():
        with acting(by) as me:
            yield visible.cases(me).get(pk=case.pk), me

    return doing()
