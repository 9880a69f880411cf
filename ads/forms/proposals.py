"""Proposals about a running ad: to cancel it, or to change its terms."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import DeliverableKind, Platform
from ads.forms.answers import REASON_CHARS
from ads.forms.offers import CounterForm
from ads.forms.offers.items import ItemForm
from ads.terms import COLUMNS, ItemTerms, OfferTerms
from marketplace.kernel.forms import PlainForm


def reason_field() -> forms.CharField:
    """Return the field for why."""
    return forms.CharField(
        max_length=REASON_CHARS,
        widget=forms.Textarea(attrs={"rows": 4}),
        label="Why",
        help_text="The other side reads it before it answers.",
    )


class CancellationForm(PlainForm, forms.Form):
    """Propose to cancel, with a reason."""

    reason = reason_field()


class AmendmentForm(CounterForm):
    """Propose other terms: what an offer says, apart from what and how many are made.

    `amends` is the hash of the terms in force, so that nobody changes terms they have not read.
    """

    answering = None  # type: ignore[assignment]
    note = None  # type: ignore[assignment]
    amends = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    reason = reason_field()

    def clean_amends(self) -> str | None:
        """Read nothing as whatever is in force."""
        return self.cleaned_data["amends"] or None


class PieceForm(ItemForm):
    """The dates of one piece. What it is stays; a day that is over stays only where it was."""

    platform = None  # type: ignore[assignment]
    kind = None  # type: ignore[assignment]
    quantity = None  # type: ignore[assignment]

    def __init__(self, *args: Any, item: ItemTerms, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item = item

    @property
    def name(self) -> str:
        """What the piece is."""
        kind, platform = DeliverableKind(self.item.kind), Platform(self.item.platform)
        return f"{kind.label} on {platform.label}"

    def clean_due_date(self) -> date:
        """Refuse moving it to a day that is over."""
        due: date = self.cleaned_data["due_date"]
        return due if due == self.item.due_date else super().clean_due_date()

    def clean_posting_date(self) -> date:
        """Refuse going live before the draft is due, and moving it to a day that is over."""
        posting: date = self.cleaned_data["posting_date"]
        due = self.cleaned_data.get("due_date")
        if posting != self.item.posting_date:
            return super().clean_posting_date()
        if due and posting < due:
            raise ValidationError(
                "It would go live before its draft is due. Choose a later day.", code="before_due"
            )
        return posting

    def terms(self) -> ItemTerms:
        """Return the piece with the valid form's dates."""
        data = self.cleaned_data
        return replace(
            self.item,
            due_date=data["due_date"],
            posting_date=data["posting_date"],
            live_days=data["live_days"],
        )


def piece_forms(data: Any, terms: OfferTerms, *, today: date) -> list[PieceForm]:
    """Return a form for each piece; `today` is the day where the ad's days end."""
    names = ("due_date", "posting_date", "live_days")
    return [
        PieceForm(
            data,
            prefix=f"items-{at}",
            item=item,
            today=today,
            initial={name: getattr(item, name) for name in names},
        )
        for at, item in enumerate(terms.items)
    ]


def amended_terms(
    before: OfferTerms, form: AmendmentForm, pieces: Sequence[PieceForm]
) -> OfferTerms:
    """Return the terms in force with what the valid forms say."""
    said = {
        name: _with_line_ends_of(getattr(before, name), form.cleaned_data[name])
        for name in COLUMNS
        if name in form.cleaned_data
    }
    return replace(before, **said, items=tuple(piece.terms() for piece in pieces))


def _with_line_ends_of(old: Any, new: Any) -> Any:
    """Return a text with plain line ends where it had them; browsers send others, which would
    look like a change of every line."""
    if isinstance(new, str) and "\r\n" not in old:
        return new.replace("\r\n", "\n")
    return new
