"""Delivery: drafts in, changes asked for, approval, live links."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from ads.actions.moves import Move, moving
from ads.models import Ad, Deliverable, Submission
from ads.terms import Draft
from marketplace.kernel.errors import Refused

if TYPE_CHECKING:
    from accounts.models import User


def _deliverables(ad: Ad) -> dict[int, Deliverable]:
    """Return the ad's deliverables by id, in their order."""
    return {deliverable.pk: deliverable for deliverable in ad.deliverables.all()}


def _hand_in(move: Move, kind: Submission.Kind, content: Mapping[int, Draft]) -> None:
    """Store one submission for each deliverable named."""
    assert move.actor is not None  # only the influencer hands in
    Submission.objects.bulk_create(
        Submission(
            deliverable_id=pk,
            kind=kind,
            round=move.ad.rounds_used,
            text=draft.text,
            url=draft.url,
            actor=move.actor,
            created_at=move.now,
        )
        for pk, draft in content.items()
    )


def submit_work(
    *,
    actor: "User",
    ad: Ad,
    drafts: Mapping[int, Draft],
    note: str = "",
    now: datetime | None = None,
) -> Ad:
    """Hand in drafts by deliverable id: one for each, or after a request for changes at least
    one for each that was named. The review starts.

    Raises Refused for a missing draft, an empty one, or an id of another ad.
    """
    with moving("submit", actor=actor, ad=ad, now=now) as move:
        items = _deliverables(move.ad)
        if set(drafts) - set(items):
            raise Refused("A draft was handed in for something that is not part of this ad.")
        if any(not (draft.text.strip() or draft.url) for draft in drafts.values()):
            raise Refused("A draft needs words or a link.")
        named = {pk for pk, item in items.items() if item.needs_changes}
        if missing := (named or set(items)) - set(drafts):
            raise Refused(f"A draft is missing for: {items[min(missing)]}.")
        _hand_in(move, Submission.Kind.DRAFT, drafts)
        move.ad.deliverables.filter(needs_changes=True).update(needs_changes=False)
        move.reason = note
        move.data = {"deliverables": sorted(drafts)}
    return move.ad


def request_changes(
    *,
    actor: "User",
    ad: Ad,
    deliverable_ids: list[int],
    reason: str,
    now: datetime | None = None,
) -> Ad:
    """Send named drafts back with what should change; uses up one round of the terms.

    Raises Refused when no round is left, nothing is named, or an id belongs to another ad.
    """
    with moving("request_changes", actor=actor, ad=ad, now=now) as move:
        rounds = (move.ad.terms or {}).get("revision_rounds", 0)
        if move.ad.rounds_used >= rounds:
            raise Refused(
                f"The terms allow {rounds} rounds of changes, and all are used. "
                "Approve the drafts, or talk in the messages."
            )
        chosen = set(deliverable_ids)
        if not chosen:
            raise Refused("Choose at least one draft to change.", field="deliverables")
        if chosen - set(_deliverables(move.ad)):
            raise Refused("One of the drafts is not part of this ad.", field="deliverables")
        if not reason.strip():
            raise Refused("Say what should change.", field="reason")
        move.ad.deliverables.filter(pk__in=chosen).update(needs_changes=True)
        move.ad.rounds_used += 1
        move.reason = reason
        move.data = {"deliverables": sorted(chosen), "round": move.ad.rounds_used}
    return move.ad


def approve_work(*, actor: "User | None", ad: Ad, now: datetime | None = None) -> Ad:
    """Approve all drafts; they can go live. The system approves (actor None) after silence."""
    with moving("approve", actor=actor, ad=ad, now=now) as move:
        pass
    return move.ad


def post_live(
    *, actor: "User", ad: Ad, links: Mapping[int, str], now: datetime | None = None
) -> Ad:
    """Hand in the live links by deliverable id, every one of them; the sponsor checks them.

    Raises Refused for a missing link or an id of another ad.
    """
    with moving("post_live", actor=actor, ad=ad, now=now) as move:
        items = _deliverables(move.ad)
        if set(links) != set(items) or not all(links.values()):
            raise Refused("Every deliverable needs its live link.")
        _hand_in(move, Submission.Kind.LIVE, {pk: Draft(url=url) for pk, url in links.items()})
        move.data = {"deliverables": sorted(links)}
    return move.ad


def reject_live(*, actor: "User", ad: Ad, reason: str, now: datetime | None = None) -> Ad:
    """Send the live links back, once, naming what is wrong.

    Raises Refused the second time or without a reason.
    """
    with moving("reject_live", actor=actor, ad=ad, now=now) as move:
        if move.ad.live_rejections:
            raise Refused("The live links were sent back once already, which is the limit.")
        if not reason.strip():
            raise Refused("Say what is wrong with the live post.", field="reason")
        move.ad.live_rejections += 1
        move.reason = reason
    return move.ad
