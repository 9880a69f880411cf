"""The files of contracts: what was sent along with messages, drafts, statements and results."""

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from ads.models.delivery import Result, Submission
from ads.models.disputes import Statement
from marketplace.messaging.models import Message


def private_storage() -> Storage:
    """Return where no address leads."""
    return storages["private"]


def _path(attachment: "Attachment", filename: str) -> str:
    """Keep a contract's files together under names that say nothing."""
    return f"ads/{attachment.ad_id}/{filename}"


class Attachment(models.Model):
    """One picture, PDF or link that belongs to exactly one thing that was said or handed in."""

    class Kind(models.TextChoices):
        IMAGE = "image", "Picture"
        PDF = "pdf", "PDF"
        LINK = "link", "Video link"

    ad = models.ForeignKey("ads.Ad", on_delete=models.PROTECT, related_name="attachments")
    uploader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(max_length=5, choices=Kind.choices)
    file = models.FileField(storage=private_storage, upload_to=_path, blank=True, max_length=200)
    url = models.URLField(max_length=500, blank=True)
    name = models.CharField(max_length=120, help_text="What the uploader calls it.")
    size_bytes = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    message = models.ForeignKey(
        Message, null=True, blank=True, on_delete=models.PROTECT, related_name="attachments"
    )
    submission = models.ForeignKey(
        Submission, null=True, blank=True, on_delete=models.PROTECT, related_name="attachments"
    )
    statement = models.ForeignKey(
        Statement, null=True, blank=True, on_delete=models.PROTECT, related_name="attachments"
    )
    result = models.ForeignKey(
        Result, null=True, blank=True, on_delete=models.PROTECT, related_name="attachments"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="link", file="") & ~Q(url="")
                | ~Q(kind="link") & Q(url="") & ~Q(file=""),
                name="attachment_file_or_link",
            ),
            models.CheckConstraint(
                condition=Q(message__isnull=False, submission=None, statement=None, result=None)
                | Q(message=None, submission__isnull=False, statement=None, result=None)
                | Q(message=None, submission=None, statement__isnull=False, result=None)
                | Q(message=None, submission=None, statement=None, result__isnull=False),
                name="attachment_belongs_to_one",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return where the parties open it."""
        if self.kind == self.Kind.LINK:
            return self.url
        return reverse("ads:file", args=[self.ad_id, self.pk])
