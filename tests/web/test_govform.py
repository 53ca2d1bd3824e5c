"""The form layer: what people type, the sentence they get back, and how it is tied to the box (U7, U23, U25)."""

import datetime as dt
import re

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

from heed.web.govform import (
    AutocompleteSelect,
    Checkboxes,
    DateField,
    GovForm,
    LongTextField,
    ManyFilesField,
    Radios,
    When,
    WhenField,
)


class Ask(GovForm):
    name = forms.CharField(label="Name", help_text="Or how you would know them again")
    account = LongTextField(label="What happened?", max_length=20, required=False)
    knew = forms.ChoiceField(
        label="How do you know?",
        choices=[("seen", "I saw it"), ("unsure", "Not sure")],
        widget=Radios(hints={"seen": "You were there"}, divider_before="unsure"),
    )
    done = forms.MultipleChoiceField(label="Done", choices=[("a", "Rang"), ("b", "Stayed")], widget=Checkboxes, required=False)
    born = DateField(label="Born", required=False)
    when = WhenField(label="When", required=False)
    key = forms.CharField(widget=forms.HiddenInput, required=False)


GOOD = {"name": "Siân", "knew": "seen"}


def born(day="", month="", year=""):
    return Ask({**GOOD, "born_day": day, "born_month": month, "born_year": year})


def when(day="", month="", year="", time=""):
    return Ask({**GOOD, "when_day": day, "when_month": month, "when_year": year, "when_time": time})


def only_error(form):
    ((sentence, link),) = form.errors_for_summary()
    return sentence, link


def test_a_field_is_label_hint_and_input_tied_together():
    html = str(Ask()["name"])
    assert re.search(r'<label class="field__label" for="id_name">Name</label>', html)
    assert re.search(r'<input[^>]*aria-describedby="id_name_helptext"', html)
    assert 'id="id_name_helptext"' in html


def test_a_page_of_one_question_has_it_as_its_heading():
    class One(Ask):
        heading = "knew"

    assert "<h1>How do you know?</h1>" in str(One()["knew"])
    assert "<h1" not in str(One()["name"])


def test_an_error_is_tied_to_its_input_and_linked_from_the_summary():
    form = Ask({"knew": "seen"})
    html = str(form["name"])
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert only_error(form) == ("Fill in “Name”", "#id_name")


def test_an_unanswered_choice_is_named_and_leads_to_its_first_option():
    form = Ask({"name": "Siân"})
    assert only_error(form) == ("Choose an answer to “How do you know?”", "#id_knew_0")
    assert re.search(r'<fieldset aria-describedby="id_knew_error">', str(form["knew"]))


def test_a_sentence_of_our_own_is_not_overwritten():
    class Own(GovForm):
        who = forms.CharField(error_messages={"required": "Say who, or that you do not know"})

    assert only_error(Own({})) == ("Say who, or that you do not know", "#id_who")


def test_what_was_typed_comes_back_with_the_error():
    assert 'value="31"' in str(born("31", "2", "2026")["born"])


def test_typed_markup_is_shown_and_never_run():
    assert "&lt;script&gt;" in str(Ask({"name": "<script>"})["name"])


def test_radios_have_hints_and_an_or():
    html = str(Ask()["knew"])
    assert "You were there" in html
    assert html.index("choices__or") < html.index("Not sure")
    assert not re.search(r"<input[^>]*\bchecked\b", html)


def test_a_chosen_option_stays_chosen():
    assert re.search(r'<input[^>]*value="b"[^>]*checked', str(Ask({**GOOD, "done": ["b"]})["done"]))


def test_a_hidden_field_has_no_group():
    assert str(Ask()["key"]).startswith('<input type="hidden"')


def test_nothing_inline_that_the_content_policy_would_refuse():
    html = str(Ask({}).render())
    assert not re.search(r"\sstyle=|\son\w+=|<script", html)


def test_browser_bubbles_are_off():
    assert not re.search(r"\srequired", str(Ask()["name"]))


# Long text


def test_long_text_is_counted_and_never_cut_by_the_browser():
    html = str(Ask()["account"])
    assert 'data-maxlength="20"' in html
    assert not re.search(r"\smaxlength=", html)
    assert 'aria-describedby="id_account_count"' in html


def test_too_much_is_refused_with_the_number_and_kept():
    form = Ask({**GOOD, "account": "x" * 21})
    assert only_error(form) == ("That is 21 characters. Shorten it to 20 or fewer.", "#id_account")
    assert "x" * 21 in str(form["account"])


def test_a_line_end_counts_once_as_the_counter_on_the_page_says():
    form = Ask({**GOOD, "account": "a\r\n" * 9 + "bc"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["account"].count("\n") == 9


# Dates


def test_a_date_is_a_date():
    form = born("21", "11", "2026")
    assert form.is_valid()
    assert form.cleaned_data["born"] == dt.date(2026, 11, 21)


def test_no_date_is_none_where_it_may_be_left_out():
    form = born()
    assert form.is_valid()
    assert form.cleaned_data["born"] is None


@pytest.mark.parametrize(
    ("parts", "words", "box"),
    [
        (("", "11", "2026"), "must include a day", 0),
        (("21", "", "2026"), "must include a month", 1),
        (("21", "11", ""), "must include a year", 2),
        (("21", "11", "26"), "4 numbers", 2),
        (("31", "2", "2026"), "not a real date", 0),
        (("one", "2", "2026"), "in numbers", 0),
        (("²", "2", "2026"), "in numbers", 0),
        (("0", "0", "0000"), "not a real date", 0),
    ],
)
def test_a_wrong_date_says_what_is_wrong_and_where(parts, words, box):
    sentence, link = only_error(born(*parts))
    assert words in sentence
    assert link == f"#id_born_{box}"


def test_a_known_date_fills_the_three_boxes():
    html = str(Ask(initial={"born": dt.date(2019, 3, 7)})["born"])
    assert re.findall(r'value="(\d+)"', html) == ["7", "3", "2019"]


def test_a_date_has_changed_only_if_it_has():
    same = Ask({**GOOD, "born_day": "7", "born_month": "3", "born_year": "2019"}, initial={"born": dt.date(2019, 3, 7)})
    assert "born" not in same.changed_data
    assert "born" in Ask(GOOD, initial={"born": dt.date(2019, 3, 7)}).changed_data


# When


def test_a_day_and_time_in_summer_is_that_instant():
    form = when("1", "7", "2026", "5pm")
    assert form.is_valid()
    assert form.cleaned_data["when"].instant == dt.datetime(2026, 7, 1, 16, tzinfo=dt.UTC)
    assert form.cleaned_data["when"].time_known


def test_an_unknown_time_stays_unknown():
    form = when("1", "7", "2026")
    assert form.is_valid()
    assert form.cleaned_data["when"] == When(dt.date(2026, 7, 1))
    assert not form.cleaned_data["when"].time_known


@pytest.mark.parametrize(
    ("parts", "words", "box"),
    [
        (("1", "7", "2026", "tea time"), "9:30am", 3),
        (("", "", "", "5pm"), "as well as the time", 0),
        (("29", "3", "2026", "1:30am"), "clocks went forward", 3),
        (("", "3", "2026", "1:30am"), "must include a day", 0),
    ],
)
def test_a_wrong_when_says_what_is_wrong_and_where(parts, words, box):
    sentence, link = only_error(when(*parts))
    assert words in sentence
    assert link == f"#id_when_{box}"


def test_a_known_when_comes_back_in_its_boxes():
    html = str(Ask(initial={"when": When(dt.date(2026, 7, 1), dt.time(17, 5))})["when"])
    assert re.findall(r'value="([\d:]+)"', html) == ["1", "7", "2026", "17:05"]
    assert "00:00" not in str(Ask(initial={"when": When(dt.date(2026, 7, 1))})["when"])


# Files and lists


class Files(GovForm):
    files = ManyFilesField(label="Files")


def upload(*names):
    return Files({}, MultiValueDict({"files": [SimpleUploadedFile(name, b"x") for name in names]}))


def test_several_files_are_a_list():
    form = upload("a.jpg", "b.jpg")
    assert form.is_valid(), form.errors
    assert [file.name for file in form.cleaned_data["files"]] == ["a.jpg", "b.jpg"]


def test_no_file_is_refused_where_one_is_needed():
    assert only_error(upload()) == ("Fill in “Files”", "#id_files")


def test_an_empty_file_among_others_is_refused():
    form = Files({}, MultiValueDict({"files": [SimpleUploadedFile("a.jpg", b"x"), SimpleUploadedFile("b.jpg", b"")]}))
    assert "files" in form.errors


def test_a_long_list_is_an_ordinary_list_without_javascript(settings):
    settings.STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}

    class Long(GovForm):
        scheme = forms.ChoiceField(choices=[("1", "Llys Ŵyn")], widget=AutocompleteSelect)

    html = str(Long()["scheme"])
    assert html.count("<option") == 1
    assert "vendor/accessible-autocomplete.min.js" in html
