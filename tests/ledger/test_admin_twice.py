"""What moderators send twice in the console: done once, and told in the same words each time.

A new form for what is done already is refused plainly.
"""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.messages import constants
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from marketplace.ledger import actions, laws
from marketplace.ledger.models import Hold, Payout, PayoutBatch, Transfer
from tests.factories.accounts import make_moderator, make_user
from tests.factories.ledger import make_batched, make_hold, make_payout
from tests.sending import hidden_on

pytestmark = pytest.mark.django_db


def frozen_hold() -> Hold:
    hold = make_hold(make_user(), 500)
    return actions.freeze_hold(actor=make_moderator(), hold=hold, reason="Odd.")


@pytest.mark.parametrize(
    ("model", "action", "make", "refusal"),
    [
        (
            "payout",
            "make_batch",
            lambda: make_payout(make_user()),
            (
                "None of these payouts can be paid now: they are held until later, settled "
                "already, or their owner is suspended or owes."
            ),
        ),
        (
            "payout",
            "mark_paid",
            lambda: make_batched(make_user()),
            "This payout is already paid.",
        ),
        (
            "payout",
            "mark_failed",
            lambda: make_batched(make_user()),
            "This payout is already failed.",
        ),
        (
            "payoutbatch",
            "mark_paid",
            lambda: make_batched(make_user()).batch,
            "Nothing in this batch is still being paid.",
        ),
        ("hold", "freeze", lambda: make_hold(make_user(), 500), "This money is frozen already."),
        ("hold", "unfreeze", frozen_hold, "This money is not frozen."),
    ],
)
def test_what_is_done_already_is_refused_in_words(
    client: Client, model: str, action: str, make: Callable[[], Any], refusal: str
) -> None:
    client.force_login(make_moderator())
    row = make()
    url = reverse(f"admin:ledger_{model}_changelist")
    fields = answer(action, row)
    first = client.post(url, fields, follow=True)
    assert [message.level for message in first.context["messages"]] == [constants.SUCCESS]
    stand = outcome()
    second = client.post(url, fields, follow=True)
    (told,) = second.context["messages"]
    assert (told.level, str(told).removeprefix(f"{row}: ")) == (constants.ERROR, refusal)
    assert outcome() == stand
    assert list(laws.check_all()) == []


@pytest.mark.parametrize(
    ("model", "action", "make", "told"),
    [
        ("payout", "make_batch", lambda: make_payout(make_user()), "{batch}: 1 payout."),
        ("payout", "mark_paid", lambda: make_batched(make_user()), "Marked as paid: {row}."),
        ("payout", "mark_failed", lambda: make_batched(make_user()), "Marked as failed: {row}."),
        (
            "payoutbatch",
            "mark_paid",
            lambda: make_batched(make_user()).batch,
            "Marked as paid: {row}.",
        ),
    ],
)
def test_the_same_form_sent_again_tells_what_it_did(
    client: Client, model: str, action: str, make: Callable[[], Any], told: str
) -> None:
    client.force_login(make_moderator())
    row = make()
    url = reverse(f"admin:ledger_{model}_changelist")
    asked = client.post(url, answer(action, row, answered=None))
    fields = answer(action, row) | {"form_key": hidden_on(asked, url)["form_key"]}
    first = client.post(url, fields, follow=True)
    said = told.format(row=row, batch=PayoutBatch.objects.get())
    assert [str(message) for message in first.context["messages"]] == [said]
    stand = outcome()
    # From a list, too, that shows the row no longer.
    for _ in range(2):
        again = client.post(url, fields, follow=True)
        assert [(m.level, str(m)) for m in again.context["messages"]] == [(constants.SUCCESS, said)]
        assert again.redirect_chain == first.redirect_chain
        assert outcome() == stand
    other = client.post(url, fields | {"reason": "Another."}, follow=True)
    assert [message.level for message in other.context["messages"]] == [constants.ERROR]
    assert outcome() == stand
    assert list(laws.check_all()) == []


def test_a_form_whose_rows_were_refused_in_part_tells_the_same_again(client: Client) -> None:
    client.force_login(make_moderator())
    done, settled = make_batched(make_user()), make_batched(make_user())
    actions.mark_payout_paid(actor=make_moderator(), payout=settled)
    url = f"{reverse('admin:ledger_payout_changelist')}?batch__isnull=False"
    fields = answer("mark_paid", done, settled) | {"form_key": str(uuid4())}
    said = (constants.SUCCESS, f"Marked as paid: {done}. Refused: 1.")
    refusal = (constants.ERROR, f"{settled}: This payout is already paid.")
    first = client.post(url, fields, follow=True)
    assert [(m.level, str(m)) for m in first.context["messages"]] == [refusal, said]
    again = client.post(url, fields, follow=True)
    assert [(m.level, str(m)) for m in again.context["messages"]] == [said]
    assert again.redirect_chain == [(url, 302)]


def test_a_form_that_did_nothing_may_be_sent_again(client: Client) -> None:
    """Its key is free: nothing was done under it."""
    client.force_login(make_moderator())
    payout = make_batched(make_user())
    User.objects.filter(pk=payout.user_id).update(
        suspended_at=timezone.now(), suspension_reason="Spam"
    )
    url = reverse("admin:ledger_payout_changelist")
    fields = answer("mark_paid", payout) | {"form_key": str(uuid4())}
    levels = []
    for _ in range(2):
        response = client.post(url, fields, follow=True)
        levels += [message.level for message in response.context["messages"]]
        User.objects.filter(pk=payout.user_id).update(suspended_at=None, suspension_reason="")
    assert levels == [constants.ERROR, constants.SUCCESS]
    payout.refresh_from_db()
    assert payout.state == "paid"


def test_a_new_form_for_rows_that_left_the_list_says_so(client: Client) -> None:
    client.force_login(make_moderator())
    payout = make_payout(make_user())
    url = f"{reverse('admin:ledger_payout_changelist')}?state__exact=in_batch"
    response = client.post(url, answer("mark_paid", payout), follow=True)
    (told,) = response.context["messages"]
    assert str(told) == "Nothing was done: what you chose is no longer in this list."


def test_many_rows_are_told_in_words_that_fit(client: Client) -> None:
    client.force_login(make_moderator())
    payouts = [make_batched(make_user()) for _ in range(11)]
    url = reverse("admin:ledger_payout_changelist")
    response = client.post(url, answer("mark_paid", *payouts), follow=True)
    (told,) = response.context["messages"]
    assert str(told) == "Marked as paid: 11 payouts."


def answer(action: str, *rows: Any, answered: str | None = "yes") -> dict[str, Any]:
    """Return what the question's form sends, or with `answered` None what the list's does."""
    fields = {
        "action": action,
        "_selected_action": [row.pk for row in rows],
        "reason": "The bank sent it back.",
    }
    return fields | ({"answered": answered} if answered else {})


def outcome() -> tuple[Any, ...]:
    """Return what the second sending must leave alone."""
    return (
        Transfer.objects.count(),
        PayoutBatch.objects.count(),
        list(Payout.objects.values_list("state", "batch", "settled_at", "note")),
        list(Hold.objects.values_list("frozen_at", "frozen_reason")),
        LogEntry.objects.count(),
    )
