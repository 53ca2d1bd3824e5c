"""When somebody last looked at a case, so that their desk can say what has changed since."""

from datetime import datetime

from django.db import connection

from heed.cases.models import Case
from heed.organisation.models import Colleague


def seen_by(case: Case, colleague: Colleague, *, at: datetime) -> None:
    """Notes that this colleague has the case before them now (UTC). One row a colleague, no trace: the audit is elsewhere."""
    with connection.cursor() as c:
        c.execute(
            "insert into cases_seeing (id, folder_id, case_id, colleague_id, at) values (gen_random_uuid(), %s, %s, %s, %s)"
            " on conflict (case_id, colleague_id) do update set at = excluded.at",
            [case.folder_id, case.pk, colleague.pk, at],
        )
