"""Signing up, both roles, and being verified."""

import re

from playwright.sync_api import expect

from tests.journeys.browsing import CODE, Person

NEW_PASSWORD = "a tin of blue paint"


def sign_up(somebody: Person, role: str, *, email: str, profile: dict[str, object]) -> None:
    """Choose a role, fill its form in, and confirm the address with the code from the mail."""
    somebody.open("/")
    with somebody.page.expect_navigation():
        header = somebody.page.get_by_role("banner")
        header.get_by_role("link", name="Sign up", exact=True).click()
    with somebody.page.expect_navigation():
        somebody.main().get_by_role("link", name=re.compile(rf"Sign up as an? {role}$")).click()
    expect(somebody.page).to_have_url(re.compile(f"/accounts/signup/{role}/$"))
    somebody.fill_in(
        {"E-mail address": email, "Password": NEW_PASSWORD, "Password again": NEW_PASSWORD}
        | profile
        | {
            "I accept the terms and have read the privacy notice": True,
            "I am of full age where I live": True,
        }
    )
    somebody.press(f"Sign up as {'an' if role == 'influencer' else 'a'} {role}")
    somebody.is_at("Confirm your e-mail address")
    confirm_address(somebody, email=email)


def confirm_address(somebody: Person, *, email: str) -> None:
    """Type the code from the mail."""
    mail = somebody.mail("code", to=email)
    assert f"you confirm that {email} is yours" in mail
    code = CODE.search(mail)
    assert code, f"no code was mailed to {email}"
    somebody.main().get_by_label("Code", exact=True).fill(code[1])
    somebody.press("Confirm the code")
    expect(somebody.page).to_have_url(re.compile("/dashboard/$"))


def sponsor_profile(*, name: str, handle: str) -> dict[str, object]:
    """Return what a sponsor types about itself."""
    return {
        "Company": f"{name} Ltd",
        "Industry": "Outdoor gear",
        "Country": "Germany",
        "Website (optional)": "https://tentpole.example.com",
        "About you (optional)": "Tents that two people can carry.",
        "Display name": name,
        "Handle": handle,
    }


def influencer_profile(*, name: str, handle: str) -> dict[str, object]:
    """Return what an influencer types about itself."""
    return {
        "Display name": name,
        "Handle": handle,
        "Country": "Canada",
        "Category": "Outdoor",
        "Niche (optional)": "canoe trips",
        "Bio (optional)": "Lakes, portages and what I cook between them.",
        "Languages": "English",
        "Platform": "YouTube",
        "Name on that platform": handle,
        "Address of the channel": f"https://youtube.example.com/@{handle}",
        "Followers": 48_200,
        "Average views (optional)": 9_100,
        "Engagement rate (optional)": "4.2",
    }


def verify_in_the_console(moderator: Person, company: str) -> None:
    """Find the sponsor in the admin's queue and verify it."""
    moderator.open("/admin/accounts/sponsorprofile/?verification__exact=unverified")
    row = moderator.main().get_by_role("row", name=company)
    row.get_by_role("checkbox").check()
    moderator.main().get_by_label("Action:").select_option(label="Verify")
    moderator.press("Go")
    expect(moderator.page.get_by_text(f"Verified: {company}.")).to_be_visible()
    expect(moderator.main().get_by_role("row", name=company)).to_have_count(0)
