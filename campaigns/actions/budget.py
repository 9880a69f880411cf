"""The budget: what ads hold of it never exceeds it."""

from campaigns.budget import Allowance, OverBudget
from campaigns.models import Campaign


def commit_budget(*, campaign: Campaign, held_minor: int, wanted_minor: int) -> None:
    """Let an ad hold `wanted_minor` of the budget in the place of `held_minor`, in minor units.

    The caller has locked the campaign's row in its transaction. Raises OverBudget, which says
    what is free, where more is asked, and ValueError where more is freed than was committed.
    """
    if reason := Allowance(campaign, held_minor).refusal(wanted_minor):
        raise OverBudget(reason)
    delta_minor = wanted_minor - held_minor
    if campaign.committed_minor + delta_minor < 0:
        raise ValueError("more is freed than was committed")
    if delta_minor:
        campaign.committed_minor += delta_minor
        campaign.save(update_fields=["committed_minor"])
