"""What `make run` reads from the environment and what it fills in."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent.parent
HOST = "127.0.0.1"
TRUE_WORDS = environ.Env.BOOLEAN_TRUE_STRINGS


class CannotStart(Exception):
    """The site cannot start; the message is the one line its operator reads."""


@dataclass(frozen=True)
class Config:
    """The settings of one run. `redis_url` is empty where the site runs a Redis of its own."""

    port: int
    var_dir: Path
    is_demo: bool
    redis_url: str
    stalled_after: float

    @property
    def address(self) -> str:
        """The page a visitor opens first."""
        return f"http://{HOST}:{self.port}/"


def read_config() -> Config:
    """Read .env and the environment; raise `CannotStart` where a value makes no sense."""
    if (BASE_DIR / ".env").is_file():
        environ.Env.read_env(BASE_DIR / ".env")
    return Config(
        port=_port(os.environ.get("PORT", "8000")),
        var_dir=Path(os.environ.get("VAR_DIR", BASE_DIR / "var")).resolve(),
        is_demo=os.environ.get("DEMO", "on").lower() in TRUE_WORDS,
        redis_url=os.environ.get("REDIS_URL", ""),
        # Seconds without a heartbeat (it beats each minute) after which a worker is wedged.
        stalled_after=_stalled_after(os.environ.get("WORKER_STALLED_AFTER", "300")),
    )


def fill_environment(config: Config) -> None:
    """Set what the site's processes need and the operator did not name."""
    if not config.redis_url:
        os.environ.pop("REDIS_URL", None)
    os.environ["VAR_DIR"] = str(config.var_dir)
    os.environ["DJANGO_SETTINGS_MODULE"] = "marketplace.settings"
    os.environ.setdefault("DEMO", "on")
    os.environ.setdefault("DEBUG", "off")
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    if config.is_demo:
        os.environ.setdefault("SITE_URL", config.address.rstrip("/"))
    if not os.environ.get("SECRET_KEY"):
        os.environ["SECRET_KEY"] = _kept_secret(config.var_dir / "secret_key")


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise CannotStart(f"PORT={text} is not a port; choose a number from 1 to 65535")
    return int(text)


def _stalled_after(text: str) -> float:
    if not text.isdecimal() or not int(text):
        raise CannotStart(
            f"WORKER_STALLED_AFTER={text} is no time; choose a number of seconds from 1"
        )
    return float(text)


def _kept_secret(path: Path) -> str:
    """Return the secret in `path`, made on the first run and readable by its owner only."""
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
    except FileExistsError:
        pass
    if secret := path.read_text().strip():
        return secret
    raise CannotStart(f"{path} is empty; remove it and a new secret is made")
