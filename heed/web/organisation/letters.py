"""What each letter says, as whoever gets it reads it; what became of those that went; and to whom nothing gets through."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import ngettext

from heed.audit.actions import Verb
from heed.notifications.messages import MESSAGES, TOLD, Message
from heed.notifications.outbox import example, send_again
from heed.pictures import letters as pictures
from heed.pictures.kinds import heading_of
from heed.pictures.organisation import colleagues
from heed.policies.roles import Do
from heed.web.door import fetch, page, remember


@page(Do.MESSAGES, methods="GET")
def letters(request: Any) -> HttpResponse:
    """Every message; with figures for whoever may see any, and with whom nothing reaches for whoever can mend that."""
    remember(request, Verb.LISTED)
    counts = Do.MEASURES in request.me.may
    became = pictures.became(request.at - pictures.LATELY) if counts else {}
    return render(
        request,
        "organisation/templates/letters.html",
        {
            "found": [(message, became.get(message.code)) for message in MESSAGES.values()],
            "counts": counts,
            "refused": pictures.refused() if Do.ORGANISE in request.me.may else [],
            "days": pictures.LATELY.days,
        },
    )


@page(Do.MESSAGES, methods="GET")
def letter(request: Any, code: str) -> HttpResponse:
    """One message in each language, who gets it, when, and how often at most."""
    message = MESSAGES.get(code)
    if message is None:
        raise Http404
    remember(request, Verb.LISTED)
    return render(
        request,
        "organisation/templates/letter.html",
        {"message": message, "previews": _previews(message), "when": _when(message)},
    )


def _previews(message: Message) -> list[dict[str, str]]:
    found = []
    for language, name in settings.LANGUAGES:
        with translation.override(language):
            subject, text = example(message)
        found.append({"language": language, "name": str(name), "subject": subject, "text": text})
    return found


def _when(message: Message) -> list[str]:
    """The events that make it necessary, each once; none for a letter that a task of its own writes."""
    kinds = [kind for kind, codes in TOLD.items() if message.code in codes]
    return list(dict.fromkeys(heading for kind in kinds if (heading := heading_of(kind) or heading_of(kind.rsplit(".", 1)[0]))))


@page(Do.ORGANISE, methods="POST")
def again(request: Any, pk: int) -> HttpResponse:
    colleague = fetch(request, colleagues().filter(pk__in=[one.colleague.pk for one in pictures.refused()]), pk)
    number = send_again(colleague)
    said_so = ngettext("%(number)d letter is tried once more.", "%(number)d letters are tried once more.", number)
    messages.success(request, said_so % {"number": number})
    return redirect("letters")
