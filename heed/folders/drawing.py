"""Pictures made anew from what was sent: the right way up, and without where they were taken (CFC-1; quality.md B17)."""

import io
import struct

import pillow_heif
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from heed.folders.kinds import CannotTake, Kind

pillow_heif.register_heif_opener()
Image.MAX_IMAGE_PIXELS = 250_000_000  # a JPEG is decoded small (the largest phone camera makes 200 million) …
MOST_PIXELS = 64_000_000  # … any other kind whole, three bytes a pixel
SIDES = {"view": 1600, "small": 240}  # longest side of what we draw, in pixels


def draw(content: bytes, kind: Kind) -> dict[str, bytes]:
    """A picture to look at and a small one, as JPEG, the right way up, with nothing else the camera wrote down (no place)."""
    try:
        with Image.open(io.BytesIO(content), formats=[kind.drawn_by]) as picture:
            if kind.drawn_by != "JPEG" and picture.width * picture.height > MOST_PIXELS:
                raise Image.DecompressionBombError
            picture.draft("RGB", (SIDES["view"], SIDES["view"]))
            upright = _on_white(ImageOps.exif_transpose(picture))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as trouble:
        raise CannotTake(
            _("This picture has more points than can be shown. Send a smaller copy, or a photo of it.")
        ) from trouble
    except (OSError, ValueError, SyntaxError, RuntimeError, EOFError, struct.error) as trouble:
        raise CannotTake(_("This picture is damaged and does not open. Take it again, or choose another.")) from trouble
    return {part: _small(upright, side) for part, side in SIDES.items()}


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode not in ("RGBA", "LA", "PA", "P"):
        return picture.convert("RGB")
    picture.thumbnail((SIDES["view"], SIDES["view"]))
    seen = picture.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", seen.size, "white"), seen).convert("RGB")


def _small(picture: Image.Image, side: int) -> bytes:
    shown = picture.copy()
    shown.thumbnail((side, side), reducing_gap=2.0)
    shown.info = {}  # Pillow would write a camera's own notes again from here
    out = io.BytesIO()
    shown.save(out, "JPEG", quality=82, optimize=True)
    return out.getvalue()
