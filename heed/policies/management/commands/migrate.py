"""`migrate`, and then the second wall: a new table is never without its policy, not even for a minute."""

from typing import Any

from django.core.management.commands.migrate import Command as Migrate

from heed.policies import walls


class Command(Migrate):
    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        if not options["app_label"]:
            walls.build()
