"""django-q's cluster of processes, which here can be told to end from its first moment on."""

from types import FrameType
from typing import Any

from django_q.cluster import Cluster


class ReadyCluster(Cluster):
    """A cluster that remembers a signal to end until it runs, and then obeys it.

    django-q looks whether its sentinel lives and forgets the signal if not; but for the
    milliseconds in which the sentinel's process is made, it does not live yet. Whoever told the
    worker to end in those waits for ever.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._is_up = False
        self._is_told_to_end = False
        super().__init__(*args, **kwargs)

    def start(self) -> int:
        """Start the processes; end them again at once if that was asked meanwhile. Return the
        cluster's process id."""
        pid: int = super().start()
        self._is_up = True
        if self._is_told_to_end:
            self.stop()
        return pid

    def sig_handler(self, signum: int, frame: FrameType | None) -> None:
        """End the cluster, or, while it starts, remember to."""
        if self._is_up:
            super().sig_handler(signum, frame)
        else:
            self._is_told_to_end = True
