"""Chance that is the same for the same seed."""

import random
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Generic, TypeVar

T = TypeVar("T")


class Dice:
    """A seeded source of chance with the distributions of a market."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)  # noqa: S311  (invented data guards nothing)

    def chance(self, share: float) -> bool:
        """Return True in `share` of all throws."""
        return self._random.random() < share

    def between(self, low: float, high: float) -> float:
        """Return a number between the two, all equally likely."""
        return self._random.uniform(low, high)

    def whole(self, low: int, high: int) -> int:
        """Return a whole number from `low` to `high`, both included."""
        return self._random.randint(low, high)

    def days(self, low: float, high: float) -> timedelta:
        """Return a stretch of time between two numbers of days, in whole seconds."""
        return timedelta(seconds=int(self._random.uniform(low, high) * 86_400))

    def moment(self, start: datetime, end: datetime) -> datetime:
        """Return a moment between the two, in whole seconds after `start`."""
        seconds = max(0, int((end - start).total_seconds()))
        return start + timedelta(seconds=self._random.randint(0, seconds))

    def one(self, values: Sequence[T]) -> T:
        """Return one of `values`, all equally likely."""
        return self._random.choice(values)

    def some(self, values: Sequence[T], count: int) -> list[T]:
        """Return `count` different ones of `values`, or all there are."""
        return self._random.sample(values, min(count, len(values)))

    def weighted(self, shares: Sequence[tuple[T, float]]) -> T:
        """Return one of the values, each as likely as its share says."""
        values, weights = zip(*shares, strict=True)
        return self._random.choices(values, weights)[0]

    def log_normal(self, median: float, sigma: float) -> float:
        """Return a number whose logarithm is normal around that of `median`: many small, few
        large. Followers, prices and budgets are like that."""
        return median * self._random.lognormvariate(0, sigma)

    def key(self) -> uuid.UUID:
        """Return a random UUID."""
        return uuid.UUID(int=self._random.getrandbits(128), version=4)

    def crowd(self, values: Sequence[T], weights: Sequence[float]) -> "Crowd[T]":
        """Return a crowd to draw from many times."""
        return Crowd(self._random, values, weights)


class Crowd(Generic[T]):
    """Values of which some are drawn more often than others."""

    def __init__(self, source: random.Random, values: Sequence[T], weights: Sequence[float]):
        self._source = source
        self._values = values
        self._bounds = list(accumulate(weights))

    def draw(self) -> T:
        """Return one of the values, each as likely as its weight says."""
        return self._source.choices(self._values, cum_weights=self._bounds)[0]


def zipf(count: int, exponent: float = 0.9) -> list[float]:
    """Return the weights of ranks 1 to `count` after Zipf: rank r weighs 1 / r ** exponent."""
    return [1 / rank**exponent for rank in range(1, count + 1)]
