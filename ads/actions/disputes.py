"""Disputes: the escrow stands still until both agree again or a moderator settles it."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from accounts.models import User as UserModel
from ads import turns
from ads.actions.escrow import agreed_price, share_out
from ads.actions.live import schedule_live_checks
from ads.actions.moves import check_party, lock_ad, moving
from ads.actions.telling import record
from ads.models import Ad, Dispute, Statement
from ads.workflow import Mover, State
from marketplace.kernel.errors import Refused
from marketplace.kernel.money import format_money
from marketplace.notifications.actions import notify

if TYPE_CHECKING:
    from accounts.models import User


def open_dispute(
    *, actor: "User", ad: Ad, reason: str, text: str, now: datetime | None = None
) -> Dispute:
    """Stop a running ad: its timer stands still, an open proposal lapses, and the other side is
    asked for its view within settings.DISPUTE_DAYS. `reason` is a `Dispute.Reason`.

    Raises Refused where the work is not running, and without words.
    """
    with moving("dispute", actor=actor, ad=ad, now=now) as move:
        if reason not in Dispute.Reason.values:
            raise Refused("Choose what it is about.", field="reason")
        assert move.ad.deadline_at is not None  # every running state has one
        mover = check_party(move.ad, actor)
        dispute = Dispute.objects.create(
            ad=move.ad,
            opened_by=mover,
            opener=actor,
            reason=reason,
            created_at=move.now,
            from_state=move.ad.state,
            deadline_before=move.ad.deadline_at,
            overdue_before=move.ad.overdue_at,
        )
        _state(dispute, mover, actor, text, move.now)
        move.reason = text.strip()
        move.data = {"dispute": dispute.pk}
    return dispute


def _state(dispute: Dispute, mover: Mover, actor: "User", text: str, now: datetime) -> Statement:
    if not text.strip():
        raise Refused("Say what happened, in your words.", field="text")
    return Statement.objects.create(
        dispute=dispute, side=mover, actor=actor, text=text.strip(), created_at=now
    )


def open_dispute_of(ad: Ad) -> Dispute:
    """Return the ad's open dispute under a row lock. Raises Refused where there is none."""
    dispute = Dispute.objects.select_for_update().filter(ad=ad, state=Dispute.State.OPEN).first()
    if dispute is None:
        raise Refused("There is no open dispute about this ad.")
    return dispute


def add_statement(*, actor: "User", ad: Ad, text: str, now: datetime | None = None) -> Statement:
    """Say how one sees it: the answer to a dispute, or more to it. Both sides and the
    moderators read it.

    Raises Refused without an open dispute, without words, and for strangers.
    """
    moment = now or timezone.now()
    with transaction.atomic():
        locked = lock_ad(ad.pk, lock_campaign=False)
        mover = check_party(locked, actor)
        dispute = open_dispute_of(locked)
        statement = _state(dispute, mover, actor, text, moment)
        turns.refresh(locked)
        locked.save(update_fields=["sponsor_acts_by", "influencer_acts_by"])
        if dispute.answered_at is None and locked.turn is None:
            dispute.answered_at = moment
            dispute.save(update_fields=["answered_at"])
        record(
            locked,
            "state",
            source=State(locked.state),
            actor=actor,
            now=moment,
            reason=statement.text,
            data={"dispute": dispute.pk},
        )
    return statement


def withdraw_dispute(*, actor: "User", ad: Ad, reason: str = "", now: datetime | None = None) -> Ad:
    """Take one's own dispute back; the ad goes on where it stood, with the time it had left.

    Raises Refused for anybody but who opened it; any moderator may end a moderator's.
    """
    with moving("withdraw_dispute", actor=actor, ad=ad, now=now) as move:
        dispute = open_dispute_of(move.ad)
        if dispute.opened_by != check_party(move.ad, actor):
            raise Refused("Only who opened the dispute can withdraw it.")
        stood_still = move.now - dispute.created_at
        move.target = State(dispute.from_state)
        move.deadline_at = dispute.deadline_before + stood_still
        if dispute.overdue_before is not None:
            move.overdue_at = dispute.overdue_before + stood_still
        _close(dispute, Dispute.State.WITHDRAWN, move.now)
        move.reason = reason
        move.data = {"dispute": dispute.pk}
    return move.ad


def _close(dispute: Dispute, state: Dispute.State, now: datetime) -> None:
    dispute.state = state
    dispute.closed_at = now
    dispute.save()


def settle_dispute(
    *, actor: "User", ad: Ad, share_minor: int, reason: str, now: datetime | None = None
) -> Ad:
    """Decide: `share_minor` of the price (minor units, before the fee) goes to the influencer,
    the rest back to the sponsor. Anything above 0 completes the ad, 0 cancels it.

    Only a moderator can; both sides read the reason. Raises Refused without one, and for a
    share outside 0 to the price.
    """
    with moving("settle", actor=actor, ad=ad, now=now) as move:
        price = agreed_price(move.ad)
        if not 0 <= share_minor <= price:
            raise Refused(
                f"The share must be between zero and the price of {format_money(price)}.",
                field="share_minor",
            )
        if not reason.strip():
            raise Refused("Give both sides the reason.", field="reason")
        dispute = open_dispute_of(move.ad)
        dispute.share_minor = share_minor
        dispute.settled_by = actor
        dispute.settlement_reason = reason.strip()
        _close(dispute, Dispute.State.SETTLED, move.now)
        share_out(move.ad, share_minor, now=move.now)
        move.target = State.COMPLETED if share_minor else State.CANCELLED
        if share_minor:
            schedule_live_checks(move.ad, now=move.now)
        move.reason = reason.strip()
        move.data = {"dispute": dispute.pk, "amount_minor": share_minor}
    return move.ad


def alert_moderators(*, ad: Ad, now: datetime) -> None:
    """Tell every moderator that a dispute has reached its deadline without an end.

    Call it in a transaction with the ad's row locked; it never decides anything.
    """
    dispute = open_dispute_of(ad)
    dispute.alerted_at = now
    dispute.save(update_fields=["alerted_at"])
    for moderator in UserModel.objects.filter(is_staff=True, is_active=True).order_by("pk"):
        notify(
            user=moderator,
            kind="dispute_due",
            text=f"The dispute about {ad.title} waits for a decision.",
            url=f"/admin/ads/dispute/{dispute.pk}/change/",
            dedup_key=f"dispute:{dispute.pk}:due:{moderator.pk}",
            now=now,
        )
