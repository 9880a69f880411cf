"""PDFs from anybody: what they show stays, what acts or hides goes, hostile ones cost little."""

import io
import time
import zlib

import pypdf
import pytest
from fpdf import FPDF
from PIL import Image
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from marketplace.kernel import uploads
from marketplace.kernel.errors import Refused
from marketplace.kernel.uploads import MAX_PAGES, PDF_SECONDS, UNREADABLE_PDF, clean_pdf

MAX_BYTES = 2_000_000
TOO_LONG = f"This PDF is too long. Choose one of at most {MAX_PAGES} pages."


def written(text="Media kit", pages=1, link=""):
    pdf = FPDF()
    for number in range(pages):
        pdf.add_page()
        pdf.set_font("helvetica", size=12)
        pdf.cell(text=f"{text} {number + 1}", link=link)
    return bytes(pdf.output())


def reader(data):
    return pypdf.PdfReader(io.BytesIO(data))


def cleaned(data, max_bytes=MAX_BYTES):
    return clean_pdf(io.BytesIO(data), max_bytes=max_bytes).read()


def named(**values):
    return DictionaryObject({NameObject(f"/{key}"): value for key, value in values.items()})


def saved(writer):
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def refusal(data, max_bytes=MAX_BYTES):
    with pytest.raises(Refused) as refused:
        cleaned(data, max_bytes)
    return str(refused.value)


def outcome(data):
    """Return how many pages are left, or why it was refused."""
    try:
        return len(reader(cleaned(data)).pages)
    except Refused as refused:
        return str(refused)


def test_the_pages_and_their_words_stay_under_a_random_name():
    result = clean_pdf(io.BytesIO(written(pages=3)), max_bytes=MAX_BYTES)
    assert (len(result.name), result.name[-4:]) == (36, ".pdf")
    pages = reader(result.read()).pages
    assert [page.extract_text() for page in pages] == [f"Media kit {n}" for n in (1, 2, 3)]


def test_pictures_on_a_page_stay():
    file = io.BytesIO()
    Image.new("RGB", (30, 20), (10, 200, 30)).save(file, "PDF")
    (picture,) = reader(cleaned(file.getvalue())).pages[0].images
    assert picture.image.size == (30, 20)


def test_everything_that_acts_goes():
    writer = pypdf.PdfWriter(clone_from=reader(written()))
    script = named(S=NameObject("/JavaScript"), JS=TextStringObject("app.alert('evil')"))
    launch = named(S=NameObject("/Launch"), F=TextStringObject("evil.exe"))
    tree = named(JavaScript=named(Names=ArrayObject([TextStringObject("evil"), script])))
    writer.root_object[NameObject("/Names")] = tree
    writer.root_object[NameObject("/OpenAction")] = script
    page = writer.pages[0]
    page[NameObject("/AA")] = named(O=launch)
    page["/Resources"][NameObject("/Properties")] = named(P=named(Deep=script), Q=named(A=launch))
    data = saved(writer)
    assert b"evil" in data
    result = cleaned(data)
    for word in (b"evil", b"/JavaScript", b"/JS", b"/Launch", b"/OpenAction", b"/AA"):
        assert word not in result
    assert reader(result).pages[0].extract_text() == "Media kit 1"


def test_files_inside_and_metadata_go():
    writer = pypdf.PdfWriter(clone_from=reader(written()))
    writer.add_attachment("evil.html", b"<script>evil</script>")
    writer.add_metadata({"/Author": "Secret Person"})
    result = cleaned(saved(writer))
    assert b"evil" not in result
    assert b"Secret" not in result
    assert dict(reader(result).attachments) == {}


def note(subtype, **values):
    place = ArrayObject([NumberObject(number) for number in (10, 10, 90, 90)])
    return named(Type=NameObject("/Annot"), Subtype=NameObject(subtype), Rect=place, **values)


def test_notes_stay_and_lose_their_actions_and_films_go():
    script = named(S=NameObject("/JavaScript"), JS=TextStringObject("evil()"))
    appearance = StreamObject()
    appearance.update(named(Type=NameObject("/XObject"), Subtype=NameObject("/Form"), Ref=script))
    appearance.set_data(b"0 0 80 80 re f")
    writer = pypdf.PdfWriter(clone_from=reader(written()))
    page = writer.pages[0]
    page[NameObject("/Annots")] = ArrayObject(
        [
            note("/Widget", A=script, AP=named(N=writer._add_object(appearance))),
            note("/FileAttachment", FS=named(F=TextStringObject("evil"))),
            note("/Screen", A=script),
            note("/RichMedia"),
        ]
    )
    result = cleaned(saved(writer))
    (kept,) = reader(result).pages[0]["/Annots"]
    assert kept.get_object()["/Subtype"] == "/Widget"
    assert kept.get_object()["/AP"]["/N"].get_data() == b"0 0 80 80 re f"
    assert b"evil" not in result


@pytest.mark.parametrize(
    ("link", "kept"),
    [
        ("https://example.org/a?b=1", ["https://example.org/a?b=1"]),
        ("mailto:mira@example.org", ["mailto:mira@example.org"]),
        ("javascript:evil()", []),
        ("file:///etc/passwd", []),
        ("http://[", []),
    ],
)
def test_only_links_to_the_web_stay(link, kept):
    page = reader(cleaned(written(link=link))).pages[0]
    notes = [found.get_object() for found in page["/Annots"]]
    assert [found["/A"]["/URI"] for found in notes if "/A" in found] == kept


def test_things_may_be_named_like_what_is_banned():
    writer = pypdf.PdfWriter(clone_from=reader(written()))
    page = writer.pages[0]
    fonts = page["/Resources"]["/Font"]
    (font,) = list(fonts)
    fonts[NameObject("/AA")] = fonts.raw_get(font)
    del fonts[font]
    page[NameObject("/Contents")].set_data(b"BT /AA 12 Tf (Named AA) Tj ET")
    assert reader(cleaned(saved(writer))).pages[0].extract_text() == "Named AA"


def test_what_follows_or_precedes_the_document_does_not_survive():
    zipped = b"PK\x03\x04evil archive"
    assert b"evil" not in cleaned(written() + zipped)
    assert refusal(b"<html><script>evil</script>" + written()) == UNREADABLE_PDF
    assert refusal(b"GIF89a" + written()) == UNREADABLE_PDF


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF-",
        b"%PDF-1.7\n" + b"\x00" * 5000,
        b"<!doctype html><title>kit.pdf</title>",
        b"%PDF-1.7\n<html><script>alert(1)</script></html>",
        written()[:300],
    ],
)
def test_what_is_no_pdf_is_refused_whatever_it_is_called(data):
    file = io.BytesIO(data)
    file.name = "kit.pdf"
    with pytest.raises(Refused, match="not a PDF we can read"):
        clean_pdf(file, max_bytes=MAX_BYTES)


def test_a_truncated_file_is_read_whole_or_refused():
    data = written(pages=3)
    for end in range(100, len(data), len(data) // 5):
        assert outcome(data[:end]) in (1, 2, 3, UNREADABLE_PDF)


def test_locked_files_are_refused():
    writer = pypdf.PdfWriter(clone_from=reader(written()))
    writer.encrypt(user_password="", owner_password="owner", algorithm="RC4-128")
    assert refusal(saved(writer)) == (
        "This PDF is locked. Save it without a password and choose it again."
    )


def test_limits_of_size_and_pages():
    assert (
        refusal(written(), max_bytes=500) == "This file is too big. Choose one of at most 0.5 kB."
    )
    assert refusal(written(pages=MAX_PAGES + 1)) == TOO_LONG


def objects(*bodies):
    """Return a PDF of these objects, numbered from 1; the first is its root."""
    data, table = b"%PDF-1.7\n", b"0000000000 65535 f \n"
    for number, body in enumerate(bodies, 1):
        table += b"%010d 00000 n \n" % len(data)
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    size = len(bodies) + 1
    table = b"xref\n0 %d\n%strailer\n<</Root 1 0 R/Size %d>>\n" % (size, table, size)
    return data + table + b"startxref\n%d\n%%%%EOF" % len(data)


def stream(content, **keys):
    entries = b"".join(b"/%s %s" % (key.encode(), value) for key, value in keys.items())
    return b"<</Length %d %s>>stream\n%s\nendstream" % (len(content), entries, content)


CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>"
BOMB = zlib.compress(zlib.compress(b"\0" * 300_000_000, 9), 9)
HOSTILE = {
    "none of it hostile": objects(CATALOG, PAGES, PAGE, stream(b"0 0 9 9 re f")),
    "a bomb on the page": objects(
        CATALOG, PAGES, PAGE, stream(BOMB, Filter=b"[/FlateDecode/FlateDecode]")
    ),
    "a bomb for a table": b"%PDF-1.7\n1 0 obj\n"
    + stream(
        BOMB,
        Type=b"/XRef",
        Size=b"9",
        W=b"[1 2 1]",
        Root=b"2 0 R",
        Filter=b"[/FlateDecode/FlateDecode]",
    )
    + b"\nendobj\nstartxref\n9\n%%EOF",
    "pages in a circle": objects(CATALOG, b"<</Type/Pages/Kids[2 0 R]/Count 1>>"),
    "a page that is its own note": objects(
        CATALOG, PAGES, b"<</Type/Page/MediaBox[0 0 9 9]/Annots[3 0 R]/Resources 3 0 R>>"
    ),
    "deep nesting": objects(CATALOG, PAGES, b"<</Type/Page/X " + b"[" * 200_000 + b">>"),
    "deep dictionaries": objects(CATALOG, PAGES, b"<</Type/Page/X " + b"<</A" * 200_000),
    "many kids": objects(CATALOG, b"<</Type/Pages/Kids[" + b"3 0 R " * 300_000 + b"]>>", PAGE),
    "a huge count": objects(CATALOG, b"<</Type/Pages/Kids[3 0 R]/Count 999999999>>", PAGE, b"null"),
    "many objects": objects(CATALOG, PAGES, PAGE, *[b"<</X 4 0 R>>"] * 35_000),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_files_cost_little(case):
    begun = time.monotonic()
    assert outcome(HOSTILE[case]) in (1, UNREADABLE_PDF, TOO_LONG)
    assert time.monotonic() - begun < PDF_SECONDS + 5


def test_a_file_that_takes_too_long_is_refused(monkeypatch):
    monkeypatch.setattr(uploads, "PDF_SECONDS", 0.01)
    assert refusal(written()) == UNREADABLE_PDF
