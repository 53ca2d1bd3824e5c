"""Files of any record, for whoever may open its folder: a download, or a picture we drew (B4, B15, B16)."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse

from heed.policies import visible
from heed.policies.roles import Do
from heed.web.components.files import answered, downloaded
from heed.web.door import Verb, fetch, page


@page(Do.SEE_RECORDS, methods="GET")
def file(request: Any, pk: UUID) -> HttpResponse:
    """The original, always as a download, under a name that says nothing of anybody (U11)."""
    kept = fetch(request, visible.files_to_take(request.me), pk, Verb.DOWNLOADED)
    content = visible.contents(request.me).filter(file=kept, part="original").first()
    if content is None:
        raise Http404
    return downloaded(kept, content.content.plain)


@page(Do.SEE_RECORDS, methods="GET")
def picture(request: Any, pk: UUID, size: str) -> HttpResponse:
    """A picture that we drew: `view` or `small`. It has nothing in it but what it shows."""
    kept = fetch(request, visible.files_to_take(request.me), pk)
    content = visible.contents(request.me).filter(file=kept, part=size).exclude(part="original").first()
    if content is None:
        raise Http404
    return answered(content.content.plain, "image/jpeg", "inline")
