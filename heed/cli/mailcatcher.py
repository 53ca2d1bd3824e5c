"""The demo's mail server: takes every message, sends none on, and keeps each as a file that the page /demo/mail/ shows."""

import asyncio
import os
import signal
import time
from pathlib import Path
from uuid import uuid4

import click
from aiosmtpd.smtp import SMTP, Envelope, Session

IDENT = "Heed demo mail catcher"  # `heed doctor` knows by it that a production site hands its mail to nobody


class Keeper:
    """aiosmtpd's handler: one .eml file a message, named by time and chance, never by a person."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's name)
        content = envelope.content or b""
        path = self.folder / f"{time.time_ns():020d}-{uuid4().hex[:8]}.eml"
        half = path.with_suffix(".new")
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as handle:
            handle.write(content if isinstance(content, bytes) else content.encode())
        half.rename(path)
        return "250 Message kept"


async def serve(port: int, folder: Path) -> None:
    """Listens on 127.0.0.1 until SIGTERM or SIGINT."""
    loop, done = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, done.set)
    server = await loop.create_server(
        lambda: SMTP(Keeper(folder), hostname="localhost", ident=IDENT, loop=loop), "127.0.0.1", port
    )
    async with server:
        await done.wait()


@click.command()
@click.option("--port", type=int, required=True)
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False, exists=True), required=True)
def main(port: int, folder: Path) -> None:
    asyncio.run(serve(port, folder))


if __name__ == "__main__":
    main()
