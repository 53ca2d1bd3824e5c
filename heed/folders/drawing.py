"""Pictures made anew from what was sent: the right way up, and without where they were taken (CFC-1; B17)."""

import io
import re
import struct

import pillow_heif
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from heed.folders.kinds import CannotTake, Kind

pillow_heif.register_heif_opener()
Image.MAX_IMAGE_PIXELS = 250_000_000  # a camera's JPEG is decoded small (the largest phone camera makes 200 million) …
MOST_PIXELS = 64_000_000  # … any other picture whole, three bytes a pixel
MOST_WORK = 2_500_000_000  # pixels times scans: two seconds
MOST_PARTS, PADDING = 20_000, 1_000  # parts of a file, each read by itself; bytes between two of them that mean nothing
SIDES = {"view": 1600, "small": 240}  # longest side of what we draw, in pixels
MARKER, END, SCAN = re.compile(rb"\xff[\x02-\xcf\xd9-\xfe]"), 0xD9, 0xDA


def draw(content: bytes, kind: Kind) -> dict[str, bytes]:
    """A picture to look at and a small one, as JPEG, the right way up, with nothing else the camera wrote down (no place)."""
    try:
        scans = PARTS.get(kind.drawn_by, lambda content: 0)(content)
        with Image.open(io.BytesIO(content), formats=[kind.drawn_by]) as picture:
            _refuse_too_much(picture.width * picture.height, scans)
            picture.draft("RGB", (SIDES["view"], SIDES["view"]))
            upright = _on_white(ImageOps.exif_transpose(_fitting(picture)))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as trouble:
        raise CannotTake(
            _("This picture has more points than can be shown. Send a smaller copy, or a photo of it.")
        ) from trouble
    except (OSError, ValueError, SyntaxError, RuntimeError, EOFError, struct.error) as trouble:
        raise CannotTake(_("This picture is damaged and does not open. Take it again, or choose another.")) from trouble
    return {part: _small(upright, side) for part, side in SIDES.items()}


def _refuse_too_much(pixels: int, scans: int) -> None:
    """Pillow itself only warns, and does not ask how often a JPEG goes over the picture: 160 kB of it kept a processor busy for 35 s (B17)."""
    if pixels > (Image.MAX_IMAGE_PIXELS if scans == 1 else MOST_PIXELS) or pixels * scans > MOST_WORK:  # type: ignore[operator]
        raise Image.DecompressionBombError


def _scans(content: bytes) -> int:
    """How often a JPEG goes over the picture: once as a camera writes it, some ten times as made for the web. What follows its end (the
    film of a moving photo) does not count. Raises ValueError for one that is made of crumbs: a million empty notes took a minute and a half."""
    place, scans = 2, 0
    for _part in range(MOST_PARTS):
        found = MARKER.search(content, place)
        if found is None or content[found.start() + 1] == END:
            return scans
        if not scans and found.start() - place > PADDING:
            break
        scans += content[found.start() + 1] == SCAN
        place = found.end() + int.from_bytes(content[found.end() : found.end() + 2])
    raise ValueError("A picture made of crumbs.")


def _chunks(content: bytes) -> int:
    """No scans; raises ValueError for a PNG made of crumbs."""
    place = 8
    for _part in range(MOST_PARTS):
        if place >= len(content):
            return 0
        place += 12 + int.from_bytes(content[place : place + 4])
    raise ValueError("A picture made of crumbs.")


PARTS = {"JPEG": _scans, "PNG": _chunks}


def _fitting(picture: Image.Image) -> Image.Image:
    """Made small before anything else is done with it. Black and white becomes grey first, so that a scanned letter stays readable."""
    picture = picture.convert("L") if picture.mode == "1" else picture
    picture.thumbnail((SIDES["view"], SIDES["view"]), reducing_gap=2.0)
    return picture


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode not in ("RGBA", "LA", "PA", "P"):
        return picture.convert("RGB")
    seen = picture.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", seen.size, "white"), seen).convert("RGB")


def _small(picture: Image.Image, side: int) -> bytes:
    shown = picture.copy()
    shown.thumbnail((side, side), reducing_gap=2.0)
    shown.info = {}  # Pillow would write a camera's own notes again from here
    out = io.BytesIO()
    shown.save(out, "JPEG", quality=82, optimize=True)
    return out.getvalue()
