"""The files of contracts: read before the transaction, kept or forgotten with it."""

import hashlib
import logging
import uuid
import weakref
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from ads.file_names import clean_name, shown_name
from ads.models import Ad, Attachment, Statement
from ads.video_links import link_name, read_link
from marketplace.kernel.errors import Refused
from marketplace.kernel.uploads import clean_image, clean_pdf, sniff

if TYPE_CHECKING:
    from accounts.models import User
    from ads.models import Result, Statement, Submission
    from marketplace.messaging.models import Message

logger = logging.getLogger(__name__)

MAX_FILES = 5
MAX_PIXELS = 40_000_000
UNKNOWN = "This is neither a picture nor a PDF. Choose a JPEG, PNG, WebP, GIF or PDF file."
TOO_MANY = f"At most {MAX_FILES} files and links go together. Take some away."


@dataclass(frozen=True)
class CleanFile:
    """A file that was written anew and may be kept."""

    kind: Attachment.Kind
    name: str
    data: bytes

    @property
    def sha256(self) -> str:
        """The checksum of what is kept, which is not what was uploaded."""
        return hashlib.sha256(self.data).hexdigest()


def clean_files(files: "Sequence[UploadedFile[bytes] | CleanFile]") -> list[CleanFile]:
    """Return what may be kept of `files`, each written anew; their content decides what they are.

    This takes seconds for big pictures: call it before a transaction begins and pass the result
    to `attach_files`. Raises Refused at the field "files" for too many files and for one that is
    too big, of another kind, or damaged.
    """
    if len(files) > MAX_FILES:
        raise Refused(TOO_MANY, field="files")
    return [file if isinstance(file, CleanFile) else _clean(file) for file in files]


def attach_files(
    *,
    actor: "User",
    ad: Ad,
    files: "Sequence[UploadedFile[bytes] | CleanFile]" = (),
    links: Sequence[str] = (),
    message: "Message | None" = None,
    submission: "Submission | None" = None,
    statement: "Statement | None" = None,
    result: "Result | None" = None,
    now: datetime | None = None,
) -> list[Attachment]:
    """Keep `files` and video `links` with exactly one thing, inside the caller's transaction.

    Who may do so is for the caller to ask. A file is removed again where the transaction does not
    commit. Raises Refused at the field "files" as `clean_files` does, also where the thing would
    have more than `MAX_FILES` with those it has; at "links" for what is no https address.
    """
    cleaned = clean_files(files)
    addresses = [_link(link) for link in dict.fromkeys(links)]
    thing = {
        "message": message,
        "submission": submission,
        "statement": statement,
        "result": result,
    }
    owner = {name: value for name, value in thing.items() if value is not None}
    if not cleaned and not addresses:
        return []
    with transaction.atomic():
        if len(cleaned) + len(addresses) + Attachment.objects.filter(**owner).count() > MAX_FILES:
            raise Refused(TOO_MANY, field="files")
        common: dict[str, Any] = {
            "ad": ad,
            "uploader": actor,
            "created_at": now or timezone.now(),
            **owner,
        }
        kept = [_keep(file, common) for file in cleaned]
        return [*kept, *(_keep_link(address, common) for address in addresses)]


def _clean(file: "UploadedFile[bytes]") -> CleanFile:
    """Write one file anew, in the format its content tells."""
    try:
        kind = sniff(file.open())
        if kind == "pdf":
            content = clean_pdf(file, max_bytes=settings.MAX_ATTACHMENT_BYTES)
        elif kind == "image":
            content = clean_image(
                file, max_bytes=settings.MAX_ATTACHMENT_BYTES, max_pixels=MAX_PIXELS
            )
        else:
            raise Refused(UNKNOWN)
    except Refused as refusal:
        name = shown_name(file.name) or "One file"
        raise Refused(f"{name}: {refusal}", field="files") from refusal
    extension = "pdf" if kind == "pdf" else "webp"
    return CleanFile(
        kind=Attachment.Kind(kind),
        name=clean_name(file.name, extension=extension),
        data=content.read(),
    )


def _link(link: str) -> str:
    try:
        return read_link(link)
    except ValidationError as error:
        raise Refused(" ".join(error.messages), field="links") from error


def _keep(file: CleanFile, common: dict[str, Any]) -> Attachment:
    """Write the file under a random name and its row; remove it if the row is not to stay."""
    extension = file.name.rpartition(".")[2]
    attachment = Attachment(
        kind=file.kind,
        name=file.name,
        size_bytes=len(file.data),
        sha256=file.sha256,
        **common,
    )
    attachment.file.save(f"{uuid.uuid4().hex}.{extension}", ContentFile(file.data), save=False)
    assert attachment.file.name is not None  # saving has named it
    transaction.on_commit(_Undo(attachment.file.storage, attachment.file.name))
    attachment.save(force_insert=True)
    return attachment


def _keep_link(address: str, common: dict[str, Any]) -> Attachment:
    kind = Attachment.Kind.LINK
    return Attachment.objects.create(kind=kind, url=address, name=link_name(address), **common)


class _Undo:
    """Removes a written file unless the transaction that wrote it commits.

    Django calls this on commit. It calls nothing when it rolls back, but then it forgets what it
    was to call: that this object is gone tells that the file has no row.
    """

    def __init__(self, storage: Storage, name: str) -> None:
        self._remove = weakref.finalize(self, _remove, storage, name)

    def __call__(self) -> None:
        self._remove.detach()


def _remove(storage: Storage, name: str) -> None:
    try:
        storage.delete(name)
    except OSError:
        logger.exception("The file %s of an action that failed could not be removed", name)


def marks_of(files: Sequence[CleanFile], links: Sequence[str]) -> set[str]:
    """Return what tells files and links apart: checksums and addresses."""
    return {file.sha256 for file in files} | set(links)


def carried_by(thing: "Message | Statement") -> set[str]:
    """Return the marks of what a message or statement carries; one query."""
    attached = thing.attachments.values_list("sha256", "url")
    return {sha256 or url for sha256, url in attached}
