"""The mail that the demo caught, for the page that shows it."""

import email
import email.policy
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage, MIMEPart
from pathlib import Path


@dataclass(frozen=True)
class Mail:
    """`caught_at` is a UTC instant, `text` the plain part; `key` names the message without saying whom it is for."""

    key: str
    caught_at: datetime
    sender: str
    to: str
    subject: str
    text: str


def messages(folder: Path, *, most: int = 100) -> list[Mail]:
    """The newest `most` messages, newest first; a folder that is not there holds none."""
    newest = sorted(folder.glob("*.eml"), key=lambda path: path.name, reverse=True)[:most]
    return [mail for path in newest if (mail := read(path))]


def read(path: Path) -> Mail | None:
    """One message, or None when it went away meanwhile."""
    try:
        parsed = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    except FileNotFoundError:
        return None
    assert isinstance(parsed, EmailMessage)
    body = parsed.get_body(("plain", "html"))
    return Mail(
        key=path.stem,
        caught_at=datetime.fromtimestamp(int(path.name.split("-")[0]) / 1e9, UTC),
        sender=str(parsed["From"] or ""),
        to=str(parsed["To"] or ""),
        subject=str(parsed["Subject"] or ""),
        text=_text(body) if body else "",
    )


def _text(body: MIMEPart) -> str:
    """A character set that Python does not know is no reason to show nothing."""
    try:
        return str(body.get_content())
    except LookupError:
        content = body.get_payload(decode=True)
        return content.decode("utf-8", "replace") if isinstance(content, bytes) else ""
