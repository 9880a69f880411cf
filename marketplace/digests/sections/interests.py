"""Who would like to work in a sponsor's campaigns, since the last digest."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from accounts.models import Block, User
from campaigns.models import Interest
from marketplace.digests.registry import Line, Reader, Section
from marketplace.digests.sections.lists import first_of_each, ids_of, is_news, sections_of
from marketplace.kernel.money import format_money

TITLE = "New interest in your campaigns"
_SPONSOR = "campaign__sponsor__user"
COLUMNS = ("campaign_id", "campaign__title", "influencer__display_name", "proposed_price_minor")


def collect_interests(readers: Sequence[Reader], now: datetime) -> dict[int, Section]:
    """Return the interests shown since each sponsor's last digest that wait for an answer. One
    query.

    Where either of the two has blocked the other meanwhile, nothing can come of it.
    """
    sponsors = ids_of(readers, User.Role.SPONSOR)
    if not sponsors:
        return {}
    one, other = OuterRef(_SPONSOR), OuterRef("influencer__user")
    blocks = Block.objects.filter(
        Q(blocker=one, blocked=other) | Q(blocker=other, blocked=one),
    )
    interests = Interest.objects.open().filter(
        ~Exists(blocks),
        is_news(readers, user=_SPONSOR, moment="created_at"),
        **{f"{_SPONSOR}__in": sponsors},
    )
    rows = first_of_each(interests, user=_SPONSOR, order=("-created_at", "-pk"))
    return sections_of(
        rows.select_related("campaign", "influencer").only(*COLUMNS),
        _line,
        title=TITLE,
        url=reverse("campaigns:mine"),
    )


def _line(interest: Interest) -> Line:
    price = interest.proposed_price_minor
    return Line(
        text=f"{interest.influencer.display_name} would like to work in {interest.campaign.title}",
        url=interest.get_absolute_url(),
        note=f"Proposes {format_money(price)}." if price else "",
        subject=f"{interest.influencer.display_name} is interested in {interest.campaign.title}",
    )
