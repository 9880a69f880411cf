"""The pages that change the terms of a running ad: the form, then what it changes."""

from functools import cached_property
from typing import Any

from django.forms import BoundField

from ads.actions.escrow import allowance_of
from ads.actions.proposals import hash_in_force
from ads.deadlines import local_day
from ads.forms import AmendmentForm, amended_terms, piece_forms
from ads.room import Button, Reader, deposit_button
from ads.room.contract import TermRow, changed_rows
from ads.room.stakes import Stakes, amendment_stakes
from ads.terms import OfferTerms
from ads.views.prefill import term_values
from marketplace.kernel.money import format_money


class AmendmentPage:
    """The forms of an amendment, filled with the terms in force or with what was posted."""

    def __init__(self, reader: Reader, posted: Any) -> None:
        ad = reader.ad
        self.reader = reader
        self.before = OfferTerms.from_frozen(ad.terms_in_force)
        self.form = AmendmentForm(
            posted,
            initial=term_values(self.before) | {"amends": hash_in_force(ad)},
            allowance=allowance_of(ad) if reader.is_sponsor else None,
        )
        self.pieces = piece_forms(posted, self.before, today=local_day(ad, reader.now))

    def is_valid(self) -> bool:
        """Whether every form is, each asked so that each can say what is wrong."""
        valid = [form.is_valid() for form in (self.form, *self.pieces)]
        return all(valid)

    @property
    def has_wrong_piece(self) -> bool:
        """Whether a date has to be mended."""
        return any(piece.errors for piece in self.pieces)

    @cached_property
    def terms(self) -> OfferTerms:
        """What the valid forms say."""
        return amended_terms(self.before, self.form, self.pieces)

    @cached_property
    def changes(self) -> list[TermRow]:
        """What that changes, field by field."""
        return changed_rows(self.before, self.terms)

    @cached_property
    def stakes(self) -> Stakes:
        """What it costs and brings."""
        reader = self.reader
        return amendment_stakes(reader, reader.side, self.terms.price_minor, is_made=False)

    @property
    def button(self) -> str:
        """What the last button says."""
        if pays := self.stakes.pays_minor:
            return f"Propose it and pay {format_money(pays)} into escrow"
        return "Propose this change"

    @property
    def deposit(self) -> Button:
        """Where the wallet gets what it lacks for it."""
        return deposit_button(self.reader, self.stakes.missing_minor)

    def hidden(self) -> list[BoundField]:
        """Return every field, for a page that only carries them on."""
        return [field for form in (self.form, *self.pieces) for field in form]
