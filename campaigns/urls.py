"""URLs of campaigns and interests."""

from django.urls import path, register_converter

from campaigns.views import browsing, detail, editing, interests, mine, moves
from marketplace.kernel.converters import IdConverter

register_converter(IdConverter, "id")

app_name = "campaigns"
urlpatterns = [
    path("", browsing.campaign_list, name="list"),
    path("new/", editing.campaign_create, name="create"),
    path("mine/", mine.campaign_mine, name="mine"),
    path("<id:pk>/", detail.campaign_detail, name="detail"),
    path("<id:pk>/edit/", editing.campaign_edit, name="edit"),
    path("<id:pk>/publish/", moves.campaign_publish, name="publish"),
    path("<id:pk>/pause/", moves.campaign_pause, name="pause"),
    path("<id:pk>/resume/", moves.campaign_resume, name="resume"),
    path("<id:pk>/close/", moves.campaign_close, name="close"),
    path("<id:pk>/save/", browsing.campaign_save, name="save"),
    path("<id:pk>/interest/", interests.interest_show, name="interest"),
    path("<id:pk>/interest/withdraw/", interests.interest_withdraw, name="interest_withdraw"),
    path("<id:pk>/interests/", interests.interest_list, name="interests"),
    path("<id:pk>/interests/<id:interest_pk>/", interests.interest_detail, name="interest_detail"),
    path(
        "<id:pk>/interests/<id:interest_pk>/decline/",
        interests.interest_decline,
        name="interest_decline",
    ),
]
