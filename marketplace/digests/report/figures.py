"""What a report counts. Figures of parts add up to those of the whole.

Sources of the formulas: CPM is price / views × 1,000, CPE price / (likes + comments), both as the
contract room prints them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from ads.figures import cpe_minor, cpm_minor


@dataclass(frozen=True, slots=True)
class Reach:
    """How often something was counted, for how many ads it is known at all, and what these paid
    (minor units). Where it is known for none there is nothing to say, which is not zero."""

    count: int = 0
    ads: int = 0
    paid_minor: int = 0

    @classmethod
    def of(cls, count: int | None, paid_minor: int) -> "Reach":
        """Return what is known of one ad; None is "not known"."""
        return cls() if count is None else cls(count, 1, paid_minor)

    def __add__(self, other: "Reach") -> "Reach":
        return Reach(
            self.count + other.count, self.ads + other.ads, self.paid_minor + other.paid_minor
        )

    def __bool__(self) -> bool:
        return self.ads > 0


@dataclass(frozen=True, slots=True)
class Figures:
    """Ads done; money released from escrow, fees included, and brought back again; what is in
    escrow at the end; what the ads done have reached as far as it was entered. In minor units."""

    done: int = 0
    released_minor: int = 0
    returned_minor: int = 0
    escrow_minor: int = 0
    views: Reach = Reach()
    engagements: Reach = Reach()
    clicks: Reach = Reach()

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "Figures":
        """Return figures as `as_json` stored them."""
        reached = {name: Reach(**stored[name]) for name in ("views", "engagements", "clicks")}
        return cls(**(dict(stored) | reached))

    def as_json(self) -> dict[str, Any]:
        """Return plain values that say all of it."""
        return asdict(self)

    @property
    def spent_minor(self) -> int:
        """What was released less what was brought back; below zero where more came back."""
        return self.released_minor - self.returned_minor

    @property
    def cpm_minor(self) -> int | None:
        """Cost for a thousand views, over the ads whose views are known."""
        return cpm_minor(self.views.paid_minor, self.views.count)

    @property
    def cpe_minor(self) -> int | None:
        """Cost per like or comment, over the ads whose likes and comments are known."""
        return cpe_minor(self.engagements.paid_minor, Decimal(self.engagements.count))

    @property
    def is_empty(self) -> bool:
        """Whether nothing happened and nothing is held."""
        return not (self.done or self.released_minor or self.returned_minor or self.escrow_minor)

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            self.done + other.done,
            self.released_minor + other.released_minor,
            self.returned_minor + other.returned_minor,
            self.escrow_minor + other.escrow_minor,
            self.views + other.views,
            self.engagements + other.engagements,
            self.clicks + other.clicks,
        )


def total_of(parts: Iterable[Figures]) -> Figures:
    """Return the sum of `parts`."""
    return sum(parts, start=Figures())
