"""Messages that carry files and video links."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.utils import timezone

from accounts.models import Signal
from ads import actions
from ads.models import Ad, Attachment
from ads.workflow import State
from marketplace.kernel.errors import Refused
from marketplace.messaging.guard import ContactWarning
from marketplace.messaging.models import Message
from marketplace.notifications.models import Notification
from tests.factories.ads import make_ad
from tests.factories.files import pdf_bytes, picture_bytes, upload

pytestmark = pytest.mark.django_db

VIDEO = "https://youtu.be/dQw4w9WgXcQ"


@pytest.fixture(autouse=True)
def empty_folder() -> None:
    """Begin with no file: ids of ads come again from test to test."""
    shutil.rmtree(storages["private"].path("ads"), ignore_errors=True)


@pytest.fixture
def ad() -> Ad:
    """An offer on the table, with a thread."""
    return make_ad(State.OFFERED)


def say(ad: Ad, body: str = "", **options: object) -> Message:
    """Let the influencer write."""
    return actions.post_ad_message(actor=ad.influencer.user, ad=ad, body=body, **options)


def test_files_and_links_come_with_the_words(ad: Ad) -> None:
    message = say(
        ad,
        "Look at this.",
        files=[upload("a.png", picture_bytes()), upload("b.pdf", pdf_bytes())],
        links=[VIDEO],
    )
    kept = message.attachments.all()
    assert [(a.kind, a.name) for a in kept] == [
        ("image", "a.webp"), ("pdf", "b.pdf"), ("link", "youtu.be"),
    ]  # fmt: skip
    assert {a.uploader for a in kept} == {ad.influencer.user}
    assert {(a.ad, a.created_at) for a in kept} == {(ad, message.created_at)}


@pytest.mark.parametrize(
    ("pictures", "links", "body"),
    [
        (1, [], "Sent a file."),
        (2, [], "Sent 2 files."),
        (0, [VIDEO], "Sent a video link."),
        (1, [VIDEO], "Sent a file and a video link."),
        (2, [VIDEO, VIDEO + "2"], "Sent 2 files and 2 video links."),
    ],
)
def test_files_alone_are_a_message_that_says_so(
    ad: Ad, pictures: int, links: list[str], body: str
) -> None:
    sizes = range(40, 40 + pictures)
    files = [upload("a.png", picture_bytes(size=(side, 20))) for side in sizes]
    assert say(ad, files=files, links=links).body == body


def test_nothing_at_all_is_no_message(ad: Ad) -> None:
    with pytest.raises(Refused, match="Write something first"):
        say(ad)


def test_the_same_files_within_seconds_are_one_message_and_others_are_another(ad: Ad) -> None:
    now = timezone.now()
    one, two = picture_bytes(), picture_bytes(size=(50, 20))
    first = say(ad, files=[upload("a.png", one)], now=now)
    again = say(ad, files=[upload("a.png", one)], now=now + timedelta(seconds=1))
    other = say(ad, files=[upload("a.png", two)], now=now + timedelta(seconds=2))
    assert (again, other == first) == (first, False)
    assert Attachment.objects.count() == 2
    assert Notification.objects.filter(kind="message").count() == 2


def test_a_bad_file_leaves_no_message(ad: Ad) -> None:
    before = Message.objects.count()
    with pytest.raises(Refused, match="neither a picture nor a PDF"):
        say(ad, "Look.", files=[upload("a.png", picture_bytes()), upload("b.svg", b"<svg/>")])
    assert (Message.objects.count(), Attachment.objects.count()) == (before, 0)


def test_a_message_that_fails_leaves_no_file(ad: Ad) -> None:
    with pytest.raises(Refused, match="at most 5,000 characters"):
        say(ad, "x" * 5001, files=[upload("a.png", picture_bytes())])
    folder = Path(storages["private"].path(f"ads/{ad.pk}"))
    assert list(folder.glob("*")) == []


def test_a_link_that_offers_contact_elsewhere_is_warned_about_and_told_when_sent(ad: Ad) -> None:
    link = "https://wa.me/4915112345678"
    with pytest.raises(ContactWarning):
        say(ad, "See here.", links=[link])
    assert not Attachment.objects.exists()
    say(ad, "See here.", links=[link], is_warned=True)
    assert link in Signal.objects.get().evidence["text"]


@pytest.mark.parametrize(
    "link",
    [
        VIDEO,
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=42s",
        "https://vimeo.com/76979871",
        "https://www.tiktok.com/@mira/video/7106594312292453675",
        "https://www.instagram.com/reel/Cxyz123/",
        "https://drive.google.com/file/d/1a2b3c4d5e6f7g8h9i0j/view?usp=sharing",
        "https://www.dropbox.com/s/abc123def456/first-cut.mp4?dl=0",
    ],
)
def test_a_link_to_a_video_is_nothing_to_warn_about(ad: Ad, link: str) -> None:
    assert say(ad, links=[link]).attachments.get().url == link
