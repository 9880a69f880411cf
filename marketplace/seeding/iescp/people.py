"""Users and their profiles."""

from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress

from accounts.actions import index_influencer
from accounts.models import AccountEvent, Channel, Handle, InfluencerProfile, SponsorProfile, User
from accounts.models.profiles import RATING_AXES
from marketplace.ledger.actions import post_opening_balance
from marketplace.seeding.iescp import values
from marketplace.seeding.iescp.source import Row
from marketplace.seeding.iescp.values import NotTaken

if TYPE_CHECKING:
    from marketplace.seeding.iescp.importer import Importer

FLAGGED = "Flagged on the earlier platform."


class PeopleTaker:
    """Takes users together with the profile of their role."""

    def __init__(self, importer: "Importer") -> None:
        self.importer = importer
        source = importer.source
        self.users = {row["id"]: row for row in source.rows("user")}
        names = {row["id"]: row["name"] for row in source.rows("role")}
        self.roles = {row["user_id"]: names.get(row["role_id"]) for row in source.rows("user_role")}

    def take_sponsor(self, row: Row) -> SponsorProfile:
        """Take a sponsor with its user; a moderator verifies it afterwards."""
        user = self._take_user(row, User.Role.SPONSOR)
        name = values.text(row["name"], limit=80, what="name")
        return SponsorProfile.objects.create(
            user=user,
            handle=self._handle(name),
            display_name=name,
            company_name=values.text(row["company_name"], limit=120, what="company"),
            industry=values.text(row["industry"], limit=80, what="industry"),
            description=values.text(row["description"], limit=2000, what="description", default=""),
        )

    def take_influencer(self, row: Row) -> InfluencerProfile:
        """Take an influencer with its user, channel, opening ratings and past earnings."""
        user = self._take_user(row, User.Role.INFLUENCER)
        name = values.text(row["name"], limit=80, what="name")
        total, count = self._ratings(row)
        earnings = values.minor(row["earnings"] or 0, what="earnings")
        followers = values.whole(row["followers"], what="follower count")
        profile = InfluencerProfile.objects.create(
            user=user,
            handle=self._handle(name),
            display_name=name,
            category=self.importer.category(
                values.text(row["category"], limit=60, what="category")
            ),
            niche=values.text(row["niche"], limit=80, what="niche", default=""),
            description=values.text(row["description"], limit=2000, what="description", default=""),
            top_followers=followers,
            rating_sum=total * RATING_AXES,  # one number stands for all of them
            rating_count=count,
            past_earnings_minor=earnings,
        )
        Channel.objects.create(
            influencer=profile,
            platform=values.platform(row["platform"]),
            handle=profile.handle_id,
            followers=followers,
        )
        index_influencer(profile=profile)
        self._open_balance(user, row, earnings)
        return profile

    def report_left_behind(self) -> None:
        """Note the users without a profile, moderators among them."""
        profiled = {
            row["user_id"]
            for table in ("sponsors", "influencers")
            for row in self.importer.source.rows(table)
        }
        for pk in sorted(set(self.users) - profiled):
            role = self.roles.get(pk)
            reason = (
                "moderators are not brought over; create them with createsuperuser"
                if role == "admin"
                else "it has no profile"
            )
            self.importer.report.refuse("user", pk, reason)

    def _user_row(self, row: Row) -> Row:
        user = self.users.get(row["user_id"])
        if user is None:
            raise NotTaken(f"its user {row['user_id']} is missing")
        return user

    def _take_user(self, row: Row, role: User.Role) -> User:
        source = self._user_row(row)
        if self.roles.get(source["id"]) != role.value:
            raise NotTaken(f"user {source['id']} does not have the role {role.value}")
        email = values.email(source["email"])
        if User.objects.filter(email=email).exists():
            raise NotTaken(f"{email} has an account here already")
        user = User.objects.create_user(email, role=role, is_active=bool(source["active"]))
        # Only the mailbox's owner can set the password, which confirms the address.
        EmailAddress.objects.create(user=user, email=email, primary=True, verified=True)
        if source["flagged"]:
            user.suspended_at = self.importer.now
            user.suspension_reason = FLAGGED
            user.save(update_fields=["suspended_at", "suspension_reason"])
            AccountEvent.objects.create(
                user=user, actor=None, kind=AccountEvent.Kind.SUSPENDED, reason=FLAGGED
            )
        return user

    def _handle(self, name: str) -> Handle:
        stem = values.handle_stem(name)
        for suffix in ("", *(f"-{number}" for number in range(2, 10_000))):
            candidate = f"{stem}{suffix}"
            if Handle.is_reserved(candidate):
                continue
            handle, is_new = Handle.objects.get_or_create(name=candidate)
            if is_new:
                return handle
        raise NotTaken(f"every handle like {stem} is taken")

    def _ratings(self, row: Row) -> tuple[int, int]:
        """Return sum and count of the ratings so far; nothing where they cannot be true."""
        total, count = (
            self._number(row["total_ratings"]),
            self._number(row["no_of_ratings"]),
        )
        if count <= total <= 5 * count:
            return total, count
        self.importer.report.refuse(
            "influencers", row["id"], f"its ratings ({total} stars in {count}) cannot be true"
        )
        return 0, 0

    @staticmethod
    def _number(value: Any) -> int:
        return values.whole(value or 0, what="rating")

    def _open_balance(self, user: User, row: Row, earnings_minor: int) -> None:
        if self.importer.opening_balances and earnings_minor:
            post_opening_balance(
                user=user,
                amount_minor=earnings_minor,
                reference=f"iescp:{self._user_row(row)['fs_uniquifier']}:opening",
                now=self.importer.now,
            )
