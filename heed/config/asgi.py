"""The web application as the server runs it: a request is read whole before a thread is given to it.

Under plain WSGI the thread reads the body, so two phones on a bad line, each half-way through sending a photo, would hold
both workers and shut everybody else out (tried: the site hung). Here a thousand cost a little memory and nobody's time."""

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable, Iterable, Iterator, MutableMapping
from contextlib import suppress
from typing import Any

from asgiref.sync import AsyncToSync
from asgiref.wsgi import WsgiToAsgiInstance
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.shortcuts import render

Message = MutableMapping[str, Any]
log = logging.getLogger("heed.uploads")
STEP = (
    0.025  # seconds: "there is no such page" is said on the stroke, so that how long it took to look tells nobody what is there
)
PATIENCE = 600  # seconds for a request to arrive: 20 MB on a slow telephone line take five minutes

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heed.config.settings")
django = get_wsgi_application()

from heed.web.uploads import SealedFile  # noqa: E402  (Django first)


class Refused(Exception):
    """The sender went away, was too slow, or sends too much: there is nobody to run a page for."""


class NoRoom(Exception):
    """There is no room on the disk for what is being sent."""


def closing(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterator[bytes]:
    """asgiref never closes the answer, and Django lets go of connections and uploaded files when it is closed."""
    answer: Iterable[bytes] = django(environ, start_response)
    try:
        yield from answer
    finally:
        getattr(answer, "close", lambda: None)()


class Bridge(WsgiToAsgiInstance):
    """asgiref's, but what is being sent lies on the disk sealed: it would keep a body over 64 kB, a photograph, in a plain temporary file."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.scope = scope
        with SealedFile() as body:
            more = True
            while more:
                message = await receive()
                try:
                    body.write(message.get("body", b""))
                except OSError as full:
                    raise NoRoom from full
                more = message.get("more_body", False)
            body.seek(0)
            self.sync_send = AsyncToSync(send)
            await self.run_wsgi_app(body)


def most(scope: Message) -> int:
    """Bytes a request may bring: whole registers only where they are taken in, otherwise a report with its photographs."""
    return settings.LARGEST_IMPORT if scope.get("path", "").startswith("/register/") else settings.LARGEST_REPORT


async def application(
    scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
) -> None:
    """ASGI without lifespan. One thread a process runs the pages, so one database connection a process is enough."""
    now = asyncio.get_running_loop().time
    began, room, held = now(), most(scope), list[Message]()

    async def whole() -> Message:
        nonlocal room
        with suppress(TimeoutError):
            async with asyncio.timeout_at(began + PATIENCE):
                message = await receive()
                room -= len(message.get("body", b""))
                if message["type"] == "http.request" and room >= 0:
                    return message
        if room < 0:
            await too_much(send)
        raise Refused

    async def deliver(message: Message) -> None:
        if held or message.get("status") == 404:
            held.append(message)
        else:
            await send(message)

    with suppress(Refused):
        try:
            await Bridge(closing)(scope, whole, deliver)
            if held:  # the thread that ran the page is somebody else's by now
                await asyncio.sleep((began - now()) % STEP)
            for message in held:
                await send(message)
        except NoRoom:
            log.error("no room on the disk for what is being sent")
            await too_much(send)


async def too_much(send: Callable[[Message], Awaitable[None]]) -> None:
    """Says so before all of it has arrived."""
    headers = [(b"content-type", b"text/html; charset=utf-8"), (b"connection", b"close"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": render(None, "413.html").content})  # type: ignore[arg-type]
