"""The budget: what ads hold of it never exceeds it."""

from campaigns.models import Campaign
from marketplace.kernel.errors import Refused
from marketplace.kernel.money import format_money


def commit_budget(*, campaign: Campaign, delta_minor: int) -> None:
    """Add `delta_minor` minor units (negative: free them) to what the campaign has committed.

    The caller has locked the campaign's row in its transaction. Raises Refused, pinned to
    `price_minor`, with what is free where more is asked, and ValueError where more is freed
    than was committed.
    """
    if delta_minor > campaign.free_minor:
        raise Refused(
            f"The campaign's budget has {format_money(campaign.free_minor)} free, which is "
            f"{format_money(delta_minor - campaign.free_minor)} too little. "
            "Lower the price or raise the budget.",
            field="price_minor",
        )
    if campaign.committed_minor + delta_minor < 0:
        raise ValueError("more is freed than was committed")
    if delta_minor:
        campaign.committed_minor += delta_minor
        campaign.save(update_fields=["committed_minor"])
