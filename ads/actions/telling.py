"""What every move leaves behind: its event, a line in the timeline, a notice to each side."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from ads import speech
from ads.models import Ad, AdEvent
from ads.topics import mail_of, topic_of
from ads.workflow import Side, State
from marketplace.messaging.actions import post_system_line
from marketplace.messaging.models import MAX_BODY_CHARS
from marketplace.notifications.actions import notify

if TYPE_CHECKING:
    from accounts.models import User


def record(
    ad: Ad,
    name: str,
    *,
    source: State,
    actor: "User | None",
    now: datetime,
    reason: str = "",
    data: dict[str, Any] | None = None,
    loss: speech.Loss | None = None,
) -> AdEvent:
    """Write the event `name` that brought `ad` from `source` to its state, and tell both sides.

    Of a `loss` only the influencer is told.
    """
    event = AdEvent.objects.create(
        ad=ad,
        transition=name,
        from_state=source,
        to_state=ad.state,
        actor=actor,
        reason=reason,
        data=data or {},
        created_at=now,
    )
    mover = ad.side_of(actor) if actor else None
    by = "A moderator" if actor and mover is None else "The platform"
    amount = (data or {}).get("amount_minor")
    text = speech.line(ad, name, mover, amount_minor=amount, by=by)
    if ad.thread is not None:
        post_system_line(thread=ad.thread, body=_body(text, reason), now=now)
    for side in Side:
        if side is not mover:
            tell(
                ad,
                side,
                text,
                event=name,
                reason=reason,
                loss=loss if side is Side.INFLUENCER else None,
                occasion=f"event:{event.pk}",
                now=now,
            )
    return event


def _body(text: str, reason: str) -> str:
    """Return a line of the timeline with its reason, cut where both are longer than a message may
    be: a statement stands in full with its dispute, and every reason in its event."""
    body = f"{text}\n{reason}" if reason else text
    return body if len(body) <= MAX_BODY_CHARS else f"{body[: MAX_BODY_CHARS - 1]}…"


def tell(
    ad: Ad,
    side: Side,
    text: str,
    *,
    event: str,
    occasion: str,
    now: datetime,
    reason: str = "",
    loss: speech.Loss | None = None,
) -> None:
    """Notify one side of `event`, in the inbox and by the mail of its topic, once for each
    `occasion` of the ad; of a `loss`, too."""
    user = ad.user_of(side)
    notify(
        user=user,
        kind="ad_moved",
        text=f"{ad.title}: {text} {loss}" if loss else f"{ad.title}: {text}",
        url=ad.get_absolute_url(),
        mail_kind=mail_of(event),
        topic=topic_of(event),
        mail_context={
            "title": ad.title,
            "line": text,
            "reason": reason,
            "loss": loss,
            "campaign": ad.campaign.title,
            "task": speech.task(ad, side),
            "deadline_at": speech.due_at(ad, side),
            "consequence": speech.consequence(ad, side),
            "url": ad.get_absolute_url(),
        },
        dedup_key=f"ad:{ad.pk}:{occasion}:{user.pk}",
        now=now,
    )
