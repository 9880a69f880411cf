"""Preview pages, reachable with DEBUG or DEMO and from loopback only."""

from django.urls import path

from marketplace.kernel import dev_views as views

app_name = "dev"
urlpatterns = [
    path("mails/", views.mails, name="mails"),
    path("mails/sent/", views.outbox, name="outbox"),
    path("mails/sent/<int:pk>/", views.outbox_mail, name="outbox_mail"),
    path("mails/sent/<int:pk>/files/<int:file_pk>/", views.outbox_file, name="outbox_file"),
    path("mails/sent/<int:pk>/html/", views.outbox_mail_html, name="outbox_mail_html"),
    path("mails/kinds/<path:kind>/html/", views.mail_html, name="mail_html"),
    path("mails/kinds/<path:kind>/", views.mail, name="mail"),
    path("components/", views.components, name="components"),
]
