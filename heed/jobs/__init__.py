"""Jobs: the door of machines. Whatever runs one keeps our timetable, not procrastinate's own."""

from heed.jobs import timetable  # noqa: F401
