"""Refusals that callers tell apart from others."""

from marketplace.kernel.errors import Refused


class HandleTaken(Refused):
    """Somebody else has this handle."""

    def __init__(self) -> None:
        super().__init__("This handle is taken. Choose another one.", field="handle")


class AddressTaken(Refused):
    """An account with this address exists. Never shown: the sign-up answers as if it were new."""

    def __init__(self) -> None:
        super().__init__("This address has an account.")


class AccountInUse(Refused):
    """The account cannot be deleted yet; `reasons` are sentences that say why."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons
