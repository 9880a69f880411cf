"""/settings/notifications/: which mails a person wants."""

import pytest
from django.urls import reverse

from marketplace.notifications.models import NotificationPreference
from tests.factories.accounts import make_user

pytestmark = pytest.mark.django_db

URL = reverse("notifications:settings")


@pytest.fixture
def ann(client):
    user = make_user()
    client.force_login(user)
    return user


def test_visitors_are_asked_to_sign_in(client):
    assert client.get(URL).status_code == 302


def test_the_page_shows_what_is_set(client, ann):
    NotificationPreference.objects.create(user=ann, digest_hour=17, is_digest_on=False)
    page = client.get(URL).content.decode()
    assert '<option value="17" selected>17:00</option>' in page


def test_choices_are_saved(client, ann):
    response = client.post(URL, {"digest_hour": "6", "is_monthly_on": "on"}, follow=True)
    assert "Your mail settings are saved." in response.content.decode()
    preference = NotificationPreference.objects.get(user=ann)
    assert (
        preference.digest_hour,
        preference.is_instant_on,
        preference.is_digest_on,
        preference.is_monthly_on,
    ) == (6, False, False, True)


@pytest.mark.parametrize("hour", ["24", "-1", "noon", ""])
def test_an_hour_that_is_none_is_refused_at_the_field(client, ann, hour):
    response = client.post(URL, {"digest_hour": hour})
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["digest_hour"]
    assert NotificationPreference.objects.get(user=ann).digest_hour == 8
