"""Sections of an offer's form that most offers leave out: folded up while they say nothing."""

from dataclasses import dataclass

from django import forms


@dataclass(frozen=True, slots=True)
class Fold:
    """One section: its heading, what an empty one means, its fields line by line."""

    title: str
    empty: str
    lines: tuple[tuple[str, ...], ...]
    # The fields that make the section say something.
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpenFold:
    """A fold on the page."""

    title: str
    empty: str
    lines: list[list[forms.BoundField]]
    is_open: bool


FOLDS = (
    Fold(
        "Product sent along",
        "Nothing is sent",
        (
            ("product_name",),
            ("product_value_minor", "product_days"),
            ("product_is_returned",),
        ),
        keys=("product_name",),
    ),
    Fold(
        "Usage rights",
        "No use beyond the posts",
        (
            ("usage_channels",),
            ("usage_territory", "usage_price_minor"),
            ("usage_from", "usage_to"),
            ("usage_is_perpetual",),
            ("usage_rights",),
        ),
        keys=("usage_channels", "usage_rights"),
    ),
    Fold(
        "Exclusivity",
        "None",
        (("exclusivity_scope",), ("exclusivity_from", "exclusivity_to")),
        keys=("exclusivity_scope",),
    ),
)


def unfold(form: forms.Form) -> list[OpenFold]:
    """Return the sections for the page: open where they hold something or have to be mended."""
    return [
        OpenFold(
            fold.title,
            fold.empty,
            [[form[name] for name in line] for line in fold.lines],
            is_open=any(form[name].value() for name in fold.keys)
            or any(name in form.errors for line in fold.lines for name in line),
        )
        for fold in FOLDS
    ]
