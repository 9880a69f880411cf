"""No form about money without its key: what the site's addresses and its rendered pages say."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from types import FunctionType
from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse
from django.utils import timezone
from payments import PaymentStatus

from accounts.models import User
from ads.models import Ad, Proposal
from ads.workflow import TRANSITIONS, Side, State
from marketplace.ledger import actions
from marketplace.ledger.models import Deposit
from tests.ads.actions.proposals.proposing import cancel
from tests.ads.views.visiting import client_of
from tests.factories.accounts import make_moderator, make_user
from tests.factories.ads import make_ad
from tests.factories.ledger import (
    fill_wallet,
    make_batched,
    make_deposit,
    make_method,
    make_payout,
)
from tests.sending import forms_on

# Moves of an ad with no form of their own: the clock's, the moderators', and those agreed on.
WITHOUT_FORM = {"expire", "settle", "cancel_agreed"}
OF_ADS = {f"ads:{name}" for name in TRANSITIONS.keys() - WITHOUT_FORM} | {"ads:proposals"}
OF_PROPOSALS = {f"ads:proposal_{answer}" for answer in ("accept", "decline", "withdraw")}
OF_WALLETS = {
    f"ledger:{name}" for name in ("deposit", "withdraw", "withdraw_cancel", "payout_method")
}
OF_CONSOLE = {
    "admin:ads_ad_reverse",
    "admin:ads_dispute_settle",
    "admin:ledger_account_collect",
    "admin:ledger_deposit_take_back",
    "admin:ledger_deposit_give_back",
}
# Lists of the console, whose actions ask first; the key is in the question.
OF_LISTS = {
    "admin:ledger_payout_changelist": ["make_batch", "mark_paid", "mark_failed"],
    "admin:ledger_payoutbatch_changelist": ["mark_paid"],
}
STATES = [
    State.DRAFT,
    State.OFFERED,
    State.ACCEPTED,
    State.ACTIVE,
    State.IN_REVIEW,
    State.APPROVED,
    State.POSTED,
    State.DISPUTED,
]


def is_keyed(view: Callable[..., Any] | None) -> bool:
    """Whether `sent_once` is among the decorators of a view."""
    while view is not None:
        if isinstance(view, FunctionType) and view.__code__.co_qualname.startswith("sent_once."):
            return True
        view = getattr(view, "__wrapped__", None)
    return False


def named_views(
    patterns: list[URLPattern | URLResolver], namespace: str = ""
) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Return every view of the site with its name."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from named_views(pattern.url_patterns, namespace + inner)
        else:
            yield f"{namespace}{pattern.name}", pattern.callback


def test_what_moves_money_or_promises_it_is_done_once_and_nothing_else_is() -> None:
    views = named_views(get_resolver().url_patterns)
    keyed = {name for name, view in views if is_keyed(view)}
    assert keyed == OF_ADS | OF_PROPOSALS | OF_WALLETS | OF_CONSOLE | set(OF_LISTS)


def keyed_forms(response: HttpResponse) -> set[tuple[str, bool]]:
    """Return the forms of a page that lead where things are done once, and whether each has its
    key."""
    matches = [(resolve(url), hidden) for url, hidden in forms_on(response)]
    return {
        (match.view_name, bool(hidden.get("form_key")))
        for match, hidden in matches
        if is_keyed(match.func)
    }


def visit(user: User, pages: list[str]) -> set[tuple[str, bool]]:
    """Return such forms of all `pages` that the user can see."""
    client = client_of(user)
    answers = [client.get(page) for page in pages]
    return {form for answer in answers if answer.status_code == 200 for form in keyed_forms(answer)}


def pages_of(ad: Ad) -> list[str]:
    """Return the addresses of the room and of all that may be asked about the ad."""
    proposals = reverse("ads:proposals", args=[ad.pk])
    answers = [
        reverse(name, args=[ad.pk, proposal.pk])
        for proposal in ad.proposals.all()
        for name in OF_PROPOSALS
    ]
    return [
        ad.get_absolute_url(),
        *(reverse(name, args=[ad.pk]) for name in OF_ADS),
        *(f"{proposals}?kind={kind}" for kind in Proposal.Kind.values),
        *answers,
    ]


@pytest.mark.django_db
def test_every_form_about_an_ads_money_carries_its_key() -> None:
    ads = [make_ad(state) for state in STATES]
    late, asked = make_ad(State.ACTIVE), make_ad(State.ACTIVE)
    Ad.objects.filter(pk=late.pk).update(overdue_at=timezone.now() - timedelta(hours=25))
    cancel(asked, Side.INFLUENCER, timezone.now())
    found: set[tuple[str, bool]] = set()
    for ad in [*ads, late, asked]:
        fill_wallet(ad.user_of(Side.SPONSOR), 45_000)
        for side in Side:
            found |= visit(ad.user_of(side), pages_of(ad))
    assert found == {(name, True) for name in OF_ADS | OF_PROPOSALS}


@pytest.mark.django_db
def test_every_form_about_a_wallet_carries_its_key() -> None:
    user = make_ad(State.DRAFT).user_of(Side.INFLUENCER)
    fill_wallet(user, 10_000)
    make_method(user)
    make_payout(user, 5_000)
    pages = ["", "deposit/", "withdraw/", "payouts/", "payout-details/"]
    found = visit(user, [f"/wallet/{page}" for page in pages])
    assert found == {(name, True) for name in OF_WALLETS}


@pytest.mark.django_db
def test_every_form_about_money_in_the_console_carries_its_key() -> None:
    deposit, ad = make_deposit(make_user()), make_ad(State.COMPLETED)
    disputed = make_ad(State.DISPUTED)
    Deposit.objects.get(pk=deposit.pk).change_status(PaymentStatus.CONFIRMED)
    actions.charge_back_deposit(deposit_id=deposit.pk)
    of = {
        "admin:ads_ad_reverse": [ad.pk],
        "admin:ads_dispute_settle": [disputed.disputes.get().pk],
        "admin:ledger_deposit_take_back": [deposit.pk],
        "admin:ledger_deposit_give_back": [deposit.pk],
    }
    pages = [reverse(name, args=of.get(name, [])) for name in OF_CONSOLE]
    assert visit(make_moderator(), pages) == {(name, True) for name in OF_CONSOLE}


@pytest.mark.django_db
def test_every_question_about_payouts_carries_its_key() -> None:
    client, payout = client_of(make_moderator()), make_batched(make_user())
    chosen = {"payout": payout.pk, "payoutbatch": payout.batch_id}
    for name, asking in OF_LISTS.items():
        row = chosen[name.split("_")[1]]
        for action in asking:
            data = {"action": action, "_selected_action": [row]}
            assert keyed_forms(client.post(reverse(name), data)) == {(name, True)}
