"""URLs of the wallet."""

from django.urls import path

from . import views

app_name = "ledger"
urlpatterns = [
    path("", views.wallet, name="wallet"),
    path("statement.csv", views.statement_csv, name="statement_csv"),
    path("deposit/", views.deposit, name="deposit"),
    path("deposit/<uuid:token>/", views.deposit_pay, name="deposit_pay"),
    path("deposit/<uuid:token>/return/", views.deposit_return, name="deposit_return"),
    path("withdraw/", views.withdraw, name="withdraw"),
    path("withdraw/<int:pk>/cancel/", views.withdraw_cancel, name="withdraw_cancel"),
]
