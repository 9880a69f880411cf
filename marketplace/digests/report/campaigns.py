"""A campaign's whole life in figures, as they are now."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ads.models import Ad
from campaigns.models import Campaign
from marketplace.digests.report.figures import Figures, total_of
from marketplace.digests.report.money import money_by_ad
from marketplace.digests.report.spans import Span
from marketplace.digests.report.work import AdRow, ad_rows, best_of


@dataclass(frozen=True, slots=True)
class CampaignFigures:
    """One campaign with the ads that were paid into escrow, the latest first."""

    campaign: Campaign
    ads: Sequence[AdRow]
    total: Figures
    made_at: datetime

    @property
    def best(self) -> list[AdRow]:
        """The ads that cost least for what they reached."""
        return best_of(self.ads)


def collect_campaign(campaign: Campaign, now: datetime) -> CampaignFigures:
    """Return the figures of `campaign` up to `now`. Four queries."""
    money = money_by_ad(campaign.pk, Span.until(now))
    paid = Ad.objects.filter(campaign=campaign, funded_at__isnull=False, is_history=False)
    rows = [
        replace(row, figures=row.figures + money[row.pk][0])
        for row in ad_rows(paid.order_by("-funded_at", "-pk"))
    ]
    return CampaignFigures(campaign, rows, total_of(row.figures for row in rows), now)
