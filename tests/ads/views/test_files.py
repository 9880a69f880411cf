"""A contract's files over HTTP: to the parties, as what they are, and to nobody else."""

import logging
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from django.test import Client

from ads.actions.files import attach_files
from ads.models import Ad, Attachment
from ads.workflow import Side, State
from marketplace.messaging.models import Message
from tests.ads.views.visiting import client_of
from tests.factories.accounts import make_influencer, make_moderator, make_sponsor
from tests.factories.ads import make_ad
from tests.factories.files import pdf_bytes, picture_bytes, upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_folder() -> None:
    """Begin with no file: ids of ads come again from test to test."""
    shutil.rmtree(storages["private"].path("ads"), ignore_errors=True)


@pytest.fixture
def ad() -> Ad:
    """An offer on the table, with a thread."""
    return make_ad(State.OFFERED)


def attach(ad: Ad, *files: Any, links: tuple[str, ...] = ()) -> Attachment:
    """Attach one thing to the ad's first message."""
    message = Message.objects.filter(thread=ad.thread).first()
    actor = ad.influencer.user
    return attach_files(actor=actor, ad=ad, files=files, links=links, message=message)[0]


@pytest.fixture
def picture(ad: Ad) -> Attachment:
    """A picture."""
    return attach(ad, upload('Trail "one" ü.png', picture_bytes()))


@pytest.mark.parametrize("side", list(Side))
def test_both_sides_get_a_picture_to_look_at(ad: Ad, picture: Attachment, side: Side) -> None:
    response = client_of(ad.user_of(side)).get(picture.get_absolute_url())
    assert response.status_code == 200
    assert b"".join(response.streaming_content) == picture.file.open().read()
    headers = response.headers
    assert headers["Content-Type"] == "image/webp"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "private, no-cache"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; sandbox")
    assert re.match(
        r"inline; filename\*=utf-8''Trail%20one%20%C3%BC", headers["Content-Disposition"]
    )
    assert int(headers["Content-Length"]) == picture.size_bytes


def test_a_pdf_is_saved_not_shown(ad: Ad) -> None:
    kept = attach(ad, upload("Brief.pdf", pdf_bytes()))
    response = client_of(ad.influencer.user).get(kept.get_absolute_url())
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == 'attachment; filename="Brief.pdf"'


def test_strangers_moderators_guesses_and_visitors_get_nothing(ad: Ad, picture: Attachment) -> None:
    url = picture.get_absolute_url()
    for stranger in (make_sponsor().user, make_influencer().user, make_moderator()):
        assert client_of(stranger).get(url).status_code == 404
    assert Client().get(url).headers["Location"] == f"/accounts/login/?next={url}"
    client = client_of(ad.influencer.user)
    other = make_ad(State.OFFERED, influencer=ad.influencer)
    for guess in (
        f"/ads/{ad.pk}/files/{picture.pk + 1}/",
        f"/ads/{other.pk}/files/{picture.pk}/",
        f"/ads/{ad.pk}/files/{'9' * 30}/",
        f"/media/{picture.file.name}",
        f"/static/{picture.file.name}",
    ):
        assert client.get(guess).status_code == 404


def test_a_reader_who_logged_out_gets_nothing(ad: Ad, picture: Attachment) -> None:
    client = client_of(ad.influencer.user)
    assert client.get(picture.get_absolute_url()).status_code == 200
    client.logout()
    assert client.get(picture.get_absolute_url()).status_code == 302


def test_a_link_is_no_file_of_ours(ad: Ad) -> None:
    kept = attach(ad, links=("https://example.com/v",))
    assert client_of(ad.influencer.user).get(f"/ads/{ad.pk}/files/{kept.pk}/").status_code == 404


def test_a_file_is_sent_once_and_asked_about_after_that(ad: Ad, picture: Attachment) -> None:
    client, url = client_of(ad.influencer.user), picture.get_absolute_url()
    first = client.get(url)
    known = {"If-None-Match": first.headers["ETag"]}
    assert client.get(url, headers=known).status_code == 304
    since = {"If-Modified-Since": first.headers["Last-Modified"]}
    again = client.get(url, headers=since)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["Cache-Control"] == "private, no-cache"
    assert client.get(url, headers={"If-None-Match": '"other"'}).status_code == 200
    stranger = client_of(make_influencer().user)
    assert stranger.get(url, headers=known).status_code == 404


def test_head_tells_what_get_would_without_the_file(ad: Ad, picture: Attachment) -> None:
    client, url = client_of(ad.influencer.user), picture.get_absolute_url()
    head, get = client.head(url), client.get(url)
    assert (head.status_code, head.content) == (200, b"")
    names = ("Content-Type", "Content-Length", "Content-Disposition", "ETag", "Cache-Control")
    assert [head.headers[n] for n in names] == [get.headers[n] for n in names]


def test_other_methods_are_not_taken(ad: Ad, picture: Attachment) -> None:
    client = client_of(ad.influencer.user)
    assert client.post(picture.get_absolute_url()).status_code == 405
    assert client.delete(picture.get_absolute_url()).status_code == 405


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_file_that_is_gone_from_the_disk_is_not_found_and_logged(
    ad: Ad, picture: Attachment, caplog: pytest.LogCaptureFixture, method: str
) -> None:
    Path(picture.file.path).unlink()
    client = client_of(ad.influencer.user)
    with caplog.at_level(logging.ERROR, logger="ads.views.files"):
        response = getattr(client, method)(picture.get_absolute_url())
    assert response.status_code == 404
    assert f"Attachment {picture.pk} has no file" in caplog.text


def test_a_file_costs_one_query_beside_who_asks(
    ad: Ad, picture: Attachment, django_assert_num_queries: Any
) -> None:
    client = client_of(ad.influencer.user)
    with django_assert_num_queries(3):
        client.get(picture.get_absolute_url())
