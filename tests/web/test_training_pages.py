"""The training record's pages, its export, and the page of somebody not yet trained."""

import pytest

from heed.audit.models import Verb
from heed.organisation.models import Colleague
from heed.training.models import Completion, Course
from heed.training.opens import form_is_open
from heed.web.safe_csv import safe_cell
from tests.people import colleague, later
from tests.web.door import deferred, rows, signed_in

pytestmark = pytest.mark.django_db
DAY = {"on_day": "2", "on_month": "11", "on_year": "2026"}


def said(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def course(db):
    return Course.objects.create(code="cause-for-concern", name="Cause for concern", opens_form=True)


@pytest.fixture
def trainer(tom):
    return signed_in(tom)


def record(browser, course, **who):
    return browser.post("/training/record/", {"course": course.pk, **DAY, **who})


def test_one_person_from_the_list(trainer, rita, course, now):
    with rows() as written:
        record(trainer, course, person=rita.pk)
    assert form_is_open(rita, later(now, minutes=1))
    assert len(deferred("send_form_link")) == 1
    assert [look.verb for look in written] == [Verb.CHANGED]


def test_a_class_list_with_an_unknown_line_records_nobody_and_keeps_the_list(trainer, rita, mo, course):
    page = said(record(trainer, course, people="rita\nnobody\nmo@heed.example"))
    assert "Line 2 names nobody who is here" in page
    assert "mo@heed.example" in page
    assert not Completion.objects.exists()
    record(trainer, course, people="rita\nmo@heed.example")
    assert Completion.objects.count() == 2


def test_what_nobody_asked_for_is_ignored(trainer, rita, ada, course, tom):
    record(trainer, course, person=rita.pk, recorded_by=ada.pk, colleague=ada.pk, withdrawn_at="2020-01-01")
    done = Completion.objects.get()
    assert (done.colleague, done.recorded_by, done.withdrawn_at) == (rita, tom, None)


def test_nobody_records_their_own_training(trainer, tom, course):
    assert "There is a problem" in said(record(trainer, course, person=tom.pk))
    assert "Nobody records their own training" in said(record(trainer, course, people="tom"))


def test_a_mistake_is_asked_about_and_undone(trainer, rita, course, now):
    record(trainer, course, person=rita.pk)
    path = f"/training/completions/{Completion.objects.get().pk}/withdraw/"
    assert trainer.get(path).status_code == 200
    assert form_is_open(rita, later(now, minutes=1))
    trainer.post(path)
    assert not form_is_open(rita, later(now, minutes=1))
    assert trainer.post(path).status_code == 404


@pytest.mark.parametrize("who", ["rita", "gail", "mo", "nia"])
def test_the_record_is_for_those_who_keep_it(who, course, request):
    browser = signed_in(request.getfixturevalue(who))
    for path in ("", "record/", "export/", "courses/", "completions/1/withdraw/"):
        assert browser.get(f"/training/{path}").status_code == 404


@pytest.mark.parametrize("who", ["ada", "leo", "tom"])
def test_trainer_lead_and_administrator_keep_it(who, course, request):
    browser = signed_in(request.getfixturevalue(who))
    for path in ("", "record/", "export/", "courses/"):
        with rows() as written:
            assert browser.get(f"/training/{path}").status_code == 200
        assert len(written) <= 1


def test_the_list_is_narrowed_without_a_name_in_an_address_and_survives_odd_orders(trainer, rita, mo, course):
    assert trainer.post("/training/narrow/", {"words": "okafor", "course": course.pk})["Location"] == "/training/"
    page = said(trainer.get("/training/"))
    assert "Rita Okafor" in page
    assert "Mo Hassan" not in page
    trainer.post("/training/narrow/", {"course": course.pk, "state": "never"})
    for odd in ("?sort=-on", "?sort=password", "?page=99&sort=x"):
        assert "Mo Hassan" in said(trainer.get(f"/training/{odd}"))
    trainer.post("/training/narrow/", {"course": course.pk, "state": "secret", "department": "x"})
    assert "Mo Hassan" in said(trainer.get("/training/"))


def test_without_a_course_the_page_says_what_to_do_first(trainer):
    assert "No course yet" in said(trainer.get("/training/"))
    trainer.post("/training/courses/", {"name": "Cause for concern", "code": "cfc", "months": "12", "opens_form": "on"})
    assert Course.objects.get().opens_form
    assert "a course of that name" in said(
        trainer.post("/training/courses/", {"name": "CAUSE FOR CONCERN", "code": "x", "months": "12"})
    )


# The export -------------------------------------------------------------------------------------------------------------------
def test_the_export_holds_the_list_and_leaves_one_row(trainer, rita, course):
    record(trainer, course, person=rita.pk)
    with rows() as written:
        answer = trainer.get("/training/export/")
    assert [look.verb for look in written] == [Verb.DOWNLOADED]
    assert answer["Content-Disposition"] == 'attachment; filename="training.csv"'
    assert "Rita Okafor,rita,Repairs,Cause for concern,2026-11-02,2027-11-02,up to date" in answer.content.decode("utf-8-sig")


@pytest.mark.parametrize(
    "words",
    [
        "=cmd|'/c calc'!A0",
        "+1",
        "-1",
        "@x",
        "\u200b=1",
        "\ufeff=1",
        "＝1",
        "＋1",
        "－1",
        "＠x",
        "\u202e=1",
        "\t=1",
        "\r=1",
        " =1",
        "\u00a0@x",
        "\u2060\u200d+1",
    ],
)
def test_no_cell_is_a_formula(words, trainer, course):
    assert safe_cell(words) == f"'{words}"
    colleague("odd", display_name=words)
    assert f"'{words}"[:2] in trainer.get("/training/export/").content.decode("utf-8-sig")


@pytest.mark.parametrize("words", ["O'Brien", "Ŵyn", "Nguyễn", "Siân Rees-Okafor", "", "2026-11-02"])
def test_names_and_days_stay_as_they_are(words):
    assert safe_cell(words) == words


# Not yet trained --------------------------------------------------------------------------------------------------------------
def test_nobody_is_turned_away(rita, leo):
    Colleague.objects.filter(pk=leo.pk).update(telephone="01632 960042")
    page = said(signed_in(rita).get("/training/not-yet/"))
    for words in ("999", "01632 960042", "on your behalf", "Ask your line manager"):
        assert words in page
