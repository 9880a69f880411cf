"""Bringing back what an ad has paid, with what that means in money shown first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ads import actions
from ads.forms.settling import ReversalForm
from ads.models import Ad
from ads.views.loading import SignedInRequest, blame
from marketplace.kernel.console.asking import ask
from marketplace.kernel.errors import Refused
from marketplace.kernel.form_keys import key_input
from marketplace.kernel.money import format_money
from marketplace.ledger.actions import wallet_for
from marketplace.ledger.models import Hold, Payout
from marketplace.ledger.once import Answer
from marketplace.ledger.views.once import do_once, sent_once

if TYPE_CHECKING:
    Base = admin.ModelAdmin[Any]
else:
    Base = object


@dataclass(frozen=True, slots=True)
class Consequences:
    """What a reversal takes from whom, in minor units."""

    gross_minor: int
    net_minor: int
    available_minor: int

    @property
    def fee_minor(self) -> int:
        """What the site gives back."""
        return self.gross_minor - self.net_minor

    @property
    def owed_minor(self) -> int:
        """What the influencer does not have any more."""
        return max(self.net_minor - self.available_minor, 0)

    def words(self, ad: Ad) -> str:
        """Say it to a moderator."""
        gross, net = format_money(self.gross_minor), format_money(self.net_minor)
        influencer, sponsor = ad.influencer.display_name, ad.campaign.sponsor.display_name
        said = (
            f"{gross} goes back to {sponsor}: {net} from {influencer} and the fee of "
            f"{format_money(self.fee_minor)}. {influencer} has "
            f"{format_money(self.available_minor)} that is not being paid out"
        )
        if self.owed_minor:
            owed = format_money(self.owed_minor)
            return f"{said} and owes {owed} then, which the next earnings pay. Both are told."
        return f"{said}. Both are told."


def consequences_of(ad: Ad) -> Consequences | None:
    """Return what reversing the ad's payment would do now; None where there is nothing to."""
    hold = Hold.objects.filter(release__debit_account=ad.escrow_account_id).first()
    if ad.escrow_account_id is None or hold is None or ad.reversed_at is not None:
        return None
    payee = ad.influencer.user
    waiting = Hold.objects.of_user(payee).waiting().total_minor()
    requested = Payout.objects.of_user(payee).requested().total_minor()
    return Consequences(
        gross_minor=ad.released_minor,
        net_minor=hold.amount_minor,
        available_minor=waiting + wallet_for(payee).balance_minor + requested,
    )


class ReversesPayments(Base):
    """Mixin for the ads' pages: what was paid, and the page that brings it back."""

    def get_urls(self) -> list[URLPattern]:
        """Add the page that asks why."""
        view = self.admin_site.admin_view(sent_once(self.reverse_payment))
        return [
            path("<int:pk>/reverse/", view, name="ads_ad_reverse"),
            *super().get_urls(),
        ]

    @admin.display(description="paid")
    def paid(self, obj: Ad) -> SafeString | str:
        """Say what was released, and link to its reversal."""
        if obj.reversed_at is not None:
            return f"reversed on {obj.reversed_at:%-d %b %Y}"
        if not obj.released_minor:
            return "nothing"
        amount = format_money(obj.released_minor)
        url = reverse("admin:ads_ad_reverse", args=[obj.pk])
        return format_html('{} · <a href="{}">Reverse the payment</a>', amount, url)

    def reverse_payment(self, request: SignedInRequest, pk: int) -> HttpResponse:
        """Show what each side loses and gets, ask why, then bring the payment back."""
        if not request.user.has_perm("ads.change_ad"):
            raise PermissionDenied
        ads = self.get_queryset(request).select_related(
            "campaign__sponsor__user", "influencer__user"
        )
        ad = get_object_or_404(ads, pk=pk)
        consequences = consequences_of(ad)
        form = ReversalForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            reason = form.cleaned_data["reason"]
            try:
                return do_once(request, lambda: self._reverse(request, ad, reason))
            except Refused as refusal:
                blame(form, refusal)
        nothing = "This ad has paid nothing that could still be brought back."
        return ask(
            self,
            request,
            form,
            title=f"Reverse the payment of {ad.title}",
            text=consequences.words(ad) if consequences else nothing,
            button="Reverse the payment",
            back_url=_url_of(ad),
            form_key=key_input(request),
        )

    def _reverse(self, request: SignedInRequest, ad: Ad, reason: str) -> Answer:
        amount = format_money(ad.released_minor)
        actions.reverse_payment(actor=request.user, ad=ad, reason=reason)
        self.log_change(request, ad, f"Reversed the payment of {amount}. {reason}")
        said = f"The payment of {amount} is reversed. Both sides are told."
        return Answer(said, _url_of(ad))


def _url_of(ad: Ad) -> str:
    return reverse("admin:ads_ad_change", args=[ad.pk])
