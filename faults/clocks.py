"""Nobody looks at the clocks: the worker is dead for a day (R6, R20), or the machine's own clock is wrong (R18)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from faults.mail import at_once, nothing_left, nothing_owed
from faults.site import Site
from faults.waiting import until

DEAD = timedelta(hours=25)
LONDON = ZoneInfo("Europe/London")
# The night each clock change and the leap day fall in: the worker starts shortly before (UK time).
NIGHTS = {
    "summer time ends": datetime(2027, 10, 31, 1, 58, 30, tzinfo=LONDON),
    "summer time starts": datetime(2027, 3, 28, 0, 58, 30, tzinfo=LONDON),
    "the leap day begins": datetime(2028, 2, 28, 23, 58, 30, tzinfo=LONDON),
    "the leap day ends": datetime(2028, 2, 29, 23, 58, 30, tzinfo=LONDON),
}
TOLD = """select c.due_at, t.stage, l.made_at from deadlines_told t join deadlines_clock c on c.id = t.clock_id
    join notifications_letter l on l.key like t.event_id || ':%%' where c.due_at < %s order by l.made_at, c.due_at"""


class Watch:
    """The clock of the processes that are started with `settings`: right, until it is set."""

    def __init__(self, site: Site) -> None:
        self.file = site.place.var / "clock"
        self.settings = {"DJANGO_SETTINGS_MODULE": "faults.late", "FAULTS_CLOCK": str(self.file)}
        self.set(timedelta())

    def set(self, off: timedelta) -> None:
        """`off`: how far ahead of the true time it goes from now on."""
        half = self.file.with_suffix(".new")
        half.write_text(str(off.total_seconds()))
        half.rename(self.file)
        self.off = off

    def now(self) -> datetime:
        return datetime.now(UTC) + self.off


def swept(site: Site) -> datetime:
    """When the worker last looked at the clocks, by its own clock; long ago when it never did."""
    ((last,),) = site.ask("select max(at) from notifications_heartbeat where job = 'sweep'")
    return last or datetime(2000, 1, 1, tzinfo=UTC)


# Dead for a day (R6, R20) -----------------------------------------------------------------------------------------------------
def dead_for_a_day(site: Site) -> str:
    """Somebody in danger is reported, nobody is told, and the deadlines pass. Then the worker comes back. Worker and mail must not run."""
    nothing_owed(site)
    watch, since = Watch(site), len(site.letters())
    with site.running("web", **watch.settings):
        site.phone("rita0").report("He said he would come back tonight.", danger="now")
        due = [at for (at,) in site.ask("select due_at from deadlines_clock where met_at is null order by due_at")]
        watch.set(DEAD)
        _everybody_sees_it(site)
        with site.running("mail"), site.running("worker", **watch.settings):
            until(lambda: watch.now() - swept(site) < timedelta(minutes=5) and nothing_left(site))
            once = _told(site, watch.now())
            until(lambda: site.phone("gail").get("/healthz").status_code == 200)
            last = swept(site)
            at_once(site, "sweep")
            until(lambda: swept(site) > last and nothing_left(site))
            assert _told(site, watch.now()) == once, "a second look told it again"
        assert "Nobody is told or reminded" not in site.phone("gail").get("/desk/").text
    assert [at for at, _, _ in once] == due, "not each overdue clock was told of once, in the order in which they were due"
    assert all(stage >= 2 for _, stage, _ in once)
    of_clocks = ("Danger:", "Overdue:")  # the quarter's question to the lead is of no clock
    came = [mail["Subject"] for mail in site.letters()[since:] if mail["Subject"].startswith(of_clocks)]
    assert came.index("Overdue: something needs you") == sum("Danger:" in subject for subject in came), "out of order"
    return f"dead for {DEAD / timedelta(hours=1):.0f} h: page and monitor say so; {len(due)} overdue clocks, each told once, in order"


def _everybody_sees_it(site: Site) -> None:
    """The monitor, and the group, who look at the desk whatever mail does."""
    health = site.phone("ada").get("/healthz")
    assert health.status_code == 503 and health.json()["signs"]["sweep"] != "well"
    desk = site.phone("gail").get("/desk/").text
    assert "Nobody is told or reminded just now." in desk and "late" in desk


def _told(site: Site, at: datetime) -> list[tuple[datetime, int, datetime]]:
    """(when it was due, how far up it was told, when the letter was written) of each clock that is overdue at `at`."""
    return site.ask(TOLD, at)  # type: ignore[return-value]


# The machine's clock (R18) ----------------------------------------------------------------------------------------------------
def nights(site: Site, minutes: int) -> str:
    """Through both clock changes and the leap day: one sweep a minute, none twice, none left out."""
    return "one sweep a minute, none twice: " + ", ".join(
        f"{words} {_through(site, night, minutes)}" for words, night in NIGHTS.items()
    )


def _through(site: Site, night: datetime, minutes: int) -> int:
    nothing_owed(site)
    watch = Watch(site)
    watch.set(night.astimezone(UTC) - datetime.now(UTC))
    with site.running("worker", **watch.settings):
        until(lambda: swept(site) >= night.astimezone(UTC) + timedelta(minutes=minutes), 60 * minutes + 90)
    ran = [
        at for (at,) in site.ask("select args ->> 'timestamp' from procrastinate_jobs where task_name = 'sweep' order by id")
    ]
    seconds = [int(one) for one in ran]
    assert all(later - earlier == 60 for earlier, later in zip(seconds, seconds[1:], strict=False)), seconds
    return len(ran)


def jumps(site: Site) -> str:
    """A day ahead and back while the worker runs: it looks again within two minutes each time, and never in a burst."""
    nothing_owed(site)
    watch, took = Watch(site), []
    with site.running("worker", **watch.settings):
        until(lambda: abs(watch.now() - swept(site)) < timedelta(minutes=2))
        for off in (timedelta(days=1), timedelta()):
            watch.set(off)
            began = datetime.now(UTC)
            until(lambda: abs(watch.now() - swept(site)) < timedelta(minutes=2), 150, "the sweep stopped")  # noqa: B023
            took.append((datetime.now(UTC) - began).total_seconds())
    runs = site.ask("select count(*) from procrastinate_jobs where task_name = 'sweep'")[0][0]
    assert runs <= 6, f"{runs} sweeps in a burst"
    return f"a day ahead and back: looks again after {took[0]:.0f} and {took[1]:.0f} s, {runs} sweeps in all"
