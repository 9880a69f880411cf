"""What a user has to end in campaigns before the account can be deleted."""

from accounts.models import User
from campaigns.models import Campaign, Interest


def open_business(user: User) -> list[str]:
    """Return a sentence for each campaign that still runs and for interests without an answer."""
    running = Campaign.objects.owned_by(user).filter(
        state__in=[Campaign.State.PUBLISHED, Campaign.State.PAUSED]
    )
    reasons = [
        f"The campaign “{title}” is open. Close it first."
        for title in running.order_by("pk").values_list("title", flat=True)
    ]
    waiting = Interest.objects.open().filter(influencer__user_id=user.pk)
    reasons += [
        f"Your interest in “{title}” waits for an answer. Withdraw it first."
        for title in waiting.order_by("pk").values_list("campaign__title", flat=True)
    ]
    return reasons
