"""The payment provider of the demo."""

from typing import NoReturn

from django.http import HttpRequest
from payments import PaymentError
from payments.core import BasicProvider
from payments.dummy import DummyProvider


class DemoProvider(DummyProvider):
    """The library's dummy. It has no webhook, and says so instead of failing."""

    def get_token_from_request(
        self, payment: BasicProvider | None, request: HttpRequest
    ) -> NoReturn:
        """Raise PaymentError: nobody calls the demo's provider back but the payer's browser."""
        raise PaymentError("This provider has no webhook.", code=404)
