"""A batch as a whole: what is handed out, put back and marked as paid."""

import pytest
from django.utils import timezone

from accounts.models import User
from marketplace.kernel.errors import Refused
from marketplace.ledger import actions, laws
from marketplace.ledger.models import Payout
from tests.factories.accounts import make_moderator, make_user
from tests.factories.ledger import make_debt, make_payout

pytestmark = pytest.mark.django_db


def suspend(user: User) -> None:
    user.suspended_at, user.suspension_reason = timezone.now(), "Spam"
    user.save()


def test_a_whole_batch_is_paid_but_for_what_is_settled_or_suspended() -> None:
    payouts = [make_payout(make_user()) for _ in range(4)]
    moderator = make_moderator()
    [batch] = actions.make_batches(actor=moderator, payouts=payouts)
    failed, suspended = payouts[:2]
    actions.mark_payout_failed(actor=moderator, payout=failed, reason="No such account")
    suspend(suspended.user)
    # Who is suspended when the bank gets the file waits for another batch.
    handed = actions.hand_out(batch=batch)
    assert handed.put_back == (f"PAYOUT-{suspended.pk} of {suspended.user.email} (suspended)",)
    assert actions.hand_out(batch=batch).put_back == ()
    assert actions.mark_batch_paid(actor=moderator, batch=batch) == payouts[2:]
    states = [Payout.objects.get(pk=payout.pk).state for payout in payouts]
    assert states == ["failed", "requested", "paid", "paid"]
    with pytest.raises(Refused, match="Nothing in this batch"):
        actions.mark_batch_paid(actor=moderator, batch=batch)
    assert list(laws.check_all()) == []


def test_a_batch_never_downloaded_is_not_marked_while_some_of_it_must_not_be_paid() -> None:
    """It may have been paid by hand: put back, such a payout would be paid a second time."""
    suspended, owing, good = payouts = [make_payout(make_user()) for _ in range(3)]
    moderator = make_moderator()
    [batch] = actions.make_batches(actor=moderator, payouts=payouts)
    suspend(suspended.user)
    make_debt(owing.user)
    with pytest.raises(Refused) as refusal:
        actions.mark_batch_paid(actor=moderator, batch=batch)
    assert str(refusal.value) == (
        "This batch was never downloaded, and not all of it may be paid now: "
        f"PAYOUT-{suspended.pk} of {suspended.user.email} (suspended), "
        f"PAYOUT-{owing.pk} of {owing.user.email} (owes the site). "
        "Download the batch, which puts them back to wait for another one, or mark them as "
        "failed. If the bank has paid them, reinstate who is suspended and mark them as paid "
        "one by one."
    )
    assert set(batch.payouts.values_list("pk", "state")) == {(p.pk, "in_batch") for p in payouts}
    batch.refresh_from_db()
    assert batch.handed_out_at is None

    # Each way out that the refusal names.
    actions.mark_payout_paid(actor=moderator, payout=owing)
    actions.mark_payout_failed(actor=moderator, payout=suspended, reason="Suspended")
    assert actions.mark_batch_paid(actor=moderator, batch=batch) == [good]
    assert list(laws.check_all()) == []


def test_a_batch_of_which_nothing_may_be_paid_is_put_back_and_not_handed_out() -> None:
    suspended, owing = payouts = [make_payout(make_user()) for _ in range(2)]
    [batch] = actions.make_batches(actor=make_moderator(), payouts=payouts)
    suspend(suspended.user)
    make_debt(owing.user)
    handed = actions.hand_out(batch=batch)
    assert (list(handed.payouts), len(handed.put_back)) == ([], 2)
    assert handed.batch.handed_out_at is None
    for payout in payouts:
        payout.refresh_from_db()
        assert (payout.state, payout.batch) == ("requested", None)
    with pytest.raises(Refused, match="Nothing of this batch is to be paid any more"):
        actions.hand_out(batch=batch)
    # Its owner can take it back again.
    actions.cancel_payout(actor=owing.user, payout=owing)
    assert list(laws.check_all()) == []
