"""The key in a form by which a second sending of it is known.

Each rendering makes a new one, except where the form is shown again because it was refused: then
nothing was done under the key, and it stays. What a repeat is worth is for the views to say.
"""

import uuid

from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

# The field's name in every such form.
FIELD = "form_key"


def parse_key(text: str) -> uuid.UUID | None:
    """Return the key that came with a form, or None if there is none to speak of."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def sent_key(request: HttpRequest) -> uuid.UUID | None:
    """Return the key of the form that was sent, or None."""
    return parse_key(request.POST.get(FIELD, "")) if request.method == "POST" else None


def key_input(request: HttpRequest, url: str = "") -> SafeString:
    """Return the hidden field with the key, for a form that posts to `url` or to this page."""
    is_shown_again = url in ("", request.path)
    key = (sent_key(request) if is_shown_again else None) or uuid.uuid4()
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, key)
