"""`python -m ….send COUNT`: send so many mails as the worker does; say what it took."""

import json
import sys
import time

import django

django.setup()

from accounts.models import User  # noqa: E402
from marketplace.kernel.mail import sender  # noqa: E402
from tests.benchmarks.mails.build import peak_mb  # noqa: E402


def send(wanted: int) -> dict[str, float]:
    """Run the sender until so many mails are sent."""
    User.objects.first()  # the connection is open, models and settings are read
    idle, sent, started = peak_mb(), 0, time.perf_counter()
    while sent < wanted:
        run = sender.send_due_mails()
        if run.put_off or run.given_up:
            sys.exit(f"The sink refused mails: {run}")
        sent += run.sent
    seconds = time.perf_counter() - started
    return {"mails": sent, "seconds": seconds, "idle_mb": idle, "peak_mb": peak_mb()}


if __name__ == "__main__":
    print(json.dumps(send(int(sys.argv[1]))))
