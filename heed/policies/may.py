"""The one question: may this colleague do this? Records are another question (visible.py): both must say yes."""

from heed.policies.asker import Asker
from heed.policies.roles import Do


def may(me: Asker, do: Do) -> bool:
    """True when everyone may, or when a post held now brings it."""
    return do in me.may
