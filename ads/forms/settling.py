"""What a moderator writes about a dispute: how it ends, what is asked, why it is opened."""

from typing import Any, cast

from django import forms

from ads.forms.disputes import STATEMENT_CHARS
from ads.models import Dispute
from marketplace.kernel.forms import PlainForm
from marketplace.kernel.money import MoneyField, format_money

RELEASE, REFUND, SPLIT = "release", "refund", "split"
REASON_CHARS = 2000


class SettlementForm(PlainForm, forms.Form):
    """Release all, refund all, or a part to each; and why."""

    decision = forms.ChoiceField(
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose one of the three."},
    )
    share_minor = MoneyField(required=False)
    reason = forms.CharField(
        max_length=REASON_CHARS,
        widget=forms.Textarea(attrs={"rows": 6, "cols": 70}),
        label="Reason",
        help_text="Both sides read it, word for word.",
        error_messages={"required": "Give both sides the reason."},
    )

    def __init__(self, *args: Any, dispute: Dispute, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ad = dispute.ad
        self.price_minor = ad.price_minor or 0
        price, influencer = format_money(self.price_minor), ad.influencer.display_name
        decision = cast("forms.ChoiceField", self.fields["decision"])
        decision.choices = [
            (RELEASE, f"Release all of {price} to {influencer}, less the fee"),
            (REFUND, f"Refund all of {price} to {ad.campaign.sponsor.display_name}"),
            (SPLIT, "Split it"),
        ]
        self.fields["share_minor"].label = f"To {influencer}, before the fee"
        self.fields["share_minor"].help_text = "Only for a split. The rest is refunded."

    def clean(self) -> dict[str, Any]:
        """Ask for a part of the price where it is split, and for none where it is not."""
        cleaned = super().clean() or self.cleaned_data
        decision, share_minor = cleaned.get("decision"), cleaned.get("share_minor")
        if decision == SPLIT and "share_minor" not in self.errors:
            if not share_minor or share_minor >= self.price_minor:
                limit = format_money(self.price_minor)
                self.add_error("share_minor", f"Enter a part: more than zero, less than {limit}.")
        elif decision in (RELEASE, REFUND) and share_minor is not None:
            self.add_error("share_minor", "Only a split has a part. Empty this, or choose a split.")
        return cleaned

    @property
    def share(self) -> int:
        """The influencer's part of the price before the fee, in minor units; of a valid form."""
        whole = {RELEASE: self.price_minor, REFUND: 0}
        decision = self.cleaned_data["decision"]
        return int(whole.get(decision, self.cleaned_data["share_minor"] or 0))


class ModeratorStatementForm(PlainForm, forms.Form):
    """A question or a note of a moderator, which both sides read."""

    text = forms.CharField(
        max_length=STATEMENT_CHARS,
        widget=forms.Textarea(attrs={"rows": 4, "cols": 70}),
        label="Your statement or question",
        help_text="Both sides read it as from “A moderator”.",
    )


class ModeratorDisputeForm(PlainForm, forms.Form):
    """A dispute that a moderator opens."""

    reason = forms.ChoiceField(
        choices=[("", "Choose one"), *Dispute.Reason.choices], label="What it is about"
    )
    text = forms.CharField(
        max_length=STATEMENT_CHARS,
        widget=forms.Textarea(attrs={"rows": 6, "cols": 70}),
        label="Why, and what you ask",
        help_text="Both sides read it and are asked to answer.",
    )


class ModeratorWithdrawalForm(PlainForm, forms.Form):
    """The end of a dispute that a moderator opened."""

    reason = forms.CharField(
        max_length=REASON_CHARS,
        widget=forms.Textarea(attrs={"rows": 4, "cols": 70}),
        label="Why",
        help_text="Both sides read it.",
        error_messages={"required": "Give both sides the reason."},
    )


class ReversalForm(PlainForm, forms.Form):
    """Why a payment is brought back."""

    reason = forms.CharField(
        max_length=REASON_CHARS,
        widget=forms.Textarea(attrs={"rows": 4, "cols": 70}),
        label="Why",
        help_text="Both sides read it, word for word.",
        error_messages={"required": "Give both sides the reason."},
    )
