"""The floor: the same rows by raw SQL in a flat template, behind the same sessions, sign-in and CSRF; no walls, no audit, nothing sealed.

Nobody could run a safeguarding system on it. It is what the machine can do today, so that a ratio means something on any machine."""

import os
import uuid
from datetime import UTC, datetime
from typing import Any

import psycopg
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

_db: psycopg.Connection | None = None


def rows(sql: str, given: list[Any]) -> list[tuple]:
    global _db
    if _db is None:
        _db = psycopg.connect(os.environ["BENCH_ADMIN"], autocommit=True)
    return _db.execute(sql, given).fetchall()


def household(request: Any, pk: uuid.UUID) -> HttpResponse:
    assert request.user.is_authenticated
    head = rows(
        "select h.reference, m.address, m.postcode, h.folder_id from households_household h join households_home m on m.id = h.home_id where h.id = %s",
        [pk],
    )[0]
    people = rows(
        "select p.name, p.born_on, m.role from households_membership m join households_person p on p.id = m.person_id where m.household_id = %s",
        [pk],
    )
    folders = [
        head[3],
        *(folder for (folder,) in rows("select folder_id from concerns_placement where household_id = %s", [pk])),
    ]
    clocks = rows(
        "select rule, due_at, started_at from deadlines_clock where folder_id = any(%s) and met_at is null", [folders]
    )
    events = rows(
        """select e.occurred_at, e.kind, e.department, e.known_at, w.words from timeline_event e left join timeline_words w on w.id = e.id
                     where e.folder_id = any(%s) order by e.occurred_at desc limit 40""",
        [folders],
    )
    return render(request, "floor_household.html", {"head": head, "people": people, "clocks": clocks, "events": events})


def concern(request: Any, pk: uuid.UUID) -> HttpResponse:
    assert request.user.is_authenticated
    head = rows(
        "select c.reference, m.address, m.postcode, c.folder_id from concerns_concern c left join households_home m on m.id = c.home_id where c.id = %s",
        [pk],
    )[0]
    accounts = rows("select kind, at, words from concerns_account where concern_id = %s", [pk])
    homes = [
        home
        for (home,) in rows("select household_id from concerns_placement where concern_id = %s and undone_at is null", [pk])
    ]
    accounts += rows(
        """select p.name, p.born_on, s.words from households_membership m join households_person p on p.id = m.person_id
             left join households_safecontact s on s.person_id = p.id and s.superseded_at is null where m.household_id = any(%s)""",
        [homes],
    )
    accounts += rows("select code, review_on, words from households_flag where household_id = any(%s)", [homes])
    clocks = rows("select rule, due_at, started_at from deadlines_clock where folder_id = %s and met_at is null", [head[3]])
    events = rows(
        """select e.occurred_at, e.kind, e.department, e.known_at, w.words from timeline_event e left join timeline_words w on w.id = e.id
                     where e.folder_id = %s order by e.occurred_at desc limit 40""",
        [head[3]],
    )
    return render(request, "floor_household.html", {"head": head, "people": accounts, "clocks": clocks, "events": events})


def desk(request: Any) -> HttpResponse:
    assert request.user.is_authenticated
    found = rows(
        """select c.reference, c.danger, c.state, c.sent_at, m.address, m.postcode, min(k.due_at), min(k.rule), count(k.id), c.id
                    from concerns_concern c left join households_home m on m.id = c.home_id left join deadlines_clock k on k.folder_id = c.folder_id and k.met_at is null
                    where c.state <> 'closed' group by c.id, m.id order by min(k.due_at) limit 50""",
        [],
    )
    return render(request, "floor_list.html", {"rows": found, "form_too": True})


def case(request: Any, pk: uuid.UUID) -> HttpResponse:
    assert request.user.is_authenticated
    head = rows(
        "select c.reference, s.name, c.state, c.folder_id from cases_case c join organisation_scheme s on s.id = c.scheme_id where c.id = %s",
        [pk],
    )[0]
    people = rows("select name, age, part from cases_someone where case_id = %s and superseded_at is null", [pk])
    people += rows(
        "select m.address, m.postcode, r.why from cases_reach r join households_household h on h.id = r.household_id join households_home m on m.id = h.home_id where r.case_id = %s",
        [pk],
    )
    people += rows("select text, at, version from cases_plan where case_id = %s", [pk])
    clocks = rows("select rule, due_at, started_at from deadlines_clock where folder_id = %s and met_at is null", [head[3]])
    events = rows(
        """select e.occurred_at, e.kind, e.department, e.known_at, w.words from timeline_event e left join timeline_words w on w.id = e.id
                     where e.folder_id = %s order by e.occurred_at desc limit 40""",
        [head[3]],
    )
    return render(request, "floor_household.html", {"head": head, "people": people, "clocks": clocks, "events": events})


def cases(request: Any) -> HttpResponse:
    assert request.user.is_authenticated
    found = rows(
        """select c.reference, c.kind, c.state, c.entered_at, s.name, w.display_name, min(k.due_at), min(k.rule), count(k.id), c.id
                    from cases_case c join organisation_scheme s on s.id = c.scheme_id join organisation_colleague w on w.id = c.responsible_id
                    left join deadlines_clock k on k.folder_id = c.folder_id and k.met_at is null
                    where c.state <> 'closed' group by c.id, s.id, w.id order by min(k.due_at) limit 50""",
        [],
    )
    return render(request, "floor_list.html", {"rows": found, "form_too": True})


def search(request: Any) -> HttpResponse:
    """As Heed's own: words are posted, then the list is shown. By its index and no more: who has these very words, no wall, no order."""
    assert request.user.is_authenticated
    if request.method == "POST":
        request.session["words"] = request.POST["words"]
        return redirect("/floor/search/")
    words = " & ".join(request.session.get("words", "").lower().split())
    found = rows(
        """select p.name, p.born_on, m.address, m.postcode, h.reference, h.tenure, h.started_on, n.folded, h.id, p.id
                    from households_name n join households_person p on p.id = n.person_id join households_household h on h.folder_id = n.folder_id
                    join households_home m on m.id = h.home_id where array_to_tsvector(string_to_array(n.folded, ' ')) @@ %s::tsquery limit 30""",
        [words],
    )
    return render(request, "floor_list.html", {"rows": found})


def submit(request: Any) -> HttpResponse:
    """The rows a report becomes, its letters' job and one audit row."""
    assert request.user.is_authenticated
    at, folder, concern = datetime.now(UTC), uuid.uuid4(), uuid.uuid4()
    rows("select 1", [])
    with _db.transaction():  # type: ignore[union-attr]
        _db.execute(
            "insert into folders_folder (id, realm, kind, sensitive, opened_at, circle_from) values (%s, 'safeguarding', 'concern', false, %s, %s)",
            [folder, at, at],
        )
        _db.execute(
            "insert into concerns_concern (id, folder_id, reference, form, state, danger, on_behalf, wanted_skills, lead_decides, sent_at) values (%s, %s, %s, 'concern', 'sent', 'not_now', false, '{}', false, %s)",
            [concern, folder, uuid.uuid4().hex[:9], at],
        )
        for kind in ("seen", "worry", "done"):
            _db.execute(
                "insert into concerns_account (id, folder_id, concern_id, kind, words, source, at, third_party, release) values (%s, %s, %s, %s, %s, '', %s, false, 'nobody')",
                [uuid.uuid4(), folder, concern, kind, b"x" * 150, at],
            )
        for rule in ("first_advice", "second_advice"):
            _db.execute(
                "insert into deadlines_clock (id, folder_id, rule, nation, started_at, soon_at, due_at, stage, outcome) values (%s, %s, %s, 'wales', %s, %s, %s, 0, '')",
                [uuid.uuid4(), folder, rule, at, at, at],
            )
        _db.execute(
            "insert into timeline_event (id, folder_id, kind, department, occurred_at, whole_day, known_at, recorded_at) values (%s, %s, 'concern.sent', 'safeguarding', %s, false, %s, %s)",
            [uuid.uuid4(), folder, at, at, at],
        )
        _db.execute(
            "insert into notifications_letter (id, key, message, to_id, path, reference, count, made_at, next_try_at, tries, trouble) values (%s, %s, 'x', 2, '/', '', 1, %s, now() + interval '1 year', 0, '')",
            [uuid.uuid4(), str(uuid.uuid4()), at],
        )
        _db.execute(
            "insert into audit_look (id, realm, at, colleague_id, verb, page, shown) values (%s, 'safeguarding', %s, 4, 'changed', 'floor', '{}')",
            [uuid.uuid4(), at],
        )
    return redirect("/floor/sent/")


urlpatterns = [
    path("household/<uuid:pk>/", household),
    path("concern/<uuid:pk>/", concern),
    path("case/<uuid:pk>/", case),
    path("cases/", cases),
    path("desk/", desk),
    path("search/", search),
    path("submit/", submit),
]
