"""The payment provider of the demo."""

from typing import NoReturn

from django.http import Http404, HttpRequest
from payments import PaymentError
from payments.core import BasicProvider
from payments.dummy import DummyProvider

from ..models import Deposit


class DemoProvider(DummyProvider):
    """The library's dummy, paid on our own page by the deposit's owner and nowhere else."""

    def get_token_from_request(
        self, payment: BasicProvider | None, request: HttpRequest
    ) -> NoReturn:
        """Raise PaymentError: nobody calls the demo's provider back but the payer's browser."""
        raise PaymentError("This provider has no webhook.", code=404)

    def process_data(self, payment: Deposit, request: HttpRequest) -> NoReturn:
        """Raise Http404: the library would confirm the payment for anybody, on a plain GET."""
        raise Http404("The demo's payments are made on their own page.")

    def status(self, payment: Deposit) -> Deposit:
        """Return the payment as it is: there is nobody to ask."""
        return payment
