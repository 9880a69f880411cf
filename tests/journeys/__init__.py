"""Stories in real browsers against the whole site."""

import pytest

# The steps assert in modules that are no tests; their failures are to be spelled out too.
pytest.register_assert_rewrite(
    *(
        f"tests.journeys.{name}"
        for name in ("browsing", "contracts", "money", "rooms", "signing_up")
    )
)
