"""Files of contracts: what is kept, under which name, and what is refused."""

import hashlib
import io
import shutil
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from django.db import transaction
from PIL import Image

from ads.actions.files import attach_files, clean_files
from ads.models import Ad, Attachment
from ads.workflow import State
from marketplace.kernel.errors import Refused
from marketplace.messaging.models import Message
from tests.factories.ads import make_ad
from tests.factories.files import pdf_bytes, picture_bytes, upload

pytestmark = pytest.mark.django_db


def folder(ad: Ad) -> Path:
    """Return where the ad's files lie."""
    return Path(storages["private"].path(f"ads/{ad.pk}"))


def written(ad: Ad) -> list[Path]:
    """Return the files that lie there."""
    return sorted(folder(ad).glob("*"))


def attach(ad: Ad, *files: Any, **options: Any) -> list[Attachment]:
    """Attach to the ad's first message."""
    message = Message.objects.filter(thread=ad.thread).first()
    actor = ad.influencer.user
    return attach_files(actor=actor, ad=ad, files=files, message=message, **options)


@pytest.fixture(autouse=True)
def empty_folder() -> None:
    """Begin with no file: ids of ads come again from test to test."""
    shutil.rmtree(storages["private"].path("ads"), ignore_errors=True)


@pytest.fixture
def ad() -> Ad:
    """An offer on the table, with a thread."""
    return make_ad(State.OFFERED)


def test_a_picture_is_written_anew_under_a_random_name_outside_the_web_root(
    ad: Ad, settings: Any
) -> None:
    raw = picture_bytes()
    (kept,) = attach(ad, upload("Trail view.PNG", raw))
    data = kept.file.read()
    assert Image.open(io.BytesIO(data)).format == "WEBP"
    assert (kept.kind, kept.name, kept.size_bytes) == ("image", "Trail view.webp", len(data))
    assert kept.sha256 == hashlib.sha256(data).hexdigest()
    (path,) = written(ad)
    assert "Trail" not in path.name
    assert not path.is_relative_to(settings.MEDIA_ROOT)
    assert not path.is_relative_to(settings.STATIC_ROOT)


def test_a_pdf_is_written_anew(ad: Ad) -> None:
    (kept,) = attach(ad, upload("Brief.pdf", pdf_bytes()))
    assert (kept.kind, kept.name) == ("pdf", "Brief.pdf")
    assert kept.file.read().startswith(b"%PDF-")


def test_content_decides_the_kind_and_the_extension_never_the_name_or_the_header(ad: Ad) -> None:
    picture = upload("contract.pdf", picture_bytes(), "application/pdf")
    document = upload("holiday.jpg", pdf_bytes(), "image/jpeg")
    kept = attach(ad, picture, document)
    assert [(a.kind, a.name) for a in kept] == [("image", "contract.webp"), ("pdf", "holiday.pdf")]


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def _zip() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", b"\0" * 10_000_000)
    return target.getvalue()


def _claims(width: int, height: int) -> bytes:
    """Return a PNG whose header claims a size and whose data unpack to nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("logo.svg", SVG),
        ("logo.png", SVG),
        ("page.html", b"<!doctype html><script>alert(1)</script>"),
        ("page.jpg", b"<!doctype html><script>alert(1)</script>"),
        ("bomb.zip", _zip()),
        ("bomb.png", _zip()),
        ("words.docx", _zip()),
        ("program.exe", b"MZ\x90\x00" + b"\0" * 500),
        ("film.mp4", b"\x00\x00\x00\x18ftypmp42" + b"\0" * 500),
        ("picture.bmp", b"BM" + b"\0" * 500),
        ("nothing.png", b""),
        ("one.png", b"\x89"),
    ],
)
def test_what_is_neither_a_picture_nor_a_pdf_is_refused_by_its_name(
    ad: Ad, name: str, data: bytes
) -> None:
    with pytest.raises(Refused, match=f"^{name}: This is neither a picture nor a PDF") as refusal:
        attach(ad, upload(name, data, "image/png"))
    assert refusal.value.field == "files"
    assert (written(ad), Attachment.objects.count()) == ([], 0)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("cut.png", picture_bytes()[:60], "not a picture we can read"),
        ("cut.jpg", picture_bytes("JPEG")[:200], "not a picture we can read"),
        ("cut.gif", b"GIF89a<script>alert(1)</script>", "not a picture we can read"),
        ("huge.png", _claims(10_000, 10_000), "too many pixels"),
        ("bomb.png", _claims(60_000, 60_000), "too many pixels"),
        ("cut.pdf", pdf_bytes()[:40], "not a PDF we can read"),
        ("page.pdf", b"%PDF-1.7\n<script>alert(1)</script>", "not a PDF we can read"),
    ],
)
def test_what_is_damaged_or_too_big_inside_is_refused(
    ad: Ad, name: str, data: bytes, words: str
) -> None:
    with pytest.raises(Refused, match=words) as refusal:
        attach(ad, upload(name, data))
    assert refusal.value.field == "files"
    assert written(ad) == []


@pytest.mark.parametrize("form", ["GIF", "PNG", "JPEG"])
def test_what_hides_behind_a_picture_is_not_kept(ad: Ad, form: str) -> None:
    evil = b"<script>alert(1)</script>" + _zip() + b"%PDF-1.7"
    (kept,) = attach(ad, upload("x.html", picture_bytes(form) + evil, "text/html"))
    data = kept.file.read()
    assert (kept.name, b"script" in data, b"PK" in data) == ("x.webp", False, False)


def test_a_file_over_the_limit_is_refused_with_the_limit_named(ad: Ad, settings: Any) -> None:
    settings.MAX_ATTACHMENT_BYTES = 1_000_000
    data = picture_bytes() + b"\0" * 1_000_000
    with pytest.raises(Refused, match="too big. Choose one of at most 1 MB"):
        attach(ad, upload("big.png", data))


def test_at_most_five_belong_to_one_thing_links_and_earlier_ones_counted(ad: Ad) -> None:
    raw = picture_bytes()
    with pytest.raises(Refused, match="At most 5"):
        attach(ad, *[upload(f"{n}.png", raw) for n in range(6)])
    attach(ad, *[upload(f"{n}.png", raw) for n in range(4)])
    with pytest.raises(Refused, match="At most 5"):
        attach(ad, upload("4.png", raw), links=["https://example.com/v"])
    assert len(attach(ad, links=["https://example.com/v"])) == 1
    assert len(written(ad)) == 4


def test_links_are_kept_as_links_without_a_file(ad: Ad) -> None:
    address = "https://www.video.example.com/watch?v=1"
    (kept,) = attach(ad, links=[address, address])
    assert (kept.kind, kept.url, kept.name) == ("link", address, "video.example.com")
    assert (bool(kept.file), kept.sha256, kept.get_absolute_url()) == (False, "", address)


@pytest.mark.parametrize(
    "link",
    [
        "http://example.com/v",
        "javascript:alert(1)",
        "data:text/html,<script>",
        "//example.com",
        "example.com",
        "https://",
        "https://good.example.com@evil.example.com/",
        "https://user:word@example.com/",
        "https://example.com/\u202egpj.exe",
        "https://example.com/a b",
        "https://example.com/" + "x" * 500,
        "",
    ],
)
def test_what_is_no_https_address_is_refused_at_the_links(ad: Ad, link: str) -> None:
    with pytest.raises(Refused) as refusal:
        attach(ad, links=[link])
    assert refusal.value.field == "links"


class Changed(Exception):
    """Something goes wrong later in the transaction."""


def test_a_file_is_removed_where_the_transaction_rolls_back(ad: Ad) -> None:
    with pytest.raises(Changed), transaction.atomic():
        attach(ad, upload("a.png", picture_bytes()), upload("b.pdf", pdf_bytes()))
        assert len(written(ad)) == 2
        raise Changed
    assert (written(ad), Attachment.objects.count()) == ([], 0)


def test_a_file_stays_where_the_transaction_commits(
    ad: Ad, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        attach(ad, upload("a.png", picture_bytes()))
    assert len(written(ad)) == 1


def test_a_refusal_of_a_later_file_keeps_none_of_the_earlier(ad: Ad) -> None:
    with pytest.raises(Refused):
        attach(ad, upload("a.png", picture_bytes()), upload("b.png", b"nothing"))
    assert (written(ad), Attachment.objects.count()) == ([], 0)


def test_files_cleaned_before_the_transaction_are_kept_as_they_are(ad: Ad) -> None:
    cleaned = clean_files([upload("a.png", picture_bytes())])
    (kept,) = attach(ad, *cleaned)
    assert kept.sha256 == cleaned[0].sha256
