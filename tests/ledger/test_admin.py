from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from marketplace.ledger.models import Payout
from tests.factories.accounts import make_influencer, make_user
from tests.factories.ledger import make_batched, make_deposit, make_hold, make_payout

pytestmark = pytest.mark.django_db

MODELS = ["account", "transfer", "hold", "deposit", "payout", "payoutbatch"]


def list_of(model: str) -> str:
    return reverse(f"admin:ledger_{model}_changelist")


def act(client: Client, model: str, action: str, *rows: Any, **answer: str) -> HttpResponse:
    data = {"action": action, "_selected_action": [row.pk for row in rows]}
    return client.post(list_of(model), data | answer, follow=True)


@pytest.mark.parametrize("model", MODELS)
def test_lists_and_rows_are_read_and_found_by_mail(
    client: Client, moderator: User, model: str
) -> None:
    user = make_influencer().user
    payout = make_batched(user)
    rows = {"hold": make_hold(user, 500), "deposit": make_deposit(user), "payout": payout}
    rows["payoutbatch"] = payout.batch
    wallet = user.ledger_accounts.get(kind="wallet")
    row = rows.get(model) or {"account": wallet, "transfer": wallet.incoming.get()}[model]
    assert client.get(list_of(model), {"q": user.email}).context["cl"].result_count > 0
    assert client.get(list_of(model), {"q": "nobody@example.com"}).context["cl"].result_count == 0
    page = client.get(reverse(f"admin:ledger_{model}_change", args=[row.pk]))
    assert page.status_code == 200
    assert not page.context["has_change_permission"]


@pytest.mark.parametrize("model", MODELS)
def test_nobody_adds_or_deletes(client: Client, moderator: User, model: str) -> None:
    payout = make_payout(make_influencer().user)
    assert client.get(reverse(f"admin:ledger_{model}_add")).status_code == 403
    path = reverse(f"admin:ledger_{model}_delete", args=[payout.pk])
    assert client.post(path, {"post": "yes"}).status_code in (302, 403)
    act(client, "payout", "delete_selected", payout, post="yes")
    assert Payout.objects.filter(pk=payout.pk).exists()


def test_paying_asks_first(client: Client, moderator: User) -> None:
    owner = make_influencer().user
    payout = make_batched(owner, 5_000)
    page = act(client, "payout", "mark_paid", payout).content.decode()
    for text in ("Mark these payouts as paid?", owner.email, "$50.00"):
        assert text in page
    payout.refresh_from_db()
    assert payout.state == "in_batch"


def test_payouts_are_marked_as_paid_and_logged(client: Client, moderator: User) -> None:
    payouts = [make_batched(make_influencer().user) for _ in range(2)]
    page = act(client, "payout", "mark_paid", *payouts, answered="Mark as paid").content.decode()
    assert f"Marked as paid: {', '.join(map(str, payouts))}." in page
    assert set(Payout.objects.values_list("state", "settled_by")) == {("paid", moderator.pk)}
    assert LogEntry.objects.filter(user=moderator).count() == 2


def test_a_failed_payout_needs_a_reason(client: Client, moderator: User) -> None:
    payout = make_payout(make_influencer().user)
    page = act(client, "payout", "mark_failed", payout, answered="yes", reason="").content.decode()
    assert "This field is required." in page
    act(client, "payout", "mark_failed", payout, answered="yes", reason="No such account")
    payout.refresh_from_db()
    assert (payout.state, payout.note) == ("failed", "No such account")


def test_what_is_refused_is_reported_and_the_rest_is_done(client: Client, moderator: User) -> None:
    suspended = make_influencer().user
    refused, fine = make_batched(suspended), make_batched(make_influencer().user)
    User.objects.filter(pk=suspended.pk).update(
        suspended_at=timezone.now(), suspension_reason="Spam"
    )
    page = act(client, "payout", "mark_paid", refused, fine, answered="yes").content.decode()
    assert f"Payout {refused.pk}: {suspended.email} is suspended" in page
    assert f"Marked as paid: {fine}." in page


def test_holds_are_frozen_and_unfrozen(client: Client, moderator: User) -> None:
    hold = make_hold(make_influencer().user, 500)
    act(client, "hold", "freeze", hold, answered="yes", reason="Stolen card")
    hold.refresh_from_db()
    assert (hold.frozen_by, hold.frozen_reason) == (moderator, "Stolen card")
    act(client, "hold", "unfreeze", hold, answered="yes")
    hold.refresh_from_db()
    assert not hold.is_frozen


def test_staff_without_the_right_see_no_actions(client: Client) -> None:
    reader = make_user(is_staff=True)
    names = ["view_payout", "view_hold"]
    reader.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(reader)
    payout = make_payout(make_influencer().user)
    assert "mark_paid" not in client.get(list_of("payout")).content.decode()
    act(client, "payout", "mark_paid", payout, answered="yes")
    payout.refresh_from_db()
    assert payout.state == "requested"


@pytest.mark.parametrize("model", MODELS)
def test_lists_cost_the_same_with_one_and_with_three_rows(
    client: Client,
    moderator: User,
    model: str,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[list[object]]],
) -> None:
    counts = []
    for times in (1, 2):
        for _ in range(times):
            user = make_influencer().user
            make_batched(user)
            make_hold(user, 500)
            make_deposit(user)
        with django_assert_max_num_queries(12) as queries:
            client.get(list_of(model))
        counts.append(len(queries))
    assert counts[0] == counts[1]
