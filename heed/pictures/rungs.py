"""Who is told of a clock, in words: the rungs of deadlines/rules.py as the pages name them."""

from django.utils.translation import gettext_lazy

RUNGS = {
    "group": gettext_lazy("the group"),
    "duty": gettext_lazy("whoever is on duty"),
    "lead": gettext_lazy("the Safeguarding Lead"),
    "owner": gettext_lazy("whoever owes it"),
    "manager": gettext_lazy("the manager"),
    "line_manager": gettext_lazy("their line manager"),
    "operations": gettext_lazy("operations"),
    "head_of_service": gettext_lazy("the Head of Service"),
    "reporter": gettext_lazy("the reporter"),
    "trainer": gettext_lazy("the trainer"),
    "dpo": gettext_lazy("the data protection officer"),
}
