"""How the log reads."""

import logging


class Briefly(logging.Filter):
    """Says an expected failure in one line: the exception's words instead of its stack."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Shorten the record; never drop it."""
        if record.exc_info and record.exc_info[1]:
            record.msg = f"{record.getMessage()}: {record.exc_info[1]}"
            record.args = ()
            record.exc_info = record.exc_text = None
        return True
