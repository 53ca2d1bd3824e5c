"""`make bench`: p50, p95, SQL count, bytes and the ratio to the floor, at 2,000 and 50,000 tenancies; also to bench/latest.json.

`python -m bench --sizes 2000:20000,50000:1000000 --runs 40`. A size is tenancies:entries."""

import argparse
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

HERE = Path(__file__).parent
Found = TypeVar("Found")


@dataclass(frozen=True)
class Case:
    """A work as Heed does it for an ordinary restricted user, and its floor. `before`: what must be there first, made anew each time and
    neither timed nor counted; the page is given it."""

    name: str
    heed: Callable[..., Any]
    floor: Callable[[], Any]
    before: Callable[[], tuple[Any, ...]] = tuple


BARS = {
    "submit": (6, 25),
    "household, 40 entries": (5, 15),
    "household, 2,000 entries": (5, 15),
    "concern, 40 entries": (5, 15),
    "desk, 50 rows": (4, 10),
    "case, 200 entries": (5, 15),
    "500 cases, 50 rows": (4, 10),
    "search a name": (5, None),
    "search, misspelt": (5, None),
    "search as manager": (5, None),
    "search an address": (5, None),
    "words in a household": (3, None),
    "words in a case": (3, None),
    "import, 2,000 entries": (8, None),
    "import, register": (None, None),
}
GROWS = 1.5  # at most, from the smallest size to the largest


def main() -> None:
    asked = argparse.ArgumentParser(prog="bench")
    asked.add_argument("--sizes", default="2000:20000,50000:1000000")
    asked.add_argument("--runs", type=int, default=40)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="heed-bench-", dir="/var/tmp") as folder:
        os.chmod(folder, 0o755)  # noqa: S103 (the database's own user must get in)
        sizes = [tuple(map(int, size.split(":"))) for size in given.sizes.split(",")]
        found = run(Path(folder), lambda dsn: measure(dsn, sizes, given.runs))
    (HERE / "latest.json").write_text(json.dumps(found, indent=1) + "\n")
    print(table(found))


def run(folder: Path, work: Callable[[dict[str, str]], Found]) -> Found:
    """A database of its own in `folder`, migrated; `work` is given each role's address, and what it answers is answered."""
    from heed.cli.embedded import SUPERUSER, Embedded, forget_libpq_settings
    from heed.cli.place import Place
    from heed.policies.cluster import OWNER, WEB

    place = Place(folder.resolve())
    place.make()
    place.make_keys(database_exists=False)
    forget_libpq_settings()
    server = Embedded(place.var)
    server.start()
    try:
        os.environ.update(
            place.environment(smtp="smtp://127.0.0.1:9"),
            DJANGO_SETTINGS_MODULE="bench.settings",
            BENCH_ADMIN=server.dsn(SUPERUSER),
            DATABASE_URL=server.dsn(OWNER),
        )
        _prepare()
        return work({role: server.dsn(role) for role in (SUPERUSER, OWNER, WEB)})
    finally:
        with suppress(Exception):
            from django.db import connections

            connections.close_all()
        server.destroy()


def _prepare() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def log_in_as(dsn: str) -> None:
    """From here on it runs as in production: pages logged in as heed_web, imports as heed_owner."""
    from django.conf import settings
    from django.db import connection

    from heed.config.settings import _database

    connection.close()
    connection.settings_dict.update(_database(dsn))
    settings.DATABASES["default"].update(_database(dsn))


def measure(dsn: dict[str, str], sizes: list[tuple[int, ...]], runs: int) -> list[dict[str, Any]]:
    from bench import bringing, casework, data
    from heed.cli.embedded import SUPERUSER
    from heed.policies.cluster import OWNER, WEB

    admin = dsn[SUPERUSER]
    data.organisation(admin)
    loader, found = data.Loader(admin), []
    for tenancies, entries in sizes:
        began = time.perf_counter()
        provider = loader.grow(tenancies, entries)
        log_in_as(dsn[WEB])
        provider.case = provider.case or casework.make([one.household for one in provider.tenancies if one.scheme == 1])
        loader.settle()
        scale = f"{tenancies:,} tenancies, {provider.entries:,} entries"
        print(f"{scale}: loaded in {time.perf_counter() - began:.0f} s", flush=True)
        found += [compare(case, scale, runs) for case in cases(provider)]
        log_in_as(dsn[OWNER])
        found += bringing.compare(provider, scale, admin)
        data.close_what_was_sent(admin)
        print(data.weighed(admin), flush=True)
    return found


def cases(provider: Any) -> list[Case]:
    from django.urls import reverse

    adviser, manager, reporter = signed_in(2), signed_in(3), signed_in(4)
    floor = signed_in(2)
    draft = drafts()

    def searched(client: Any, url: str, words: str = "Sian Rees") -> Callable[[], Any]:
        return lambda: client.post(url, {"words": words}, follow=True)

    def words(client: Any, record: str, pk: Any) -> Callable[[], Any]:
        """Looked for as somebody does it: posted, sealed, the record drawn with what was found. Its floor is the record's own page."""
        return lambda: client.post(reverse(f"{record}_words", args=[pk]), {"words": "nobody wrote this"}, follow=True)

    return [
        Case(
            "household, 40 entries",
            lambda: adviser.get(reverse("household", args=[provider.forty])),
            lambda: floor.get(f"/floor/household/{provider.forty}/"),
        ),
        Case(
            "household, 2,000 entries",
            lambda: adviser.get(reverse("household", args=[provider.two_thousand])),
            lambda: floor.get(f"/floor/household/{provider.two_thousand}/"),
        ),
        Case(
            "concern, 40 entries",
            lambda: adviser.get(reverse("concern", args=[provider.concern])),
            lambda: floor.get(f"/floor/concern/{provider.concern}/"),
        ),
        Case(
            "case, 200 entries",
            lambda: manager.get(reverse("case", args=[provider.case])),
            lambda: floor.get(f"/floor/case/{provider.case}/"),
        ),
        Case(
            "words in a household",
            words(adviser, "household", provider.two_thousand),
            lambda: adviser.get(reverse("household", args=[provider.two_thousand])),
        ),
        Case(
            "words in a case",
            words(manager, "case", provider.case),
            lambda: manager.get(reverse("case", args=[provider.case])),
        ),
        Case("500 cases, 50 rows", lambda: manager.get(reverse("cases")), lambda: floor.get("/floor/cases/")),
        Case("desk, 50 rows", lambda: adviser.get(reverse("desk")), lambda: floor.get("/floor/desk/")),
        Case("search a name", searched(adviser, reverse("search")), searched(floor, "/floor/search/")),
        Case("search, misspelt", searched(adviser, reverse("search"), "Shan Reece"), searched(floor, "/floor/search/")),
        Case("search as manager", searched(manager, reverse("search")), searched(floor, "/floor/search/")),
        Case("search an address", searched(adviser, reverse("search"), "14 Heol Win"), searched(floor, "/floor/search/")),
        Case(
            "submit",
            lambda pk: reporter.post(reverse("report_check", args=[pk])),
            lambda: floor.post("/floor/submit/"),
            before=lambda: (next(draft),),
        ),
    ]


def signed_in(colleague: int) -> Any:
    from django.contrib.auth import get_user_model
    from django.test import Client
    from django.utils import timezone

    from heed.policies.cluster import WEB
    from heed.policies.inside import inside

    client = Client(SERVER_NAME="localhost")
    with inside(WEB, colleague=colleague, at=timezone.now()):  # signing in notes when, on one's own account
        client.force_login(get_user_model().objects.get(pk=colleague))
    return client


def drafts() -> Any:
    """Reports written to the end and not yet sent, each about a home of its own, and none about the households that are looked at."""
    from django.contrib.auth import get_user_model
    from django.utils import timezone

    from heed.concerns import reporting
    from heed.households.finding import home_of
    from heed.policies.cluster import WEB
    from heed.policies.inside import inside

    for number in count():
        at = timezone.now()
        reporter = get_user_model().objects.get(pk=4)
        with inside(WEB, colleague=4, at=at):
            draft = reporting.begin(by=reporter, at=at)
            reporting.keep(
                draft,
                {
                    "home": home_of(number % 1900 + 100).pk,
                    "danger": "not_now",
                    "seen": "Kicked-in bedroom door. " * 8,
                    "worry": "Third door since June.",
                    "done": "Made it safe.",
                    "checked": True,
                },
                at=at,
            )
        yield draft.pk


def compare(case: Case, scale: str, runs: int) -> dict[str, Any]:
    """Heed and its floor in turn, so that both meet the same machine."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for _ in range(3):
        case.heed(*case.before()), case.floor()
    given = case.before()
    with CaptureQueriesContext(connection) as queries:
        answer = case.heed(*given)
    asked = [
        query["sql"]
        for query in queries
        if not query["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK"))
    ]
    if answer.status_code not in (200, 302):
        raise SystemExit(f"{case.name}: the page answered {answer.status_code}")
    ours, theirs = [], []
    for _ in range(runs):
        ours.append(timed(case.heed, *case.before()))
        theirs.append(timed(case.floor))
    p50 = statistics.median(ours)
    return {
        "name": case.name,
        "p50_ms": round(p50, 1),
        "p95_ms": round(statistics.quantiles(ours, n=20)[18], 1),
        "sql": len(asked),
        "bytes": len(answer.content),
        "ratio": round(p50 / statistics.median(theirs), 2),
        "floor_ms": round(statistics.median(theirs), 1),
        "scale": scale,
    }


def timed(page: Callable[..., Any], *given: Any) -> float:
    began = time.perf_counter()
    page(*given)
    return (time.perf_counter() - began) * 1000


def table(found: list[dict[str, Any]]) -> str:
    """`growth`: how many times as long as at the smallest size, and beside it the floor's; of an import, for each of its rows."""
    lines = [
        f"{'work':25}{'p50 ms':>10}{'p95 ms':>10}{'SQL':>5}{'kB':>6}{'floor ms':>10}{'ratio':>7}{'bar':>5}{'growth':>9}{'floor':>6}  scale"
    ]
    first: dict[str, dict[str, Any]] = {}
    for row in found:
        bar, most = BARS[row["name"]]
        small = first.setdefault(row["name"], row)
        many = row.get("rows", 1) / small.get("rows", 1)
        growth, floors = (row[each] / small[each] / many for each in ("p50_ms", "floor_ms"))
        kept = (bar is None or row["ratio"] <= bar) and (most is None or row["sql"] <= most)
        lines.append(
            f"{row['name']:25}{row['p50_ms']:>10}{row['p95_ms']:>10}{row['sql']:>5}{row['bytes'] / 1000:>6.1f}{row['floor_ms']:>10}{row['ratio']:>7}"
            f"{bar or '-':>4}{' ' if kept else '!'}{growth:>8.2f}{' ' if growth <= GROWS else '!'}{floors:>6.2f}  {row['scale']}"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
