"""Figures: money, counts, stars, bars with parts."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from marketplace.kernel.components.icons import icon
from marketplace.kernel.money import format_money

FILLS = frozenset({"pine", "gold", "sky", "rust", "grey"})


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


def bar(value: int, of: int, *, label: str, tone: str = "pine") -> SafeString:
    """Show how much of a whole is used. `label` says it in words, for those who cannot see it."""
    _known(tone)
    width = 0 if of <= 0 else min(1000, round(1000 * value / of))
    return format_html(
        '<svg class="meter meter-thin" viewBox="0 0 1000 10" preserveAspectRatio="none" '
        'role="img" aria-label="{}"><rect class="fill-{}" width="{}" height="10"/></svg>',
        label,
        tone,
        width,
    )


def meter(
    parts: Iterable[tuple[str, int, str]], *, of: int | None = None, plain: bool = False
) -> dict[str, Any]:
    """Show parts of a whole as a bar with its legend.

    `parts` are (words, amount in minor units, fill); `of` is the whole where it is more than
    the parts' sum; `plain` shows counts instead of money.
    """
    rows = [(words, value, _known(fill)) for words, value, fill in parts]
    whole = max(of or 0, sum(value for _, value, _ in rows))
    drawn, x = [], 0
    for words, value, fill in rows:
        width = round(1000 * value / whole) if whole else 0
        shown = f"{value:,}" if plain else format_money(value)
        drawn.append({"label": words, "value": shown, "fill": fill, "x": x, "width": width})
        x += width
    return {"parts": drawn}


def _known(fill: str) -> str:
    if fill not in FILLS:
        raise LookupError(f"no fill called {fill!r}")
    return fill
