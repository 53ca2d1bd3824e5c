"""The shared cache keeps JSON and nothing that runs when it is read; throttling and spent codes stand on it."""

import base64
import pickle
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection

from heed.policies.cluster import WEB
from tests.conftest import under

pytestmark = pytest.mark.django_db
RAN: list[str] = []


def run(words: str) -> None:
    RAN.append(words)


class Trap:
    def __reduce__(self):
        return run, ("code of the attacker's",)


def lay(key: str, words: str) -> None:
    """As somebody who can write the table does."""
    with under(WEB), connection.cursor() as c:
        c.execute(
            "insert into organisation_cache values (%s, %s, %s)",
            [cache.make_key(key), words, datetime.now(UTC) + timedelta(days=1)],
        )


def test_what_somebody_else_laid_there_never_runs(db):
    lay("trap", base64.b64encode(pickle.dumps(Trap())).decode())
    lay("other", pickle.dumps(Trap(), 0).decode("latin1"))
    assert cache.get("trap") is None and cache.get_many(["trap", "other"]) == {} and RAN == []
    assert pickle.loads(pickle.dumps(Trap())) is None and len(RAN) == 1, "the trap is a real one"
    RAN.clear()


@pytest.mark.parametrize("value", [1, "words", None, [1.5, 2], {"a": [True]}, "Siân\u2028"])
def test_json_comes_back_as_it_was(value):
    with under(WEB):
        cache.set("key", value)
        assert cache.get("key", "missing") == value and "key" in cache


@pytest.mark.parametrize("value", [object(), {1, 2}, b"bytes", datetime.now(UTC), Trap()])
def test_what_is_no_json_is_refused(value):
    with pytest.raises(TypeError):
        cache.set("key", value)
    with pytest.raises(TypeError):
        cache.add("key", value)
    assert cache.get("key") is None


def test_it_ends_and_only_what_has_ended_is_cleared_or_added_again():
    with under(WEB):
        assert cache.add("code", "y", 60) and not cache.add("code", "z", 60) and cache.get("code") == "y"
        cache.set("over", 1, -1)
        assert cache.get("over") is None and not cache.touch("over") and cache.add("over", 2, 60) and cache.get("over") == 2
        assert cache.touch("code", 120) and cache.incr("over") == 3
        for number in range(400):
            cache.set(f"flood{number}", [number], 60)
        assert cache.get("code") == "y", "a flood drives out nobody's throttle"
        assert cache.get_many(["code", "flood7", "none"]) == {"code": "y", "flood7": [7]}
        assert cache.delete("code") and not cache.delete("code") and cache.get("code") is None
