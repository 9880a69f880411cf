"""Made-up data for the preview of the daily mail."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from marketplace.digests import wording
from marketplace.digests.registry import Line, Section


def daily() -> dict[str, Any]:
    """Return a digest with every kind of line."""
    now = timezone.now()
    sections = [_turns(now), _ratings(now), _unread(), _answers(), _interests(), _campaigns()]
    return {
        "name": "Sample Studio",
        "sections": sections,
        "subject": wording.subject_of(sections, now=now),
        "since": wording.since_text(now - timedelta(days=1), now=now),
    }


def _turns(now: datetime) -> Section:
    return Section(
        title="Your turn",
        url="/ads/",
        more=3,
        lines=[
            Line(
                text="Rain jacket reel, with Sample Textiles: hand in the changed drafts",
                url="/ads/3/",
                note="The sponsor may cancel for a full refund 24 hours after the deadline passed.",
                overdue_since=now - timedelta(hours=9),
                subject="Overdue: Rain jacket reel",
            ),
            Line(
                text="Two trail videos, with Sample Outdoor: hand in the drafts",
                url="/ads/1/",
                note="After that the work is overdue.",
                due_at=now + timedelta(hours=30),
                subject="Your turn on Two trail videos",
            ),
            Line(
                text="Winter gloves, with Sample Knitwear: answer the offer",
                url="/ads/2/",
                note="Without an answer the offer expires then.",
                due_at=now + timedelta(days=5),
                subject="Your turn on Winter gloves",
            ),
        ],
    )


def _ratings(now: datetime) -> Section:
    line = Line(
        text="Rate Sample Outdoor for Two trail videos",
        url="/ads/1/#rating",
        note="Neither of you reads the other's rating before both are in.",
        due_at=now + timedelta(days=12),
    )
    return Section(title="Ratings to give", url="/ads/?show=ended", lines=[line])


def _unread() -> Section:
    line = Line(text="2 messages by Sample Outdoor in Two trail videos", url="/ads/1/#timeline")
    return Section(title="Unread messages", url="/dashboard/#unread", lines=[line])


def _answers() -> Section:
    line = Line(
        text="Ridge run: Sample Runner declined the offer.",
        url="/ads/4/#timeline",
        note="“I am away that week.”",
    )
    title = "What became of your offers and proposals"
    return Section(title=title, url="/ads/?show=ended", lines=[line])


def _interests() -> Section:
    line = Line(
        text="Sample Runner would like to work in Autumn trail shoes",
        url="/campaigns/1/interests/1/",
        note="Proposes $400.00.",
    )
    return Section(title="New interest in your campaigns", url="/campaigns/mine/", lines=[line])


def _campaigns() -> Section:
    line = Line(
        text="Autumn trail shoes, by Sample Outdoor",
        url="/campaigns/1/",
        note="Budget $4,000.00. Instagram, YouTube.",
    )
    title = "New campaigns that fit your category and prices"
    return Section(title=title, url="/campaigns/?category=outdoor", lines=[line])
