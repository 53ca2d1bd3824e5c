"""Whether what is sealed can still be opened (R21)."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from heed.folders import wholeness
from heed.folders.actions import open_folder
from heed.folders.choices import FolderKind
from heed.folders.files import take
from heed.folders.models import FileContent, Folder, Key


def picture():
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "orange").save(out, "PNG")
    return out.getvalue()


pytestmark = pytest.mark.django_db


@pytest.fixture
def photo(now):
    folder = open_folder(FolderKind.CONCERN, at=now)
    return take(SimpleUploadedFile("door.png", picture()), folder=folder.pk, by=None, at=now)


def test_every_key_opens_and_every_file_is_as_it_came(photo):
    found = wholeness.examine()
    assert (found.keys, found.files, found.problems) == (Folder.objects.count(), 1, [])


def test_a_file_without_its_content_or_with_another_is_counted(photo):
    original = FileContent.objects.get(file=photo, part="original")
    FileContent.objects.filter(pk=original.pk).update(
        content=FileContent.objects.get(file=photo, part="small").__dict__["content"]
    )
    assert wholeness.examine().problems == ["1 files are missing, or are not as they came."]
    FileContent.objects.all().delete()
    assert wholeness.examine().problems == ["1 files are missing, or are not as they came."]


def test_a_key_that_is_gone_is_told_from_a_folder_that_was_erased(photo, now):
    Key.objects.filter(folder=photo.folder).delete()
    assert wholeness.examine().problems[0] == "1 folders that nobody erased have no key."
    Folder.objects.filter(pk=photo.folder_id).update(erased_at=now)
    assert wholeness.examine().problems == []


def test_a_key_of_another_key_file_does_not_open(photo):
    Key.objects.update(wrapped=b"\0" * 60)
    assert "do not open" in wholeness.examine().problems[0]
