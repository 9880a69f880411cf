"""What an import did, row by row."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Report:
    """Counts by table, and every row or value that could not be taken."""

    taken: Counter[str] = field(default_factory=Counter)
    known: Counter[str] = field(default_factory=Counter)
    not_taken: list[str] = field(default_factory=list)

    def refuse(self, table: str, row_id: object, reason: str) -> None:
        """Note a row that stays behind."""
        self.not_taken.append(f"{table} {row_id}: {reason}")

    def lines(self) -> list[str]:
        """Return the report as text, counts first."""
        tables = sorted(set(self.taken) | set(self.known))
        counts = [
            f"{table}: {self.taken[table]} taken"
            + (f", {self.known[table]} brought over before" if self.known[table] else "")
            for table in tables
        ]
        return counts + [f"not taken: {line}" for line in self.not_taken]
