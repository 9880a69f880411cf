"""The settings page of one's own profile."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from accounts.models import InfluencerProfile, SponsorProfile
from tests.factories.accounts import make_influencer, make_moderator, make_sponsor

pytestmark = pytest.mark.django_db
PATH = "/settings/profile/"


def picture(size: tuple[int, int] = (900, 600)) -> SimpleUploadedFile:
    target = BytesIO()
    Image.new("RGB", size, "green").save(target, "JPEG")
    return SimpleUploadedFile("../../evil.php", target.getvalue(), content_type="text/html")


def rows(prefix: str, *filled: dict[str, Any]) -> dict[str, Any]:
    data = {f"{prefix}-TOTAL_FORMS": str(len(filled) + 2), f"{prefix}-INITIAL_FORMS": "0"}
    for number, row in enumerate(filled):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


CHANNEL = {
    "platform": "instagram",
    "handle": "mira",
    "url": "instagram.com/mira",
    "followers": "48200",
    "average_views": "",
    "engagement_rate": "4.1",
}
PRICE = {"platform": "instagram", "kind": "post", "price_minor": "1,450.50"}


def influencer_data(profile: InfluencerProfile, **fields: Any) -> dict[str, Any]:
    data = {
        "display_name": "Mira Okafor",
        "category": str(profile.category_id),
        "niche": "Ultras",
        "description": "Runs far.",
        "languages": ["en", "de"],
        "country": "AT",
        "time_zone": "Europe/Vienna",
    }
    return data | rows("channels", CHANNEL) | rows("prices", PRICE) | fields


@pytest.fixture
def mira(client: Client, media_dir) -> InfluencerProfile:
    profile = make_influencer(handle="mira")
    client.force_login(profile.user)
    return profile


def test_an_influencer_saves_profile_channels_and_rate_card(client: Client, mira) -> None:
    response = client.post(PATH, influencer_data(mira))
    assert (response.status_code, response.url) == (302, PATH)
    mira.refresh_from_db()
    assert (mira.display_name, mira.languages) == ("Mira Okafor", ["en", "de"])
    assert mira.channels.get().url == "https://instagram.com/mira"
    assert (mira.rate_card.get().price_minor, mira.lowest_price_minor) == (145_050, 145_050)
    assert mira.user.__class__.objects.get(pk=mira.user_id).time_zone == "Europe/Vienna"
    html = client.get(PATH).text
    assert 'value="1450.50"' in html
    assert 'name="channels-TOTAL_FORMS" value="3"' in html


def test_rows_are_added_and_removed_without_scripts(client: Client, mira) -> None:
    blog = CHANNEL | {"platform": "blog", "handle": "words"}
    gone = CHANNEL | {"DELETE": "on"}
    response = client.post(PATH, influencer_data(mira) | rows("channels", gone, blog))
    assert response.status_code == 302
    assert [channel.platform for channel in mira.channels.all()] == ["blog"]


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"display_name": ""}, ("form", "display_name")),
        ({"category": "0"}, ("form", "category")),
        ({"languages": ["en"] * 1 + ["xx"]}, ("form", "languages")),
        ({"country": "ZZ"}, ("form", "country")),
        ({"description": "x" * 2001}, ("form", "description")),
        ({"channels-0-followers": "-1"}, ("channels", "followers")),
        ({"channels-0-url": "javascript:x"}, ("channels", "url")),
        ({"channels-0-engagement_rate": "100.5"}, ("channels", "engagement_rate")),
        ({"channels-0-handle": ""}, ("channels", "handle")),
        ({"prices-0-price_minor": "0"}, ("prices", "price_minor")),
        ({"prices-0-price_minor": "-5"}, ("prices", "price_minor")),
        ({"prices-0-price_minor": "lots"}, ("prices", "price_minor")),
        ({"prices-0-kind": "sculpture"}, ("prices", "kind")),
    ],
)
def test_what_cannot_be_true_is_told_at_the_field(client: Client, mira, changes, place) -> None:
    response = client.post(PATH, influencer_data(mira, **changes))
    assert response.status_code == 200
    form, field = place
    errors = response.context[form].errors
    assert list(errors[0] if isinstance(errors, list) else errors) == [field]
    mira.refresh_from_db()
    assert mira.niche == "Trail running"


def test_the_second_of_two_equal_rows_is_blamed(client: Client, mira) -> None:
    twice = rows("channels", CHANNEL, CHANNEL | {"handle": "MIRA"})
    response = client.post(PATH, influencer_data(mira) | twice)
    assert [list(row) for row in response.context["channels"].errors] == [[], ["handle"], [], []]
    twice = rows("prices", PRICE, PRICE)
    response = client.post(PATH, influencer_data(mira) | twice)
    assert [list(row) for row in response.context["prices"].errors] == [[], ["kind"], [], []]


@pytest.mark.parametrize("total", ["99999", "x", ""])
def test_a_tampered_row_count_is_refused(client: Client, mira, total: str) -> None:
    response = client.post(PATH, influencer_data(mira) | {"channels-TOTAL_FORMS": total})
    assert response.status_code == 200
    assert mira.channels.get().platform == "instagram"


def test_a_picture_becomes_a_small_square_and_replaces_the_old_one(
    client: Client, mira, media_dir, django_capture_on_commit_callbacks
) -> None:
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            assert client.post(PATH, influencer_data(mira, avatar=picture())).status_code == 302
    mira.refresh_from_db()
    files = [path for path in media_dir.rglob("*") if path.is_file()]
    assert [path.name for path in files] == [mira.avatar.name.removeprefix("avatars/")]
    with Image.open(mira.avatar.path) as image:
        assert (image.format, image.size) == ("WEBP", (384, 384))

    with django_capture_on_commit_callbacks(execute=True):
        client.post(PATH, influencer_data(mira, remove_avatar="on"))
    mira.refresh_from_db()
    assert not mira.avatar
    assert not [path for path in media_dir.rglob("*") if path.is_file()]


@pytest.mark.parametrize("content", [b"", b"<svg onload=alert(1)>", b"GIF89a", b"\xff\xd8\xff"])
def test_what_is_no_picture_is_told_at_the_field(client: Client, mira, content: bytes) -> None:
    fake = SimpleUploadedFile("a.png", content, content_type="image/png")
    response = client.post(PATH, influencer_data(mira, avatar=fake))
    assert list(response.context["form"].errors) == ["avatar"]
    mira.refresh_from_db()
    assert not mira.avatar


def test_a_role_handle_or_rating_cannot_be_posted(client: Client, mira) -> None:
    sneaky = {"role": "sponsor", "handle": "other", "rating_sum": "5", "top_followers": "9"}
    client.post(PATH, influencer_data(mira, **sneaky))
    mira.refresh_from_db()
    assert (mira.handle_id, mira.rating_sum, mira.top_followers) == ("mira", 0, 48_200)
    assert mira.user.role == "influencer"


SPONSOR = {
    "display_name": "Nord",
    "company_name": "Nord GmbH",
    "industry": "Coffee",
    "country": "DE",
    "website": "",
    "description": "",
    "time_zone": "UTC",
}


def test_an_unverified_sponsor_saves_its_profile(client: Client) -> None:
    sponsor = make_sponsor(verified=False)
    client.force_login(sponsor.user)
    assert client.post(PATH, SPONSOR | {"verification": "verified"}).status_code == 302
    sponsor = SponsorProfile.objects.get()
    assert (sponsor.company_name, sponsor.verification) == ("Nord GmbH", "unverified")


def test_a_verified_sponsors_company_stays_whatever_is_posted(client: Client) -> None:
    sponsor = make_sponsor(company_name="Nord Coffee GmbH")
    client.force_login(sponsor.user)
    client.post(PATH, SPONSOR)
    sponsor.refresh_from_db()
    assert (sponsor.company_name, sponsor.industry) == ("Nord Coffee GmbH", "Coffee")


def test_an_inactive_category_is_kept_but_not_offered(client: Client, mira) -> None:
    from tests.factories.accounts import make_category

    other = make_category("Retired", is_active=False)
    mira.category.is_active = False
    mira.category.save()
    assert client.post(PATH, influencer_data(mira)).status_code == 302
    response = client.post(PATH, influencer_data(mira, category=str(other.pk)))
    assert list(response.context["form"].errors) == ["category"]


def test_moderators_have_no_profile_and_visitors_sign_in(client: Client) -> None:
    assert client.get(PATH).url == f"/accounts/login/?next={PATH}"
    client.force_login(make_moderator())
    assert client.get(PATH).status_code == 404


def test_pages_keep_to_the_content_policy(client: Client, mira) -> None:
    html = client.get(PATH).text
    assert " style=" not in html
    assert "<script>" not in html
