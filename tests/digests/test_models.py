"""One digest per user and period, whoever asks for it."""

from datetime import date
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from marketplace.digests.models import DigestRun
from tests.factories.accounts import make_user

pytestmark = pytest.mark.django_db


def test_a_period_is_claimed_once_and_the_second_claim_gets_the_rest() -> None:
    ann, ben = make_user(role="sponsor"), make_user(role="sponsor")
    period = {"kind": "daily", "period_date": date(2026, 6, 2), "now": timezone.now()}
    claim = DigestRun.objects.claim

    assert claim(user_ids=[ann.pk], token=UUID(int=1), **period) == [ann.pk]
    assert claim(user_ids=[ann.pk, ben.pk], token=UUID(int=2), **period) == [ben.pk]


def test_the_database_refuses_a_second_run_for_one_period_and_unknown_kinds() -> None:
    user = make_user(role="sponsor")
    run = {"user": user, "period_date": date(2026, 6, 2), "claim_token": UUID(int=1)}
    DigestRun.objects.create(kind="daily", **run)

    for kind in ("daily", "weekly"):
        with pytest.raises(IntegrityError), transaction.atomic():
            DigestRun.objects.create(kind=kind, **run)
    DigestRun.objects.create(kind="monthly", **run)
