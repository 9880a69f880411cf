"""URLs of reports to sponsors, below those of campaigns."""

from django.urls import path, register_converter

from marketplace.digests import views
from marketplace.digests.converters import MonthConverter

register_converter(MonthConverter, "month")

app_name = "digests"
urlpatterns = [
    path("reports/", views.report_list, name="report_list"),
    path("reports/<month:month>/", views.report, name="report"),
    path("reports/<month:month>.csv", views.report_csv, name="report_csv"),
    path("reports/<month:month>.pdf", views.report_pdf, name="report_pdf"),
    path("<id:pk>/report.csv", views.campaign_csv, name="campaign_csv"),
    path("<id:pk>/report.pdf", views.campaign_pdf, name="campaign_pdf"),
]
