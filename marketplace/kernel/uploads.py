"""Pictures people upload are never kept as they came: each is decoded and written anew."""

import uuid
import warnings
from io import BytesIO
from typing import IO

from django.core.files.base import ContentFile
from PIL import Image, ImageOps

from marketplace.kernel.errors import Refused

# What a decoder may be asked to open. The name of the file and its declared type say nothing.
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
UNREADABLE = "This is not a picture we can read. Choose a JPEG, PNG, WebP or GIF file."
QUALITY = 85
# Bigger pictures are made smaller before anything else costs time and memory.
MAX_SIDE = 2000


def clean_image(file: IO[bytes], *, max_bytes: int, max_pixels: int) -> ContentFile:
    """Return the picture in `file` as a new WebP file of a random name, without its metadata.

    `max_pixels` limits width times height; no side stays longer than twice `MAX_SIDE`. The picture
    is turned the way its metadata says; of an animation the first frame stays. Raises Refused for
    what is too big or not a picture.
    """
    data = file.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise Refused(f"This file is too big. Choose one of at most {_size(max_bytes)}.")
    try:
        with warnings.catch_warnings():
            # Our own limit decides; Pillow only refuses outright what is far beyond its own.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data), formats=FORMATS) as picture:
                _check_pixels(picture, max_pixels)
                cleaned = _bare(picture)
        target = BytesIO()
        cleaned.save(target, "WEBP", quality=QUALITY)
    except Image.DecompressionBombError as error:
        raise Refused(_too_many_pixels(max_pixels)) from error
    except Refused:
        raise
    except Exception as error:  # damaged files raise anything at all in decoders
        raise Refused(UNREADABLE) from error
    return ContentFile(target.getvalue(), name=f"{uuid.uuid4().hex}.webp")


def _check_pixels(picture: Image.Image, max_pixels: int) -> None:
    """Refuse by the size the header tells, before anything is decoded."""
    if picture.width * picture.height > max_pixels:
        raise Refused(_too_many_pixels(max_pixels))


def _bare(picture: Image.Image) -> Image.Image:
    """Return only the pixels, upright, with as few copies of the big picture as can be."""
    ImageOps.exif_transpose(picture, in_place=True)
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    pixels = picture if picture.mode == mode else picture.convert(mode)
    if (factor := max(pixels.size) // MAX_SIDE) > 1:
        pixels = pixels.reduce(factor)
    bare = Image.new(mode, pixels.size)
    bare.paste(pixels)
    return bare


def _too_many_pixels(max_pixels: int) -> str:
    return (
        f"This picture has too many pixels. Choose one of at most {max_pixels / 1e6:g} megapixels."
    )


def _size(count: int) -> str:
    return f"{count / 1_000_000:g} MB" if count >= 1_000_000 else f"{count / 1000:g} kB"
