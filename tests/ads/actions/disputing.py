"""Ads in dispute at one fixed moment, for the tests of disputes."""

from datetime import UTC, datetime, timedelta
from typing import Any

from ads.models import Ad, Dispute
from ads.workflow import State
from campaigns.models import Campaign
from tests.factories.ads import dispute, make_ad

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
WEEK = timedelta(days=7)


def fresh(ad: Ad) -> Ad:
    return Ad.objects.get(pk=ad.pk)


def disputed(state: State = State.ACTIVE, **fields: Any) -> Ad:
    ad = make_ad(state, now=NOW, **fields)
    dispute(ad, now=NOW)
    return fresh(ad)


def escrow(ad: Ad) -> int:
    account = fresh(ad).escrow_account
    assert account is not None
    return account.balance_minor


def committed(ad: Ad) -> int:
    return Campaign.objects.get(pk=ad.campaign_id).committed_minor


def opened(ad: Ad) -> Dispute:
    return Dispute.objects.get(ad=ad)
