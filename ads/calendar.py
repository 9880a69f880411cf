"""A person's deadlines as an iCalendar feed (RFC 5545), and the token that opens it."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db.models import F, Prefetch, Q
from icalendar import Calendar, Event, vDuration

from accounts.models import User
from ads import speech
from ads.models import Ad, CalendarFeed, LiveCheck, Proposal
from ads.workflow import RUNNING, Side, State

SALT = "ads.calendar"
# As many ads as a person can have an eye on; the soonest come first.
MAX_ADS = 500
# How often programs may ask for news, as RFC 7986 and Outlook read it.
REFRESH = timedelta(hours=1)


def token_of(feed: CalendarFeed) -> str:
    """Return the secret of a feed's address; it is worth nothing once the nonce is another.

    It holds no time, so that the page shows the same address whenever it is opened.
    """
    return signing.Signer(salt=SALT).sign_object([feed.user_id, feed.nonce])


def reader_of(token: str) -> User | None:
    """Return whose feed `token` opens, or None where it was revoked or never made here."""
    try:
        user_id, nonce = signing.Signer(salt=SALT).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    feeds = CalendarFeed.objects.filter(user_id=user_id, nonce=nonce, user__is_active=True)
    feed = feeds.select_related("user").first()
    return feed.user if feed else None


def calendar_of(user: User, *, now: datetime) -> bytes:
    """Return every deadline of the user's ads as an iCalendar file."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.SITE_NAME}//Ads//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"{settings.SITE_NAME} deadlines")
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    for event in _events(user, now):
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _events(user: User, now: datetime) -> Iterator[Event]:
    if not user.role:
        return
    side = Side(user.role)
    for ad in _ads(user, now):
        for key, what, at in _moments(ad, side, now):
            yield _event(ad, side, key, what, at, now)


def _ads(user: User, now: datetime) -> list[Ad]:
    """Return the ads with a deadline ahead: open ones, and ended ones to rate or to attest to."""
    rated_since = now - timedelta(days=settings.RATING_DAYS)
    asked = Q(live_checks__answered_at=None, live_checks__isnull=False)
    ahead = Q(deadline_at__isnull=False) | Q(funded_at__isnull=False, ended_at__gt=rated_since)
    return list(
        Ad.objects.visible_to(user)
        .filter(ahead | asked, is_history=False)
        .select_related("campaign__sponsor__user", "influencer__user")
        .prefetch_related(
            "deliverables__submissions",
            "ratings",
            Prefetch("live_checks", LiveCheck.objects.filter(answered_at=None)),
            Prefetch("proposals", Proposal.objects.filter(state=Proposal.State.OPEN)),
        )
        .distinct()
        .order_by(F("deadline_at").asc(nulls_last=True), "pk")[:MAX_ADS]
    )


def _moments(ad: Ad, side: Side, now: datetime) -> Iterator[tuple[str, str, datetime | date]]:
    """Yield what falls due: a key that stays the same, words, and a moment or a whole day."""
    if ad.deadline_at is not None:
        yield "deadline", speech.state_task(ad, side), ad.deadline_at
    for proposal in ad.proposals.all() if ad.state in RUNNING else ():
        yield f"proposal-{proposal.pk}", _proposal(ad, proposal, side), proposal.deadline_at
    if ad.state in {State.ACCEPTED, *RUNNING, State.DISPUTED}:
        yield from _days(ad)
    for check in ad.live_checks.all() if side is Side.INFLUENCER else ():
        yield f"live-{check.day}", "say whether the posts are still up", check.due_at
    closes_at = ad.ratings_close_at
    is_rated = any(rating.by_side == side for rating in ad.ratings.all())
    if closes_at and ad.funded_at and closes_at > now and not is_rated:
        yield "rating", "the time to rate ends", closes_at


def _proposal(ad: Ad, proposal: Proposal, side: Side) -> str:
    if proposal.answered_by is side:
        return "Your turn: answer the proposal"
    return f"{speech.name_of(ad, proposal.answered_by)} can answer your proposal"


def _days(ad: Ad) -> Iterator[tuple[str, str, date]]:
    """Yield the days on which drafts are due and posts go live, as long as they are not."""
    for item in ad.deliverables.all():
        kinds = {submission.kind for submission in item.submissions.all()}
        if not kinds:
            yield f"due-{item.position}", f"draft due: {item}", item.due_date
        if "live" not in kinds:
            yield f"post-{item.position}", f"goes live: {item}", item.posting_date


def _event(ad: Ad, side: Side, key: str, what: str, at: datetime | date, now: datetime) -> Event:
    """Return one entry; its id stays the same when the date moves, so that programs move it."""
    host = settings.SITE_URL.partition("://")[2].partition("/")[0]
    event = Event()
    event.add("uid", f"ad-{ad.pk}-{key}-{side.value}@{host}")
    event.add("dtstamp", now)
    event.add("summary", f"{ad.title}: {what}")
    event.add("dtstart", at)
    if isinstance(at, datetime):
        event.add("dtend", at)
    event.add("url", f"{settings.SITE_URL}{ad.get_absolute_url()}")
    consequence = speech.state_consequence(ad, side) if key == "deadline" else ""
    event.add("description", " ".join(filter(None, [f"{what}.", consequence])))
    event.add("transp", "TRANSPARENT")
    return event
