import pytest

from tests.benchmarks.ledger.report import Line, line, table


def test_figures_are_medians_over_rounds_and_shares_are_taken_round_by_round() -> None:
    # A busy machine slows both sides of a round; the share is not that of the medians.
    found = line("hot", [(100, 200), (40, 50), (90, 300)])
    assert found == Line(case="hot", rate=90, bare_rate=200, share=0.5)


@pytest.mark.parametrize(("share", "missed"), [(0.39, "rate"), (0.4, "")])
def test_the_aim_is_missed_below_40_percent(share: float, missed: str) -> None:
    assert Line(case="hot", rate=1, bare_rate=2, share=share).missed == missed


@pytest.mark.django_db
def test_the_table_says_what_misses() -> None:
    lines = [
        Line(case="pairs", rate=510.4, bare_rate=1000, share=0.5104),
        Line(case="hot", rate=30, bare_rate=100, share=0.3),
    ]
    text = table(lines, 8).splitlines()
    assert text[3:5] == [
        "between 1,000 accounts         510      1000     51%  ",
        "all out of one account          30       100     30%  rate",
    ]
