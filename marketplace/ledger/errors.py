"""What the ledger raises."""

from marketplace.kernel.errors import Refused
from marketplace.kernel.money import format_money


class InsufficientFunds(Refused):
    """A wallet holds less than was asked for; `missing_minor` says by how much."""

    def __init__(self, *, available_minor: int, needed_minor: int) -> None:
        self.missing_minor = needed_minor - available_minor
        missing = format_money(self.missing_minor)
        super().__init__(
            f"Your wallet holds {format_money(available_minor)}, which is {missing} too little. "
            f"Deposit {missing} first, then try again."
        )


class ReferenceConflict(Refused):
    """The reference was used before, for something else."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__(
            "This was already done with other values. Reload the page to see where things stand."
        )


class OverdrawnError(Exception):
    """Code tried to take more from an escrow, hold or payout account than is in it: a bug."""
