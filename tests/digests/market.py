"""Sponsors, finished ads and money at given moments, for the tests of reports."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime

import pypdf
import time_machine

from ads import actions
from ads.actions.results import Figures
from ads.models import Ad
from ads.workflow import Side, State
from campaigns.models import Campaign
from tests.factories.accounts import make_sponsor, make_user
from tests.factories.ads import make_ad, make_terms
from tests.factories.campaigns import make_campaign

IN_MARCH = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
IN_APRIL = datetime(2026, 4, 20, 12, 0, tzinfo=UTC)
IN_MAY = datetime(2026, 5, 20, 12, 0, tzinfo=UTC)
FIRST_OF_JUNE = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
MAY = date(2026, 5, 1)


def campaign_of(zone: str = "UTC", **fields: object) -> Campaign:
    """Return a campaign of a sponsor in `zone`, begun in March."""
    with time_machine.travel(IN_MARCH, tick=False):
        sponsor = make_sponsor(user=make_user(role="sponsor", time_zone=zone))
        return make_campaign(sponsor, **({"end_date": date(2027, 12, 31)} | fields))


def ad_of(campaign: Campaign, state: str, now: datetime, **terms: object) -> Ad:
    """Return an ad of $450 that came to `state` at `now`, without a kill fee."""
    with time_machine.travel(now, tick=False):
        agreed = make_terms(now=now, **({"kill_fee_minor": 0} | terms))
        return make_ad(state, campaign=campaign, now=now, terms=agreed)


def finish_ad(campaign: Campaign, price_minor: int, now: datetime, posts: int = 1) -> Ad:
    """Complete an ad of `price_minor` at `now`, its money released then."""
    items = tuple(replace(item, quantity=posts) for item in make_terms(now=now).items)
    return ad_of(campaign, State.COMPLETED, now, price_minor=price_minor, items=items)


def enter(ad: Ad, now: datetime | None = None, *, posts: int | None = None, **counts: int) -> None:
    """Let the influencer enter the same results for every post of the ad, or for the first few."""
    moment = now or ad.ended_at
    assert moment is not None
    figures = Figures(measured_date=moment.date(), **counts)
    items = [item.pk for item in ad.deliverables.all()[:posts]]
    with time_machine.travel(moment, tick=False):
        actions.enter_results(
            actor=ad.user_of(Side.INFLUENCER), ad=ad, results=dict.fromkeys(items, figures)
        )


def words_of(pdf: bytes) -> str:
    """Return what stands in a PDF, with single blanks."""
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())
