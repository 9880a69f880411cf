"""Figures: money, counts, stars, bars with parts."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from marketplace.kernel.components.icons import icon
from marketplace.kernel.money import format_money

# "free" is what is left of the whole: the empty end of the bar.
FILLS = frozenset({"pine", "gold", "sky", "rust", "grey", "free"})
# A bar is so many units wide. What is more than nothing is drawn at least so wide that it is
# seen, and parts stand so far apart that their edges show whatever their colours.
BAR = 1000
LEAST = 16
GAP = 6


def money(amount_minor: int) -> str:
    """Filter: minor units as money with its currency."""
    return format_money(amount_minor)


def signed_money(amount_minor: int) -> str:
    """Filter: money with a plus sign where it is more than nothing, for statements."""
    return f"+{format_money(amount_minor)}" if amount_minor > 0 else format_money(amount_minor)


def compact(value: int) -> str:
    """Filter: a large count in few letters: 950, 48.2k, 1.3M."""
    for size, letter in ((1_000_000, "M"), (1_000, "k")):
        if value >= size:
            tenths = value * 10 // size
            return (
                f"{tenths // 10}{letter}"
                if tenths % 10 == 0 or tenths >= 1000
                else (f"{tenths / 10:.1f}{letter}")
            )
    return str(value)


def stars(average: Decimal | float | None, *, count: int | None = None) -> SafeString:
    """Show a rating of 1 to 5 as a star and its number, with how many there are."""
    if average is None:
        return format_html('<span class="soft">{}</span>', "No ratings yet")
    many = "" if count is None else format_html(' <span class="soft">({})</span>', count)
    return format_html(
        '<span class="stars">{}<span>{}<span class="visually-hidden"> of 5 stars</span>{}</span>'
        "</span>",
        icon("star-fill"),
        f"{average:.1f}",
        many,
    )


def stars_row(value: int) -> SafeString:
    """Show one given rating as five stars."""
    if not 1 <= value <= 5:
        raise LookupError(f"a rating is 1 to 5, not {value!r}")
    drawn = [icon("star-fill")] * value + [icon("star")] * (5 - value)
    return format_html(
        '<span class="stars stars-row" role="img" aria-label="{} of 5 stars">{}</span>',
        value,
        SafeString("".join(drawn)),
    )


def meter(
    parts: Iterable[tuple[str, int, str]],
    *,
    of: int | None = None,
    plain: bool = False,
    compact: bool = False,
) -> dict[str, Any]:
    """Show parts of a whole as a bar with its legend, which says all of it in words.

    `parts` are (words, amount in minor units, fill); `of` is the whole where it is more than
    the parts' sum; `plain` shows counts instead of money; `compact`, for rows of a list, is a
    thinner bar whose legend leaves out parts of nothing.
    """
    rows = [(words, value, _known(fill)) for words, value, fill in parts]
    rest = max((of or 0) - sum(value for _, value, _ in rows), 0)
    spans = _spans([*(value for _, value, _ in rows), rest])
    drawn = [
        {
            "label": words,
            "value": f"{value:,}" if plain else format_money(value),
            "fill": fill,
            "x": x,
            "width": width,
            "is_told": bool(value) or not compact or fill == "free",
        }
        for (words, value, fill), (x, width) in zip(rows, spans, strict=False)
    ]
    return {"parts": drawn, "compact": compact}


def _spans(values: list[int]) -> list[tuple[int, int]]:
    """Return where on the bar each value begins and how wide it is, gaps left out. Values below
    the least width take it from the others, in proportion."""
    whole = sum(values)
    widths = [BAR * value / whole if value else 0 for value in values]
    small = [0 < width < LEAST for width in widths]
    large = sum(width for width, is_small in zip(widths, small, strict=True) if not is_small)
    left = (BAR - LEAST * sum(small)) / large if large else 1
    spans, end = [], 0.0
    for width, is_small in zip(widths, small, strict=True):
        begin, end = end, end + (LEAST if is_small else width * left)
        gap = GAP if width and round(end) < BAR else 0
        spans.append((round(begin), max(round(end) - round(begin) - gap, 0)))
    return spans


def _known(fill: str) -> str:
    if fill not in FILLS:
        raise LookupError(f"no fill called {fill!r}")
    return fill
