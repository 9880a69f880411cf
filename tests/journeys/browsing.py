"""A person at a browser: one context with its own cookies, and a memory of what went wrong."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Response,
    expect,
)

from marketplace.seeding.demo.people import (
    INFLUENCER_LOGIN,
    MODERATOR_LOGIN,
    PASSWORD,
    SPONSOR_LOGIN,
)
from tests.servers import Site

PATIENCE = 30_000  # milliseconds; CI's machine may be busy
DEMO_LOGINS = {
    "sponsor": SPONSOR_LOGIN,
    "influencer": INFLUENCER_LOGIN,
    "moderator": MODERATOR_LOGIN,
}
CODE = re.compile(r"^ *([A-Z0-9]{4}-[A-Z0-9]{4})$", re.MULTILINE)

expect.set_options(timeout=PATIENCE)


class Person:
    """Somebody with a browser of their own."""

    def __init__(self, name: str, context: BrowserContext) -> None:
        self.name = name
        self.context = context
        self.page: Page = context.new_page()
        self.problems: list[str] = []
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.problems.append(f"script: {error.error}"))
        context.on("response", self._see)

    def _hear(self, message: ConsoleMessage) -> None:
        """Remember errors; a violation of the content policy is one."""
        if message.type == "error":
            where = message.page.url if message.page else ""
            self.problems.append(f"console on {where}: {message.text}")

    def _see(self, response: Response) -> None:
        if response.status >= 500:
            self.problems.append(f"{response.status} from {response.url}")

    def main(self) -> Locator:
        """Return the page's main part, without the frame."""
        return self.page.get_by_role("main")

    def open(self, path: str) -> None:
        """Go to a page by its address."""
        self.page.goto(path)

    def press(self, words: str) -> None:
        """Press the button that says exactly `words` and wait for the page it leads to."""
        button = self.main().get_by_role("button", name=words, exact=True)
        with self.page.expect_navigation():
            button.click()

    def follow(self, words: str) -> None:
        """Follow the link in the page's main part that says exactly `words`."""
        with self.page.expect_navigation():
            self.main().get_by_role("link", name=words, exact=True).click()

    def go_to(self, words: str) -> None:
        """Follow a link of the main navigation, whatever its counter says."""
        nav = self.page.get_by_role("navigation", name="Main")
        with self.page.expect_navigation():
            nav.get_by_role("link", name=re.compile(rf"^{words}\b")).click()

    def fill_in(self, values: Mapping[str, Any], *, within: Locator | None = None) -> None:
        """Fill fields by their labels: text to type, an option's words, or True to tick."""
        form = within or self.main()
        for label, value in values.items():
            field = form.get_by_label(label, exact=True)
            if value is True:
                field.check()
            elif field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(label=value)
            else:
                field.fill(str(value))

    def reads(self, *texts: str) -> None:
        """Check that each of `texts` is on the page for this person to see."""
        for text in texts:
            expect(self.main().get_by_text(text).first).to_be_visible()

    def is_told(self, text: str) -> None:
        """Check that the page announces exactly `text`."""
        notices = self.main().locator("[role=status], [role=alert]")
        expect(notices.get_by_text(text, exact=True)).to_be_visible()

    def is_at(self, heading: str) -> None:
        """Check the page's one heading of the first level."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)

    def unread(self) -> int:
        """Return how many unread messages the navigation of a fresh page counts."""
        self.go_to("Dashboard")
        link = self.page.get_by_role("banner").get_by_role("link", name=re.compile("^Messages"))
        shown = link.locator(".count").all_inner_texts()
        return int(shown[0].split()[0]) if shown else 0

    def mail(self, subject: str, *, to: str) -> str:
        """Read the newest mail to an address with `subject` in it, in a second tab."""
        tab = self.context.new_page()
        tab.goto(f"/dev/mails/sent/?to={to}")
        tab.get_by_role("main").get_by_role("link", name=subject).first.click()
        expect(tab.get_by_role("heading", level=1)).to_contain_text(subject)
        text = tab.get_by_role("heading", name="Text", exact=True).locator("xpath=..").inner_text()
        tab.close()
        return text


@contextmanager
def person(
    browser: Browser, site: Site, name: str, *, pictures: Path, **options: Any
) -> Iterator[Person]:
    """Hand out somebody with a browser; nothing may have gone wrong in it at the end.

    A failure leaves a picture of the page in `pictures`.
    """
    context = browser.new_context(base_url=site.url, **options)
    context.set_default_timeout(PATIENCE)
    somebody = Person(name, context)
    try:
        yield somebody
        assert not somebody.problems, "\n".join(somebody.problems)
    except BaseException:
        somebody.page.screenshot(path=pictures / f"{name}.png", full_page=True)
        raise
    finally:
        context.close()


def log_in(somebody: Person, email: str, password: str = PASSWORD) -> None:
    """Log in through the form."""
    somebody.open("/accounts/login/")
    somebody.main().get_by_role("textbox", name=re.compile("^E-?mail")).fill(email)
    somebody.fill_in({"Password": password})
    somebody.press("Log in")
    expect(somebody.page).to_have_url(re.compile("/dashboard/$"))


def log_in_as(somebody: Person, role: str) -> None:
    """Log in as one of the demo's people."""
    log_in(somebody, DEMO_LOGINS[role])
