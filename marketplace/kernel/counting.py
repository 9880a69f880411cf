"""Numbers of things in words."""


def counted(count: int, noun: str) -> str:
    """Return "1 draft" or "3 drafts"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def all_of(count: int, noun: str) -> str:
    """Return "the draft", "both drafts" or "all 3 drafts"."""
    if count == 1:
        return f"the {noun}"
    return f"both {noun}s" if count == 2 else f"all {count} {noun}s"
