import json
import subprocess
import sys

from tests.benchmarks.check.process import STOPWATCH

HUNDRED_MB = "x = bytearray(100_000_000); import sys; sys.exit(3)"


def run(code: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, STOPWATCH, sys.executable, "-c", code],
        check=True, capture_output=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    return json.loads(done.stdout)


def test_the_peak_is_the_commands_own() -> None:
    # More than that is in our memory, of which the command must not be told as its own.
    ballast = bytearray(b"x" * 300_000_000)
    small, large = run("pass"), run(HUNDRED_MB)
    assert small["peak_mb"] < 50
    assert 100 < large["peak_mb"] < 150
    assert (small["status"], large["status"]) == (0, 3)
    assert len(ballast) == 300_000_000
