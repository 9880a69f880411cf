"""The console's page that asks for words before something is done."""

from django.contrib import admin
from django.forms import Form
from django.http import HttpRequest
from django.template.response import TemplateResponse


def ask(
    model_admin: admin.ModelAdmin,
    request: HttpRequest,
    form: Form,
    *,
    title: str,
    text: str,
    button: str,
    back_url: str,
) -> TemplateResponse:
    """Show what will happen, the form, and a button that says what it does."""
    context = {
        **model_admin.admin_site.each_context(request),
        "title": title,
        "text": text,
        "button": button,
        "back_url": back_url,
        "form": form,
        "opts": model_admin.opts,
    }
    return TemplateResponse(request, "admin/ads/ask.html", context)
