"""The pages anybody may read."""

import pytest
from django.test import Client

from tests.factories.accounts import make_influencer, make_moderator, make_sponsor

PAGES = ["/", "/terms/", "/privacy/"]


@pytest.mark.parametrize("path", PAGES)
def test_visitors_read_them_without_a_query(client: Client, path: str) -> None:
    # No database mark: a query would fail the test.
    response = client.get(path)
    assert response.status_code == 200
    assert response.content.decode().count("<h1") == 1


@pytest.mark.parametrize("path", PAGES)
def test_nothing_on_them_breaks_the_content_security_policy(client: Client, path: str) -> None:
    page = client.get(path).content.decode()
    for forbidden in (" style=", " onclick=", "<style", "javascript:", "<script>"):
        assert forbidden not in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    "make", [lambda: make_sponsor().user, lambda: make_influencer().user, make_moderator]
)
def test_whoever_is_signed_in_goes_to_work_instead(client: Client, make: object) -> None:
    client.force_login(make())
    response = client.get("/")
    assert (response.status_code, response.url) == (302, "/dashboard/")


@pytest.mark.parametrize(
    ("bps", "percent", "fee", "net"),
    [(1000, "10 %", "$45.00", "$405.00"), (1250, "12.5 %", "$56.25", "$393.75")],
)
def test_the_landing_page_states_the_fee_of_this_site(
    client: Client, settings: object, bps: int, percent: str, fee: str, net: str
) -> None:
    settings.FEE_BPS = bps
    page = client.get("/").content.decode()
    for words in (f"keeps {percent}", f"Fee of {percent}", fee, net):
        assert words in page


def test_the_landing_page_has_a_way_in_for_both_sides(client: Client) -> None:
    page = client.get("/").content.decode()
    assert 'href="/accounts/signup/sponsor/"' in page
    assert 'href="/accounts/signup/influencer/"' in page


def test_the_terms_state_version_numbers_and_where_to_appeal(
    client: Client, settings: object
) -> None:
    settings.OFFER_DAYS, settings.REVIEW_DAYS, settings.HOLD_DAYS = 11, 12, 13
    settings.DEFAULT_FROM_EMAIL = "Parley <desk@example.com>"
    page = client.get("/terms/").content.decode()
    for words in (
        f"Version {settings.TERMS_VERSION}",
        "waits 11 days",
        "within 12 days",
        "withdrawn 13 days later",
        "write to desk@example.com",
    ):
        assert words in page


def test_the_operator_is_whoever_runs_the_site(client: Client, settings: object) -> None:
    settings.SITE_NAME = "Meridian"
    for path in PAGES:
        page = client.get(path).content.decode()
        assert "Meridian" in page
        assert "Parley" not in page


def test_search_engines_are_kept_out_of_accounts(client: Client) -> None:
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain"
    assert response.content.decode().splitlines() == [
        "User-agent: *",
        "Disallow: /dashboard/",
        "Disallow: /ads/",
        "Disallow: /wallet/",
        "Disallow: /notifications/",
        "Disallow: /admin/",
        "Disallow: /accounts/",
        "Disallow: /settings/",
        "Disallow: /dev/",
    ]


@pytest.mark.parametrize("path", [*PAGES, "/robots.txt", "/healthz/"])
def test_they_are_only_read(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
