"""The site's URL table; every path here is a contract with bookmarks, mails and scripts."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("marketplace.home.urls")),
    path("", include("accounts.urls")),
    path("campaigns/", include("campaigns.urls")),
    path("campaigns/", include("marketplace.digests.urls")),
    path("ads/", include("ads.urls")),
    path("wallet/", include("marketplace.ledger.urls")),
    path("exports/", include("marketplace.exports.urls")),
    path("", include("marketplace.notifications.urls")),
    path("accounts/", include("allauth.urls")),
    path("payments/", include("payments.urls")),
    path("admin/", admin.site.urls),
]
if settings.DEBUG or settings.DEMO:
    urlpatterns.append(path("dev/", include("marketplace.kernel.dev_urls")))

handler400 = "marketplace.home.views.errors.bad_request"
handler403 = "marketplace.home.views.errors.permission_denied"
handler404 = "marketplace.home.views.errors.not_found"
handler500 = "marketplace.home.views.errors.server_error"
