import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.ledger.fees import split_fee


@given(gross=st.integers(0, 10**12), bps=st.integers(0, 10_000))
def test_a_split_never_loses_or_makes_a_cent(gross: int, bps: int) -> None:
    fee, net = split_fee(gross, bps)
    assert fee + net == gross
    assert fee >= 0
    assert net >= 0


@given(gross=st.integers(0, 10**12), bps=st.integers(0, 10_000))
def test_the_fee_is_never_rounded_up(gross: int, bps: int) -> None:
    fee, _ = split_fee(gross, bps)
    assert fee * 10_000 <= gross * bps < (fee + 1) * 10_000


@pytest.mark.parametrize(
    ("gross", "bps", "expected"),
    [
        (45_000, 1000, (4_500, 40_500)),
        (45_009, 1000, (4_500, 40_509)),
        (1, 1000, (0, 1)),
        (9, 1000, (0, 9)),
        (10, 1000, (1, 9)),
        (999, 0, (0, 999)),
        (999, 10_000, (999, 0)),
    ],
)
def test_fees_are_rounded_down(gross: int, bps: int, expected: tuple[int, int]) -> None:
    assert split_fee(gross, bps) == expected


@pytest.mark.parametrize(("gross", "bps"), [(-1, 1000), (100, -1), (100, 10_001)])
def test_what_cannot_be_a_split_is_an_error(gross: int, bps: int) -> None:
    with pytest.raises(ValueError, match="is"):
        split_fee(gross, bps)
