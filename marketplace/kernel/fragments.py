"""Pieces of public pages, rendered once and kept: by what they show, never by who looks.

A fragment is given nothing but plain values, and its key is made of all of them, of its
template and of the release. What changes makes another key, so nothing has to be forgotten and
nothing old can be shown. No key knows a reader: two share a piece only where both are shown the
very same values. What is private has no place here all the same, as Redis keeps it for an hour.

Pieces lie in the memory of the process, and in Redis, from which a process takes those it has
not shown yet. Without Redis each process renders them itself.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import NoneType
from typing import Any, NamedTuple, TypeAlias

from django.conf import settings
from django.core.cache import caches
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils.safestring import SafeString

from marketplace.kernel.components.icons import SPRITE

Values: TypeAlias = tuple[Any, ...]

# What has a value and nothing behind it that could change or belong to somebody.
PLAIN = frozenset({str, SafeString, int, bool, float, Decimal, date, NoneType})

SECONDS = 3600  # how long Redis keeps a piece nobody asks for again
MOST = 4000  # pieces in a process's memory, at about 2 KB; then it begins anew


class Key(NamedTuple):
    """What a piece is known by. Types count: `1`, `True` and safe or unsafe text differ."""

    template: str
    types: tuple[type, ...]
    values: Values

    @property
    def name(self) -> str:
        """The key in Redis."""
        text = repr((release(), self.template, [t.__name__ for t in self.types], self.values))
        return f"fragment:{hashlib.blake2b(text.encode(), digest_size=20).hexdigest()}"


_near: dict[Key, SafeString] = {}


def render_each(template: str, rows: Sequence[NamedTuple]) -> list[SafeString]:
    """Render `template` for each row of plain values, which it knows as `row`.

    Costs at most two questions to Redis, however many rows there are. Raises TypeError for a
    value that is not plain.
    """
    keys = [_key(template, tuple(row)) for row in rows]
    source = get_template(template)
    renders = {
        key: lambda row=row: SafeString(source.render({"row": row}))
        for key, row in zip(keys, rows, strict=True)
    }
    found = _kept(renders)
    return [found[key] for key in keys]


def render_once(template: str, context: Mapping[str, Any], *, shows: Values) -> SafeString:
    """Render `template` with `context`; `shows` names by plain values all that it depends on."""
    key = _key(template, shows)
    render = get_template(template).render
    return _kept({key: lambda: SafeString(render(dict(context)))})[key]


def _key(template: str, values: Values) -> Key:
    types = tuple(map(type, values))
    if not PLAIN.issuperset(types):
        raise TypeError(f"{template}: a fragment shows plain values only, not {types}")
    return Key(template, types, values)


def _kept(renders: Mapping[Key, Callable[[], SafeString]]) -> Mapping[Key, SafeString]:
    """Return the piece of each key from memory, from Redis, or rendered now."""
    if settings.DEBUG:  # templates change while the process lives
        return {key: render() for key, render in renders.items()}
    found = {key: _near[key] for key in renders if key in _near}
    if missing := {key.name: key for key in renders if key not in found}:
        shared: dict[str, str] = caches["pages"].get_many(missing)
        fresh = {name: renders[key]() for name, key in missing.items() if name not in shared}
        if fresh:
            caches["pages"].set_many({name: str(html) for name, html in fresh.items()}, SECONDS)
        found |= {key: SafeString((shared | fresh)[name]) for name, key in missing.items()}
        if len(_near) + len(found) > MOST:
            _near.clear()
        _near.update(found)
    return found


@cache
def release() -> str:
    """Return a digest of what draws the pieces: templates, components, the sprite's address."""
    digest = hashlib.blake2b(static(SPRITE).encode(), digest_size=20)
    base = Path(settings.BASE_DIR)
    sources = [*(base / "templates").rglob("*.html"), *base.glob("marketplace/kernel/**/*.py")]
    for path in sorted([*sources, *base.glob("*/templatetags/*.py")]):
        digest.update(str(path.relative_to(base)).encode() + path.read_bytes())
    return digest.hexdigest()
