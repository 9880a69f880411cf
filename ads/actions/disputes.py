"""Disputes: the escrow stands still until both agree again or a moderator settles it."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User as UserModel
from ads import turns
from ads.actions.escrow import agreed_price, share_out
from ads.actions.files import CleanFile, attach_files, carried_by, clean_files, marks_of
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
    *,
    actor: "User",
    ad: Ad,
    reason: str,
    text: str,
    files: "Sequence[UploadedFile[bytes]]" = (),
    links: Sequence[str] = (),
    now: datetime | None = None,
) -> Dispute:
    """Stop a running ad: its timer stands still, an open proposal lapses, and the other side (a
    moderator asks both) gives its view within settings.DISPUTE_DAYS. `reason` is a
    `Dispute.Reason`, `files` and video `links` are evidence.

    Raises Refused where the work is not running, without words, and for files that are none.
    """
    evidence = clean_files(files)
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
        statement = _state(dispute, mover, actor, text, move.now)
        _attach(statement, actor, evidence, links)
        move.reason = statement.text
        move.data = {"dispute": dispute.pk}
        _tell_of_repeat(dispute)
    return dispute


def _tell_of_repeat(dispute: Dispute) -> None:
    """Tell the moderators of a side that disputes again what it had withdrawn: disputes that are
    opened and withdrawn in turn would hold the escrow for ever, and no clock would reach them."""
    earlier = Dispute.objects.filter(ad=dispute.ad, opened_by=dispute.opened_by)
    if dispute.opened_by != Mover.MODERATOR and earlier.exclude(pk=dispute.pk).exists():
        text = f"A side of {dispute.ad.title} disputes again what it had withdrawn."
        _tell_moderators(dispute, "again", text, now=dispute.created_at)


def _state(dispute: Dispute, mover: Mover, actor: "User", text: str, now: datetime) -> Statement:
    if not text.strip():
        raise Refused("Say what happened, in your words.", field="text")
    return Statement.objects.create(
        dispute=dispute, side=mover, actor=actor, text=text.strip(), created_at=now
    )


def _attach(
    statement: Statement, actor: "User", evidence: Sequence[CleanFile], links: Sequence[str]
) -> None:
    attach_files(
        actor=actor,
        ad=statement.dispute.ad,
        files=evidence,
        links=links,
        statement=statement,
        now=statement.created_at,
    )


def open_dispute_of(ad: Ad) -> Dispute:
    """Return the ad's open dispute under a row lock. Raises Refused where there is none."""
    dispute = Dispute.objects.select_for_update().filter(ad=ad, state=Dispute.State.OPEN).first()
    if dispute is None:
        raise Refused("There is no open dispute about this ad.")
    return dispute


def add_statement(
    *,
    actor: "User",
    ad: Ad,
    text: str,
    files: "Sequence[UploadedFile[bytes]]" = (),
    links: Sequence[str] = (),
    now: datetime | None = None,
) -> Statement:
    """Say how one sees it: the answer to a dispute, or more to it, with evidence. Both sides and
    the moderators read it; with the last answer that was asked for, the moderators are told. The
    same again, as a double click sends it, is the same statement, which is returned.

    Raises Refused without an open dispute, without words, and for strangers.
    """
    moment = now or timezone.now()
    evidence = clean_files(files)
    carried = marks_of(evidence, links)
    with transaction.atomic():
        locked = lock_ad(ad.pk, lock_campaign=False)
        mover = check_party(locked, actor)
        dispute = open_dispute_of(locked)
        if repeated := _repeated(dispute, actor, text, carried):
            return repeated
        statement = _state(dispute, mover, actor, text, moment)
        _attach(statement, actor, evidence, links)
        turns.refresh(locked)
        locked.save(update_fields=["sponsor_acts_by", "influencer_acts_by"])
        record(
            locked,
            "state",
            source=State(locked.state),
            actor=actor,
            now=moment,
            reason=statement.text,
            data={"dispute": dispute.pk},
        )
        if dispute.answered_at is None and locked.turn is None:
            dispute.answered_at = moment
            dispute.save(update_fields=["answered_at"])
            text = f"Both sides of the dispute about {locked.title} have said how they see it."
            _tell_moderators(dispute, "answered", text, now=moment)
    return statement


def _repeated(dispute: Dispute, actor: "User", text: str, carried: set[str]) -> Statement | None:
    """Return the dispute's last statement if it is the actor's and says and carries the same."""
    last = dispute.statements.last()
    if last is None or (last.actor_id, last.text) != (actor.pk, text.strip()):
        return None
    return last if carried_by(last) == carried else None


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
    text = f"The time to answer the dispute about {ad.title} is over. It waits for a decision."
    _tell_moderators(dispute, "due", text, now=now)


def _tell_moderators(dispute: Dispute, occasion: str, text: str, *, now: datetime) -> None:
    """Notify everybody who may settle, in the inbox and by mail, with a link to the console."""
    staff = UserModel.objects.filter(is_staff=True, is_active=True).order_by("pk")
    for moderator in staff:
        if not moderator.has_perm("ads.change_dispute"):
            continue
        notify(
            user=moderator,
            kind=f"dispute_{occasion}",
            text=text,
            url=reverse("admin:ads_dispute_change", args=[dispute.pk]),
            mail_kind="dispute_waits",
            mail_context={"title": dispute.ad.title, "about": dispute.get_reason_display()},
            dedup_key=f"dispute:{dispute.pk}:{occasion}:{moderator.pk}",
            now=now,
        )
