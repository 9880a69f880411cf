"""`python -m ….bare PORT FILE`: hand messages that are ready to a mail server, and do no more."""

import json
import pickle
import smtplib
import sys
import time
from pathlib import Path

SENDER = "no-reply@localhost"


def send(port: int, path: Path) -> dict[str, float]:
    """Send pairs of an address and a message, pickled one after the other in that file."""
    sent, started = 0, time.perf_counter()
    with path.open("rb") as messages, smtplib.SMTP("127.0.0.1", port) as connection:
        while messages.peek(1):
            to, content = pickle.load(messages)
            connection.sendmail(SENDER, [to], content)
            sent += 1
    return {"mails": sent, "seconds": time.perf_counter() - started}


if __name__ == "__main__":
    print(json.dumps(send(int(sys.argv[1]), Path(sys.argv[2]))))
