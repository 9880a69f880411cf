"""How a campaign's budget stands, and what one ad may cost of it: in figures and in words."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from marketplace.kernel.errors import Refused
from marketplace.kernel.money import format_money

if TYPE_CHECKING:
    from campaigns.models import Campaign


@dataclass(frozen=True, slots=True)
class Budget:
    """A campaign's budget and its four parts, in minor units; the parts add up to it.

    Offered is what open offers hold, and agreed ads that are not funded yet; in escrow what was
    paid in for running ads, an open proposal's higher price included; paid what influencers got,
    the fee included: prices, kill fees and shares. Drafts hold nothing, nor does history from an
    earlier platform, which moved no money here.
    """

    budget_minor: int
    offered_minor: int
    in_escrow_minor: int
    paid_minor: int

    @property
    def committed_minor(self) -> int:
        """What is not free."""
        return self.offered_minor + self.in_escrow_minor + self.paid_minor

    @property
    def free_minor(self) -> int:
        """What a new offer may cost."""
        return self.budget_minor - self.committed_minor

    @property
    def parts(self) -> list[tuple[str, int, str]]:
        """The parts as `{% meter %}` shows them, what is gone for good first."""
        return [
            ("Paid", self.paid_minor, "pine"),
            ("In escrow", self.in_escrow_minor, "gold"),
            ("Committed by offers", self.offered_minor, "sky"),
            ("Free", self.free_minor, "free"),
        ]


class OverBudget(Refused):
    """An ad would cost more than the campaign's budget has free for it."""

    def __init__(self, message: str) -> None:
        super().__init__(message, field="price_minor")


@dataclass(frozen=True, slots=True)
class Allowance:
    """What one ad may cost: the campaign's free budget, and what the ad holds of it already."""

    campaign: "Campaign"
    held_minor: int = 0

    @property
    def free_minor(self) -> int:
        """The highest price the budget covers, in minor units."""
        return self.campaign.free_minor + self.held_minor

    @property
    def may_be_raised(self) -> bool:
        """Whether the sponsor can still change the budget."""
        return self.campaign.state != self.campaign.State.CLOSED

    def refusal(self, price_minor: int) -> str:
        """Return why the ad cannot cost so much and what mends it; nothing where it can."""
        missing_minor = price_minor - self.free_minor
        if missing_minor <= 0:
            return ""
        free, missing = format_money(self.free_minor), format_money(missing_minor)
        has = f"The budget has {free} free for this ad, which is {missing} too little."
        if not self.may_be_raised:
            return f"{has} Lower the price: the campaign is closed, so its budget stays as it is."
        return f"{has} Lower the price or raise the budget."

    def words(self, price_minor: int | None) -> str:
        """Say beside a price what is free, and what the price leaves of it."""
        free = f"{format_money(self.free_minor)} of the campaign's budget is free for this ad."
        if price_minor is None:
            return free
        rest = self.free_minor - price_minor
        if rest < 0:
            return f"{free} {format_money(price_minor)} is {format_money(-rest)} more than that."
        return f"{free} {format_money(price_minor)} leaves {format_money(rest)} of it."
