"""A kind of mail with templates of its own, and mail servers."""

import pytest

from tests.kernel.mail.mailbox import SMTP, serving
from tests.servers import free_port


@pytest.fixture
def greeting(monkeypatch, settings, tmp_path):
    """Register the kind "greeting" for one test."""
    from marketplace.kernel.mail import registry

    folder = tmp_path / "templates" / "emails"
    folder.mkdir(parents=True)
    (folder / "greeting.subject.txt").write_text("Hello {{ name }},\nfrom {{ site_name }}\n")
    (folder / "greeting.txt").write_text(
        "{% load tz %}Dear {{ name }}, {{ at|date:'H:i' }}\n{{ site_url }}\n{{ why }}\n"
        "{{ unsubscribe_url|default_if_none:'' }}\n"
    )
    (folder / "greeting.html").write_text("<p>Dear {{ name }}</p>")
    engine = settings.TEMPLATES[0]
    settings.TEMPLATES = [engine | {"DIRS": [*engine["DIRS"], tmp_path / "templates"]}]
    monkeypatch.setattr(registry, "_kinds", dict(registry._kinds))
    registry.register_mail(
        "greeting", why="You get this, because we test.", sample=lambda: {"name": "Ann & Bob"}
    )
    return "greeting"


@pytest.fixture
def mailbox(settings):
    """Have mail sent to a real server, and hand out what arrives there."""
    with serving(settings) as box:
        yield box


@pytest.fixture
def no_server(settings):
    """Have mail sent where nobody listens."""
    settings.EMAIL_BACKEND = SMTP
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()


@pytest.fixture
def patient():
    """Forget that a mail server was silent before and after a test."""
    from marketplace.kernel.mail import sender

    sender.silence.since = None
    yield
    sender.silence.since = None
