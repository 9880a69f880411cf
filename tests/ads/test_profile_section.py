"""Profiles: the track record and what others say, and the room's part of it."""

from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from ads.models import Rating
from ads.past import read_pasts
from ads.profile_section import facts_section, ratings_section
from ads.track import Fact, axis_averages, facts_about
from ads.workflow import Side, State
from tests.ads.views.visiting import client_of, url_of
from tests.factories.accounts import make_influencer
from tests.factories.ads import make_ad
from tests.factories.ratings import make_rating

pytestmark = pytest.mark.django_db


def test_a_new_profile_has_neither_part() -> None:
    profile = make_influencer()
    assert facts_section(profile, None) is None
    assert ratings_section(profile, None) is None


def test_the_profile_shows_facts_with_formula_and_number_of_ads() -> None:
    influencer = make_influencer()
    ads = [make_ad(State.COMPLETED, influencer=influencer) for _ in range(3)]
    page = Client().get(influencer.get_absolute_url()).content.decode()
    for words in (
        "Track record",
        "On time",
        "100 %",
        "of those with drafts handed in or overdue.",
        "from 3 ads",
        "at most the newest 500 ads of the last 365 days",
        "0 of 3",
    ):
        assert words in page
    sponsor = ads[0].campaign.sponsor
    assert "Track record" not in Client().get(sponsor.get_absolute_url()).content.decode()


def test_a_profile_costs_at_most_six_queries_for_both_parts(
    django_assert_max_num_queries: Any, django_assert_num_queries: Any
) -> None:
    influencer = make_influencer()
    for _ in range(3):
        ad = make_ad(State.COMPLETED, influencer=influencer)
        make_rating(ad, Side.SPONSOR, 5)
        make_rating(ad, Side.INFLUENCER, 4)
    influencer.refresh_from_db()
    with django_assert_max_num_queries(6):
        assert facts_section(influencer, None)
        assert ratings_section(influencer, None)
    with django_assert_num_queries(1):  # the ratings themselves; the rest is kept
        assert facts_section(influencer, None)
        assert ratings_section(influencer, None)


def test_the_axes_show_the_mean_of_published_ratings() -> None:
    influencer = make_influencer()
    for stars in ((5, 4, 3), (4, 4, 2)):
        ad = make_ad(State.COMPLETED, influencer=influencer)
        make_rating(ad, Side.SPONSOR, *stars)
        make_rating(ad, Side.INFLUENCER, 5)
    make_rating(make_ad(State.COMPLETED, influencer=influencer), Side.SPONSOR, 1)  # still blind
    influencer.refresh_from_db()
    assert axis_averages(influencer) == [
        ("Quality of the work", 4.5),
        ("Communication", 4.0),
        ("On time", 2.5),
    ]
    section = ratings_section(influencer, None)
    assert section is not None
    assert "3.7" in section  # (5+4+3+4+4+2) / 6


def test_a_new_rating_shows_in_the_averages_at_once() -> None:
    influencer = make_influencer()
    assert axis_averages(influencer) == []
    ad = make_ad(State.COMPLETED, influencer=influencer)
    make_rating(ad, Side.SPONSOR, 2)
    make_rating(ad, Side.INFLUENCER, 5)
    influencer.refresh_from_db()
    assert [mean for _, mean in axis_averages(influencer)] == [2.0, 2.0, 2.0]


def test_both_parts_of_a_sponsors_profile_speak_of_the_sponsor() -> None:
    ad = make_ad(State.COMPLETED)
    sponsor = ad.campaign.sponsor
    for _ in range(2):
        make_ad(State.COMPLETED, campaign=ad.campaign)
    make_rating(ad, Side.SPONSOR, 5)
    make_rating(ad, Side.INFLUENCER, 3, text="They paid.")
    sponsor.refresh_from_db()
    labels = [fact.label for fact in facts_about(sponsor)]
    assert labels == [
        "Pays on time",
        "Time to approve",
        "Approved by silence",
        "Repeat partners",
        "Disputes lost",
    ]
    assert [label for label, _ in axis_averages(sponsor)][0] == "Clear brief and fair review"
    page = Client().get(sponsor.get_absolute_url()).content.decode()
    assert "They paid." in page


def test_the_room_shows_the_first_facts_about_the_other_side_from_the_cache(
    django_assert_num_queries: Any,
) -> None:
    influencer = make_influencer()
    ads = [make_ad(State.COMPLETED, influencer=influencer) for _ in range(3)]
    page = client_of(ads[0].user_of(Side.SPONSOR)).get(url_of(ads[0])).content.decode()
    assert "Answers offers" in page
    with django_assert_num_queries(0):
        facts_about(influencer)


def test_what_an_older_release_kept_under_an_unknown_name_is_left_out() -> None:
    influencer = make_influencer()
    caches["pages"].set(
        f"facts:influencer:{influencer.pk}:0", [("gone", "1 %", 9), ("lost", "None", 4)]
    )
    assert [(fact.label, fact.value, fact.ads) for fact in facts_about(influencer)] == [
        ("Disputes lost", "None", 4)
    ]
    assert isinstance(facts_about(influencer)[0], Fact)
    assert read_pasts(influencer, now=influencer.created_at) == []
    assert not Rating.objects.exists()
