"""Sending digests. Every user is decided once per period, in the transaction of the mail."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models import User
from marketplace.digests import recipients, report
from marketplace.digests.models import DigestRun
from marketplace.digests.registry import Reader, sections
from marketplace.kernel.mail import queue_mail
from marketplace.notifications.tokens import unsubscribe_url

# Users decided in one transaction.
CHUNK = 200
# News older than this is no news, even to whoever had no digest for long.
NEWS_DAYS = 7
# A daily run decides nothing once its day is over; it is kept this long to look things up.
KEPT_DAYS = 60

# Queues the mails of users who were just claimed; returns who got one.
Write = Callable[[Sequence[User]], list[int]]


def send_daily(*, now: datetime | None = None) -> int:
    """Queue the daily digest of everybody whose own clock has reached their hour; return how many.

    Whoever has nothing to read gets no mail and is not asked again that day. Safe to run twice
    and twice at once. Runs from long ago are forgotten.
    """
    now = now or timezone.now()
    mails = 0
    for (day, hour), zones in recipients.zones_by_clock(now).items():
        due = recipients.due_for_daily(zones, day=day, hour=hour)

        def write(users: Sequence[User], day: date = day) -> list[int]:
            return _write_daily(users, day=day, now=now)

        for user_ids in _chunks(due):
            mails += _decide(
                user_ids, kind=DigestRun.Kind.DAILY, period_date=day, now=now, write=write
            )
    DigestRun.objects.daily_before(now, days=KEPT_DAYS).delete()
    return mails


def send_monthly(*, now: datetime | None = None) -> int:
    """Queue the report of last month to every sponsor whose month has turned; return how many.

    It goes out at the sponsor's digest hour on the first, or up to a week late. A month without
    a campaign makes no mail. Safe to run twice and twice at once.
    """
    now = now or timezone.now()
    mails = 0
    for (day, hour), zones in recipients.zones_by_clock(now).items():
        month = recipients.month_to_report(day)
        if month is None:
            continue
        due = recipients.due_for_monthly(zones, month=month, hour=hour)

        def write(users: Sequence[User], month: date = month) -> list[int]:
            return _write_monthly(users, month=month)

        for user_ids in _chunks(due):
            mails += _decide(
                user_ids, kind=DigestRun.Kind.MONTHLY, period_date=month, now=now, write=write
            )
    return mails


def _chunks(user_ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(user_ids), CHUNK):
        yield user_ids[start : start + CHUNK]


def _decide(
    user_ids: list[int], *, kind: str, period_date: date, now: datetime, write: Write
) -> int:
    """Claim the runs of these users and queue their mails, all or nothing; return how many."""
    with transaction.atomic():
        claimed = DigestRun.objects.claim(
            user_ids=user_ids, kind=kind, period_date=period_date, token=uuid4(), now=now
        )
        if not claimed:
            return 0
        users = User.objects.reachable().filter(pk__in=claimed).order_by("pk")
        users = users.select_related("sponsor_profile", "influencer_profile__category")
        mailed = write(list(users))
        runs = DigestRun.objects.filter(kind=kind, period_date=period_date, user__in=mailed)
        runs.update(is_mailed=True)
    return len(mailed)


def _write_daily(users: Sequence[User], *, day: date, now: datetime) -> list[int]:
    readers = _readers(users, now)
    found = sections.collect(readers, now)
    for reader in readers:
        if reader.user.pk in found:
            queue_mail(
                kind="digest_daily",
                to=reader.user.email,
                context={"user": reader.user, "sections": found[reader.user.pk]},
                dedup_key=f"digest:daily:{reader.user.pk}:{day}",
                user=reader.user,
                unsubscribe_url=unsubscribe_url(user=reader.user, topic="digest"),
            )
    return list(found)


def _readers(users: Sequence[User], now: datetime) -> list[Reader]:
    """Return the users, each with the moment of the digest before. Users without a profile of
    their role, as a half-done import could leave them, are left out."""
    earlier = DigestRun.objects.filter(
        user__in=[user.pk for user in users], kind=DigestRun.Kind.DAILY, created_at__lt=now
    )
    last = dict(earlier.values_list("user_id").annotate(Max("created_at")))
    oldest = now - timedelta(days=NEWS_DAYS)
    return [
        Reader(user=user, since=max(last.get(user.pk, oldest), oldest))
        for user in users
        if user.profile is not None
    ]


def _write_monthly(users: Sequence[User], *, month: date) -> list[int]:
    reports = report.collect_reports(users, month)
    for user in users:
        if user.pk in reports:
            queue_mail(
                kind="digest_monthly",
                to=user.email,
                context={"user": user, "report": reports[user.pk]},
                dedup_key=f"digest:monthly:{user.pk}:{month}",
                user=user,
                unsubscribe_url=unsubscribe_url(user=user, topic="monthly"),
            )
    return list(reports)
