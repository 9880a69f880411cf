"""What happened since the last digest in the topics that a reader has set to daily."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse

from marketplace.digests.registry import Line, Reader, Section, page_of
from marketplace.digests.sections.lists import by_reader, is_news, section_of
from marketplace.notifications.models import Notification
from marketplace.notifications.topics import Choice, Topic

TITLE = "What happened"
COLUMNS = ("user_id", "topic", "text", "url")


def collect_notices(readers: Sequence[Reader], now: datetime) -> dict[int, Section]:
    """Return the unread notices of daily topics, the newest first. One query.

    What was mailed at once is left out, and so is what another section tells: the page of the
    same topic is named there already. Notices that say the same twice are told once.
    """
    waiting = {reader.user.pk: reader for reader in readers if _daily(reader)}
    if not waiting:
        return {}
    notices = Notification.objects.for_digest().filter(
        is_news(list(waiting.values()), user="user", moment="created_at")
    )
    seen: set[tuple[int, str, str]] = set()
    kept = []
    for notice in notices.order_by("-created_at", "-pk").only(*COLUMNS).iterator():
        says = (notice.user_id, notice.text, page_of(notice.url))
        if says not in seen and _is_untold(notice, waiting[notice.user_id]):
            kept.append((notice.user_id, _line(notice)))
        seen.add(says)
    url = reverse("notifications:list")
    return {pk: section_of(TITLE, url, lines) for pk, lines in by_reader(kept).items()}


def _daily(reader: Reader) -> list[Topic]:
    return [topic for topic, choice in reader.choices.items() if choice is Choice.DAILY]


def _is_untold(notice: Notification, reader: Reader) -> bool:
    """Whether the reader has this topic daily, and no other section of this digest told it."""
    topic = Topic(notice.topic)
    is_daily = reader.choices[topic] is Choice.DAILY
    return is_daily and (topic, page_of(notice.url)) not in reader.told


def _line(notice: Notification) -> Line:
    """Return a line that leads to the page and counts the notice as read."""
    return Line(text=notice.text, url=reverse("notifications:open", args=[notice.pk]))
