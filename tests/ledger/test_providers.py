"""The payment provider of the demo."""

import pytest
from django.test import Client


@pytest.mark.django_db
def test_the_demos_provider_says_that_it_has_no_webhook(client: Client) -> None:
    assert client.post("/payments/process/dummy/").status_code == 404
