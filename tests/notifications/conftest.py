"""A mail server that behaves badly when told to, and the worker's part in telling."""

import socket
from datetime import datetime

import pytest
from aiosmtpd.controller import Controller

from heed.notifications import telling
from heed.timeline.models import Event
from tests.doing import working


class PostOffice:
    """A mail server of our own, on a free port, that can be told to misbehave. Keeps what it took."""

    def __init__(self) -> None:
        self.taken: list = []
        self.refuse: dict[str, str] = {}
        self.hang_up_after_data = 0
        self.refuse_sender = ""

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
        if self.refuse_sender:
            return self.refuse_sender
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.taken.append((envelope.rcpt_tos, envelope.content.decode()))
        if self.hang_up_after_data:
            self.hang_up_after_data -= 1
            server.transport.abort()
        return "250 OK"


@pytest.fixture
def post_office(settings):
    office = PostOffice()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(office, hostname="127.0.0.1", port=port, enable_SMTPUTF8=False)
    controller.start()
    settings.SMTP_URL = f"smtp://127.0.0.1:{port}"
    yield office
    controller.stop()


def tell_all() -> datetime:
    """As the worker would, a moment later; answers that moment."""
    with working() as at:
        for pk in list(Event.objects.values_list("pk", flat=True)):
            telling.tell(str(pk), at)
    return at
