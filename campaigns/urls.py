"""URLs of campaigns and interests."""

from django.urls import path

from campaigns.views import browsing, detail, editing, interests, mine, moves

app_name = "campaigns"
urlpatterns = [
    path("", browsing.campaign_list, name="list"),
    path("new/", editing.campaign_create, name="create"),
    path("mine/", mine.campaign_mine, name="mine"),
    path("<int:pk>/", detail.campaign_detail, name="detail"),
    path("<int:pk>/edit/", editing.campaign_edit, name="edit"),
    path("<int:pk>/publish/", moves.campaign_publish, name="publish"),
    path("<int:pk>/pause/", moves.campaign_pause, name="pause"),
    path("<int:pk>/resume/", moves.campaign_resume, name="resume"),
    path("<int:pk>/close/", moves.campaign_close, name="close"),
    path("<int:pk>/save/", browsing.campaign_save, name="save"),
    path("<int:pk>/interest/", interests.interest_show, name="interest"),
    path("<int:pk>/interest/withdraw/", interests.interest_withdraw, name="interest_withdraw"),
    path("<int:pk>/interests/", interests.interest_list, name="interests"),
    path(
        "<int:pk>/interests/<int:interest_pk>/", interests.interest_detail, name="interest_detail"
    ),
    path(
        "<int:pk>/interests/<int:interest_pk>/decline/",
        interests.interest_decline,
        name="interest_decline",
    ),
]
