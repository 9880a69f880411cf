"""Carries the predecessor's rows over, in one transaction. Sends no mail.

Users come with unusable passwords and set one by e-mail. Sponsors come unverified. Decided ads
come as history outside the workflow, pending ones as drafts.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.text import slugify

from accounts.models import Category, InfluencerProfile, SponsorProfile
from ads.models import Ad
from campaigns.models import Campaign, Interest
from marketplace.seeding.iescp.agreements import AgreementTaker
from marketplace.seeding.iescp.people import PeopleTaker
from marketplace.seeding.iescp.report import Report
from marketplace.seeding.iescp.source import Row, Source
from marketplace.seeding.iescp.undertakings import CampaignTaker
from marketplace.seeding.iescp.values import NotTaken
from marketplace.seeding.models import ImportedRow


class Importer:
    """One run over one file."""

    def __init__(self, source: Source, *, opening_balances: bool, now: datetime) -> None:
        self.source = source
        self.opening_balances = opening_balances
        self.now = now
        self.report = Report()
        unique_ids = {row["id"]: row["fs_uniquifier"] for row in source.rows("user")}
        # What makes a party the same one in every file: the user's unique id there.
        self.party_keys = {
            (table, row["id"]): unique_ids.get(row["user_id"])
            for table in ("sponsors", "influencers")
            for row in source.rows(table)
        }
        # Source id → our object, for each table that others refer to.
        self.found: dict[str, dict[Any, Model]] = {}

    def take_all(self) -> Report:
        """Take every table, people first. Nothing stays if anything unexpected goes wrong."""
        people, campaigns = PeopleTaker(self), CampaignTaker(self)
        agreements = AgreementTaker(self)
        with transaction.atomic():
            self.take("sponsors", SponsorProfile, people.take_sponsor)
            self.take("influencers", InfluencerProfile, people.take_influencer)
            people.report_left_behind()
            self.take("camp", Campaign, campaigns.take_campaign)
            self.take("interested_camp", Interest, agreements.take_interest)
            self.take("ad", Ad, agreements.take_ad)
        return self.report

    def take(self, table: str, model: type[Model], taker: Callable[[Row], Model]) -> None:
        """Take each row of `table` once, noting those that cannot be taken."""
        found = self.found.setdefault(table, {})
        for row in self.source.rows(table):
            with self.noting(table, row["id"]):
                key = self.key(table, row)
                earlier = ImportedRow.objects.filter(key=key).first()
                if earlier is None:
                    taken = taker(row)
                    ImportedRow.objects.create(key=key, object_id=taken.pk, created_at=self.now)
                    found[row["id"]] = taken
                    self.report.taken[table] += 1
                    continue
                self.report.known[table] += 1
                # It may have been deleted here since, as a draft may.
                if known := model._default_manager.filter(pk=earlier.object_id).first():
                    found[row["id"]] = known

    def key(self, table: str, row: Row) -> str:
        """Return what makes a row the same one in every file: its parties and its number."""
        if table in ("sponsors", "influencers"):
            return f"{table}:{self.party_key(table, row['id'])}"
        sponsor_id = row["spon_id"] if table == "camp" else self.sponsor_of(row["camp_id"])
        parts = [table, self.party_key("sponsors", sponsor_id)]
        if table != "camp":
            parts.append(self.party_key("influencers", row["inf_id"]))
        return ":".join([*parts, str(row["id"])])

    def party_key(self, table: str, row_id: Any) -> str:
        """Return the unique id of a party's user. Raises NotTaken where there is no such party."""
        key = self.party_keys.get((table, row_id))
        if not key:
            raise NotTaken(f"its party ({table} {row_id}) or that party's user is missing")
        return str(key)

    def sponsor_of(self, camp_id: Any) -> Any:
        """Return the id of a campaign's sponsor. Raises NotTaken where there is no campaign."""
        for row in self.source.rows("camp"):
            if row["id"] == camp_id:
                return row["spon_id"]
        raise NotTaken(f"its campaign {camp_id} is missing")

    @contextmanager
    def noting(self, table: str, row_id: object) -> Iterator[None]:
        """Undo what a row began and note the reason, where it cannot be taken."""
        try:
            with transaction.atomic():
                yield
        except NotTaken as reason:
            self.report.refuse(table, row_id, str(reason))
        except IntegrityError as error:
            self.report.refuse(table, row_id, f"it breaks a rule of the database: {error}")

    def lookup(self, table: str, row_id: Any, *, what: str) -> Any:
        """Return what the row `row_id` of `table` became. Raises NotTaken if it was left."""
        found = self.found.get(table, {}).get(row_id)
        if found is None:
            raise NotTaken(f"its {what} ({table} {row_id}) was not taken")
        return found

    def category(self, name: str) -> Category:
        """Return the category of that name in our spelling, made if need be."""
        spelled = name[:60].capitalize()
        known = Category.objects.filter(name__iexact=spelled).first()
        if known:
            return known
        slug = slugify(spelled) or f"category-{Category.objects.count() + 1}"
        return Category.objects.create(name=spelled, slug=slug)


def import_source(
    source: Source, *, opening_balances: bool = False, now: datetime | None = None
) -> Report:
    """Take over everything in `source` that was not taken before; return what happened.

    With `opening_balances`, past earnings become wallet money; otherwise they are history.
    """
    importer = Importer(source, opening_balances=opening_balances, now=now or timezone.now())
    return importer.take_all()
