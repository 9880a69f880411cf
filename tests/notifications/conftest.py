"""A kind of mail with templates of its own."""

from tests.kernel.mail.conftest import greeting

__all__ = ["greeting"]
