"""The one exception that speaks to people."""


class Refused(Exception):
    """An action was refused for a reason its user may read.

    The message is a plain sentence that says what is wrong and, where there is one, how to
    mend it; `field` names the form field it belongs to, if it belongs to one. Views show it;
    nothing was changed when it is raised.
    """

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field
