"""What a handle may look like in an address: anything else is no page, and asks no database."""


class HandleConverter:
    """Letters, digits, dots, hyphens and underscores; capitals are led to the small form."""

    regex = r"[A-Za-z0-9._-]{1,30}"

    def to_python(self, value: str) -> str:
        """Return the handle as it was typed."""
        return value

    def to_url(self, value: str) -> str:
        """Return the handle."""
        return value
