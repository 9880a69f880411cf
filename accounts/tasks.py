"""Scheduled work on accounts."""

from accounts.actions import forget_unfinished_signups


def forget_signups() -> int:
    """Delete sign-ups nobody confirmed; return how many. Running twice does nothing more."""
    return forget_unfinished_signups()
