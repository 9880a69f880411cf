"""URLs of ads. Each transition has its own, hyphens for underscores."""

from django.urls import path

from ads import views

app_name = "ads"
urlpatterns = [
    path("", views.ad_list, name="list"),
    path("new/", views.create, name="create"),
    path("calendar/", views.calendar_feed, name="calendar_feed"),
    path("calendar.ics", views.calendar, name="calendar"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/delete/", views.delete, name="delete"),
    path("<int:pk>/duplicate/", views.duplicate, name="duplicate"),
    path("<int:pk>/send/", views.send, name="send"),
    path("<int:pk>/counter/", views.counter, name="counter"),
    path("<int:pk>/accept/", views.accept, name="accept"),
    path("<int:pk>/decline/", views.decline, name="decline"),
    path("<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("<int:pk>/fund/", views.fund, name="fund"),
    path("<int:pk>/submit/", views.submit, name="submit"),
    path("<int:pk>/request-changes/", views.request_changes, name="request_changes"),
    path("<int:pk>/approve/", views.approve, name="approve"),
    path("<int:pk>/post-live/", views.post_live, name="post_live"),
    path("<int:pk>/reject-live/", views.reject_live, name="reject_live"),
    path("<int:pk>/complete/", views.complete, name="complete"),
    path("<int:pk>/cancel/", views.cancel, name="cancel"),
    path("<int:pk>/cancel-overdue/", views.cancel_overdue, name="cancel_overdue"),
    path("<int:pk>/cancel-agreed/", views.cancel_agreed, name="cancel_agreed"),
    path("<int:pk>/dispute/", views.dispute, name="dispute"),
    path("<int:pk>/statement/", views.statement, name="statement"),
    path("<int:pk>/withdraw-dispute/", views.withdraw_dispute, name="withdraw_dispute"),
    path("<int:pk>/settle/", views.settle, name="settle"),
    path("<int:pk>/proposals/", views.proposals, name="proposals"),
    path(
        "<int:pk>/proposals/<int:proposal_pk>/accept/",
        views.proposal_accept,
        name="proposal_accept",
    ),
    path(
        "<int:pk>/proposals/<int:proposal_pk>/decline/",
        views.proposal_decline,
        name="proposal_decline",
    ),
    path(
        "<int:pk>/proposals/<int:proposal_pk>/withdraw/",
        views.proposal_withdraw,
        name="proposal_withdraw",
    ),
    path("<int:pk>/results/", views.results, name="results"),
    path("<int:pk>/live-checks/<int:day>/", views.live_check, name="live_check"),
    path("<int:pk>/product/", views.product, name="product"),
    path("<int:pk>/messages/", views.messages_view, name="messages"),
    path("<int:pk>/messages/news/", views.news, name="news"),
    path("<int:pk>/rate/", views.rate, name="rate"),
    path("<int:pk>/reply/", views.rating_reply, name="rating_reply"),
    path("<int:pk>/contract.pdf", views.contract, name="contract"),
    path("<int:pk>/files/<int:file_pk>/", views.file, name="file"),
]
