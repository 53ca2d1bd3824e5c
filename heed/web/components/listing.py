"""A list that is narrowed by words, by one of some kinds, and by whether those that are over are shown. What it is narrowed to stands in the
address, so that Back and a list opened twice work (U29); words go sealed, because they may be somebody's name."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import TextChoices
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise

from heed.web.asked import opened, same_list, sealed
from heed.web.components.narrowing import Chip

WORDS = "named"


@dataclass(frozen=True)
class NarrowedList:
    """`page`: its name; `kind`: the field with one of `kinds`; `over`: the field that shows those that are over, `over_says` its chip; `also`:
    what else of the address stays, such as an order."""

    page: str
    kind: str
    kinds: type[TextChoices]
    over: str
    over_says: Promise
    also: tuple[str, ...] = field(default=())

    def narrowed(self, request: Any) -> dict[str, Any]:
        """What is asked for (`words`, the kind, whether over); whatever is odd in the address is left out."""
        ask = request.GET
        return {
            "words": opened(ask.get(WORDS, ""), request),
            self.kind: ask[self.kind] if ask.get(self.kind) in self.kinds.values else "",
            self.over: ask.get(self.over) == "yes",
        }

    def chosen(self, request: Any, narrowed: dict[str, Any]) -> list[Chip]:
        """What it is narrowed to, each to be taken off."""
        kind = narrowed[self.kind]
        said = (
            (WORDS, f"“{narrowed['words']}”" if narrowed["words"] else ""),
            (self.kind, str(self.kinds(kind).label) if kind else ""),
            (self.over, str(self.over_says) if narrowed[self.over] else ""),
        )
        return [Chip(words, self._address(request, **{name: ""}), chosen=True) for name, words in said if words]

    def lead_to(self, request: Any, form: Any) -> HttpResponse:
        """From the form, which was posted so that no name stands in an address, to the list."""
        given = form.cleaned_data if form.is_valid() else {}
        words = sealed(given["words"], request) if given.get("words") else ""
        over = "yes" if given.get(self.over) else ""
        return redirect(self._address(request, **{WORDS: words, self.kind: given.get(self.kind, ""), self.over: over}))

    def _address(self, request: Any, **other: str) -> str:
        return same_list(request, self.page, (WORDS, self.kind, self.over, *self.also), **other)
