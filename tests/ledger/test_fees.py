import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.ledger.fees import split_fee, split_tax


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


@given(price=st.integers(1, 10**12), data=st.data(), bps=st.integers(0, 9_999))
def test_a_share_of_the_price_never_loses_or_makes_a_cent(
    price: int, data: st.DataObject, bps: int
) -> None:
    """A settlement's share or a kill fee: what each of the three gets adds up to the price."""
    share = data.draw(st.integers(0, price))
    fee, net = split_fee(share, bps)
    back = price - share
    assert fee + net + back == price
    assert net > 0 or share == 0  # whoever is awarded a cent gets one


@given(gross=st.integers(0, 10**12), bps=st.integers(0, 10_000))
def test_tax_within_an_amount_never_loses_or_makes_a_cent(gross: int, bps: int) -> None:
    net, tax = split_tax(gross, bps)
    assert net + tax == gross
    assert (net >= 0, tax >= 0) == (True, True)
    # Half a cent off at most: |tax - gross * bps / (10,000 + bps)| <= 1/2.
    assert abs(tax * (10_000 + bps) - gross * bps) * 2 <= 10_000 + bps


@pytest.mark.parametrize(
    ("gross", "bps", "expected"),
    [
        (11_900, 1_900, (10_000, 1_900)),
        (4_500, 1_900, (3_782, 718)),  # 718.49
        (3, 10_000, (1, 2)),  # half a cent goes up
        (4_500, 0, (4_500, 0)),
    ],
)
def test_tax_is_rounded_half_up(gross: int, bps: int, expected: tuple[int, int]) -> None:
    assert split_tax(gross, bps) == expected


@pytest.mark.parametrize(("gross", "bps"), [(-1, 1000), (100, -1), (100, 10_001)])
def test_what_cannot_be_a_split_is_an_error(gross: int, bps: int) -> None:
    with pytest.raises(ValueError, match="is"):
        split_fee(gross, bps)
