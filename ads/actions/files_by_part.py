"""Files that come for several parts of an ad at once, by the deliverables' ids."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from ads.actions.files import CleanFile, clean_files
from marketplace.kernel.errors import Refused

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

FilesByPart: TypeAlias = "Mapping[int, Sequence[UploadedFile[bytes] | CleanFile]]"


def clean_by_part(files: "FilesByPart | None") -> dict[int, list[CleanFile]]:
    """Write the files anew, before any row is locked; parts without files are left out.

    Raises Refused at the field "files_<id>" they came in.
    """
    cleaned = {}
    for pk, chosen in (files or {}).items():
        try:
            cleaned[pk] = clean_files(chosen)
        except Refused as refusal:
            raise Refused(str(refusal), field=f"files_{pk}") from refusal
    return {pk: kept for pk, kept in cleaned.items() if kept}
