"""The daily digest of everybody whose own clock has reached their hour."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.utils import timezone

from accounts.models import User
from marketplace.digests import recipients, wording
from marketplace.digests.actions.deciding import Deciding
from marketplace.digests.models import DigestRun
from marketplace.digests.readers import MARGIN, readers_of_digest
from marketplace.digests.registry import Reader, Section, sections
from marketplace.kernel.mail import Draft
from marketplace.notifications.models import NotificationPreference
from marketplace.notifications.tokens import unsubscribe_url

# A daily run decides nothing once its day is over; it is kept this long to look things up.
KEPT_DAYS = 60


def send_daily(*, now: datetime | None = None) -> int:
    """Queue the daily digest of everybody who is due at `now`; return how many mails that made.

    Due is whoever's own clock shows their hour, or up to `recipients.LATE_HOURS` later on the same
    day, and who was not decided for that day yet. Whoever has nothing to read gets no mail and is
    not asked again that day. Safe to run twice and twice at once. Runs from long ago are
    forgotten.
    """
    return sum(daily_steps(now=now))


def daily_steps(*, now: datetime | None = None) -> Iterator[int]:
    """Do what `send_daily` does in steps of a second or less; yield the mails of each.

    Stopping between two steps is safe: the next run goes on with whoever is left. At the end
    raises `deciding.Undecided` if that is somebody whose digest cannot be made.
    """
    now = now or timezone.now()
    deciding = Deciding(DigestRun.Kind.DAILY, now)
    for (day, hour), zones in recipients.zones_by_clock(now).items():

        def compose(users: Sequence[User], day: date = day) -> dict[int, Draft]:
            return _drafts(users, day=day, now=now)

        due = recipients.due_for_daily(zones, day=day, hour=hour)
        yield from deciding.in_steps(due, period_date=day, compose=compose)
    DigestRun.objects.daily_before(now, days=KEPT_DAYS).delete()
    deciding.close()


def _drafts(users: Sequence[User], *, day: date, now: datetime) -> dict[int, Draft]:
    preferences = NotificationPreference.objects.of_many([user.pk for user in users])
    # They may have been switched off since the users were listed.
    wanted = [user for user in users if preferences[user.pk].is_digest_mailed]
    readers = readers_of_digest(wanted, now)
    found = sections.collect(readers, now)
    return {
        reader.user.pk: _draft(reader, found[reader.user.pk], day=day, now=now)
        for reader in readers
        if reader.user.pk in found
    }


def _draft(reader: Reader, found: list[Section], *, day: date, now: datetime) -> Draft:
    user = reader.user
    with timezone.override(user.zone):
        words = {
            "subject": wording.subject_of(found, now=now),
            # The digest before it; what came at its very end is told as well.
            "since": wording.since_text(reader.since + MARGIN, now=now),
        }
    return Draft(
        kind="digest_daily",
        to=user.email,
        context={"name": user.get_full_name(), "sections": found} | words,
        dedup_key=f"digest:daily:{user.pk}:{day}",
        user=user,
        unsubscribe_url=unsubscribe_url(user=user, topic="digest"),
    )
