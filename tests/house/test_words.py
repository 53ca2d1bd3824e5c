"""The Welsh catalogue holds every sentence, is compiled, and says that no Welsh speaker has reviewed it yet."""

import re

import polib
import pytest
from django.utils import translation
from django.utils.translation import gettext, ngettext

from heed.training.models import Completion, Course
from heed.web.components.times import uk_time
from scripts.words import CATALOGUE, UNREVIEWED, sentences
from tests.people import LONG_AGO
from tests.web.door import signed_in

# Where a reporter's sentences stand; a page of the desk or the organisation may still be in English.
REPORTERS = (
    "heed/web/concerns/",
    "heed/web/whom/",
    "heed/web/start/",
    "heed/web/me/",
    "heed/web/account/",
    "heed/web/mfa/",
    "heed/web/signin/",
    "heed/web/training/templates/not_yet.html",
    "heed/web/layouts/",
    "heed/web/components/",
    "heed/web/govform.py",
    "heed/web/context.py",
    "heed/pictures/my_reports.py",
    "heed/concerns/reporting.py",
    "heed/concerns/choices.py",
    "heed/folders/files.py",
    "heed/folders/kinds.py",
    "heed/folders/drawing.py",
    "heed/folders/scanner.py",
    "heed/training/refreshers.py",
    "heed/web/demo/",
    "heed/notifications/messages.py",
    "heed/notifications/outbox.py",
    "heed/organisation/choices.py",
    "heed/organisation/demo.py",
    "heed/households/choices.py",
)
ERROR_PAGE = re.compile(r"heed/web/\w+\.html")
FILLED_IN = re.compile(r"%\(\w+\)[sd]|%%s|%[sd]|\{\w*\}")
MARKUP = re.compile(r"</?\w+[^>]*>|&\w+;")
FORMS = {0: "0 diwrnod", 1: "1 diwrnod", 2: "2 ddiwrnod", 3: "3 diwrnod", 6: "6 diwrnod", 10: "10 diwrnod"}
AGAIN = "type `.venv/bin/python scripts/words.py`"


def entries() -> list[polib.POEntry]:
    return list(polib.pofile(str(CATALOGUE)))


def in_welsh() -> list[polib.POEntry]:
    return [entry for entry in entries() if entry.msgstr or any(entry.msgstr_plural.values())]


def forms(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def for_reporters(entry: polib.POEntry) -> bool:
    return any(place.startswith(REPORTERS) or ERROR_PAGE.fullmatch(place) for place, _line in entry.occurrences)


def test_every_sentence_is_in_the_catalogue_and_none_that_is_gone():
    held = {(entry.msgctxt, entry.msgid, entry.msgid_plural or None) for entry in entries()}
    said = set(sentences())
    assert said <= held, f"{AGAIN}: {sorted(words for _context, words, _plural in said - held)}"
    assert held <= said, f"{AGAIN}: {sorted(words for _context, words, _plural in held - said)}"


def test_what_django_reads_is_not_older_than_what_people_write():
    compiled = polib.mofile(str(CATALOGUE.with_suffix(".mo")))
    read = {(entry.msgctxt, entry.msgid): forms(entry) for entry in compiled}
    written = {(entry.msgctxt, entry.msgid): forms(entry) for entry in in_welsh()}
    assert read == written, AGAIN


def test_every_place_the_reporters_use_still_has_sentences():
    places = {place for entry in entries() for place, _line in entry.occurrences}
    assert [prefix for prefix in REPORTERS if not any(place.startswith(prefix) for place in places)] == []


def test_every_sentence_a_reporter_meets_is_in_welsh():
    assert [entry.msgid for entry in entries() if for_reporters(entry) and not all(forms(entry))] == []


def test_what_is_filled_in_and_the_markup_are_those_of_the_sentence():
    for entry in in_welsh():
        asked = entry.msgid_plural or entry.msgid
        for form in forms(entry):
            assert sorted(FILLED_IN.findall(form)) in (
                sorted(FILLED_IN.findall(entry.msgid)),
                sorted(FILLED_IN.findall(asked)),
            ), entry.msgid
            assert sorted(MARKUP.findall(form)) == sorted(MARKUP.findall(entry.msgid)), entry.msgid
            assert '"' not in form or '"' in entry.msgid, entry.msgid  # many stand in an attribute
            assert (form[:1].isspace(), form[-1:].isspace()) == (entry.msgid[:1].isspace(), entry.msgid[-1:].isspace()), (
                entry.msgid
            )


def test_a_plural_has_all_six_forms():
    assert [
        entry.msgid for entry in in_welsh() if entry.msgid_plural and (len(forms(entry)) != 6 or not all(forms(entry)))
    ] == []


def test_every_welsh_sentence_is_marked_as_not_reviewed():
    assert [entry.msgid for entry in in_welsh() if entry.tcomment != UNREVIEWED] == []


def test_welsh_is_spoken_with_its_own_plurals_and_dates(now):
    with translation.override("cy"):
        assert gettext("Report a concern") == "Rhoi gwybod am bryder"
        assert {n: ngettext("%(number)d day", "%(number)d days", n) % {"number": n} for n in FORMS} == FORMS
        assert re.fullmatch(r"(Llu|Maw|Mer|Iau|Gwe|Sad|Sul) \d{1,2} [A-Z][a-z]+ \d{4}, .+", uk_time(now))


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/whom-do-i-tell/", "/help/"])
def test_a_page_in_welsh_says_so_and_that_nobody_reviewed_it(client, address):
    notice = "hadolygu eto gan siaradwr Cymraeg"
    english = client.get(address).content.decode()
    assert '<html lang="en-gb"' in english and notice not in english
    client.post("/me/preferences/", {"language": "cy", "next": address})
    welsh = client.get(address).content.decode()
    assert '<html lang="cy"' in welsh and "Wrth bwy ddylwn i ddweud?" in welsh and "Whom do I tell?" not in welsh
    assert notice in welsh


@pytest.mark.django_db
def test_a_reporter_meets_the_form_in_welsh(rita):
    course = Course.objects.create(code="cfc", name="Cause for Concern", opens_form=True)
    Completion.objects.create(colleague=rita, course=course, on=LONG_AGO.date(), recorded_at=LONG_AGO)
    browser = signed_in(rita)
    browser.post("/me/preferences/", {"language": "cy"})
    page = browser.get("/report/").content.decode()
    assert '<html lang="cy"' in page
    for words in ("Ble mae hyn?", "Cod post, stryd neu gynllun", "Ffoniwch 999 yn gyntaf"):
        assert words in page, words
