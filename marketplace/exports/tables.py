"""What a file tells: its columns, and its rows in the order of their keys, a batch at a time.

No batch is found by counting rows that came before: each begins after the last key of the one
before it, so that the millionth costs what the first does.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol

from django.conf import settings
from django.db.models import Choices, Count, Max, QuerySet

from accounts.models import User
from marketplace.exports.scope import Scope
from marketplace.kernel.money import to_major

BATCH = 2_000
EVERYBODY = ("", *User.Role.values)


@dataclass(frozen=True, slots=True)
class Tally:
    """How far a table goes: its highest key, and how many rows there are up to it."""

    upper: int
    count: int


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows. `after` is the key of the last one, `memo` what the next batch has to know."""

    rows: Sequence[Sequence[object]]
    after: int
    is_last: bool
    memo: Any = None


class Source(Protocol):
    """Where the rows of one table come from."""

    @property
    def name(self) -> str:
        """What the file is called, without its ending."""

    @property
    def about(self) -> str:
        """A sentence for the list of what there is."""

    @property
    def headings(self) -> Sequence[str]:
        """The names of the columns."""

    def is_for(self, user: User) -> bool:
        """Whether somebody of this user's role can have such rows."""

    def tally(self, scope: Scope) -> Tally:
        """Count the rows as they are now."""

    def opening(self, scope: Scope) -> Any:
        """Return the `memo` of the first batch, as JSON can hold it."""

    def read(self, scope: Scope, *, after: int, upper: int, memo: Any) -> Batch:
        """Return rows whose keys are above `after` and at most `upper`."""


@dataclass(frozen=True, slots=True)
class Column:
    """What stands in a column: the values of `lookups`, put in words by `tell`."""

    lookups: tuple[str, ...]
    tell: Callable[..., object]


def money(lookup: str) -> Column:
    """Tell minor units as a decimal amount; the currency has a column of its own."""
    return Column((lookup,), lambda minor: None if minor is None else to_major(minor))


def words(lookup: str, choices: type[Choices]) -> Column:
    """Tell one of `choices` by its label; what is not among them as it is."""
    labels: dict[Any, Any] = dict(choices.choices)
    return Column((lookup,), lambda value: None if value is None else str(labels.get(value, value)))


def listed(lookup: str, labels: Mapping[str, str] | None = None) -> Column:
    """Tell a list of names, each by its label."""
    known = labels or {}
    return Column((lookup,), lambda names: ", ".join(known.get(name, name) for name in names))


def percent(lookup: str) -> Column:
    """Tell basis points as per cent."""
    return Column((lookup,), lambda bps: None if bps is None else Decimal(bps) / 100)


CURRENCY = Column((), lambda: settings.CURRENCY)


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows of one model. `columns` maps headings to lookups, or to a `Column`.

    The days asked for are those of `moment`; without it the table is always whole.
    """

    name: str
    about: str
    rows: Callable[[Scope], QuerySet[Any]]
    columns: Mapping[str, str | Column]
    moment: str = ""
    roles: Sequence[str] = EVERYBODY
    _lookups: list[str] = field(init=False, repr=False)
    # What each column tells, and at which places of a row its values stand.
    _columns: list[tuple[Callable[..., object], list[int]]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        columns = [
            column if isinstance(column, Column) else Column((column,), _as_it_is)
            for column in self.columns.values()
        ]
        # The key comes first; what two columns read is read once.
        found = list(dict.fromkeys(["pk", *(one for c in columns for one in c.lookups)]))
        places = [(c.tell, [found.index(one) for one in c.lookups]) for c in columns]
        object.__setattr__(self, "_lookups", found)
        object.__setattr__(self, "_columns", places)

    @property
    def headings(self) -> list[str]:
        """The names of the columns."""
        return list(self.columns)

    def is_for(self, user: User) -> bool:
        """Whether somebody of this user's role can have such rows."""
        return user.role in self.roles

    def tally(self, scope: Scope) -> Tally:
        """Count the rows as they are now."""
        found = self._rows(scope).order_by().aggregate(upper=Max("pk"), count=Count("pk"))
        return Tally(found["upper"] or 0, found["count"])

    def opening(self, scope: Scope) -> None:
        """Return nothing: each row stands for itself."""

    def read(self, scope: Scope, *, after: int, upper: int, memo: Any) -> Batch:
        """Return up to `BATCH` rows whose keys are above `after` and at most `upper`."""
        rows = self._rows(scope).filter(pk__gt=after, pk__lte=upper).order_by("pk")
        found = list(rows.values_list(*self._lookups)[:BATCH])
        return Batch(
            rows=[self._told(values) for values in found],
            after=found[-1][0] if found else after,
            is_last=len(found) < BATCH,
        )

    def _rows(self, scope: Scope) -> QuerySet[Any]:
        rows = self.rows(scope)
        if self.moment and scope.since:
            rows = rows.filter(**{f"{self.moment}__gte": scope.since})
        if self.moment and scope.until:
            rows = rows.filter(**{f"{self.moment}__lt": scope.until})
        return rows

    def _told(self, values: Sequence[Any]) -> list[object]:
        """Return one row's cells; `values` are what its lookups found."""
        return [tell(*(values[place] for place in places)) for tell, places in self._columns]


def _as_it_is(value: object) -> object:
    return value
