"""URLs of exports."""

from django.urls import path

from marketplace.exports import views

app_name = "exports"
urlpatterns = [
    path("", views.export_list, name="list"),
    path("news/", views.export_news, name="news"),
    path("<int:pk>/again/", views.export_again, name="again"),
    path("<int:pk>/download/", views.export_download, name="download"),
]
