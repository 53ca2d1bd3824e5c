"""Waiting for what must come, on conditions and never for a while; and kill -9."""

import signal
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import psutil

PATIENCE = 90.0  # seconds until something that must come is given up


def slay(number: int) -> None:
    """kill -9 of a process and of all below it, the first one first so that it starts nobody again."""
    with suppress(psutil.NoSuchProcess):
        first = psutil.Process(number)
        family = [first, *first.children(recursive=True)]
        for process in family:
            with suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGKILL)
        psutil.wait_procs(family, timeout=10)


def listens(address: str) -> bool:
    """Whether somebody takes connections at scheme://host:port."""
    host, port = address.split("//")[1].split(":")
    try:
        socket.create_connection((host, int(port)), 1).close()
    except OSError:
        return False
    return True


def until(question: Callable[[], Any], seconds: float = PATIENCE, words: str = "it did not happen in time") -> Any:
    """Waits for something true, and gives it back."""
    end = time.monotonic() + seconds
    while not (answer := question()):
        assert time.monotonic() < end, words
        time.sleep(0.03)
    return answer
