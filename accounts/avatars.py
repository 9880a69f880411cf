"""Profile pictures: small squares made of whatever was uploaded."""

import uuid
from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from PIL import Image, ImageOps

from marketplace.kernel.uploads import clean_image

MAX_BYTES = 5_000_000
MAX_PIXELS = 30_000_000
SIDE = 384


def clean_avatar(file: UploadedFile) -> "ContentFile[bytes]":
    """Return the middle of the picture as a WebP square of `SIDE` pixels, without metadata.

    Raises `Refused` for what is too big or not a picture.
    """
    cleaned = clean_image(file.open(), max_bytes=MAX_BYTES, max_pixels=MAX_PIXELS)
    with Image.open(cleaned) as picture:
        square = ImageOps.fit(picture, (SIDE, SIDE))
    target = BytesIO()
    square.save(target, "WEBP", quality=85)
    return ContentFile(target.getvalue(), name=f"{uuid.uuid4().hex}.webp")
