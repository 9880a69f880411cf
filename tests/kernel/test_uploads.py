"""Pictures are decoded, checked and written anew."""

import io
import struct
import zlib

import pytest
from PIL import Image

from marketplace.kernel.errors import Refused
from marketplace.kernel.uploads import clean_image, sniff

LIMITS = {"max_bytes": 200_000, "max_pixels": 1_000_000}


def picture(size=(40, 20), form="PNG", mode="RGB", color=(200, 30, 30), **options):
    file = io.BytesIO()
    Image.new(mode, size, color).save(file, form, **options)
    file.seek(0)
    return file


def opened(content):
    return Image.open(io.BytesIO(content.read()))


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_picture_becomes_a_webp_of_the_same_size_and_a_random_name(form):
    cleaned = clean_image(picture(form=form), **LIMITS)
    result = opened(cleaned)
    assert (result.format, result.size) == ("WEBP", (40, 20))
    assert len(cleaned.name) == 37
    assert cleaned.name.endswith(".webp")


def test_the_declared_name_and_type_mean_nothing():
    file = picture()
    file.name = "../../evil.svg"
    assert clean_image(file, **LIMITS).name.count("/") == 0


def test_metadata_is_dropped_after_turning_the_picture_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees
    exif[0x010F] = "SecretCam"
    cleaned = clean_image(picture(form="JPEG", exif=exif), **LIMITS)
    data = cleaned.read()
    assert b"SecretCam" not in data
    result = Image.open(io.BytesIO(data))
    assert (result.size, dict(result.getexif())) == ((20, 40), {})
    assert set(result.info) <= {"loop", "background", "timestamp", "duration"}


def test_text_inside_a_png_is_dropped():
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("comment", "<script>x</script>")
    assert b"script" not in clean_image(picture(pnginfo=info), **LIMITS).read()


def test_transparency_stays():
    result = opened(clean_image(picture(mode="RGBA", color=(1, 2, 3, 0)), **LIMITS))
    assert result.convert("RGBA").getpixel((0, 0))[3] == 0


def test_colours_for_print_are_turned_into_colours_for_screens():
    file = picture(mode="CMYK", color=(0, 0, 0, 0), form="JPEG")
    assert opened(clean_image(file, **LIMITS)).mode == "RGB"


def test_a_file_too_big_is_refused():
    with pytest.raises(Refused, match=r"too big\. Choose one of at most 1 kB"):
        clean_image(io.BytesIO(b"x" * 1001), max_bytes=1000, max_pixels=1_000_000)


def test_too_many_pixels_are_refused():
    with pytest.raises(Refused, match="at most 1 megapixels"):
        clean_image(picture(size=(1001, 1000)), **LIMITS)


def bomb(width, height):
    """Return a PNG whose header promises far more pixels than the file holds."""

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    content = zlib.compress(b"\0" * 10_000)
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", content)
    return io.BytesIO(png + chunk(b"IEND", b""))


@pytest.mark.parametrize("size", [(12_000, 9_000), (60_000, 60_000), (2**31 - 1, 2**31 - 1)])
def test_a_decompression_bomb_is_refused_before_it_is_unpacked(size):
    with pytest.raises(Refused, match="too many pixels|not a picture"):
        clean_image(bomb(*size), **LIMITS)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>x</script></svg>",
        b"%PDF-1.7",
        picture(form="BMP").read(),
        picture(form="TIFF").read(),
        picture(form="JPEG").read()[:300],
        picture(size=(300, 300), form="PNG").read()[:120],
    ],
    ids=range(10),
)
def test_what_is_no_whole_picture_is_refused(data):
    with pytest.raises(Refused, match="not a picture we can read"):
        clean_image(io.BytesIO(data), **LIMITS)


@pytest.mark.parametrize(
    ("mode", "form"), [("RGB", "PNG"), ("RGBA", "PNG"), ("P", "GIF"), ("L", "JPEG")]
)
def test_a_big_picture_is_made_smaller_before_it_costs_time(mode, form):
    color = 7 if mode in ("P", "L") else None
    file = picture(size=(6000, 60), form=form, mode=mode, color=color)
    assert opened(clean_image(file, **LIMITS)).size == (2000, 20)


def test_a_big_picture_is_turned_upright_as_well():
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees
    file = picture(size=(6000, 60), form="JPEG", exif=exif)
    assert opened(clean_image(file, **LIMITS)).size == (20, 2000)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF"])
def test_pictures_are_told_by_their_content(form):
    file = picture(form=form)
    file.name = "contract.pdf"
    file.seek(5)
    assert sniff(file) == "image"
    assert file.tell() == 0


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n", "pdf"),
        (b"", None),
        (b" %PDF-1.7", None),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", None),
        (b"PK\x03\x04", None),
        (b"<!doctype html>", None),
    ],
)
def test_other_files_are_told_by_their_content(data, kind):
    assert sniff(io.BytesIO(data)) == kind
