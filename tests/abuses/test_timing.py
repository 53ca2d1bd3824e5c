"""Whether something is there and not theirs, or not there at all, cannot be told from how long the answer takes (CFC-6)."""

import random
import time
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from asgiref.sync import async_to_sync
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connections
from django.urls import reverse

from tests.abuses.walking import Walk

pytestmark = pytest.mark.django_db

PAIRS = 200
# A page of each kind of record, and somebody who may ask for such pages, and not for this one.
ASKED = (
    ("household", "household", "the Padraig Daly household", "mo"),
    ("concern", "concern", "the blind concern", "gwen"),
    ("case", "case", "theirs case", "mo"),
    ("my_report", "report", "the open report", "cai"),
    ("file", "file", "the open concern's file", "cai"),
)


@pytest.fixture(autouse=True)
def the_connection_stays():
    """As Django's own test client has it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def asked_of_the_server(walk: Walk, who: str, path: str) -> tuple[list[int], float]:
    """As the server answers: (status, seconds). In a thread of its own, because browser tests leave a loop in ours, with our connection."""
    from heed.config.asgi import application

    said = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        said.append(message.get("status"))

    headers = [(b"host", b"localhost"), (b"cookie", f"heed_session={walk.cookies[who]}".encode())]
    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "http_version": "1.1", "headers": headers}

    began = time.perf_counter()
    async_to_sync(application)(scope, receive, send)
    return said, time.perf_counter() - began


def test_two_hundred_pairs_are_not_told_apart(walk):
    """Whoever guesses from a pair of times which was which is right as often as by tossing a coin (1: always; ½: a coin)."""
    theirs, never = [], []
    ours = connections["default"]
    ours.inc_thread_sharing()
    with ThreadPoolExecutor(1, initializer=connections.__setitem__, initargs=("default", ours)) as apart:
        apart.submit(ask_in_pairs, walk, theirs, never).result()
    ours.dec_thread_sharing()
    right = sum(hidden > none for hidden, none in zip(theirs, never, strict=True)) / PAIRS
    assert 0.36 < right < 0.64  # a coin stays within in all but one of 10,000 tries


def ask_in_pairs(walk: Walk, theirs: list[float], never: list[float]) -> None:
    for number in range(PAIRS):
        page, kind, thing, who = ASKED[number % len(ASKED)]
        both = [(walk.world.thing(thing).ids[kind], theirs), (uuid4(), never)]
        random.shuffle(both)
        for pk, times in both:
            said, seconds = asked_of_the_server(walk, who, reverse(page, args=[pk]))
            assert said[0] == 404, (page, said, number)
            times.append(seconds)
