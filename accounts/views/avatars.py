"""Avatars, served by the site itself: they are public and their names never come again."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe


@require_safe
def avatar(request: HttpRequest, name: str) -> FileResponse:
    """Serve one avatar. A new picture gets a new name, so browsers keep it for a year."""
    try:
        file = default_storage.open(f"avatars/{name}.webp")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(file, content_type="image/webp")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
