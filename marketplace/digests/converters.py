"""How a month is written in an address."""

from datetime import date


class MonthConverter:
    """A month as "2026-10", handed to the view as its first day."""

    regex = "[12][0-9]{3}-(?:0[1-9]|1[0-2])"

    def to_python(self, value: str) -> date:
        """Return the month's first day."""
        year, number = value.split("-")
        return date(int(year), int(number), 1)

    def to_url(self, value: date) -> str:
        """Return the month of a day."""
        return f"{value.year:04}-{value.month:02}"
