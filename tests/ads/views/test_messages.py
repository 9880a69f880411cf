"""Messages over HTTP: with files, found again, and new ones without a reload."""

import re
import shutil
from typing import Any

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ads import actions
from ads.actions.files import UNKNOWN
from ads.models import Ad, Attachment
from ads.workflow import Side, State
from marketplace.messaging.actions import mark_read
from marketplace.messaging.models import Message, ThreadParticipant
from marketplace.notifications.models import Notification
from tests.ads.views.visiting import client_of, url_of
from tests.factories.accounts import make_influencer, make_moderator, make_sponsor
from tests.factories.ads import make_ad
from tests.factories.files import pdf_bytes, picture_bytes

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_folder() -> None:
    """Begin with no file: ids of ads come again from test to test."""
    shutil.rmtree(storages["private"].path("ads"), ignore_errors=True)


@pytest.fixture
def ad() -> Ad:
    """An offer on the table, with a thread."""
    return make_ad(State.OFFERED)


def picture(name: str = "view.png") -> SimpleUploadedFile:
    """Return a picture as a browser sends it."""
    return SimpleUploadedFile(name, picture_bytes(), "image/png")


def say(ad: Ad, side: Side, body: str, **options: Any) -> Message:
    """Let one side write."""
    return actions.post_ad_message(actor=ad.user_of(side), ad=ad, body=body, **options)


def page_of(response: Any) -> str:
    """Return the page as text."""
    return response.content.decode()


# --- Files -------------------------------------------------------------------------------------


def test_files_and_a_link_are_sent_and_shown_in_the_bubble(ad: Ad) -> None:
    document = SimpleUploadedFile("Brief.pdf", pdf_bytes(), "application/pdf")
    data = {"body": "Look.", "files": [picture(), document], "links": "https://youtu.be/x1"}
    client = client_of(ad.user_of(Side.INFLUENCER))
    page = page_of(client.post(url_of(ad, "messages"), data, follow=True))
    image, pdf, _ = Attachment.objects.all()
    assert f'<img src="{image.get_absolute_url()}" alt="view.webp' in page
    assert f'href="{pdf.get_absolute_url()}"' in page
    assert "<span>Brief.pdf</span>" in page
    assert (
        'href="https://youtu.be/x1" target="_blank" rel="noopener noreferrer nofollow ugc"' in page
    )
    assert 'enctype="multipart/form-data"' in page


def test_files_alone_are_enough(ad: Ad) -> None:
    client = client_of(ad.user_of(Side.SPONSOR))
    client.post(url_of(ad, "messages"), {"body": "", "files": [picture()]})
    assert Message.objects.texts().get().body == "Sent a file."


@pytest.mark.parametrize(
    ("data", "field", "error"),
    [
        ({"body": " "}, "body", "Write something first."),
        ({"body": "", "links": "http://x.example.com"}, "body", "Write something first."),
        (
            {"body": "Hi", "links": "https://ok.example.com\njavascript:alert(1)"},
            "links",
            "“javascript:alert(1)” is not a web address that begins with https://.",
        ),
        (
            {"body": "Hi", "files": [SimpleUploadedFile("x.svg", b"<svg/>")]},
            "files",
            f"x.svg: {UNKNOWN}",
        ),
        (
            {"body": "Hi", "files": [SimpleUploadedFile("x.png", b"")]},
            "files",
            "x.png: This file is empty. Choose another one.",
        ),
        (
            {"body": "Hi", "files": [SimpleUploadedFile(f"{n}.png", b"x") for n in range(6)]},
            "files",
            "Choose at most 5 files.",
        ),
    ],
)
def test_what_cannot_be_sent_is_told_at_its_field(
    ad: Ad, data: dict[str, Any], field: str, error: str
) -> None:
    response = client_of(ad.user_of(Side.SPONSOR)).post(url_of(ad, "messages"), data)
    assert response.context["message_form"].errors[field] == [error]
    assert not Message.objects.texts().exists()


def test_with_a_warning_the_page_says_which_files_to_choose_again(ad: Ad) -> None:
    data = {"body": "Write to mira@example.com", "files": [picture(), picture("../b\u202e.png")]}
    client = client_of(ad.user_of(Side.INFLUENCER))
    response = client.post(url_of(ad, "messages"), data)
    page = page_of(response)
    assert "Send anyway" in page
    assert "Choose your files again before you send." in page
    assert "not kept: view.png, b.png." in page
    assert not Attachment.objects.exists()
    client.post(url_of(ad, "messages"), data | {"anyway": "1", "files": [picture()]})
    assert Message.objects.texts().get().attachments.count() == 1


def test_a_request_with_too_much_is_refused_in_words_before_it_is_read(
    ad: Ad, settings: Any
) -> None:
    settings.MAX_REQUEST_BYTES = 1000
    big = SimpleUploadedFile("x.png", b"x" * 2000)
    client = client_of(ad.user_of(Side.SPONSOR))
    response = client.post(url_of(ad, "messages"), {"body": "Hi", "files": [big]})
    assert response.status_code == 413
    assert "These files are too big together" in page_of(response)
    assert not Message.objects.texts().exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_attachments_cost_one_query_however_many(
    ad: Ad, rows: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(rows):
        say(ad, Side.INFLUENCER, f"See {number}", links=["https://youtu.be/1"])
    client = client_of(ad.user_of(Side.SPONSOR))
    client.get(url_of(ad))
    with django_assert_max_num_queries(13):
        assert page_of(client.get(url_of(ad))).count("https://youtu.be/1") == rows


def test_older_lines_come_alone_so_that_what_is_typed_stays(ad: Ad) -> None:
    for number in range(110):
        say(ad, Side.SPONSOR, f"Line {number}.")
    page = page_of(client_of(ad.user_of(Side.INFLUENCER)).get(url_of(ad)))
    lines = page[page.index('<div id="lines"') :]
    assert lines.startswith('<div id="lines" hx-target="this" hx-select="#lines"')
    assert "Show earlier messages" in lines


# --- Search ------------------------------------------------------------------------------------


def test_search_shows_hits_newest_first_with_the_words_marked_and_a_way_to_their_place(
    ad: Ad,
) -> None:
    first = say(ad, Side.INFLUENCER, "Which shoes & laces?")
    second = say(ad, Side.SPONSOR, "The red shoes.")
    say(ad, Side.SPONSOR, "Nothing of that kind.")
    response = client_of(ad.user_of(Side.SPONSOR)).get(url_of(ad, "messages"), {"q": "Shoes"})
    page = page_of(response)
    assert [hit.message for hit in response.context["hits"].found] == [second, first]
    assert "Which <mark>shoes</mark> &amp; laces?" in page
    assert f'href="{url_of(ad)}#message-{second.pk}">You, <time' in page
    assert page.count("<h1>") == 1


def test_a_hit_far_back_leads_to_the_page_that_shows_it(ad: Ad) -> None:
    old = say(ad, Side.INFLUENCER, "The needle.")
    for number in range(120):
        say(ad, Side.SPONSOR, f"Hay {number}.")
    client = client_of(ad.user_of(Side.INFLUENCER))
    page = page_of(client.get(url_of(ad, "messages"), {"q": "needle"}))
    place = re.search(rf'href="({url_of(ad)}\?before=\d+)#message-{old.pk}"', page)
    shown = page_of(client.get(place[1]))
    assert f'id="message-{old.pk}"' in shown
    assert "Show the newest messages" in shown
    assert "hx-get" not in shown
    assert f'id="message-{old.pk}"' not in page_of(client.get(url_of(ad)))


@pytest.mark.parametrize("query", ["%", "_", "'", '"', "x" * 5000, "\\", "(", "nothing", "<b>"])
def test_search_answers_any_input(ad: Ad, query: str) -> None:
    say(ad, Side.INFLUENCER, "Plain words")
    response = client_of(ad.user_of(Side.SPONSOR)).get(url_of(ad, "messages"), {"q": query})
    assert response.status_code == 200
    assert "Nothing found" in page_of(response)
    assert "<b>" not in page_of(response)


def test_strangers_find_nothing_and_no_words_lead_to_the_timeline(ad: Ad) -> None:
    for stranger in (make_sponsor().user, make_influencer().user, make_moderator()):
        assert client_of(stranger).get(url_of(ad, "messages"), {"q": "a"}).status_code == 404
    assert Client().get(url_of(ad, "messages"), {"q": "a"}).status_code == 302
    response = client_of(ad.user_of(Side.SPONSOR)).get(url_of(ad, "messages"), {"q": "  "})
    assert (response.status_code, response["Location"]) == (302, f"{url_of(ad)}#timeline")


# --- News --------------------------------------------------------------------------------------


def news_url(page: str) -> str:
    """Return what the timeline asks."""
    return re.search(r'hx-get="([^"]+)"', page)[1]


def test_while_nothing_is_new_the_answer_is_empty_and_costs_one_query(
    ad: Ad, django_assert_num_queries: Any
) -> None:
    say(ad, Side.INFLUENCER, "Hello")
    client = client_of(ad.user_of(Side.SPONSOR))
    asked = news_url(page_of(client.get(url_of(ad))))
    with django_assert_num_queries(3):  # the session, the user, and whether anything is new
        response = client.get(asked)
    assert (response.status_code, response.content) == (204, b"")


def test_a_new_message_comes_as_lines_alone_and_counts_as_read(ad: Ad) -> None:
    sponsor = ad.user_of(Side.SPONSOR)
    client = client_of(sponsor)
    asked = news_url(page_of(client.get(url_of(ad))))
    say(ad, Side.INFLUENCER, "Just now", links=["https://youtu.be/1"])
    page = page_of(client.get(asked, headers={"HX-Request": "true"}))
    assert page.strip().startswith('<div id="lines"')
    assert "Just now" in page
    assert "https://youtu.be/1" in page
    assert "<form" not in page
    assert ThreadParticipant.objects.get(thread=ad.thread, user=sponsor).unread_count == 0
    assert not Notification.objects.filter(user=sponsor, kind="message", read_at=None).exists()
    assert client.get(news_url(page)).status_code == 204


def test_that_the_other_side_has_read_on_is_news(ad: Ad) -> None:
    say(ad, Side.SPONSOR, "Did you see it?")
    client = client_of(ad.user_of(Side.SPONSOR))
    page = page_of(client.get(url_of(ad)))
    assert "· read" not in page
    mark_read(actor=ad.user_of(Side.INFLUENCER), thread=ad.thread)
    assert "· read" in page_of(client.get(news_url(page)))


def test_strangers_and_drafts_have_no_news_and_who_logged_out_is_not_asked_again(ad: Ad) -> None:
    url = url_of(ad, "news")
    for stranger in (make_sponsor().user, make_influencer().user, make_moderator()):
        assert client_of(stranger).get(url).status_code == 404
    draft = make_ad(State.DRAFT)
    assert client_of(draft.user_of(Side.SPONSOR)).get(url_of(draft, "news")).status_code == 404
    response = Client().get(url)
    assert (response.status_code, response["HX-Reswap"], response.content) == (286, "none", b"")


@pytest.mark.parametrize("seen", ["", "x", "1-1-1", "x" * 5000])
def test_a_mark_that_is_none_gets_the_lines(ad: Ad, seen: str) -> None:
    client = client_of(ad.user_of(Side.SPONSOR))
    assert client.get(url_of(ad, "news"), {"seen": seen}).status_code == 200


# --- The bell ----------------------------------------------------------------------------------


def test_opening_the_room_marks_its_notices_as_read_and_no_others(ad: Ad) -> None:
    sponsor = ad.user_of(Side.SPONSOR)
    other = make_ad(State.OFFERED, campaign=ad.campaign)
    for one in (ad, other):
        say(one, Side.INFLUENCER, "Hello")
    actions.decline_offer(actor=ad.user_of(Side.INFLUENCER), ad=ad, answering=1, reason="")
    client_of(sponsor).get(url_of(ad))
    unread = Notification.objects.filter(user=sponsor, read_at=None)
    assert {notice.url for notice in unread} == {f"{url_of(other)}#timeline"}


def test_a_room_without_news_writes_nothing(ad: Ad) -> None:
    client = client_of(ad.user_of(Side.SPONSOR))
    client.get(url_of(ad))
    with CaptureQueriesContext(connection) as asked:
        client.get(url_of(ad))
    assert [q["sql"] for q in asked if q["sql"].startswith(("UPDATE", "INSERT", "DELETE"))] == []
