import pytest

from marketplace.ledger import laws
from marketplace.ledger.models import Deposit, Document, Hold, Payout, Transfer, TransferKind
from tests.benchmarks.check import lives


@pytest.mark.django_db
def test_lives_are_lawful_and_of_every_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lives, "PEOPLE", 50)
    lives.fill(2_000)
    assert list(laws.check_all()) == []
    assert 2_000 <= Transfer.objects.count() < 2_200
    assert set(Transfer.objects.values_list("kind", flat=True)) == {
        TransferKind.DEPOSIT,
        TransferKind.FUND,
        TransferKind.RELEASE,
        TransferKind.REFUND,
        TransferKind.FEE,
        TransferKind.CLEAR,
        TransferKind.WITHDRAW,
        TransferKind.PAY_OUT,
        TransferKind.PAYOUT_RETURN,
    }
    for model in (Deposit, Hold, Payout, Document):
        assert model.objects.count() > 200


@pytest.mark.django_db
def test_only_what_is_missing_is_added(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lives, "PEOPLE", 50)
    counts = []
    for wanted in (500, 400, 1_000):
        lives.fill(wanted)
        counts.append(Transfer.objects.count())
    assert counts[0] == counts[1] >= 500
    assert 1_000 <= counts[2] < 1_100
    assert list(laws.check_all()) == []
