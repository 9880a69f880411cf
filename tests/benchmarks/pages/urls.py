"""The site's URLs and the page made of constants."""

from django.urls import path

from marketplace.urls import handler400, handler403, handler404, handler500, urlpatterns
from tests.benchmarks.pages.constants import constant_page

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [path("constant/", constant_page), *urlpatterns]
