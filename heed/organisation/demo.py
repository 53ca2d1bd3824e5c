"""The demo's sign-ins: one password for all, shown to everybody on purpose, because the demo holds invented people only."""

from dataclasses import dataclass

PASSWORD = "heed-demo-only-2026"  # noqa: S105


def _(words: str) -> str:
    """Marks a sentence for translation by the page that shows it; the terminal shows it as it stands, before Django is there."""
    return words


@dataclass(frozen=True)
class Part:
    username: str
    words: str


PARTS = (
    Part("reporter", _("repairs operative: reports")),
    Part("adviser", _("member of the Cause for Concern group")),
    Part("adviser2", _("another member of the group")),
    Part("adviser3", _("a third member of the group")),
    Part("manager", _("manager of a scheme")),
    Part("othermanager", _("manager of another scheme, with a caseload of her own")),
    Part("lead", _("Safeguarding Lead")),
    Part("trainer", _("training officer: records training")),
    Part("admin", _("administrator: sees no case")),
)
