"""Sending what is owed. Sent before marked: told twice is a nuisance, never told is a harm.

A re-run sends the same Message-ID, so a mail program folds the second copy (R1 to R5)."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import F, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heed.notifications.folding import HUNG_UP, SEVERAL, fold
from heed.notifications.messages import MESSAGES, Message
from heed.notifications.models import Letter
from heed.notifications.telling import beat
from heed.organisation.models import Colleague
from heed.policies.cluster import WORKER
from heed.policies.inside import inside

WAITS = (1, 2, 5, 10)  # minutes before each next try; then every ten, for three days (GIVES_UP)
GIVES_UP = timedelta(days=3)
POISON_TRIES = 3


def deliver(at: datetime, job: int, most: int = 500) -> int:
    """Sends what is due, each letter in a transaction of its own, so that two workers never send one twice. Answers how many went.

    When the mail server itself is away nothing is marked: the rest waits for the next run, and the health page says so."""
    with inside(WORKER, job=job, at=at):
        fold(at)
    with inside(WORKER, job=job, at=at):
        due = list(
            Letter.objects.filter(sent_at=None, dead_at=None, folded_into=None, next_try_at__lte=at)
            .order_by("made_at", "pk")
            .values_list("pk", flat=True)[:most]
        )
    sent, note = 0, ""
    while due and not note:
        try:
            with post_office() as server:
                while due:
                    sent += _send(server, due.pop(0), at, job)
        except smtplib.SMTPServerDisconnected:
            note = "" if sent else "mail server hangs up"
        except (OSError, smtplib.SMTPException) as trouble:
            note = type(trouble).__name__
    with inside(WORKER, job=job, at=at):
        beat("post", at, note)
    return sent


def send_again(colleague: Colleague) -> int:
    """What was given up for a colleague is tried once more by the worker. Answers how many letters; none for whoever keeps no accounts."""
    with connection.cursor() as c:
        c.execute("select heed_mail_again(%s)", [colleague.pk])
        return c.fetchone()[0]


@contextmanager
def post_office() -> Iterator[smtplib.SMTP]:
    """The mail server of settings.SMTP_URL: smtp://[user:password@]host:port, smtps://, or smtp+starttls://."""
    url = urlsplit(settings.SMTP_URL)
    trusted = ssl.create_default_context()  # without one, smtplib takes any certificate
    host, how = url.hostname or "127.0.0.1", dict[str, Any](timeout=settings.EMAIL_TIMEOUT, local_hostname="heed")
    at_once = url.scheme == "smtps"
    connected = (
        smtplib.SMTP_SSL(host, url.port or 465, context=trusted, **how)
        if at_once
        else smtplib.SMTP(host, url.port or 25, **how)
    )
    with connected as server:
        if url.scheme == "smtp+starttls":
            server.starttls(context=trusted)
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        yield server


def _send(server: smtplib.SMTP, pk: UUID, at: datetime, job: int) -> int:
    """One letter, locked while it goes: 1 when it went, 0 when it waits, is dead, or another worker has it."""
    with inside(WORKER, job=job, at=at):
        letter = (
            Letter.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("to")
            .filter(pk=pk, sent_at=None, dead_at=None, folded_into=None)
            .first()
        )
        if letter is None:
            return 0
        try:
            server.send_message(compose(letter))
        except smtplib.SMTPServerDisconnected:
            _later(letter, at, HUNG_UP, dead=False)
            lost = True
        except (smtplib.SMTPSenderRefused, smtplib.SMTPHeloError):
            raise  # it is us whom the server does not take: no letter is at fault, and all of them wait
        except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as refusal:
            code = _code(refusal)
            _later(letter, at, str(code), dead=500 <= code < 600)
            lost = code == 421
        except (ValueError, UnicodeError, smtplib.SMTPNotSupportedError) as poison:
            _later(letter, at, type(poison).__name__, dead=letter.tries + 1 >= POISON_TRIES)
            lost = False
        else:
            _and_folded(letter).update(sent_at=at, tries=F("tries") + 1, trouble="")
            return 1
    if lost:
        raise smtplib.SMTPServerDisconnected
    return 0


def _code(refusal: smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused) -> int:
    if isinstance(refusal, smtplib.SMTPResponseException):
        return refusal.smtp_code
    return next(iter(refusal.recipients.values()))[0]


def _later(letter: Letter, at: datetime, trouble: str, *, dead: bool) -> None:
    """Tried again later, or marked dead and shown to a person; the rest of the queue goes on."""
    wait = timedelta(minutes=WAITS[min(letter.tries, len(WAITS) - 1)])
    given_up = dead or at - letter.made_at > GIVES_UP
    Letter.objects.filter(pk=letter.pk).update(tries=letter.tries + 1, next_try_at=at + wait, trouble=trouble[:80])
    if given_up:
        _and_folded(letter).update(dead_at=at, trouble=trouble[:80])


def _and_folded(letter: Letter) -> QuerySet[Letter]:
    """With those it stands for: they go, or are given up, together."""
    return Letter.objects.filter(Q(pk=letter.pk) | Q(folded_into=letter.pk))


def _how_many(letter: Letter) -> list[str]:
    if letter.message != SEVERAL:
        return []
    return [
        ngettext("%(number)d thing is waiting for you.", "%(number)d things are waiting for you.", letter.count)
        % {"number": letter.count}
    ]


def compose(letter: Letter) -> EmailMessage:
    """The e-mail in the colleague's language: a sentence, a reference, a link; one recipient."""
    with translation.override(letter.to.language):
        subject, text = said(letter)
        mail = EmailMessage()
        mail["Subject"] = subject
        mail["From"], mail["To"] = settings.DEFAULT_FROM_EMAIL, letter.to.email
        mail["Message-ID"] = f"<{letter.pk}@{urlsplit(settings.SITE_URL).hostname or 'heed'}>"
        mail["Date"] = format_datetime(letter.made_at)
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(text)
    return mail


ANY_PAGE, ANY_RECORD = "/…", "XXXX-XXXX"  # the link and reference of an example, which stands for every letter of its kind


def example(message: Message) -> tuple[str, str]:
    """Subject and text of a letter of this kind, in the language that is set."""
    return said(Letter(message=message.code, path=ANY_PAGE, reference=ANY_RECORD if message.reference else "", count=3))


def said(letter: Letter) -> tuple[str, str]:
    """Subject and text of a letter, in the language that is set: all that it says."""
    message = MESSAGES[letter.message]
    path = message.link(letter) if message.link and letter.path != ANY_PAGE else letter.path
    lines = [*_how_many(letter), str(message.sentence), "", f"{settings.SITE_URL}{path}"]
    if letter.reference:
        lines += ["", _("Reference: %(reference)s") % {"reference": letter.reference}]
    return str(message.subject), "\n".join(
        [*lines, "", _("This letter names nobody, on purpose. In danger right now? Ring 999.")]
    )
