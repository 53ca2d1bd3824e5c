"""The worker's timetable when the machine's clock was wrong (R18)."""

from collections.abc import Iterable

from procrastinate import periodic


class Timetable(periodic.PeriodicDeferrer):
    """procrastinate goes on from the last minute it knows. After a jump of a day and back it would do nothing for a day, and after one
    forward each minute of that day at once (both seen). The last minute alone is enough: the sweep asks what is due, however late."""

    def get_timestamps(self, periodic_task: periodic.PeriodicTask, since: int | None, until: float) -> Iterable[int]:
        knows = since is not None and 0 <= until - since <= self.max_delay
        return super().get_timestamps(periodic_task, since if knows else None, until)


periodic.PeriodicDeferrer = Timetable  # type: ignore[misc]  # the worker makes its own by this name, and has no setting for another
