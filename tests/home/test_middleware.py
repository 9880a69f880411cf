"""What holds for every answer: private pages stay private, an absent Redis is told in words."""

from pathlib import Path
from tempfile import mkdtemp

import pytest
from django.core.cache import caches

from marketplace.kernel.env import embedded_redis_socket
from tests.factories.accounts import PASSWORD, make_sponsor

pytestmark = pytest.mark.django_db


@pytest.fixture
def redis_is_away(settings):
    """Point the cache of the rate limits where nothing listens."""
    nowhere = f"unix://{embedded_redis_socket(Path(mkdtemp()))}?db=1"
    settings.CACHES = settings.CACHES | {
        "default": settings.CACHES["default"] | {"LOCATION": nowhere}
    }
    yield
    caches.close_all()


def test_a_page_of_somebody_signed_in_is_for_no_shared_cache(client):
    client.force_login(make_sponsor().user)
    assert client.get("/wallet/")["Cache-Control"] == "private, no-cache"


def test_a_visitors_page_may_be_kept(client):
    assert "Cache-Control" not in client.get("/terms/")


def test_signing_out_empties_the_browsers_cache(client):
    client.force_login(make_sponsor().user)
    assert "Clear-Site-Data" not in client.get("/wallet/")
    assert client.post("/accounts/logout/")["Clear-Site-Data"] == '"cache"'


def test_without_redis_signing_in_is_refused_in_words(client, redis_is_away):
    user = make_sponsor().user
    answer = client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "Try again in a minute" in answer.content.decode()


def test_without_redis_other_pages_work(client, redis_is_away):
    client.force_login(make_sponsor().user)
    assert client.get("/wallet/").status_code == 200
