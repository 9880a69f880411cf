"""The budget binds."""

import pytest
from django.db import transaction

from campaigns.actions import commit_budget
from campaigns.actions.locking import lock_campaign
from campaigns.budget import OverBudget
from marketplace.kernel.errors import Refused

pytestmark = pytest.mark.django_db


def commit(campaign, wanted_minor, *, held_minor=0):
    with transaction.atomic():
        commit_budget(
            campaign=lock_campaign(campaign.pk), held_minor=held_minor, wanted_minor=wanted_minor
        )
    campaign.refresh_from_db()
    return campaign.committed_minor, campaign.free_minor


def test_commitments_add_up_and_are_freed(campaign):
    assert commit(campaign, 200_000) == (200_000, 300_000)
    assert commit(campaign, 300_000) == (500_000, 0)
    assert commit(campaign, 0, held_minor=500_000) == (0, 500_000)


def test_what_an_ad_holds_already_is_free_for_it(campaign):
    commit(campaign, 480_000)
    assert commit(campaign, 500_000, held_minor=480_000) == (500_000, 0)
    with pytest.raises(Refused, match=r"has \$5,000\.00 free for this ad, which is \$0\.01 too"):
        commit(campaign, 500_001, held_minor=500_000)


def test_more_than_is_free_is_refused_with_what_is_free(campaign):
    commit(campaign, 480_000)
    with pytest.raises(
        OverBudget, match=r"has \$200\.00 free for this ad, which is \$0\.01 too little"
    ) as refusal:
        commit(campaign, 20_001)
    assert refusal.value.field == "price_minor"
    campaign.refresh_from_db()
    assert campaign.committed_minor == 480_000


def test_freeing_more_than_was_committed_is_a_fault_of_ours(campaign):
    with pytest.raises(ValueError, match="more is freed"):
        commit(campaign, 0, held_minor=1)
