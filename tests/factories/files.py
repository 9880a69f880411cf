"""Files as browsers send them."""

import io

import pypdf
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def picture_bytes(form: str = "PNG", *, size: tuple[int, int] = (40, 20)) -> bytes:
    """Return a small picture."""
    target = io.BytesIO()
    Image.new("RGB", size, (30, 110, 80)).save(target, form)
    return target.getvalue()


def pdf_bytes(*, pages: int = 1) -> bytes:
    """Return a small PDF of blank pages."""
    writer, target = pypdf.PdfWriter(), io.BytesIO()
    for _ in range(pages):
        writer.add_blank_page(width=200, height=200)
    writer.write(target)
    return target.getvalue()


def upload(name: str, data: bytes, content_type: str = "image/png") -> SimpleUploadedFile:
    """Return `data` as an upload; SimpleUploadedFile would drop folders from the name."""
    file = SimpleUploadedFile("file", data, content_type)
    file._name = name
    return file
