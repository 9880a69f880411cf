"""Icons: drawings of one vendored sprite."""

import re
from functools import cache, lru_cache
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

SPRITE = "vendor/bootstrap-icons/sprite.svg"


@cache
def icon_names() -> frozenset[str]:
    """Return the names the sprite has drawings for."""
    text = (Path(settings.BASE_DIR) / "static" / SPRITE).read_text(encoding="utf-8")
    return frozenset(re.findall(r'<symbol id="([^"]+)"', text))


# A page draws dozens of the same few; the sprite's address stays while the process lives.
@lru_cache(maxsize=1000, typed=True)
def icon(name: str, *, label: str = "") -> SafeString:
    """Draw an icon. With `label` it is read aloud; without, it only decorates words beside it."""
    if name not in icon_names():
        raise LookupError(f"no icon called {name!r} in static/{SPRITE}")
    href = f"{static(SPRITE)}#{name}"
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, href
        )
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}"></use></svg>', href
    )
