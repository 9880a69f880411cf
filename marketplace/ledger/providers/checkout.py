"""Stripe Checkout: django-payments' provider, fitted to today's `stripe` and to our deposits.

The library's provider reads Stripe's objects as dicts, which they are no longer, lets a wrong
signature become an error page, and compares no amounts.
"""

import json
import logging
from typing import Any

import stripe
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, JsonResponse
from payments import PaymentError
from payments.stripe import StripeProviderV3
from payments.stripe.providers import stripe_enabled_events as SESSION_EVENTS  # noqa: N812

from ..models import Deposit
from .amounts import to_stripe
from .sessions import kept, session_id, take_session
from .takebacks import TAKEBACK_EVENTS, take_back

logger = logging.getLogger(__name__)

VARIANT = "stripe"
# Seconds to connect and to wait for an answer. With one more try this stays below the 30 s after
# which gunicorn gives a request up.
TIMEOUT = (3.05, 8)
RETRIES = 1


class NotOurs(PaymentError):
    """A genuine event that is none of this site's business: answered 200, or Stripe repeats it."""

    def __init__(self, message: str) -> None:
        super().__init__(message, code=200)


class StripeProvider(StripeProviderV3):
    """The library's provider; see the module for what is different."""

    def __init__(self, **config: Any) -> None:
        super().__init__(**config)
        stripe.default_http_client = stripe.RequestsClient(timeout=TIMEOUT)
        stripe.max_network_retries = RETRIES

    # --- Asking Stripe ------------------------------------------------------------------------

    def create_session(self, payment: Deposit) -> dict[str, Any]:
        """Have Stripe make the page to pay on; asking again for one deposit gives the same page.

        Raises PaymentError if Stripe refuses or does not answer.
        """
        about = {"deposit": payment.token, "site": settings.SITE_URL}
        try:
            session = stripe.checkout.Session.create(
                api_key=self.api_key,
                idempotency_key=f"deposit:{payment.token}",
                mode="payment",
                client_reference_id=payment.token,
                customer_email=payment.billing_email,
                line_items=self.get_line_items(payment),
                success_url=payment.get_success_url(),
                cancel_url=f"{payment.get_failure_url()}?left=yes",
                metadata=about,
                # Charges inherit these, so that refunds name their deposit.
                payment_intent_data={"metadata": about},
                # What is paid, refunded and disputed stays in the site's own currency.
                adaptive_pricing={"enabled": False},
            )
        except stripe.StripeError as error:
            raise PaymentError(str(error)) from error
        if not session.url:
            raise PaymentError("Stripe made a session without a page to pay on.")
        return kept(session.to_dict())

    def get_line_items(self, payment: Deposit) -> list[Any]:
        """Return the library's one item, named for people and counted in Stripe's units."""
        items: list[Any] = super().get_line_items(payment)
        price = items[0]["price_data"]
        price["unit_amount"] = to_stripe(payment.amount_minor, payment.currency)
        price["product_data"]["name"] = payment.get_purchased_items()[0].name
        return items

    def status(self, payment: Deposit) -> Deposit:
        """Ask Stripe how the payment stands, in case its event is late; return the fresh row.

        Asks once and briefly: somebody is waiting. Raises PaymentError if Stripe does not answer.
        """
        known = session_id(payment)
        if not known:
            return payment
        try:
            session = stripe.checkout.Session.retrieve(
                known, api_key=self.api_key, max_network_retries=0
            )
        except stripe.StripeError as error:
            raise PaymentError(str(error)) from error
        with transaction.atomic():
            take_session(_locked(payment.pk), session.to_dict())
        payment.refresh_from_db()
        return payment

    def _metadata_of_payment(self, intent: str) -> dict[str, Any]:
        """Ask Stripe what we noted at a payment; raises PaymentError (503) for no answer."""
        try:
            found = stripe.PaymentIntent.retrieve(
                intent, api_key=self.api_key, max_network_retries=0
            )
        except stripe.InvalidRequestError as error:
            raise NotOurs("Stripe does not know this payment.") from error
        except stripe.StripeError as error:
            raise PaymentError("Stripe did not say what this is about.", code=503) from error
        metadata: dict[str, Any] = found.to_dict().get("metadata") or {}
        return metadata

    # --- Being told by Stripe -----------------------------------------------------------------

    def return_event_payload(self, request: HttpRequest) -> dict[str, Any]:
        """Return the event, its signature verified by the library.

        Raises PaymentError (400) for anything that Stripe did not sign for this endpoint just
        now, and for a test payment at a site that takes real money or the other way round.
        """
        try:
            super().return_event_payload(request)
            event = json.loads(request.body)
            subject = event["data"]["object"]
        except (stripe.SignatureVerificationError, ValueError) as error:
            # Also what a wrong STRIPE_ENDPOINT_SECRET looks like.
            logger.warning("A callback is not signed by Stripe for this site: %s", error)
            raise PaymentError("This is not signed by Stripe for this site.", code=400) from error
        except (AttributeError, KeyError, TypeError) as error:
            raise PaymentError("This is not an event of Stripe's.", code=400) from error
        if not isinstance(subject, dict):
            raise PaymentError("This event has no subject.", code=400)
        if bool(event.get("livemode")) is not ("_live_" in self.api_key):
            raise PaymentError("The event and STRIPE_API_KEY are of different modes.", code=400)
        return event  # type: ignore[no-any-return]

    def get_token_from_request(self, payment: Deposit | None, request: HttpRequest) -> str:
        """Return the token of the deposit that the request's event is about.

        Raises PaymentError for a request that is no such event, NotOurs for a genuine one about
        something else.
        """
        return self._token(self.return_event_payload(request))

    def process_data(self, payment: Deposit, request: HttpRequest) -> JsonResponse:
        """Take an event in: confirm, reject, charge back or reinstate, once."""
        try:
            event = self.return_event_payload(request)
            if self._token(event) != payment.token:
                raise PaymentError("This event is about another payment.", code=400)
        except PaymentError as error:
            return JsonResponse({"error": str(error)}, status=error.code or 400)
        kind, subject = event["type"], event["data"]["object"]
        with transaction.atomic():
            deposit = _locked(payment.pk)
            if kind in TAKEBACK_EVENTS:
                take_back(deposit, kind, subject)
            else:
                has_failed = kind == "checkout.session.async_payment_failed"
                take_session(deposit, subject, has_failed=has_failed)
        return JsonResponse({"status": "OK"})

    def _token(self, event: dict[str, Any]) -> str:
        """Return the token of the deposit an event is about; see `get_token_from_request`."""
        kind, subject = event.get("type"), event["data"]["object"]
        if kind in SESSION_EVENTS:
            return _known(subject.get("client_reference_id"), subject.get("metadata"))
        if kind in TAKEBACK_EVENTS:
            return self._token_of_payment(subject)
        raise NotOurs(f"Events of the type {kind} are not used here.")

    def _token_of_payment(self, subject: dict[str, Any]) -> str:
        """Return the token of the deposit that a charge or a dispute is about.

        A charge names it. A dispute only names the payment, which we know once it is confirmed;
        before that Stripe is asked.
        """
        metadata = subject.get("metadata") or {}
        if "deposit" in metadata:
            return _known(metadata["deposit"], metadata)
        intent = subject.get("payment_intent")
        if not intent:
            raise NotOurs("This was paid without a payment intent, so not through this site.")
        deposits = Deposit.objects.filter(variant=VARIANT)
        token = deposits.filter(transaction_id=intent).values_list("token", flat=True).first()
        if token:
            return str(token)
        metadata = self._metadata_of_payment(intent)
        token = _known(metadata.get("deposit"), metadata)
        deposits.filter(token=token).update(transaction_id=intent)
        return token


def _known(token: str | None, metadata: dict[str, Any] | None) -> str:
    """Return the token if a deposit has it.

    Raises NotOurs for another site's, and PaymentError (404) if this site asked for a payment
    that it knows nothing of, which somebody must look into: Stripe goes on telling.
    """
    if token and Deposit.objects.filter(token=token, variant=VARIANT).exists():
        return token
    if token and (metadata or {}).get("site") == settings.SITE_URL:
        logger.error("Stripe tells of the deposit %r, which does not exist", token)
        raise PaymentError("This deposit does not exist.", code=404)
    raise NotOurs("This was not paid through this site.")


def _locked(pk: int) -> Deposit:
    """Return the deposit with its row locked, so that events wait for each other."""
    deposit: Deposit = Deposit.objects.select_for_update(of=("self",)).get(pk=pk)
    return deposit
