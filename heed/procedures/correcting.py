"""Correcting who somebody in a case is. The safe-contact check stands on who is said to harm whom (B24), so not everybody who works on a case
takes that away."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from heed.cases import working
from heed.cases.choices import Part
from heed.cases.models import Someone
from heed.cases.working import CannotWork, Known
from heed.policies.asker import Asker
from heed.policies.may import may
from heed.policies.roles import Do

FEARED = (Part.PERPETRATOR, Part.BOTH)


def correct(someone: Someone, known: Known, why: str, *, me: Asker, at: datetime, known_to_me: set[UUID]) -> Someone:
    """`known_to_me`: whom of the register this colleague could choose. A link to anybody else is not theirs to change, and stays.

    Raises CannotWork also where somebody who may let nothing past the check would take away that somebody is feared."""
    same = known.person is None and someone.person_id is not None and someone.person_id not in known_to_me
    linked = someone.person_id if same else known.person and known.person.pk
    weaker = known.part not in FEARED or (someone.person_id and linked != someone.person_id)
    if someone.part in FEARED and weaker and not may(me, Do.OVERRIDE):
        raise CannotWork(
            _("Only the manager, the operations manager or the Safeguarding Lead corrects this. Tell one of them why.")
        )
    return working.correct(someone, known, why, by=me.colleague, at=at, same_person=same)
