"""The site's WSGI application, with everything read before gunicorn forks.

A killed worker's successor serves at once, so that kills hit work and not its beginning.
"""

from django.template.loader import get_template
from django.urls import get_resolver

from marketplace.wsgi import application
from tests.servers import ROOT

__all__ = ["application"]

get_resolver().url_patterns  # reads the URL table, and with it all views
for path in (ROOT / "templates").rglob("*.html"):
    get_template(str(path.relative_to(ROOT / "templates")))
