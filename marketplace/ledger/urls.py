"""URLs of the wallet."""

from django.urls import path

from . import views

app_name = "ledger"
urlpatterns = [
    path("", views.wallet, name="wallet"),
    path("billing/", views.billing, name="billing"),
    path("documents/", views.documents, name="documents"),
    path("documents/<str:number>.pdf", views.document_pdf, name="document_pdf"),
    path("documents/<str:number>/", views.document, name="document"),
    path("statement/", views.statement, name="statement"),
    path("statement/<str:month>/", views.statement_month, name="statement_month"),
    path("statement.pdf", views.statement_pdf, name="statement_pdf"),
    path("statement.csv", views.statement_csv, name="statement_csv"),
    path("deposit/", views.deposit, name="deposit"),
    path("deposit/<uuid:token>/", views.deposit_pay, name="deposit_pay"),
    path("deposit/<uuid:token>/return/", views.deposit_return, name="deposit_return"),
    path("payout-details/", views.payout_method, name="payout_method"),
    path("payouts/", views.payouts, name="payouts"),
    path("withdraw/", views.withdraw, name="withdraw"),
    path("withdraw/<int:pk>/cancel/", views.withdraw_cancel, name="withdraw_cancel"),
]
