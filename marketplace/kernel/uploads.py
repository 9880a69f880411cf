"""Files people upload are never kept as they came: each is decoded and written anew."""

import subprocess
import sys
import uuid
import warnings
from io import BytesIO
from pathlib import Path
from typing import IO, Literal

from django.core.files.base import ContentFile
from PIL import Image, ImageOps

from marketplace.kernel import bare_pdf
from marketplace.kernel.errors import Refused

# What a decoder may be asked to open. The name of the file and its declared type say nothing.
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
UNREADABLE = "This is not a picture we can read. Choose a JPEG, PNG, WebP or GIF file."
QUALITY = 85
# Bigger pictures are made smaller before anything else costs time and memory.
MAX_SIDE = 2000

UNREADABLE_PDF = "This is not a PDF we can read. Save it as PDF again and choose the new file."
MAX_PAGES = 100
PDF_SECONDS = 10
PDF_MEMORY = 1_000_000_000


def sniff(file: IO[bytes]) -> Literal["image", "pdf"] | None:
    """Return what `file` is by its first bytes, None if neither; leaves it at its beginning."""
    file.seek(0)
    head = file.read(12)
    file.seek(0)
    if head.startswith(b"%PDF-"):
        return "pdf"
    is_webp = head.startswith(b"RIFF") and head.endswith(b"WEBP")
    if is_webp or head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a")):
        return "image"
    return None


def clean_pdf(file: IO[bytes], *, max_bytes: int) -> ContentFile:
    """Return the pages of the PDF in `file` as a new PDF of a random name.

    Scripts, actions, files inside it and metadata are gone; what it shows and its links to web
    addresses stay. Raises Refused for what is too big, has more than `MAX_PAGES` pages, is locked,
    or is not a PDF. Takes at most `PDF_SECONDS`.
    """
    data = file.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise Refused(f"This file is too big. Choose one of at most {_size(max_bytes)}.")
    if sniff(BytesIO(data)) != "pdf":
        raise Refused(UNREADABLE_PDF)
    program = [sys.executable, "-I", str(Path(bare_pdf.__file__))]
    limits = [str(limit) for limit in (MAX_PAGES, PDF_SECONDS, PDF_MEMORY)]
    try:
        done = subprocess.run(  # noqa: S603  the program and its arguments are our own
            [*program, *limits],
            input=data,
            capture_output=True,
            timeout=PDF_SECONDS,
            check=False,
            env={},
        )
    except subprocess.TimeoutExpired as error:
        raise Refused(UNREADABLE_PDF) from error
    if done.returncode == bare_pdf.LOCKED:
        raise Refused("This PDF is locked. Save it without a password and choose it again.")
    if done.returncode == bare_pdf.TOO_LONG:
        raise Refused(f"This PDF is too long. Choose one of at most {MAX_PAGES} pages.")
    if done.returncode != bare_pdf.DONE:
        raise Refused(UNREADABLE_PDF)
    return ContentFile(done.stdout, name=f"{uuid.uuid4().hex}.pdf")


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
