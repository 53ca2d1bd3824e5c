"""What leaves from a case beside referrals: the safe-contact check first, and what it found shown where it stopped (B24)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, gettext_lazy

from heed.agencies.actions import CannotShare, Sharing
from heed.agencies.choices import Basis, Consent, Way
from heed.cases.referring import CannotRefer
from heed.domestic_abuse import marac
from heed.domestic_abuse.planning import CannotPlan
from heed.domestic_abuse.telling import CannotTell
from heed.policies import leaving
from heed.policies.roles import Do

STOPPED = gettext_lazy("This must not leave like this. Whoever answers for the case sees why.")


@dataclass(frozen=True)
class Tried:
    """Whether it went; if not, what could put somebody in danger, person by person."""

    went: bool
    stops: tuple[dict[str, Any], ...] = ()


def attempt(
    request: Any, form: Any, people: Iterable[Any], do: Callable[[Sharing], object], *, leaves: bool = True, **facts: Any
) -> Tried:
    """Sends what the form (a SharingForm) says, or puts why not above it. `people`: those in the case; `leaves`: it goes out (what came in, or
    stays, is not checked); `facts`: the rest of the Sharing."""
    tried = _tried(request, form, people, do, leaves, facts)
    if not tried.stops and not request.POST.get("override"):  # nothing has stopped it: nothing to override
        form.fields.pop("override", None)
    return tried


def _tried(request: Any, form: Any, people: Iterable[Any], do: Callable[[Sharing], object], leaves: bool, facts: Any) -> Tried:
    if request.method != "POST" or not form.is_valid():
        return Tried(False)
    return guarded(request, form, people, lambda: do(_sharing(request, form.cleaned_data, people if leaves else None, facts)))


def guarded(request: Any, form: Any, people: Iterable[Any], do: Callable[[], object]) -> Tried:
    """Does what makes something leave, or puts why not above the form."""
    try:
        do()
    except leaving.Stopped as stopped:
        form.add_error(None, str(stopped))
        return Tried(False, named(request, stopped.found, people))
    except (CannotShare, CannotPlan, CannotTell, marac.CannotRefer, CannotRefer, leaving.CannotOverride) as refusal:
        form.add_error(None, str(refusal))
        return Tried(False)
    return Tried(True)


def _sharing(request: Any, said: dict[str, Any], people: Iterable[Any] | None, facts: dict[str, Any]) -> Sharing:
    """Everybody in the case is looked at, whoever was ticked: what is sent about one of them touches the others."""
    cleared = None
    if people is not None:
        about, everybody = ([one.person_id for one in some if one.person_id] for some in (said.get("people", []), people))
        cleared = leaving.clear(about, me=request.me, at=request.at, override=said["override"], beside=everybody)
    whom = {"to": said.get("to", ""), "agency": said.get("agency")} | facts
    return Sharing(
        **whom,
        what=said["what"],
        purpose=said["purpose"],
        basis=Basis(said["basis"]),
        consent=Consent(said["consent"]),
        way=Way(said["way"]),
        told=said["told"],
        why_not_told=said["why_not_told"],
        cleared=cleared,
    )


def named(request: Any, found: Iterable[leaving.Found], people: Iterable[Any]) -> tuple[dict[str, Any], ...]:
    """What was found, each with the name by which the case knows them. Why it stops may stand in a record of which this reader is not to know:
    it is said to those who may let it go; to others only that it stops."""
    names = {one.person_id: one.name for one in people if one.person_id}
    told = overrides(request)
    rows = [
        (names.get(one.person, gettext("Somebody")), one.says if told or not one.stops else STOPPED, one.stops) for one in found
    ]
    return tuple({"who": who, "says": str(says), "stops": stops} for who, says, stops in dict.fromkeys(rows))


def overrides(request: Any) -> bool:
    return Do.OVERRIDE in request.me.may
