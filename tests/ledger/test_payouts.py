from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import User
from marketplace.kernel.errors import Refused
from marketplace.kernel.mail.models import OutboxMail
from marketplace.ledger import actions, laws
from marketplace.ledger.errors import ReferenceConflict
from marketplace.ledger.models import Account, Payout
from tests.factories.accounts import make_moderator, make_user
from tests.factories.ledger import fill_wallet, make_payout

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    return make_user(role=User.Role.INFLUENCER)


def balances(user: User) -> dict[str, int]:
    return {a.kind: a.balance_minor for a in Account.objects.of_user(user)}


def suspend(user: User) -> None:
    user.suspended_at, user.suspension_reason = timezone.now(), "Spam"
    user.save()


def request(user: User, amount_minor: int, reference: str = "payout:1") -> Payout:
    return actions.request_payout(
        actor=user,
        amount_minor=amount_minor,
        destination="Sample Person, 0000 1111",
        reference=reference,
    )


def test_a_request_takes_the_money_out_of_the_wallet(user: User) -> None:
    fill_wallet(user, 10_000)
    payout = request(user, 6_000)
    assert (payout.state, payout.amount_minor) == ("requested", 6_000)
    assert balances(user) == {"wallet": 4_000, "payout": 6_000}


def test_a_request_repeated_is_one_payout(user: User) -> None:
    fill_wallet(user, 10_000)
    first = request(user, 6_000)
    assert request(user, 6_000) == first
    assert balances(user) == {"wallet": 4_000, "payout": 6_000}
    with pytest.raises(ReferenceConflict):
        request(user, 2_000)
    other = make_user()
    fill_wallet(other, 10_000)
    with pytest.raises(ReferenceConflict):
        request(other, 6_000)


@pytest.mark.parametrize(
    ("amount", "message"),
    [
        (1_999, "Withdraw $20.00 or more at a time."),
        (10_001, "Your wallet holds $100.00. Withdraw that or less."),
    ],
)
def test_a_request_outside_the_limits_is_refused(user: User, amount: int, message: str) -> None:
    fill_wallet(user, 10_000)
    with pytest.raises(Refused) as caught:
        request(user, amount)
    assert str(caught.value) == message
    assert balances(user)["wallet"] == 10_000


def test_suspended_users_withdraw_nothing(user: User) -> None:
    fill_wallet(user, 10_000)
    suspend(user)
    with pytest.raises(Refused, match="suspended"):
        request(user, 5_000)


def test_a_paid_payout_leaves_the_site_with_a_mail(user: User) -> None:
    payout = make_payout(user, 5_000)
    moderator = make_moderator()
    paid = actions.mark_payout_paid(actor=moderator, payout=payout)
    assert (paid.state, paid.settled_by) == ("paid", moderator)
    assert balances(user) == {"wallet": 0, "payout": 0}
    mail = OutboxMail.objects.get(kind="payout_paid")
    assert (mail.to, mail.subject) == (user.email, "$50.00 is on its way to your bank account")
    assert list(laws.check_all()) == []


def test_a_failed_payout_comes_back_with_the_reason(user: User) -> None:
    payout = make_payout(user, 5_000)
    failed = actions.mark_payout_failed(
        actor=make_moderator(), payout=payout, reason="No such account"
    )
    assert (failed.state, failed.note) == ("failed", "No such account")
    assert balances(user) == {"wallet": 5_000, "payout": 0}
    assert "No such account" in OutboxMail.objects.get(kind="payout_failed").text
    assert list(laws.check_all()) == []


def test_a_payout_fails_for_a_reason(user: User) -> None:
    payout = make_payout(user)
    with pytest.raises(Refused, match="Say why"):
        actions.mark_payout_failed(actor=make_moderator(), payout=payout, reason=" ")


def test_an_owner_takes_a_request_back(user: User) -> None:
    payout = actions.cancel_payout(actor=user, payout=make_payout(user, 5_000))
    assert payout.state == "cancelled"
    assert balances(user) == {"wallet": 5_000, "payout": 0}
    assert not OutboxMail.objects.exists()
    assert list(laws.check_all()) == []


def test_a_payout_is_settled_once(user: User) -> None:
    moderator = make_moderator()
    payout = make_payout(user)
    actions.mark_payout_paid(actor=moderator, payout=payout)
    with pytest.raises(Refused, match="already paid"):
        actions.mark_payout_paid(actor=moderator, payout=payout)
    with pytest.raises(Refused, match="already paid"):
        actions.mark_payout_failed(actor=moderator, payout=payout, reason="Late")
    with pytest.raises(Refused, match="already paid"):
        actions.cancel_payout(actor=user, payout=payout)
    assert balances(user) == {"wallet": 0, "payout": 0}


def test_a_suspended_owner_is_not_paid_but_gets_the_money_back(user: User) -> None:
    moderator = make_moderator()
    payout = make_payout(user, 5_000, reference=f"payout:{uuid4()}")
    suspend(user)
    with pytest.raises(Refused, match="is suspended"):
        actions.mark_payout_paid(actor=moderator, payout=payout)
    actions.mark_payout_failed(actor=moderator, payout=payout, reason="Suspended")
    assert balances(user) == {"wallet": 5_000, "payout": 0}
