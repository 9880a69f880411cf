"""Made-up data for the previews of the two mails."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from campaigns.models import Campaign
from marketplace.digests.registry import Line, Section
from marketplace.digests.report import CampaignMonth, Pair, Report


def daily() -> dict[str, Any]:
    """Return a digest with every kind of line."""
    soon = timezone.now() + timedelta(hours=30)
    return {
        "sections": [
            *_own_ads(soon),
            Section(
                title="Unread messages",
                url="/ads/",
                lines=[Line(text="2 messages in Two trail videos", url="/ads/1/")],
            ),
            Section(
                title="New campaigns in your category",
                url="/campaigns/",
                lines=[
                    Line(
                        text="Autumn trail shoes, by Sample Outdoor",
                        url="/campaigns/1/",
                        note="Budget $4,000.00.",
                    )
                ],
            ),
        ]
    }


def _own_ads(soon: datetime) -> list[Section]:
    """Return what waits in the reader's ads."""
    return [
        Section(
            title="Your turn",
            url="/ads/",
            more=3,
            lines=[
                Line(
                    text="Two trail videos, with Sample Outdoor: hand in the drafts",
                    url="/ads/1/",
                    note="After that the work is overdue.",
                    due_at=soon,
                ),
                Line(
                    text="Winter gloves, with Sample Knitwear: answer the offer",
                    url="/ads/2/",
                    note="Without an answer the offer expires then.",
                    due_at=soon + timedelta(days=4),
                ),
            ],
        ),
        Section(
            title="Ratings to give",
            url="/ads/?show=ended",
            lines=[
                Line(
                    text="Rate Sample Outdoor for Two trail videos",
                    url="/ads/1/#rating",
                    note="Neither of you reads the other's rating before both are in.",
                    due_at=soon + timedelta(days=12),
                )
            ],
        ),
    ]


def monthly() -> dict[str, Any]:
    """Return a report on two campaigns."""
    report = Report(date(2026, 10, 1), in_escrow_minor=90_000)
    for pk, title, budget, committed, done, spent in (
        (1, "Autumn trail shoes", 400_000, 265_000, Pair(3, 1), Pair(135_000, 90_000)),
        (2, "Winter gloves", 150_000, 45_000, Pair(), Pair(0, 20_000)),
    ):
        campaign = Campaign(
            pk=pk,
            title=title,
            budget_minor=budget,
            committed_minor=committed,
            state=Campaign.State.PUBLISHED,
        )
        report.add(CampaignMonth(campaign, done, spent))
    return {"report": report}
