"""The page frame: navigation by role, counters on demand."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory

from accounts.models import User
from marketplace.kernel import context
from tests.factories.accounts import make_influencer, make_moderator, make_sponsor, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def providers(monkeypatch):
    """Start without any provider; what a test registers is forgotten after it."""
    registered: list = []
    monkeypatch.setattr(context, "_providers", registered)
    return registered


def frame_of(user, path="/"):
    request = RequestFactory().get(path)
    request.user = user
    return context.Chrome(request)


@pytest.mark.parametrize(
    ("make", "labels"),
    [
        (
            lambda: make_sponsor().user,
            ["Dashboard", "Campaigns", "Influencers", "Ads", "Wallet"],
        ),
        (lambda: make_influencer().user, ["Dashboard", "Campaigns", "Ads", "Wallet"]),
        (make_moderator, ["Dashboard", "Moderation"]),
        (make_user, ["Dashboard"]),
        (AnonymousUser, ["Find influencers"]),
    ],
)
def test_each_role_has_its_places(make, labels):
    assert [item.label for item in frame_of(make()).nav] == labels


def test_campaigns_means_ones_own_to_a_sponsor_and_all_to_an_influencer():
    def campaigns(user):
        return next(item.url for item in frame_of(user).nav if item.label == "Campaigns")

    assert campaigns(make_sponsor().user) == "/campaigns/mine/"
    assert campaigns(make_influencer().user) == "/campaigns/"


@pytest.mark.parametrize(
    ("path", "section"), [("/ads/7/", "/ads/"), ("/campaigns/mine/", "/campaigns/"), ("/x/", "")]
)
def test_a_page_belongs_to_the_section_its_path_begins_with(path, section):
    assert frame_of(make_sponsor().user, path).here == section


def test_counters_are_merged_and_asked_for_once(providers):
    asked = []
    context.register_chrome(lambda request: asked.append(1) or {"ads_waiting": 3})
    context.register_chrome(lambda request: {"unread_notifications": 2})
    frame = frame_of(make_sponsor().user)
    assert asked == []
    assert frame.counters == {"ads_waiting": 3, "unread_notifications": 2}
    assert frame.counters["ads_waiting"] == 3
    assert asked == [1]


def test_a_visitor_costs_no_counter(providers):
    context.register_chrome(lambda request: pytest.fail("asked"))
    assert frame_of(AnonymousUser()).counters == {}


def test_a_provider_is_kept_once(providers):
    def provider(request):
        return {}

    context.register_chrome(provider)
    context.register_chrome(provider)
    assert providers == [provider]


def test_a_misspelt_counter_fails(providers):
    context.register_chrome(lambda request: {"ads_wating": 1})
    with pytest.raises(LookupError, match="ads_wating"):
        frame_of(make_sponsor().user).counters


def test_the_frame_shows_counters_balance_and_the_current_place(client, providers):
    context.register_chrome(
        lambda request: {
            "ads_waiting": 3,
            "unread_notifications": 2,
            "wallet_balance_minor": 418000,
        }
    )
    client.force_login(make_sponsor().user)
    html = client.get("/accounts/email/").content.decode()
    assert '3<span class="visually-hidden"> waiting</span>' in html
    assert '2<span class="visually-hidden"> unread</span>' in html
    assert "$4,180.00" in html
    assert 'aria-current="page">E-mail<' in html
    assert "Demo site: people and money here are invented." in html


def test_the_last_page_of_all_needs_nothing():
    html = render_to_string("500.html")
    assert "Something broke on our side" in html


def test_expressions_of_all_providers_cost_one_query(providers, django_assert_num_queries):
    user = make_sponsor().user
    make_influencer()
    context.register_chrome(lambda request: {"ads_waiting": 3})
    context.register_chrome(
        lambda request: {"unread_notifications": lambda: context.count_of(User.objects.all())}
    )
    context.register_chrome(
        lambda request: {
            "unread_messages": lambda: context.count_of(User.objects.none()),
            "wallet_balance_minor": lambda: context.value_of(
                User.objects.filter(pk=context.READER), "pk"
            ),
        }
    )
    frame = frame_of(user)
    with django_assert_num_queries(1):
        assert frame.counters == {
            "ads_waiting": 3,
            "unread_notifications": 2,
            "unread_messages": 0,
            "wallet_balance_minor": user.pk,
        }


def own_id():
    return context.value_of(User.objects.filter(pk=context.READER), "pk")


def test_a_question_kept_as_sql_is_answered_for_each_reader_anew(providers):
    context.register_chrome(lambda request: {"ads_waiting": own_id})
    for user in (make_sponsor().user, make_influencer().user):
        assert frame_of(user).counters == {"ads_waiting": user.pk}
