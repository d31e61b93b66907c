"""What a phone sends becomes a small WebP: upright, at most 1600 pixels, and with nothing in it but the picture."""

import io
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coopplatform.kernel.errors import DomainError
from coopplatform.kernel.text import _

if TYPE_CHECKING:
    from PIL import Image

MEGABYTE = 1_000_000
MOST_BYTES = 8 * MEGABYTE
MOST_PIXELS = 50_000_000
LONGEST_SIDE = 1600
QUALITY = 70
FORMATS = ("JPEG", "PNG", "WEBP")
_at_once = threading.BoundedSemaphore(2)  # each may need 200 MB for a moment, and a core


class PictureRefused(DomainError):
    """Not kept: the phone keeps it, and the dispatcher is told."""


class PictureTooLarge(PictureRefused):
    status = 413


class NotAPicture(PictureRefused):
    status = 415


@dataclass(frozen=True, slots=True)
class Small:
    """A WebP and its size in pixels."""

    webp: bytes
    width: int
    height: int


def made_small(sent: bytes) -> Small:
    """Decoded, turned upright by its EXIF, shrunk, and encoded anew: no EXIF, so no place, stays.

    Raises PictureTooLarge for too many bytes or pixels (told by the head, nothing is decoded), NotAPicture for what
    is no JPEG, PNG or WebP, or ends too early.
    """
    from PIL import Image, ImageOps

    if len(sent) > MOST_BYTES:
        raise too_heavy(len(sent))
    with _at_once:
        try:
            with Image.open(io.BytesIO(sent), formats=FORMATS) as picture:
                _check_pixels(*picture.size)
                picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), reducing_gap=2.0)
                return _encoded(ImageOps.exif_transpose(picture))
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
            raise _too_wide("> 89") from bomb
        except (OSError, SyntaxError, ValueError, EOFError) as broken:
            raise NotAPicture(
                "not_a_picture",
                _(
                    "This is no picture we can read, or it is cut off (JPEG, PNG and WebP are read)."
                    " It stays on the phone; the dispatcher has been told."
                ),
            ) from broken


def too_heavy(size: int | None) -> PictureTooLarge:
    """The refusal of so many bytes; None when they were not counted to the end."""
    return PictureTooLarge(
        "picture_too_large",
        _(
            "This picture has %(size)s MB; at most %(limit)s MB are taken."
            " It stays on the phone; the dispatcher has been told."
        ),
        size=f"> {MOST_BYTES // MEGABYTE}" if size is None else float(round(size / MEGABYTE, 1)),
        limit=MOST_BYTES // MEGABYTE,
    )


def _encoded(picture: "Image.Image") -> Small:
    """On white where it is transparent: a signature's ground."""
    from PIL import Image

    clean = Image.new("RGB", picture.size, "white")
    if picture.has_transparency_data:
        layer = picture.convert("RGBA")
        clean.paste(layer, mask=layer.getchannel("A"))
    else:
        clean.paste(picture.convert("RGB"))
    out = io.BytesIO()
    clean.save(out, "WEBP", quality=QUALITY, method=4)
    return Small(out.getvalue(), *clean.size)


def _check_pixels(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise _too_wide(str(round(width * height / 1_000_000)))


def _too_wide(millions: str) -> PictureTooLarge:
    return PictureTooLarge(
        "too_many_pixels",
        _(
            "This picture has %(pixels)s million pixels; at most %(limit)s million are taken."
            " It stays on the phone; the dispatcher has been told."
        ),
        pixels=millions,
        limit=MOST_PIXELS // 1_000_000,
    )
