"""What somebody looked for, on its way through an address without standing in it.

Sealed for one colleague: Back, reload and a list opened twice work; a history, log or referrer shows nothing; nobody else can open it."""

import base64
import binascii
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from heed.folders.keys import CannotOpen, derived, seal, unseal

A_QUESTION = 200  # letters of a search that are looked at


def sealed(words: str, request: Any) -> str:
    """Words as they may stand in an address."""
    return (
        base64.urlsafe_b64encode(
            seal(derived("what somebody looked for"), words.strip()[:A_QUESTION].encode(), _whose(request))
        )
        .decode()
        .rstrip("=")
    )


def opened(token: str, request: Any) -> str:
    """The words again; nothing for a token that is another's, old or made up."""
    try:
        return unseal(
            derived("what somebody looked for"), base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)), _whose(request)
        ).decode()
    except (CannotOpen, binascii.Error, ValueError):
        return ""


def same_list(request: Any, page: str, kept: Iterable[str], **other: str) -> str:
    """This list with something else in its address ("" takes it out). `kept`: what else of the address stays."""
    ask = {name: request.GET[name] for name in kept if request.GET.get(name)} | other
    query = urlencode({name: value for name, value in ask.items() if value})
    return f"{reverse(page)}?{query}" if query else reverse(page)


def _whose(request: Any) -> str:
    return f"search|{request.user.pk}"
