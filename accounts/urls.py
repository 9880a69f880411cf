"""URLs of users and profiles. `/accounts/signup/` stands before allauth's page of that name."""

from django.urls import path, re_path, register_converter

from accounts.converters import HandleConverter
from accounts.views import avatars, blocks, data, influencers, profile, signup, sponsors

register_converter(HandleConverter, "handle")

app_name = "accounts"
urlpatterns = [
    path("accounts/signup/", signup.signup, name="signup"),
    path("accounts/signup/sponsor/", signup.signup_sponsor, name="signup_sponsor"),
    path("accounts/signup/influencer/", signup.signup_influencer, name="signup_influencer"),
    path("settings/profile/", profile.profile_edit, name="profile_edit"),
    path("settings/data/", data.data, name="data"),
    path("settings/blocks/", blocks.blocks, name="blocks"),
    path("settings/blocks/<int:pk>/unblock/", blocks.unblock, name="unblock"),
    # The path that storage gives the file, MEDIA_URL included.
    re_path(r"^media/avatars/(?P<name>[0-9A-Za-z_]+)\.webp$", avatars.avatar, name="avatar"),
    path("influencers/", influencers.influencer_list, name="influencer_list"),
    path("influencers/<handle:handle>/", influencers.influencer_detail, name="influencer_detail"),
    path("influencers/<handle:handle>/block/", blocks.influencer_block, name="influencer_block"),
    path("sponsors/<handle:handle>/", sponsors.sponsor_detail, name="sponsor_detail"),
    path("sponsors/<handle:handle>/block/", blocks.sponsor_block, name="sponsor_block"),
]
