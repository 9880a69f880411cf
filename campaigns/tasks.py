"""What the schedule starts. Each task only delegates and may run as often as one likes."""

from campaigns import actions


def close_ended() -> int:
    """Close campaigns whose end date is over; return how many."""
    return actions.close_ended()
