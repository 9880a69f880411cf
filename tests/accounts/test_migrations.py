"""Migrations that carry data over, run on rows as they were before."""

import pytest

from tests.factories.accounts import make_influencer, make_sponsor
from tests.migrating import before


@pytest.mark.django_db(transaction=True)
def test_sums_of_ratings_count_three_axes_and_the_mean_stays() -> None:
    creator, unrated, sponsor = make_influencer(), make_influencer(), make_sponsor()
    with before(("accounts", "0003_contract_room")) as old:
        rows = old.get_model("accounts", "InfluencerProfile").objects
        rows.filter(pk=creator.pk).update(rating_sum=13, rating_count=3)
        assert rows.get(pk=creator.pk).rating_score == 4333
        old.get_model("accounts", "SponsorProfile").objects.update(rating_sum=10, rating_count=2)
    for profile in (creator, unrated, sponsor):
        profile.refresh_from_db()
    assert (creator.rating_sum, creator.rating_count, creator.rating_score) == (39, 3, 4333)
    assert (unrated.rating_sum, unrated.rating_count, unrated.rating_score) == (0, 0, 0)
    assert (sponsor.rating_sum, sponsor.rating_count) == (30, 2)
