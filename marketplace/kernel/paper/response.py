"""Paper handed out: a PDF to look at in the browser, kept by nobody on the way."""

from django.http import HttpResponse


def pdf_response(content: bytes, *, filename: str) -> HttpResponse:
    """Return a PDF as an answer; saved, it is called `filename`."""
    response = HttpResponse(content, "application/pdf")
    response["Content-Disposition"] = f'inline; filename="{filename}"'
    response["Cache-Control"] = "private, no-store"
    return response
