"""The one exception that speaks to people."""


class Refused(Exception):
    """An action was refused for a reason its user may read.

    The message is a plain sentence that says what is wrong and, where there is one, how to
    mend it. Views show it; nothing was changed when it is raised.
    """
