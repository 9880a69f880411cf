"""Finding influencers, and the page of one."""

import pytest
from django.test import Client
from django.utils import timezone

from accounts import registries
from accounts.actions import index_influencer
from accounts.models import Channel, InfluencerProfile
from tests.factories.accounts import (
    make_category,
    make_influencer,
    make_moderator,
    make_sponsor,
    make_user,
)

pytestmark = pytest.mark.django_db


def found(client: Client, query: str = "") -> list[str]:
    page = client.get(f"/influencers/?{query}").context["page"]
    return [profile.handle_id for profile in page]


@pytest.fixture
def market() -> dict[str, InfluencerProfile]:
    mira = make_influencer(
        handle="mira", display_name="Míra Okafor", followers=48_000, price_minor=45_000
    )
    jo = make_influencer(
        handle="jo",
        display_name="Jo Lindqvist",
        niche="Sourdough",
        category=make_category("Food"),
        platform="youtube",
        followers=300_000,
        price_minor=200_000,
        rating_sum=30,
        rating_count=2,
    )
    ravi = make_influencer(
        handle="ravi", display_name="Ravi", niche="Chess", followers=900, price_minor=1_000
    )
    ravi.rate_card.all().delete()
    Channel.objects.create(
        influencer=mira, platform="youtube", handle="m", url="https://y.example", followers=10
    )
    for profile in (mira, jo, ravi):
        index_influencer(profile=profile)
    return {"mira": mira, "jo": jo, "ravi": ravi}


@pytest.mark.parametrize(
    ("query", "handles"),
    [
        ("", ["jo", "mira", "ravi"]),
        ("sort=reach", ["jo", "mira", "ravi"]),
        ("sort=price", ["mira", "jo", "ravi"]),
        ("sort=rating", ["jo", "ravi", "mira"]),
        ("sort=newest", ["ravi", "jo", "mira"]),
        ("q=mira", ["mira"]),
        ("q=MIR", ["mira"]),
        ("q=sourdough", ["jo"]),
        ("q=nobody", []),
        ("category=food", ["jo"]),
        ("platform=youtube", ["jo", "mira"]),
        ("platform=youtube&min_followers=1000", ["jo"]),
        ("min_followers=48000", ["jo", "mira"]),
        ("max_price=450", ["mira"]),
        ("category=outdoor&q=chess", ["ravi"]),
    ],
)
def test_filters_and_orders(client: Client, market, query: str, handles: list[str]) -> None:
    assert found(client, query) == handles


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("category=nonsense", "category"),
        ("platform=myspace", "platform"),
        ("min_followers=-1", "min_followers"),
        ("min_followers=1e9", "min_followers"),
        ("min_followers=99999999999999999999999", "min_followers"),
        ("max_price=free", "max_price"),
        ("max_price=-3", "max_price"),
        ("sort=name", "sort"),
        ("q=" + "x" * 201, "q"),
        ("q=%00", "q"),
    ],
)
def test_a_filter_that_makes_no_sense_is_told_at_its_field(client, market, query, field) -> None:
    response = client.get(f"/influencers/?{query}")
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert len(response.context["page"]) == 3


@pytest.mark.parametrize(
    "query",
    [
        "q=%27%20OR%201=1--",
        "q=%22%22%22",
        "q=*",
        "q=AND%20NOT",
        "q=%F0%9F%98%80",
        "q=<script>alert(1)</script>",
        "after=nonsense",
        "after=%00",
        "q=a&q=b&sort=reach&sort=price",
    ],
)
def test_hostile_queries_get_a_page(client: Client, market, query: str) -> None:
    response = client.get(f"/influencers/?{query}")
    assert response.status_code == 200
    assert "<script>alert(1)" not in response.text


def test_chips_remove_one_filter_each(client: Client, market) -> None:
    html = client.get("/influencers/?category=food&q=jo&max_price=5000").text
    assert "?q=jo&amp;max_price=5000" in html
    assert "$5,000.00 or less" in html


@pytest.mark.parametrize("sort", ["reach", "price", "rating", "newest"])
def test_pages_follow_each_other_without_gap_or_repetition(client: Client, sort: str) -> None:
    everybody = {make_influencer(followers=5, price_minor=7).handle_id for _ in range(45)}
    seen: list[str] = []
    query = f"sort={sort}"
    while query:
        page = client.get(f"/influencers/?{query}").context["page"]
        seen += [profile.handle_id for profile in page]
        query = f"sort={sort}&after={page.next_cursor}" if page.has_next else ""
    assert len(seen) == 45
    assert set(seen) == everybody


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_row_and_three(client, django_assert_num_queries, count):
    make_category("Outdoor")
    client.get("/influencers/")  # the categories are cached now
    for _ in range(count):
        make_influencer()
    with django_assert_num_queries(1):
        assert len(found(client, "platform=instagram&sort=price")) == count


def test_a_signed_in_readers_list_takes_six_queries_and_40_kb(
    client, django_assert_max_num_queries
) -> None:
    for number in range(25):
        make_category(f"Field of interest {number}")
    for number in range(25):
        make_influencer(
            display_name=f"Somebody with a Long Name {number}", niche="A niche of some length"
        )
    client.force_login(make_sponsor().user)
    client.get("/influencers/")
    with django_assert_max_num_queries(6):
        response = client.get("/influencers/")
    assert len(response.content) <= 40_000


def test_who_is_suspended_or_unconfirmed_is_not_listed(client: Client) -> None:
    now = timezone.now()
    make_influencer(
        user=make_user(role="influencer", suspended_at=now, suspension_reason="Bought followers.")
    )
    make_influencer(user=make_user(role="influencer", unconfirmed_since=now))
    assert found(client) == []


def test_an_empty_list_says_what_to_do(client: Client, market) -> None:
    assert "Remove a filter" in client.get("/influencers/?q=nobody").text


def test_everybody_sees_a_public_profile(client: Client, market) -> None:
    html = client.get("/influencers/mira/").text
    for words in ("Míra Okafor", "(likes + comments) / followers", "$450.00", "Micro", "Austria"):
        assert words in html
    assert "Make an offer" not in html


def test_an_address_in_capitals_leads_to_the_profile(client: Client, market) -> None:
    response = client.get("/influencers/MIRA/")
    assert (response.status_code, response.url) == (302, "/influencers/mira/")


def test_a_sponsor_can_make_an_offer_from_the_profile(client: Client, market) -> None:
    client.force_login(make_sponsor().user)
    assert "?influencer=mira" in client.get("/influencers/mira/").text


@pytest.mark.parametrize("handle", ["nobody", "new", "..%2Fadmin", "%00", "x" * 500])
def test_unknown_handles_are_404(client: Client, handle: str) -> None:
    assert client.get(f"/influencers/{handle}/").status_code == 404


def test_a_suspended_profile_is_seen_by_its_owner_and_moderators_only(client: Client) -> None:
    user = make_user(
        role="influencer", suspended_at=timezone.now(), suspension_reason="Bought followers."
    )
    make_influencer(user=user, handle="mira")
    strangers = [None, make_influencer().user, make_sponsor().user]
    for reader, status in [
        *((one, 404) for one in strangers),
        (user, 200),
        (make_moderator(), 200),
    ]:
        visitor = Client()
        if reader:
            visitor.force_login(reader)
        assert visitor.get("/influencers/mira/").status_code == status


def test_what_people_wrote_is_escaped_and_their_links_are_not_endorsed(client: Client) -> None:
    profile = make_influencer(handle="mira", description="<b>bold</b>\n\nnext", niche="<i>")
    html = client.get("/influencers/mira/").text
    assert "<b>bold</b>" not in html
    assert "<i>" not in html
    assert f'href="{profile.channels.get().url}" rel="nofollow noopener ugc"' in html


@pytest.mark.parametrize("count", [1, 3])
def test_a_profile_costs_the_same_for_one_channel_and_three(
    client, monkeypatch, django_assert_num_queries, count
) -> None:
    monkeypatch.setattr(registries, "profile_sections", [])
    profile = make_influencer(handle="mira")
    for number in range(count - 1):
        profile.channels.create(
            platform="blog", handle=str(number), url="https://b.example", followers=1
        )
    with django_assert_num_queries(3):
        client.get("/influencers/mira/")
