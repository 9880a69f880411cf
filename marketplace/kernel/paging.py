"""Keyset paging: the next page starts after the last row shown, however the list has changed.

A cursor holds the order and the last row's values of it. It is not secret and not signed: it
can only say where to start in a list the reader may see anyway. What does not fit is ignored.
"""

import base64
import binascii
import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import DateTimeField, F, Model, Q, QuerySet

RowT = TypeVar("RowT", bound=Model)

MAX_CURSOR_CHARS = 1000
BIGGEST_INT = 2**63 - 1


class CursorError(ValueError):
    """The cursor was not made for this list."""


@dataclass(frozen=True)
class KeysetPage(Generic[RowT]):
    """One page of rows."""

    items: list[RowT]
    next_cursor: str | None
    is_first: bool

    @property
    def has_next(self) -> bool:
        """Whether rows follow."""
        return self.next_cursor is not None

    def __iter__(self) -> Iterator[RowT]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


def keyset_page(
    queryset: QuerySet[RowT], *, order: tuple[str, ...], after: str | None, size: int = 20
) -> KeysetPage[RowT]:
    """Return the page of `queryset` in `order` that follows the cursor `after`.

    `order` names columns or annotations without NULLs ("-" for descending) and ends with a
    unique one. A missing or bad cursor gives the first page. Costs one query.
    """
    rows, is_first = queryset.order_by(*order), True
    if after:
        # A cursor that does not fit means: from the start.
        with contextlib.suppress(ValueError, TypeError, ValidationError):
            values = _decode(after, order)
            _check_moments(queryset, order, values)
            rows, is_first = rows.filter(_following(order, values)), False
    found = list(rows[: size + 1])
    items = found[:size]
    next_cursor = _encode(items[-1], order) if len(found) > size else None
    return KeysetPage(items=items, next_cursor=next_cursor, is_first=is_first)


def _check_moments(queryset: QuerySet[Any], order: tuple[str, ...], values: list[Any]) -> None:
    """Refuse a cursor that has something else where a moment belongs.

    Django would read it as a moment without a zone, or fail only in the database.
    """
    for name, value in zip(order, values, strict=True):
        column = F(name.removeprefix("-")).resolve_expression(queryset.query.chain())
        if isinstance(column.output_field, DateTimeField) != isinstance(value, datetime):
            raise CursorError


def _following(order: tuple[str, ...], values: list[Any]) -> Q:
    """Return the condition "later in `order` than `values`".

    The first column alone bounds the rest, which lets the database start inside its index.
    """
    steps = [
        (name.removeprefix("-"), "lt" if name.startswith("-") else "gt", value)
        for name, value in zip(order, values, strict=True)
    ]
    later = Q()
    for depth, (name, comparison, value) in enumerate(steps):
        same_so_far = Q(**{same: equal for same, _, equal in steps[:depth]})
        later |= same_so_far & Q(**{f"{name}__{comparison}": value})
    name, comparison, value = steps[0]
    return Q(**{f"{name}__{comparison}e": value}) & later


def _encode(row: Model, order: tuple[str, ...]) -> str:
    packed = [_pack(_value_of(row, name.removeprefix("-"))) for name in order]
    text = json.dumps([",".join(order), *packed], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _value_of(row: Any, name: str) -> Any:
    for part in name.split("__"):
        row = getattr(row, part)
    return row


def _pack(value: Any) -> list[Any]:
    if value is None:
        raise ValueError("keyset paging needs columns without NULLs")
    if isinstance(value, bool | int | float | str):
        return [type(value).__name__, value]
    if isinstance(value, datetime):
        return ["datetime", value.astimezone(UTC).isoformat()]
    if isinstance(value, date):
        return ["date", value.isoformat()]
    if isinstance(value, Decimal):
        return ["decimal", str(value)]
    raise TypeError(f"keyset paging cannot carry {type(value).__name__}")


def _decode(cursor: str, order: tuple[str, ...]) -> list[Any]:
    if len(cursor) > MAX_CURSOR_CHARS:
        raise CursorError
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        packed = json.loads(base64.urlsafe_b64decode(padded.encode("ascii")))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise CursorError from error
    if not isinstance(packed, list) or len(packed) != len(order) + 1:
        raise CursorError
    if packed[0] != ",".join(order):
        raise CursorError
    return [_unpack(pair) for pair in packed[1:]]


def _unpack(pair: Any) -> Any:
    if not isinstance(pair, list) or len(pair) != 2:
        raise CursorError
    kind, value = pair
    reader = _READERS.get(kind) if isinstance(kind, str) else None
    if reader is None:
        raise CursorError
    return reader(value)


def _read_int(value: Any) -> int:
    if type(value) is not int or abs(value) > BIGGEST_INT:
        raise CursorError
    return value


def _read_float(value: Any) -> float:
    if type(value) is not float or value - value != 0:
        raise CursorError
    return value


def _read_bool(value: Any) -> bool:
    if type(value) is not bool:
        raise CursorError
    return value


def _read_str(value: Any) -> str:
    if not isinstance(value, str) or "\x00" in value:
        raise CursorError
    value.encode()  # refuses halves of surrogate pairs with a ValueError
    return value


def _read_datetime(value: Any) -> datetime:
    moment = datetime.fromisoformat(_read_str(value))
    if moment.tzinfo is None or not 1900 <= moment.year < 3000:
        raise CursorError
    return moment


def _read_date(value: Any) -> date:
    return date.fromisoformat(_read_str(value))


def _read_decimal(value: Any) -> Decimal:
    try:
        number = Decimal(_read_str(value))
    except InvalidOperation as error:
        raise CursorError from error
    if not number.is_finite() or abs(number.adjusted()) > 30:
        raise CursorError
    return number


_READERS = {
    "int": _read_int,
    "float": _read_float,
    "bool": _read_bool,
    "str": _read_str,
    "datetime": _read_datetime,
    "date": _read_date,
    "decimal": _read_decimal,
}
