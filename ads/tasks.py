"""What the worker is asked to do for ads."""

from ads import actions


def run_deadlines() -> int:
    """Carry out every deadline that has passed; returns how many ads moved."""
    return actions.run_deadlines()
