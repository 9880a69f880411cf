"""Who reads about which ad, and the names and amounts that every sentence needs."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import F

from accounts.models import InfluencerProfile, SponsorProfile
from ads.hand_ins import rounds
from ads.models import Ad, AdEvent, Deliverable, Dispute, Offer, Proposal
from ads.workflow import Mover, Side, State
from marketplace.kernel.counting import all_of, counted
from marketplace.kernel.money import format_money
from marketplace.ledger.fees import rate_text, split_fee
from marketplace.ledger.models import Account, AccountKind

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Reader:
    """One party of an ad, looking at it at one moment."""

    ad: Ad
    user: "User"
    side: Side
    now: datetime

    @property
    def state(self) -> State:
        """Where the ad stands."""
        return State(self.ad.state)

    @property
    def mover(self) -> Mover:
        """How the reader appears in the workflow."""
        return Mover(self.side.value)

    @property
    def is_sponsor(self) -> bool:
        """Whether the reader pays."""
        return self.side is Side.SPONSOR

    @property
    def has_turn(self) -> bool:
        """Whether the reader is asked to act; a moderator's dispute asks both sides."""
        if self.ad.is_disputed:
            return self.ad.acts_by(self.side) is not None
        return self.ad.turn is self.side

    @property
    def other_profile(self) -> SponsorProfile | InfluencerProfile:
        """The profile across the table."""
        return self.ad.influencer if self.is_sponsor else self.ad.campaign.sponsor

    @property
    def other_name(self) -> str:
        """The name across the table."""
        return self.other_profile.display_name

    @property
    def influencer_name(self) -> str:
        """The influencer's name."""
        return self.ad.influencer.display_name

    @property
    def sponsor_name(self) -> str:
        """The sponsor's name."""
        return self.ad.campaign.sponsor.display_name

    def name_for(self, side: str) -> str:
        """Return "You" for the reader's side and the name of the other."""
        return "You" if side == self.side else self.other_name

    @property
    def price_minor(self) -> int:
        """The agreed price or the one on the table, in minor units."""
        return self.ad.offered_price_minor

    @property
    def price(self) -> str:
        """The price as text."""
        return format_money(self.price_minor)

    @property
    def fee_bps(self) -> int:
        """The platform's part in basis points: frozen, or what acceptance would freeze."""
        return settings.FEE_BPS if self.ad.fee_bps is None else self.ad.fee_bps

    @property
    def fee_minor(self) -> int:
        """The platform's part of the price, in minor units."""
        return split_fee(self.price_minor, self.fee_bps)[0]

    @property
    def net_minor(self) -> int:
        """What the influencer gets, in minor units."""
        return split_fee(self.price_minor, self.fee_bps)[1]

    @property
    def net(self) -> str:
        """What the influencer gets, as text."""
        return format_money(self.net_minor)

    def parts_of(self, gross_minor: int) -> tuple[tuple[str, int], ...]:
        """Return who gets what where `gross_minor` of the price is released: the influencer, the
        platform, and the sponsor, each in the reader's words with minor units."""
        fee_minor, net_minor = split_fee(gross_minor, self.fee_bps)
        return (
            (f"To {self.influencer_name}" if self.is_sponsor else "To you", net_minor),
            (f"Fee ({rate_text(self.fee_bps)})", fee_minor),
            (
                "Back to you" if self.is_sponsor else f"Back to {self.sponsor_name}",
                self.price_minor - gross_minor,
            ),
        )

    def lacks(self, amount_minor: int) -> int:
        """Return what the reader's wallet lacks to pay an amount, in minor units."""
        wallet = Account.objects.of_user(self.user).of_kind(AccountKind.WALLET).first()
        return max(amount_minor - (wallet.balance_minor if wallet else 0), 0)

    def say(self, template: str) -> str:
        """Fill a sentence with this ad's names, amounts and counts; see `words`."""
        return template.format_map(self.words)

    @cached_property
    def words(self) -> dict[str, str]:
        """What a sentence about the ad may name in braces."""
        count, due = len(self.deliverables), len(self.to_hand_in)
        return {
            "other": self.other_name,
            "influencer": self.influencer_name,
            "sponsor": self.sponsor_name,
            "campaign": self.ad.campaign.title,
            "price": self.price,
            "net": self.net,
            "fee": format_money(self.fee_minor),
            "fee_rate": rate_text(self.fee_bps),
            "missing": format_money(self.missing_minor),
            "drafts": counted(count, "draft"),
            "all_drafts": all_of(count, "draft"),
            "due_drafts": counted(due, "draft"),
            "changed_drafts": counted(due, "changed draft"),
            "links": counted(count, "live link"),
            "posts": counted(count, "live post"),
            "more_rounds": counted(self.rounds_left, "more time"),
            "offer_days": str(settings.OFFER_DAYS),
            "funding_days": str(settings.FUNDING_DAYS),
            "review_days": str(settings.REVIEW_DAYS),
            "changes_days": str(settings.CHANGES_DAYS),
            "check_days": str(settings.LIVE_CHECK_DAYS),
            "repair_hours": str(settings.LIVE_REPAIR_HOURS),
            "cancel_hours": str(settings.OVERDUE_CANCEL_HOURS),
            "dispute_days": counted(settings.DISPUTE_DAYS, "day"),
            **self._released_words(),
        }

    def _released_words(self) -> dict[str, str]:
        """Name what was paid out at the end, and what went back."""
        fee_minor, net_minor = split_fee(self.ad.released_minor, self.fee_bps)
        return {
            "released": format_money(self.ad.released_minor),
            "released_net": format_money(net_minor),
            "released_fee": format_money(fee_minor),
            "refunded": format_money(self.price_minor - self.ad.released_minor),
        }

    @cached_property
    def offers(self) -> list[Offer]:
        """The versions of the terms, first to last."""
        return list(self.ad.offers.all())

    @cached_property
    def deliverables(self) -> list[Deliverable]:
        """What is due; empty before acceptance."""
        return list(self.ad.deliverables.all())

    @property
    def to_hand_in(self) -> list[Deliverable]:
        """The deliverables the next submission has to cover."""
        return [d for d in self.deliverables if d.needs_changes] or self.deliverables

    @property
    def rounds(self) -> int:
        """How many rounds of changes the agreed terms allow."""
        return rounds(self.ad)

    @property
    def rounds_left(self) -> int:
        """How many rounds of changes are left."""
        return max(self.rounds - self.ad.rounds_used, 0)

    @cached_property
    def last_event(self) -> AdEvent | None:
        """The latest move from one state to another."""
        moves = self.ad.events.exclude(from_state=F("to_state"))
        return moves.order_by("-created_at", "-pk").first()

    @cached_property
    def dispute(self) -> Dispute | None:
        """The dispute that is open, or whose settlement ended the ad, with what was said in it.

        Read only where there may be one.
        """
        ended = self.ad.is_over and self.ad.funded_at and not self.ad.is_history
        if not self.ad.is_disputed and not ended:
            return None
        wanted = Dispute.State.OPEN if self.ad.is_disputed else Dispute.State.SETTLED
        found = Dispute.objects.filter(ad=self.ad, state=wanted)
        dispute = found.prefetch_related("statements__attachments").first()
        if dispute is not None:
            dispute.ad = self.ad
        return dispute

    @cached_property
    def proposals(self) -> list[Proposal]:
        """What was proposed since the work was paid for, first to last; read only then."""
        if self.ad.funded_at is None or self.ad.is_history:
            return []
        found = list(self.ad.proposals.order_by("created_at", "pk"))
        for proposal in found:
            proposal.ad = self.ad
        return found

    @property
    def open_proposal(self) -> Proposal | None:
        """The proposal that waits for its answer."""
        return next((proposal for proposal in self.proposals if proposal.is_open), None)

    @property
    def opened_dispute(self) -> bool:
        """Whether the dispute is the reader's own."""
        return self.dispute is not None and self.dispute.opened_by == self.side

    @property
    def may_cancel_overdue(self) -> bool:
        """Whether overdue work may be cancelled by now."""
        start = self.ad.overdue_cancel_from
        return start is not None and self.now >= start

    @property
    def block(self) -> str | None:
        """Why nothing can be agreed at present, or None."""
        if self.ad.influencer.user.is_suspended:
            return "The influencer is suspended."
        return self.ad.campaign.offer_block

    @cached_property
    def missing_minor(self) -> int:
        """What the sponsor's wallet lacks to pay the price, in minor units."""
        if not self.is_sponsor or self.state is not State.ACCEPTED:
            return 0
        return self.lacks(self.price_minor)
