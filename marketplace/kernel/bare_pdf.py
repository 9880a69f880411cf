"""A PDF from anybody, written anew with its pages and nothing that acts or hides.

Run as a program of its own (PDF on standard input, the new one on standard output, arguments: most
pages, most seconds, most bytes of memory), so that a hostile file can spend neither the time nor
the memory of the site. It imports nothing of the site.
"""

import contextlib
import io
import resource
import sys
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

import pypdf
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NullObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

# What this program ends with: the new file is on standard output, or why there is none.
DONE, LOCKED, TOO_LONG, UNREADABLE = 0, 3, 4, 5

# More objects than any honest document of a few hundred pages has.
MAX_OBJECTS = 200_000
MAX_UNPACKED_BYTES = 20_000_000
PAGE_KEYS = frozenset(
    {"/Type", "/Contents", "/Resources", "/Rotate", "/UserUnit", "/Group", "/Annots"}
    | {f"/{name}Box" for name in ("Media", "Crop", "Bleed", "Trim", "Art")}
)
# Notes and marks stay as they look, form fields as they were filled in. Files, films, sounds and
# three-dimensional scenes go.
NOTES = frozenset(
    {"/Link", "/Text", "/FreeText", "/Line", "/Square", "/Circle", "/Polygon", "/PolyLine", "/Ink"}
    | {"/Highlight", "/Underline", "/Squiggly", "/StrikeOut", "/Stamp", "/Caret", "/Widget"}
)
NOTE_KEYS = frozenset(
    {"/Type", "/Subtype", "/Rect", "/Contents", "/AP", "/AS", "/F", "/Border", "/BS", "/C", "/CA"}
    | {"/QuadPoints", "/Vertices", "/InkList", "/L", "/LE", "/IC"}
)
# Keys under which something acts, hides or comes from elsewhere, wherever they stand; except that
# below some keys everything is named as its maker likes.
BANNED_KEYS = frozenset(
    {"/A", "/AA", "/OpenAction", "/JavaScript", "/EF", "/EmbeddedFiles", "/AF", "/XFA", "/Parent"}
    | {"/RichMediaContent", "/PieceInfo", "/Metadata", "/OPI", "/Ref", "/StructParent"}
)
NAMING_KEYS = frozenset(
    {"/Font", "/XObject", "/ExtGState", "/ColorSpace", "/Pattern", "/Shading", "/Properties"}
    | {"/CharProcs", "/Colorants", "/N", "/D", "/R"}
)
# Keys of a stream whose content lies in another file.
OUTSIDE_KEYS = frozenset({"/F", "/FFilter", "/FDecodeParms"})
BANNED_TYPES = frozenset({"/Action", "/Filespec", "/EmbeddedFile", "/Catalog", "/Pages", "/Page"})
ACTIONS = frozenset(
    {"/GoTo", "/GoToR", "/GoToE", "/GoToDp", "/Launch", "/Thread", "/URI", "/Sound", "/Movie"}
    | {"/Hide", "/Named", "/SubmitForm", "/ResetForm", "/ImportData", "/JavaScript", "/Trans"}
    | {"/SetOCGState", "/Rendition", "/GoTo3DView", "/RichMediaExecute"}
)
SCHEMES = frozenset({"http", "https", "mailto"})


class LockedError(Exception):
    """The file is encrypted."""


class TooLongError(Exception):
    """The file has too many pages."""


def bare_pdf(data: bytes, *, max_pages: int) -> bytes:
    """Return the pages of the PDF as a new PDF without scripts, actions, files and metadata.

    Raises LockedError, TooLongError, and anything at all for what is no PDF.
    """
    reader = pypdf.PdfReader(io.BytesIO(data))
    if reader.is_encrypted:
        raise LockedError
    if len(reader.pages) > max_pages:
        raise TooLongError
    pages = list(reader.pages)
    if not pages:
        raise ValueError("no pages")
    for page in pages:
        _keep(page, PAGE_KEYS)
    links = [_bare_notes(page) for page in pages]
    _scrub(pages)
    writer = pypdf.PdfWriter()
    for page, targets in zip(pages, links, strict=True):
        for note, address in targets:
            entries = {"/S": NameObject("/URI"), "/URI": TextStringObject(address)}
            action = DictionaryObject({NameObject(key): entries[key] for key in entries})
            note[NameObject("/A")] = action
        writer.add_page(page)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def _keep(node: DictionaryObject, keys: Iterable[str]) -> None:
    for key in set(node) - set(keys):
        del node[key]


def _bare_notes(page: DictionaryObject) -> list[tuple[DictionaryObject, str]]:
    """Leave the notes that only show something, and return those that link to a web address."""
    notes, links = ArrayObject(), []
    found = page.get("/Annots")
    for raw in found.get_object() if found is not None else ():
        note = raw.get_object()
        if not isinstance(note, DictionaryObject) or note.get("/Subtype") not in NOTES:
            continue
        if address := _address(note.get("/A")):
            links.append((note, address))
        _keep(note, NOTE_KEYS)
        notes.append(raw)
    if found is not None:
        page[NameObject("/Annots")] = notes
    return links


def _address(action: PdfObject | None) -> str:
    """Return the web address to which an action leads, nothing if it does something else."""
    action = action.get_object() if action is not None else None
    if not isinstance(action, DictionaryObject) or action.get("/S") != "/URI":
        return ""
    address = str(action.get("/URI", "")).strip()
    try:
        return address if urlsplit(address).scheme in SCHEMES else ""
    except ValueError:
        return ""


def _scrub(roots: Iterable[PdfObject]) -> None:
    """Remove what is banned from everything the roots reach."""
    # What was seen is kept, lest its identity passes to another object.
    seen: dict[tuple[int, bool], PdfObject] = {}
    todo = [(root, False) for root in roots]
    while todo:
        node, is_naming = todo.pop()
        if (id(node), is_naming) in seen:
            continue
        seen[id(node), is_naming] = node
        if len(seen) > MAX_OBJECTS:
            raise ValueError("too many objects")
        if isinstance(node, DictionaryObject):
            todo += _scrub_dictionary(node, frozenset() if is_naming else BANNED_KEYS)
        elif isinstance(node, ArrayObject):
            todo += _scrub_array(node)


def _scrub_dictionary(
    node: DictionaryObject, banned: frozenset[str]
) -> Iterator[tuple[PdfObject, bool]]:
    if isinstance(node, StreamObject):
        banned |= OUTSIDE_KEYS
    for key in list(node):
        value = _resolved(node.raw_get(key))
        if key in banned or _is_banned(value):
            del node[key]
        elif isinstance(value, DictionaryObject | ArrayObject):
            yield value, key in NAMING_KEYS


def _scrub_array(node: ArrayObject) -> Iterator[tuple[PdfObject, bool]]:
    for place, raw in enumerate(list.__iter__(node)):
        value = _resolved(raw)
        if _is_banned(value):
            list.__setitem__(node, place, NullObject())
        elif isinstance(value, DictionaryObject | ArrayObject):
            yield value, False


def _resolved(value: PdfObject) -> PdfObject | None:
    return value.get_object() if isinstance(value, IndirectObject) else value


def _is_banned(value: PdfObject | None) -> bool:
    return isinstance(value, DictionaryObject) and (
        "/JS" in value
        or "/EF" in value
        or value.get("/S") in ACTIONS
        or value.get("/Type") in BANNED_TYPES
    )


def main(max_pages: int, max_seconds: int, max_memory: int) -> int:
    """Read, write anew, and return how it went."""
    limits = {resource.RLIMIT_CPU: max_seconds, resource.RLIMIT_AS: max_memory}
    for kind, limit in limits.items():
        with contextlib.suppress(ValueError, OSError):  # not every system has every limit
            resource.setrlimit(kind, (limit, limit))
    pypdf.overwrite_configuration(
        zlib_maximum_output_length=MAX_UNPACKED_BYTES,
        lzw_maximum_output_length=MAX_UNPACKED_BYTES,
        run_length_maximum_output_length=MAX_UNPACKED_BYTES,
        brotli_maximum_output_length=MAX_UNPACKED_BYTES,
        array_based_stream_maximum_output_length=MAX_UNPACKED_BYTES,
    )
    try:
        sys.stdout.buffer.write(bare_pdf(sys.stdin.buffer.read(), max_pages=max_pages))
    except LockedError:
        return LOCKED
    except TooLongError:
        return TOO_LONG
    except Exception:  # noqa: BLE001  damaged files raise anything at all
        return UNREADABLE
    return DONE


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
