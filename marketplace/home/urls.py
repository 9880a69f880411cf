"""URLs of the front hall."""

from django.urls import path

from marketplace.home.views import dashboard, health, pages

app_name = "home"
urlpatterns = [
    path("", pages.landing, name="landing"),
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("terms/", pages.terms, name="terms"),
    path("privacy/", pages.privacy, name="privacy"),
    path("robots.txt", pages.robots, name="robots"),
    path("healthz/", health.healthz, name="healthz"),
    path("readyz/", health.readyz, name="readyz"),
]
