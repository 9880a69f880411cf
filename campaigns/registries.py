"""What upper apps add to campaigns in AppConfig.ready()."""

from datetime import datetime
from typing import Protocol

from accounts.models import User
from campaigns.models import Campaign


class CloseHook(Protocol):
    """What a closing campaign takes with it."""

    def __call__(self, *, campaign: Campaign, actor: User | None, now: datetime) -> None:
        """End what the campaign, already closed and locked, leaves open."""


# Called in the transaction that closes a campaign, with its row locked.
on_close: list[CloseHook] = []
