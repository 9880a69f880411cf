"""What settings read from the environment, checked before anything starts.

Every function is pure: it takes what it judges and returns a value or raises
`UnsafeSetting`, whose text is the one line an operator sees.
"""

import hashlib
import os
import tempfile
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

# A unix socket's path is limited to 107 bytes on Linux and 103 on macOS.
SOCKET_PATH_LIMIT = 100


class UnsafeSetting(Exception):
    """A setting is missing or must not be used in production."""


def embedded_redis_socket(var_dir: Path) -> Path:
    """Return where the embedded Redis listens for the site whose data is in `var_dir`.

    The socket lies in `var_dir` where its path is short enough, otherwise in a private folder
    of the system's temporary directory, named by user and a digest of `var_dir`.
    """
    socket = var_dir / "redis" / "redis.sock"
    if len(os.fsencode(socket)) <= SOCKET_PATH_LIMIT:
        return socket
    digest = hashlib.sha256(os.fsencode(var_dir)).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"parley-{os.getuid()}-{digest}" / "redis.sock"


def redis_url_for(base_url: str, number: int) -> str:
    """Return `base_url` pointing at database `number`.

    Queue, cache and page cache live in databases of their own, because emptying a cache
    would otherwise empty the queue.
    """
    parts = urlsplit(base_url)
    if parts.scheme == "unix":
        query = dict(parse_qsl(parts.query)) | {"db": str(number)}
        # urlunsplit() would drop the two slashes of a scheme it does not know.
        return f"unix://{parts.netloc}{parts.path}?{urlencode(query)}"
    return urlunsplit(parts._replace(path=f"/{number}"))


def require_production_safe(values: dict[str, str | list[str]], *, site_is_https: bool) -> None:
    """Raise `UnsafeSetting` naming the first of `values` that production cannot start with."""
    for name, value in values.items():
        if not value:
            raise UnsafeSetting(f"{name} is not set; production needs it (see .env.example)")
    if len(str(values["SECRET_KEY"])) < 50:
        raise UnsafeSetting("SECRET_KEY is shorter than 50 characters")
    if "*" in values["ALLOWED_HOSTS"]:
        raise UnsafeSetting("ALLOWED_HOSTS contains '*'; name the site's hosts")
    if not site_is_https:
        raise UnsafeSetting("SITE_URL does not start with https://")
