"""Signing up, both roles, from the form to the signed-in user."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from accounts.models import Handle, InfluencerProfile, SponsorProfile, User
from marketplace.kernel.models import OutboxMail
from tests.factories.accounts import PASSWORD, make_category, make_influencer, make_user

pytestmark = pytest.mark.django_db

SPONSOR = {
    "email": "Anna@Nord.example",
    "password1": PASSWORD,
    "password2": PASSWORD,
    "handle": "@Nord.Coffee",
    "display_name": "Nord Coffee",
    "company_name": "Nord Coffee GmbH",
    "industry": "Coffee",
    "country": "DE",
    "website": "nord.example",
    "description": "Roasts coffee.",
    "time_zone": "Europe/Berlin",
    "accept_terms": "on",
    "confirm_majority": "on",
    "website_url": "",
}
INFLUENCER = {
    "email": "mira@example.com",
    "password1": PASSWORD,
    "password2": PASSWORD,
    "handle": "mira",
    "display_name": "Mira Okafor",
    "niche": "Trail running",
    "description": "Runs.",
    "languages": ["en", "de"],
    "country": "AT",
    "time_zone": "Europe/Vienna",
    "platform": "instagram",
    "channel_handle": "mira.runs",
    "channel_url": "https://instagram.com/mira.runs",
    "followers": "48200",
    "average_views": "",
    "engagement_rate": "4.1",
    "accept_terms": "on",
    "confirm_majority": "on",
    "website_url": "",
}


@pytest.fixture
def influencer_data() -> dict[str, Any]:
    return INFLUENCER | {"category": str(make_category("Outdoor").pk)}


def sent_code(to: str) -> str:
    text = OutboxMail.objects.filter(to=to).latest("pk").text
    return re.search(r"^    (\S+)$", text, re.MULTILINE).group(1)


def confirm(client: Client, to: str):
    return client.post("/accounts/confirm-email/", {"code": sent_code(to)})


def test_a_sponsor_signs_up_with_the_code_from_the_mail(client: Client) -> None:
    response = client.post("/accounts/signup/sponsor/", SPONSOR)
    assert (response.status_code, response.url) == (302, "/accounts/confirm-email/")
    profile = SponsorProfile.objects.select_related("user").get()
    assert profile.handle_id == "nord.coffee"
    assert profile.website == "https://nord.example"
    assert not profile.is_verified
    user = profile.user
    assert (user.email, user.role, user.is_staff) == ("anna@nord.example", "sponsor", False)
    assert user.time_zone == "Europe/Berlin"
    assert user.terms_version
    assert user.terms_accepted_at
    assert user.majority_confirmed_at
    assert user.unconfirmed_since

    response = confirm(client, "anna@nord.example")
    assert (response.status_code, response.url) == (302, "/dashboard/")
    assert client.session["_auth_user_id"] == str(user.pk)
    user.refresh_from_db()
    assert user.unconfirmed_since is None
    assert EmailAddress.objects.get().verified


def test_an_influencer_signs_up_and_is_found(client: Client, influencer_data) -> None:
    client.post("/accounts/signup/influencer/", influencer_data)
    profile = InfluencerProfile.objects.get()
    assert profile.languages == ["de", "en"] or profile.languages == ["en", "de"]
    assert (profile.top_followers, profile.lowest_price_minor) == (48_200, None)
    channel = profile.channels.get()
    assert (channel.handle, str(channel.engagement_rate)) == ("mira.runs", "4.10")
    assert client.get("/influencers/mira/").status_code == 404

    confirm(client, "mira@example.com")
    assert client.get("/influencers/mira/").status_code == 200
    assert "Mira Okafor" in client.get("/influencers/?q=trail").text


def test_a_wrong_code_signs_nobody_in(client: Client) -> None:
    client.post("/accounts/signup/sponsor/", SPONSOR)
    assert client.post("/accounts/confirm-email/", {"code": "WRONG1"}).status_code == 200
    assert "_auth_user_id" not in client.session
    assert User.objects.get().unconfirmed_since


def without_tokens(html: str) -> str:
    return re.sub(r'value="[A-Za-z0-9]{64}"', "", html)


def test_a_known_address_looks_like_a_new_one(client: Client, influencer_data) -> None:
    owner = make_user(email="mira@example.com")
    response = client.post("/accounts/signup/influencer/", influencer_data, follow=True)
    stranger = Client()
    other = influencer_data | {"email": "new@example.com", "handle": "mira2"}
    expected = stranger.post("/accounts/signup/influencer/", other, follow=True)
    assert response.redirect_chain == expected.redirect_chain
    assert without_tokens(response.text) == without_tokens(expected.text).replace(
        "new@example.com", "mira@example.com"
    )

    assert InfluencerProfile.objects.get().handle_id == "mira2"
    mail = OutboxMail.objects.get(to="mira@example.com")
    assert (mail.kind, mail.user) == ("account_already_exists", owner)
    # Neither its page nor a second try with its handle tells the two apart.
    for handle in ("mira", "mira2"):
        assert client.get(f"/influencers/{handle}/").status_code == 404
        again = influencer_data | {"email": "x@example.com", "handle": handle}
        answer = Client().post("/accounts/signup/influencer/", again)
        assert answer.context["form"].errors["handle"] == [
            "This handle is taken. Choose another one."
        ]


def test_a_known_address_in_other_letters_makes_no_second_user(client: Client) -> None:
    make_user(email="anna@nord.example")
    assert client.post("/accounts/signup/sponsor/", SPONSOR).status_code == 302
    assert User.objects.count() == 1
    assert not SponsorProfile.objects.exists()


def test_an_address_taken_meanwhile_gets_the_same_answer(client: Client, monkeypatch) -> None:
    from accounts.forms.signup import RoleSignupForm

    make_user(email="anna@nord.example")
    monkeypatch.setattr(RoleSignupForm, "validate_unique_email", lambda self, value: value)
    response = client.post("/accounts/signup/sponsor/", SPONSOR)
    assert (response.status_code, response.url) == (302, "/accounts/confirm-email/")
    assert OutboxMail.objects.get().kind == "account_already_exists"
    assert list(Handle.objects.unused()) == [Handle(name="nord.coffee")]


def test_a_handle_taken_meanwhile_is_told_at_the_field(client: Client, monkeypatch) -> None:
    from accounts.forms.fields import HandleField

    Handle.objects.create(name="nord.coffee")
    monkeypatch.setattr(HandleField, "run_validators", lambda self, value: None)
    response = client.post("/accounts/signup/sponsor/", SPONSOR)
    assert response.status_code == 200
    assert response.context["form"].errors == {
        "handle": ["This handle is taken. Choose another one."]
    }
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "handle",
    ["admin", "Ad.Min", "a", "-mira", "mira!", "mi ra", "x" * 31, "mïra", "mira\n", "../etc", ""],
)
def test_handles_that_cannot_be_had_are_told_at_the_field(client: Client, handle: str) -> None:
    response = client.post("/accounts/signup/sponsor/", SPONSOR | {"handle": handle})
    if handle == "mira\n":
        assert SponsorProfile.objects.get().handle_id == "mira"
        return
    assert list(response.context["form"].errors) == ["handle"]
    assert not User.objects.exists()


def test_both_roles_share_one_namespace(client: Client) -> None:
    make_influencer(handle="nord.coffee")
    response = client.post("/accounts/signup/sponsor/", SPONSOR)
    assert list(response.context["form"].errors) == ["handle"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "nonsense"),
        ("password1", "short"),
        ("password2", "something else 99"),
        ("display_name", ""),
        ("display_name", "Nord\N{RIGHT-TO-LEFT OVERRIDE}eeffoC"),
        ("display_name", "N" * 81),
        ("company_name", ""),
        ("industry", ""),
        ("country", "XX"),
        ("country", ""),
        ("website", "javascript:alert(1)"),
        ("website", "ftp://nord.example"),
        ("description", "x" * 2001),
        ("time_zone", "Mars/Olympus"),
        ("accept_terms", ""),
        ("confirm_majority", ""),
    ],
)
def test_what_cannot_be_true_of_a_sponsor_is_told_at_the_field(client, field, value) -> None:
    response = client.post("/accounts/signup/sponsor/", SPONSOR | {field: value})
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert not User.objects.exists()
    assert not Handle.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("category", "999999"),
        ("category", "x"),
        ("languages", ["xx"]),
        ("languages", []),
        ("platform", "myspace"),
        ("channel_handle", ""),
        ("channel_url", "not a page"),
        ("followers", "-1"),
        ("followers", "99999999999999999999999999"),
        ("followers", "many"),
        ("average_views", "-5"),
        ("engagement_rate", "101"),
        ("engagement_rate", "NaN"),
        ("engagement_rate", "-0.01"),
    ],
)
def test_what_cannot_be_true_of_an_influencer_is_told_at_the_field(
    client, influencer_data, field, value
) -> None:
    response = client.post("/accounts/signup/influencer/", influencer_data | {field: value})
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field]
    assert not User.objects.exists()


def test_nobody_becomes_staff_or_another_role_by_posting(client: Client) -> None:
    sneaky = {
        "role": "influencer",
        "is_staff": "1",
        "is_superuser": "1",
        "verification": "verified",
    }
    client.post("/accounts/signup/sponsor/", SPONSOR | sneaky)
    user = User.objects.get()
    assert (user.role, user.is_staff, user.is_superuser) == ("sponsor", False, False)
    assert user.sponsor_profile.verification == "unverified"


def test_a_machine_that_fills_the_honeypot_creates_nobody(client: Client) -> None:
    response = client.post("/accounts/signup/sponsor/", SPONSOR | {"website_url": "spam"})
    assert response.status_code == 302
    assert not User.objects.exists()
    assert not Handle.objects.exists()


def test_a_huge_post_is_refused_without_a_trace(client: Client) -> None:
    huge = SPONSOR | {"description": "x" * 3_000_000}
    assert client.post("/accounts/signup/sponsor/", huge).status_code == 413
    assert not User.objects.exists()


def test_the_chooser_offers_both_sides(client: Client) -> None:
    html = client.get("/accounts/signup/?next=/ads/").text
    assert "/accounts/signup/sponsor/?next=" in html
    assert "/accounts/signup/influencer/?next=" in html


@pytest.mark.parametrize("path", ["", "sponsor/", "influencer/"])
def test_whoever_is_signed_in_is_led_to_the_dashboard(client: Client, path: str) -> None:
    client.force_login(make_user(role="sponsor"))
    response = client.get(f"/accounts/signup/{path}")
    assert (response.status_code, response.url) == (302, "/dashboard/")


def test_the_chooser_is_no_form(client: Client) -> None:
    assert client.post("/accounts/signup/", SPONSOR).status_code == 405


def test_pages_keep_to_the_content_policy(client: Client) -> None:
    for path in ("", "sponsor/", "influencer/"):
        html = client.get(f"/accounts/signup/{path}").text
        assert " style=" not in html
        assert "<script>" not in html
