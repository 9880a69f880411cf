"""Keys of forms: the repeat gets the first answer, and a key exists exactly when its act does."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from marketplace.kernel.errors import Refused
from marketplace.ledger import actions, laws, tasks
from marketplace.ledger.models import Account, IdempotencyKey, Transfer
from marketplace.ledger.once import Answer, KeyConflict, first_answer, once
from tests.factories.accounts import make_user
from tests.factories.ledger import fill_wallet

pytestmark = pytest.mark.django_db

ASKED = "pay 300"


class Payer:
    """Somebody whose form pays 300 into an escrow each time it is carried out."""

    def __init__(self) -> None:
        self.user = make_user(role=User.Role.SPONSOR)
        fill_wallet(self.user, 1_000)
        self.escrow = actions.open_escrow()
        self.times = 0

    def pay(self) -> Answer:
        self.times += 1
        actions.fund_escrow(
            payer=self.user,
            escrow=self.escrow,
            amount_minor=300,
            reference=f"x:{self.escrow.pk}:{self.times}",
        )
        return Answer(f"Paid, payment {self.times}.", f"/x/{self.times}/")

    def send(self, key: UUID, *, asked: str = ASKED, user: User | None = None) -> Answer:
        return once(user=user or self.user, key=key, asked=asked, run=self.pay)

    @property
    def left_minor(self) -> int:
        return Account.objects.of_user(self.user).total_minor()


@pytest.fixture
def payer() -> Payer:
    return Payer()


def test_a_repeat_gets_the_first_answer_and_moves_nothing(payer: Payer) -> None:
    key = uuid4()
    answers = [payer.send(key) for _ in range(3)]
    assert answers == [Answer("Paid, payment 1.", "/x/1/")] * 3
    assert (payer.times, payer.left_minor, IdempotencyKey.objects.count()) == (1, 700, 1)
    assert list(laws.check_all()) == []


def test_the_first_answer_can_be_read_without_doing_anything(payer: Payer) -> None:
    key = uuid4()
    assert first_answer(user=payer.user, key=key, asked=ASKED) is None
    payer.send(key)
    assert first_answer(user=payer.user, key=key, asked=ASKED) == Answer(
        "Paid, payment 1.", "/x/1/"
    )
    assert payer.times == 1


def test_another_key_is_another_payment(payer: Payer) -> None:
    assert [payer.send(uuid4()).url for _ in range(2)] == ["/x/1/", "/x/2/"]
    assert payer.left_minor == 400


def test_the_same_key_with_something_else_is_refused(payer: Payer) -> None:
    key = uuid4()
    payer.send(key)
    for ask in (
        lambda: payer.send(key, asked="pay 400"),
        lambda: first_answer(user=payer.user, key=key, asked="pay 400"),
    ):
        with pytest.raises(KeyConflict, match="already done with other values") as caught:
            ask()
        assert caught.value.url == "/x/1/"
    assert payer.left_minor == 700


def test_the_same_key_of_somebody_else_is_another_key(payer: Payer) -> None:
    key, other = uuid4(), make_user()
    payer.send(key)
    assert first_answer(user=other, key=key, asked=ASKED) is None
    assert payer.send(key, user=other).url == "/x/2/"
    assert first_answer(user=payer.user, key=key, asked=ASKED) == Answer(
        "Paid, payment 1.", "/x/1/"
    )


@pytest.mark.parametrize("fault", [Refused("No."), RuntimeError("A bug.")])
def test_what_was_not_done_leaves_no_key_and_can_be_sent_again(
    payer: Payer, fault: Exception
) -> None:
    key = uuid4()

    def fail() -> Answer:
        payer.pay()
        raise fault

    with pytest.raises(type(fault)):
        once(user=payer.user, key=key, asked=ASKED, run=fail)
    assert (IdempotencyKey.objects.count(), payer.left_minor) == (0, 1_000)
    assert payer.send(key).url == "/x/2/"
    assert payer.left_minor == 700


def test_the_key_and_what_was_done_are_one_transaction(payer: Payer) -> None:
    """While the form is carried out its key is written, but nothing is committed yet."""
    key = uuid4()

    def look() -> Answer:
        assert connection.in_atomic_block
        assert IdempotencyKey.objects.filter(key=key, message="").exists()
        return payer.pay()

    once(user=payer.user, key=key, asked=ASKED, run=look)
    row = IdempotencyKey.objects.get()
    assert (row.message, row.url, Transfer.objects.count()) == ("Paid, payment 1.", "/x/1/", 2)


def test_a_key_costs_two_statements_beside_its_savepoints(
    payer: Payer, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    key = uuid4()

    def nothing() -> Answer:
        return Answer("Nothing.", "/")

    # Two savepoints, each opened and released (the outer one is a test's; else it begins the
    # transaction), INSERT and UPDATE.
    with django_assert_num_queries(6):
        once(user=payer.user, key=key, asked=ASKED, run=nothing)
    with django_assert_num_queries(1):
        first_answer(user=payer.user, key=key, asked=ASKED)


def test_keys_are_forgotten_after_ninety_days(payer: Payer) -> None:
    now = timezone.now()
    for days in (89, 91, 200):
        once(
            user=payer.user,
            key=uuid4(),
            asked=ASKED,
            run=lambda: Answer("", "/"),
            now=now - timedelta(days=days),
        )
    assert tasks.forget_form_keys(now=now) == 2
    assert [now - row.created_at for row in IdempotencyKey.objects.all()] == [timedelta(days=89)]
    assert tasks.forget_form_keys(now=now) == 0
