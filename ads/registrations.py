"""What ads add to the floors below: laws, words for references, mails, counters."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Min

from accounts.registries import register_deletion_blocker, register_profile_section
from ads import laws
from ads.counters import count_turns
from ads.mails import register_mails
from ads.models import Ad
from ads.profile_section import facts_section, ratings_section
from campaigns import registries as campaign_registries
from campaigns.models import Campaign
from marketplace.kernel.context import register_chrome
from marketplace.kernel.jobs.due import register_due
from marketplace.ledger import describe
from marketplace.ledger.laws import register_law

if TYPE_CHECKING:
    from accounts.models import User

# Deadlines are looked at each minute; this leaves room for a busy hour.
DEADLINE_LIMIT = timedelta(minutes=15)


def register() -> None:
    """Fill every registry; called once when the app is ready."""
    register_law("escrow follows the ad's state", laws.escrow_follows_state)
    register_law("the budget follows the ads", laws.budget_follows_ads)
    register_law("commitments follow the ad's state", laws.commitment_follows_state)
    register_law("completed ads paid what was agreed", laws.completion_follows_release)
    describe.register("ad", ads_by_reference)
    register_chrome(count_turns)
    register_profile_section(facts_section)
    register_profile_section(ratings_section)
    register_deletion_blocker(open_ads)
    campaign_registries.on_close.append(withdraw_offers_on_close)
    register_due("deadlines", oldest_deadline, DEADLINE_LIMIT, done_by="deadlines")
    register_mails()


def ads_by_reference(references: Sequence[str]) -> Mapping[str, describe.Subject]:
    """Name the ad that each reference "ad:<id>:…" moved money for."""
    ids = {reference: int(reference.split(":")[1]) for reference in references}
    titles = dict(Ad.objects.filter(pk__in=set(ids.values())).values_list("pk", "title"))
    return {
        reference: describe.Subject(label=titles[pk], url=f"/ads/{pk}/")
        for reference, pk in ids.items()
        if pk in titles
    }


def oldest_deadline(now: datetime) -> datetime | None:
    """Return the first deadline that has passed and was not carried out."""
    oldest: datetime | None = Ad.objects.due(now).aggregate(oldest=Min("deadline_at"))["oldest"]
    return oldest


def open_ads(user: "User") -> list[str]:
    """Name the ads that have to end before the user's account can be deleted."""
    ads = Ad.objects.visible_to(user).open().filter(is_history=False).order_by("pk")
    return [
        f"The ad “{title}” is open. End it first." for title in ads.values_list("title", flat=True)
    ]


def withdraw_offers_on_close(
    *, campaign: Campaign, actor: "User | None", now: datetime | None
) -> None:
    """A closing campaign takes its open offers back."""
    from ads.actions import withdraw_open_offers

    withdraw_open_offers(campaign=campaign, now=now)
