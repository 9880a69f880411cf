"""Batches in the console: made, downloaded, confirmed; account numbers for who pays only."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.contrib.messages import constants
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from marketplace.ledger import actions
from marketplace.ledger.models import Payout, PayoutBatch
from marketplace.moderation import groups
from tests.factories.accounts import make_influencer, make_user
from tests.factories.ledger import make_batched, make_debt, make_method, make_payout

pytestmark = pytest.mark.django_db

IBAN = "DE89370400440532013000"


def list_of(model: str) -> str:
    return reverse(f"admin:ledger_{model}_changelist")


def page_of(batch: PayoutBatch) -> str:
    return reverse("admin:ledger_payoutbatch_change", args=[batch.pk])


def file_of(batch: PayoutBatch, kind: str) -> str:
    return reverse(f"admin:ledger_payoutbatch_{kind}", args=[batch.pk])


def act(client: Client, model: str, action: str, *rows: Any, **answer: str) -> HttpResponse:
    data = {"action": action, "_selected_action": [row.pk for row in rows]}
    return client.post(list_of(model), data | answer, follow=True)


def listed(client: Client, model: str, **filters: str) -> list[int]:
    rows = client.get(list_of(model), filters).context["cl"].result_list
    return sorted(row.pk for row in rows)


def held_payout() -> Payout:
    user = make_user()
    payout = make_payout(user)
    actions.cancel_payout(actor=user, payout=payout)
    method = make_method(user, iban=IBAN, is_held=True)
    return actions.request_payout(
        actor=user, amount_minor=5_000, method=method, reference=f"payout:held:{user.pk}"
    )


def test_payouts_are_listed_by_whether_they_can_be_paid(client: Client, moderator: User) -> None:
    ready, held, batched = make_payout(make_user()), held_payout(), make_batched(make_user())
    suspended = make_payout(make_user())
    User.objects.filter(pk=suspended.user_id).update(
        suspended_at=timezone.now(), suspension_reason="Spam"
    )
    assert listed(client, "payout", payable="now") == [ready.pk]
    assert listed(client, "payout", payable="later") == sorted([held.pk, suspended.pk])
    assert listed(client, "payout", state__exact="in_batch") == [batched.pk]
    assert listed(client, "payout", batch__id__exact=str(batched.batch_id)) == [batched.pk]


def test_making_a_batch_asks_first(client: Client, moderator: User) -> None:
    payout = make_payout(make_influencer().user)
    page = act(client, "payout", "make_batch", payout).content.decode()
    for text in ("Make a batch of these payouts?", payout.user.email, "$50.00"):
        assert text in page
    assert not PayoutBatch.objects.exists()


def test_a_batch_takes_what_can_be_paid_and_says_what_it_left(
    client: Client, moderator: User
) -> None:
    rows = [make_payout(make_user()), make_payout(make_user(), iban=IBAN), held_payout()]
    response = act(client, "payout", "make_batch", *rows, answered="yes")
    assert response.redirect_chain[-1][0] == list_of("payoutbatch")
    account, other = PayoutBatch.objects.order_by("pk")
    (told,) = response.context["messages"]
    assert str(told) == (
        f"{account}: 1 payout. {other}: 1 payout. "
        "Left out: 1 payout held until later, settled, or of suspended or owing users."
    )
    assert [(b.kind, b.created_by) for b in (account, other)] == [
        ("iban", moderator),
        ("other", moderator),
    ]
    logged = LogEntry.objects.filter(user=moderator).values_list("change_message", flat=True)
    assert list(logged) == ["Made of 1 payout."] * 2


def test_one_batch_made_leads_to_its_page(client: Client, moderator: User) -> None:
    response = act(client, "payout", "make_batch", make_payout(make_user()), answered="yes")
    batch = PayoutBatch.objects.get()
    assert response.redirect_chain == [(page_of(batch), 302)]
    assert [str(message) for message in response.context["messages"]] == [f"{batch}: 1 payout."]


def test_a_batch_of_nothing_is_refused(client: Client, moderator: User) -> None:
    page = act(client, "payout", "make_batch", held_payout(), answered="yes").content.decode()
    assert "None of these payouts can be paid now" in page
    assert not PayoutBatch.objects.exists()


def test_batches_are_listed_with_counts_and_by_whether_they_are_settled(
    client: Client, moderator: User
) -> None:
    waiting, settled = make_batched(make_user()).batch, make_batched(make_user()).batch
    actions.mark_batch_paid(actor=moderator, batch=settled)
    assert listed(client, "payoutbatch", settled="no") == [waiting.pk]
    assert listed(client, "payoutbatch", settled="yes") == [settled.pk]
    rows = client.get(list_of("payoutbatch")).context["cl"].result_list
    assert [(row.payout_count, row.open_count, row.total_minor) for row in rows] == [
        (1, 0, 5_000),
        (1, 1, 5_000),
    ]


def test_the_page_of_a_batch_shows_whole_account_numbers(client: Client, moderator: User) -> None:
    batch = make_batched(make_influencer().user, iban=IBAN).batch
    page = client.get(page_of(batch)).content.decode()
    for text in (IBAN, "COBADEFFXXX", "Sample Person", "$50.00", "Mark the whole batch as paid"):
        assert text in page
    assert "No SEPA file: SEPA pays euros only" in page
    assert file_of(batch, "sepa") not in page


def test_a_batch_that_is_not_there_is_not_found(client: Client, moderator: User) -> None:
    for kind in ("csv", "sepa"):
        path = reverse(f"admin:ledger_payoutbatch_{kind}", args=[7])
        assert client.get(path).status_code == client.post(path).status_code == 404
    assert client.get(reverse("admin:ledger_payoutbatch_change", args=[7])).status_code == 302


def test_marking_a_batch_never_downloaded_puts_nothing_back(
    client: Client, moderator: User
) -> None:
    payouts = [make_payout(make_user()) for _ in range(2)]
    [batch] = actions.make_batches(actor=moderator, payouts=payouts)
    make_debt(payouts[0].user)
    response = act(client, "payoutbatch", "mark_paid", batch, answered="yes")
    (told,) = response.context["messages"]
    assert told.level == constants.ERROR
    assert f"PAYOUT-{payouts[0].pk} of {payouts[0].user.email} (owes the site)" in str(told)
    assert list(batch.payouts.values_list("state", flat=True)) == ["in_batch"] * 2


def test_a_whole_batch_is_marked_as_paid_after_a_question(client: Client, moderator: User) -> None:
    batch = make_batched(make_user()).batch
    page = act(client, "payoutbatch", "mark_paid", batch).content.decode()
    assert "Mark these batches as paid?" in page
    assert batch.payouts.get().state == "in_batch"
    page = act(client, "payoutbatch", "mark_paid", batch, answered="yes").content.decode()
    assert f"Marked as paid: {batch}." in page
    payout = batch.payouts.get()
    assert (payout.state, payout.settled_by) == ("paid", moderator)
    page = act(client, "payoutbatch", "mark_paid", batch, answered="yes").content.decode()
    assert f"{batch}: Nothing in this batch is still being paid" in page


def test_who_may_only_read_sees_no_account_numbers_and_gets_no_files(client: Client) -> None:
    reader = make_user(is_staff=True)
    names = ["view_payout", "view_payoutbatch", "change_payout"]
    reader.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(reader)
    batch = make_batched(make_influencer().user, iban=IBAN).batch
    page = client.get(page_of(batch)).content.decode()
    assert "IBAN DE… 3000" in page
    assert IBAN not in page
    assert "Mark the whole batch" not in page
    for kind in ("csv", "sepa"):
        url = file_of(batch, kind)
        assert client.get(url).status_code == client.post(url).status_code == 403
    act(client, "payoutbatch", "mark_paid", batch, answered="yes")
    assert batch.payouts.get().state == "in_batch"
    payout = make_payout(make_user())
    assert "make_batch" not in client.get(list_of("payout")).content.decode()
    act(client, "payout", "make_batch", payout, answered="yes")
    assert PayoutBatch.objects.count() == 1


def test_moderators_may_do_all_of_it() -> None:
    assert {"ledger.add_payoutbatch", "ledger.change_payoutbatch"} <= set(groups.CHANGES)


def test_everybody_else_is_kept_out(client: Client) -> None:
    batch = make_batched(make_user(), iban=IBAN).batch
    for kind in ("csv", "sepa"):
        response = client.get(file_of(batch, kind))
        assert response.status_code == 302
        assert "/admin/login/" in response["Location"] or "login" in response["Location"]
    client.force_login(make_influencer().user)
    for kind in ("csv", "sepa"):
        assert client.get(file_of(batch, kind)).status_code in (302, 403, 404)


def test_the_page_costs_the_same_with_one_and_with_three_payouts(
    client: Client, moderator: User, django_assert_max_num_queries: Any
) -> None:
    counts = []
    for many in (1, 3):
        payouts = [make_payout(make_influencer().user) for _ in range(many)]
        [batch] = actions.make_batches(actor=moderator, payouts=payouts)
        with django_assert_max_num_queries(14) as queries:
            client.get(page_of(batch))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_batch_names_who_is_left_out_of_its_files(client: Client, moderator: User) -> None:
    payout = make_batched(make_user())
    assert "not in the files" not in client.get(page_of(payout.batch)).content.decode()
    make_debt(payout.user)
    said = f"{payout.user} (owes the site: not in the files)"
    assert said in client.get(page_of(payout.batch)).content.decode()
