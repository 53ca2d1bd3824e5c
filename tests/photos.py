"""A photo, as a phone makes it."""

import io

import pytest
from PIL import Image


@pytest.fixture
def jpeg() -> bytes:
    """Turned, and saying where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (51.0, 30.0, 0.0)
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "orange").save(out, "JPEG", exif=exif)
    return out.getvalue()
