"""What happens in the demo's ads beside their way: products, proposals, disputes, results."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from accounts.models import User
from ads import actions
from ads.actions.results import Figures
from ads.hand_ins import local_day
from ads.models import Ad, Dispute, Proposal
from ads.terms import OfferTerms
from ads.workflow import Side
from marketplace.seeding.demo.papers import draw_picture, write_paper
from marketplace.seeding.demo.people import MODERATOR_LOGIN
from marketplace.seeding.demo.scenes import Twist

if TYPE_CHECKING:
    from django.core.files.uploadedfile import SimpleUploadedFile

STORYBOARD = (
    "Storyboard.pdf",
    "Two trail videos: storyboard",
    (
        "Before dawn: laces, head torch, breath in the cold.",
        "The ridge at sunrise, the sole on wet rock, close.",
        "Down through the wood, mud and all, without music.",
    ),
)


def play(twist: Twist, ad: Ad, now: datetime) -> None:
    """Let `twist` happen to `ad`, through the action that people take."""
    steps[twist.name](twist, ad, now)


def _user(twist: Twist, ad: Ad) -> User:
    return ad.user_of(twist.by)


def _files(twist: Twist) -> list["SimpleUploadedFile"]:
    """Return the pictures and papers that come with a twist."""
    made = {
        "picture": lambda: draw_picture("On the ridge.jpg"),
        "dark picture": lambda: draw_picture("First ten seconds.jpg", is_dark=True),
        "storyboard": lambda: write_paper(*STORYBOARD),
    }
    return [made[name]() for name in twist.files]


def _write(twist: Twist, ad: Ad, now: datetime) -> None:
    actions.post_ad_message(
        actor=_user(twist, ad), ad=ad, body=twist.words, files=_files(twist), now=now
    )


def _write_anyway(twist: Twist, ad: Ad, now: datetime) -> None:
    """Send a message that the guard held back, as its author may."""
    actions.post_ad_message(
        actor=_user(twist, ad), ad=ad, body=twist.words, is_warned=True, now=now
    )


def _propose_change(twist: Twist, ad: Ad, now: datetime) -> None:
    """Ask for four more days and, where an amount is named, for another price."""
    terms = OfferTerms.from_frozen(ad.terms_in_force)
    later = timedelta(days=4)
    items = tuple(
        replace(item, due_date=item.due_date + later, posting_date=item.posting_date + later)
        for item in terms.items
    )
    price = terms.price_minor + twist.amount * 100
    actions.propose_amendment(
        actor=_user(twist, ad),
        ad=ad,
        terms=replace(terms, price_minor=price, items=items),
        reason=twist.words,
        now=now,
    )


def _propose_end(twist: Twist, ad: Ad, now: datetime) -> None:
    actions.propose_cancellation(actor=_user(twist, ad), ad=ad, reason=twist.words, now=now)


def _agree(twist: Twist, ad: Ad, now: datetime) -> None:
    proposal = ad.proposals.get(state=Proposal.State.OPEN)
    actions.accept_proposal(actor=_user(twist, ad), proposal=proposal, now=now)


def _dispute(twist: Twist, ad: Ad, now: datetime) -> None:
    actions.open_dispute(
        actor=_user(twist, ad),
        ad=ad,
        reason=Dispute.Reason.NOT_AS_AGREED
        if twist.by is Side.SPONSOR
        else Dispute.Reason.UNFAIR_REVIEW,
        text=twist.words,
        files=_files(twist),
        now=now,
    )


def _state(twist: Twist, ad: Ad, now: datetime) -> None:
    actions.add_statement(
        actor=_user(twist, ad), ad=ad, text=twist.words, files=_files(twist), now=now
    )


def _settle(twist: Twist, ad: Ad, now: datetime) -> None:
    actions.settle_dispute(
        actor=User.objects.get(email=MODERATOR_LOGIN),
        ad=ad,
        share_minor=twist.amount * 100,
        reason=twist.words,
        now=now,
    )


def _give_address(twist: Twist, ad: Ad, now: datetime) -> None:
    address = f"{ad.influencer.display_name}\n1 Sample Street\n1234 Demotown"
    actions.give_address(actor=_user(twist, ad), ad=ad, address=address, now=now)


def _send_product(twist: Twist, ad: Ad, now: datetime) -> None:
    actions.mark_sent(actor=_user(twist, ad), ad=ad, tracking=twist.words, now=now)


def _receive_product(twist: Twist, ad: Ad, now: datetime) -> None:
    actions.mark_received(actor=_user(twist, ad), ad=ad, now=now)


def _enter_results(twist: Twist, ad: Ad, now: datetime) -> None:
    """Say what each post has reached; `amount` is its views."""
    figures = Figures(
        measured_date=local_day(ad, now),
        views=twist.amount,
        likes=twist.amount // 18,
        comments=twist.amount // 240,
        clicks=twist.amount // 75,
    )
    items = [item.pk for item in ad.deliverables.all()]
    actions.enter_results(
        actor=_user(twist, ad),
        ad=ad,
        results=dict.fromkeys(items, figures),
        files={pk: _files(twist) for pk in items} if twist.files else None,
        now=now,
    )


def _still_up(twist: Twist, ad: Ad, now: datetime) -> None:
    """Attest that the posts are up after so many days."""
    actions.answer_live_check(actor=_user(twist, ad), ad=ad, day=twist.amount, is_up=True, now=now)


def _answer_rating(twist: Twist, ad: Ad, now: datetime) -> None:
    rating = ad.ratings.get(by_side=twist.by.other)
    actions.reply_to_rating(actor=_user(twist, ad), rating=rating, text=twist.words, now=now)


steps = {
    "write": _write,
    "write_anyway": _write_anyway,
    "propose_change": _propose_change,
    "propose_end": _propose_end,
    "agree": _agree,
    "dispute": _dispute,
    "state": _state,
    "settle": _settle,
    "give_address": _give_address,
    "send_product": _send_product,
    "receive_product": _receive_product,
    "enter_results": _enter_results,
    "still_up": _still_up,
    "answer_rating": _answer_rating,
}
