"""Delivery: drafts in, changes asked for, approval, live links."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from accounts.models import Platform
from ads.actions.files import CleanFile, attach_files
from ads.actions.files_by_part import FilesByPart, clean_by_part
from ads.actions.moves import Move, moving
from ads.deadlines import local_day
from ads.disclosure import find_label, missing_label_message
from ads.hand_ins import LivePost, checklist, label_rule, named_items, rounds
from ads.models import Ad, Deliverable, Submission
from ads.terms import Draft
from marketplace.kernel.errors import Refused

if TYPE_CHECKING:
    from accounts.models import User

NOT_ATTESTED = "Confirm the sentence about the label. Work goes on only with it."


@dataclass(frozen=True, slots=True)
class _Labelled:
    """The label that a caption carries, and the rule that asks for it."""

    label: str
    rule: str


def _deliverables(ad: Ad) -> dict[int, Deliverable]:
    """Return the ad's deliverables by id, in their order."""
    return {deliverable.pk: deliverable for deliverable in ad.deliverables.all()}


def _store(move: Move, rows: Sequence[Submission], files: Mapping[int, list[CleanFile]]) -> None:
    """Write the submissions of one hand-in with their files."""
    assert move.actor is not None  # only the influencer hands in
    for row in rows:
        row.round, row.actor, row.created_at = move.ad.rounds_used, move.actor, move.now
        row.save(force_insert=True)
        kept = files.get(row.deliverable_id, [])
        attach_files(actor=move.actor, ad=move.ad, files=kept, submission=row, now=move.now)


def submit_work(
    *,
    actor: "User",
    ad: Ad,
    drafts: Mapping[int, Draft],
    is_attested: bool,
    files: "FilesByPart | None" = None,
    covered: Collection[int] = (),
    note: str = "",
    now: datetime | None = None,
) -> Ad:
    """Hand in drafts by deliverable id: one for each, or after a request for changes at least
    one for each that was named. The review starts.

    `files` go by deliverable id, too; `covered` are the positions in the checklist that the
    influencer ticked. `is_attested` says that the live posts will carry the captions' labels.

    Raises Refused for a missing draft, an empty one, an id of another ad, a caption without the
    label that the sponsor's country asks for, and without the attestation.
    """
    cleaned = clean_by_part(files)
    with moving("submit", actor=actor, ad=ad, now=now) as move:
        items = _deliverables(move.ad)
        if (set(drafts) | set(cleaned)) - set(items):
            raise Refused("A draft was handed in for something that is not part of this ad.")
        named = {pk for pk, item in items.items() if item.needs_changes}
        if missing := (named or set(items)) - set(drafts):
            raise Refused(f"A draft is missing for: {items[min(missing)]}.")
        rows = [
            _draft(move, items[pk], drafts[pk], cleaned.get(pk, [])) for pk in items if pk in drafts
        ]
        if not is_attested:
            raise Refused(NOT_ATTESTED, field="is_attested")
        _store(move, rows, cleaned)
        move.ad.deliverables.filter(needs_changes=True).update(needs_changes=False)
        move.reason = note
        move.data = {"deliverables": sorted(drafts), "covered": _cited(move.ad, covered, "covered")}
    return move.ad


def _draft(
    move: Move, deliverable: Deliverable, draft: Draft, files: Sequence[CleanFile]
) -> Submission:
    """Return the unsaved submission of a draft, its caption checked."""
    text = draft.text.strip()
    if not text and not draft.url and files:
        text = f"In the files: {', '.join(file.name for file in files)}."
    if not text and not draft.url:
        raise Refused("A draft needs words, a link or a file.", field=f"text_{deliverable.pk}")
    labelled = _labelled(move, deliverable, draft.caption)
    return Submission(
        deliverable=deliverable,
        kind=Submission.Kind.DRAFT,
        text=text,
        url=draft.url,
        caption=draft.caption.strip(),
        disclosure_label=labelled.label,
        disclosure_rule=labelled.rule,
        attested_at=move.now,
    )


def _labelled(move: Move, deliverable: Deliverable, caption: str) -> _Labelled:
    """Return the label in a caption. Raises Refused, naming it, where it is not to be seen."""
    rule = label_rule(move.ad, move.now)
    label = find_label(rule, caption, Platform(deliverable.platform))
    if not label:
        message = missing_label_message(rule, Platform(deliverable.platform))
        raise Refused(message, field=f"caption_{deliverable.pk}")
    return _Labelled(label, rule.code)


def _cited(ad: Ad, positions: Collection[int], field: str) -> list[dict[str, int | str]]:
    try:
        return named_items(ad, positions)
    except LookupError as error:
        raise Refused("That is not on the checklist of this ad.", field=field) from error


def request_changes(
    *,
    actor: "User",
    ad: Ad,
    deliverable_ids: list[int],
    reason: str = "",
    items: Collection[int] = (),
    now: datetime | None = None,
) -> Ad:
    """Send named drafts back with what should change; uses up one round of the terms.

    `items` are positions in the checklist that the drafts miss; the event keeps them with their
    words. Raises Refused when no round is left, nothing is named, an id belongs to another ad,
    or neither an item nor words say what should change.
    """
    with moving("request_changes", actor=actor, ad=ad, now=now) as move:
        allowed = rounds(move.ad)
        if move.ad.rounds_used >= allowed:
            raise Refused(
                f"The terms allow {allowed} rounds of changes, and all are used. "
                "Approve the drafts, or talk in the messages."
            )
        chosen = set(deliverable_ids)
        if not chosen:
            raise Refused("Choose at least one draft to change.", field="deliverables")
        if chosen - set(_deliverables(move.ad)):
            raise Refused("One of the drafts is not part of this ad.", field="deliverables")
        if not reason.strip() and not items:
            raise Refused(_say_what(move.ad), field="reason")
        cited = _cited(move.ad, items, "items")
        move.ad.deliverables.filter(pk__in=chosen).update(needs_changes=True)
        move.ad.rounds_used += 1
        move.reason = reason.strip()
        move.data = {
            "deliverables": sorted(chosen),
            "round": move.ad.rounds_used,
            "items": cited,
        }
    return move.ad


def _say_what(ad: Ad) -> str:
    if checklist(ad):
        return "Say what should change, or choose from the checklist."
    return "Say what should change."


def approve_work(*, actor: "User | None", ad: Ad, now: datetime | None = None) -> Ad:
    """Approve all drafts; they can go live. The system approves (actor None) after silence."""
    with moving("approve", actor=actor, ad=ad, now=now) as move:
        pass
    return move.ad


def post_live(
    *,
    actor: "User",
    ad: Ad,
    links: Mapping[int, LivePost],
    is_attested: bool,
    screenshots: "FilesByPart | None" = None,
    now: datetime | None = None,
) -> Ad:
    """Hand in where and when each deliverable went live, every one of them; the sponsor checks
    them. `is_attested` says that the posts carry the labels of their approved captions.

    Raises Refused for a missing link, an id of another ad, a day that is still to come or before
    the approval, and without the attestation.
    """
    cleaned = clean_by_part(screenshots)
    with moving("post_live", actor=actor, ad=ad, now=now) as move:
        items = _deliverables(move.ad)
        if set(links) != set(items) or not all(post.url for post in links.values()):
            raise Refused("Every deliverable needs its live link.")
        if set(cleaned) - set(items):
            raise Refused("A screenshot was handed in for something that is not part of this ad.")
        for pk, post in links.items():
            _check_posted(move, post, f"posted_{pk}")
        if not is_attested:
            raise Refused(NOT_ATTESTED, field="is_attested")
        rows = [_live(move, items[pk], links[pk]) for pk in items]
        _store(move, rows, cleaned)
        move.data = {"deliverables": sorted(links)}
    return move.ad


def _check_posted(move: Move, post: LivePost, field: str) -> None:
    """Raise Refused for a day that the influencer has not reached, and for one before the
    approval: what was not approved is not what was ordered."""
    if post.posted_date > local_day(move.ad, move.now):
        raise Refused("That day is still to come. Enter the day the post went live.", field=field)
    approvals = move.ad.events.filter(transition="approve").order_by("-created_at", "-pk")
    approved_at = approvals.values_list("created_at", flat=True).first()
    if approved_at and post.posted_date < (day := local_day(move.ad, approved_at)):
        message = f"The drafts were approved on {day:%-d %B %Y}. Enter that day or a later one."
        raise Refused(message, field=field)


def _live(move: Move, deliverable: Deliverable, post: LivePost) -> Submission:
    """Return the unsaved submission of a live post, which carries its approved caption."""
    drafts = deliverable.submissions.filter(kind=Submission.Kind.DRAFT)
    approved = drafts.order_by("created_at", "pk").last()
    return Submission(
        deliverable=deliverable,
        kind=Submission.Kind.LIVE,
        url=post.url,
        posted_date=post.posted_date,
        caption=approved.caption if approved else "",
        disclosure_label=approved.disclosure_label if approved else "",
        disclosure_rule=label_rule(move.ad, move.now).code,
        attested_at=move.now,
    )


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
