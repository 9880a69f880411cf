"""Documents: numbered papers about fees and payments, issued once and never changed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from .transfers import Transfer

if TYPE_CHECKING:
    from accounts.models import User


class BillingDetails(models.Model):
    """Whom documents are made out to, as the user typed it."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="billing_details",
    )
    name = models.CharField("legal name", max_length=120)
    street = models.CharField("street and number", max_length=120, blank=True)
    postcode = models.CharField(max_length=20, blank=True)
    city = models.CharField(max_length=80, blank=True)
    country = models.CharField(max_length=2, blank=True)  # ISO 3166-1 alpha-2
    # In its library's compact form: no blanks, dots or dashes.
    tax_number = models.CharField(max_length=32, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name_plural = "billing details"

    def __str__(self) -> str:
        return self.name

    @property
    def address_lines(self) -> list[str]:
        """Street and town, those that are filled in."""
        return [line for line in (self.street, f"{self.postcode} {self.city}".strip()) if line]


class DocumentKind(models.TextChoices):
    """What a document is for."""

    INVOICE = "invoice", "Fee invoice"
    CREDIT_NOTE = "credit_note", "Credit note"
    RECEIPT = "receipt", "Receipt"
    REFUND_RECEIPT = "refund_receipt", "Refund receipt"


# What a document's number begins with, by kind.
PREFIXES: dict[str, str] = {
    DocumentKind.INVOICE: "F",
    DocumentKind.CREDIT_NOTE: "C",
    DocumentKind.RECEIPT: "R",
    DocumentKind.REFUND_RECEIPT: "B",
}
# What corrects what.
CORRECTIONS: dict[str, str] = {
    DocumentKind.CREDIT_NOTE: DocumentKind.INVOICE,
    DocumentKind.REFUND_RECEIPT: DocumentKind.RECEIPT,
}


class DocumentSeries(models.Model):
    """The last number given in a year, per kind. Its row's lock keeps numbers without gaps."""

    kind = models.CharField(max_length=16, choices=DocumentKind.choices)
    year = models.PositiveSmallIntegerField()
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "document series"
        constraints = [
            models.UniqueConstraint(fields=["kind", "year"], name="document_series_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.year}"


class DocumentQuerySet(models.QuerySet["Document"]):
    """Reads of documents; whole-set changes are refused as single ones are."""

    def of_user(self, user: User) -> Self:
        """Return what was issued to the user."""
        return self.filter(user=user)

    def update(self, **kwargs: Any) -> int:
        """Refuse: an issued document never changes."""
        raise TypeError("Documents are only ever issued; correct one by another.")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse: an issued document never goes away."""
        raise TypeError("Documents are only ever issued; correct one by another.")


class Document(models.Model):
    """One issued paper: whom it is for, what for, and the amounts at that moment."""

    kind = models.CharField(max_length=16, choices=DocumentKind.choices)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="documents"
    )
    issued_at = models.DateTimeField()
    # What it is for in words, such as the ad's title, and the reference of that thing.
    subject = models.CharField(max_length=200)
    reference = models.CharField(max_length=100)
    # By what name the buyer of a receipt knows who was paid.
    payee_name = models.CharField(max_length=120, blank=True)
    # The transfer it documents: the fee of an invoice, the release of a receipt.
    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="documents")
    # The document that this one takes back.
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    net_minor = models.BigIntegerField("net")
    tax_minor = models.BigIntegerField("tax", default=0)
    gross_minor = models.BigIntegerField("gross")
    tax_bps = models.PositiveIntegerField("tax rate", default=0)
    # As they stood when it was issued: {"name", "address", "country", "tax_number"}.
    seller = models.JSONField()
    buyer = models.JSONField()

    objects = DocumentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=DocumentKind.values), name="document_kind_known"
            ),
            models.UniqueConstraint(
                fields=["kind", "year", "number"], name="document_number_unique"
            ),
            # One invoice per fee, one receipt per release.
            models.UniqueConstraint(fields=["kind", "transfer"], name="document_once"),
            models.CheckConstraint(
                condition=Q(
                    number__gt=0,
                    net_minor__gte=0,
                    tax_minor__gte=0,
                    gross_minor__gt=0,
                    gross_minor=F("net_minor") + F("tax_minor"),
                ),
                name="document_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["credit_note", "refund_receipt"], corrects__isnull=False)
                | Q(kind__in=["invoice", "receipt"], corrects=None),
                name="document_corrects_as_kind_demands",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "-issued_at"], name="document_of_user"),
        ]

    def __str__(self) -> str:
        return self.full_number

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the document; an existing one is refused."""
        if not self._state.adding:
            raise TypeError("Documents are only ever issued; correct one by another.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse: an issued document never goes away."""
        raise TypeError("Documents are only ever issued; correct one by another.")

    @property
    def full_number(self) -> str:
        """The number as it is printed: "F-2026-000001"."""
        return f"{PREFIXES[self.kind]}-{self.year}-{self.number:06d}"

    @property
    def issued_on(self) -> date:
        """The day of issue where the site is run: the one on the paper, whoever reads it."""
        return timezone.localdate(self.issued_at, timezone.get_default_timezone())

    @property
    def owner(self) -> User:
        """Whom it was issued to."""
        return self.user
