"""Recompute the hash of a contract and compare it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ads.contracts import verify
from ads.models import Ad


class Command(BaseCommand):
    """`manage.py verify_contract <id> [hash]`."""

    help = (
        "Recompute the SHA-256 of an ad's frozen terms and of its amendments, and compare them "
        "with the hashes on the books; with a hash, such as a printed one, also with that."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the ad and the hash to look for."""
        parser.add_argument("id", type=int, help="The ad's number.")
        parser.add_argument("hash", nargs="?", default="", help="The hash on paper.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each hash; fail where one does not fit."""
        ad = Ad.objects.filter(pk=options["id"]).first()
        if ad is None:
            raise CommandError(f"There is no ad {options['id']}.")
        verdicts = list(verify(ad))
        if not verdicts:
            raise CommandError(f"Ad {ad.pk} has no contract: nothing was accepted.")
        for verdict in verdicts:
            word = "sound" if verdict.is_sound else f"BROKEN, now {verdict.computed}"
            self.stdout.write(f"{verdict.label}: {verdict.stored} {word}")
        if not all(verdict.is_sound for verdict in verdicts):
            raise CommandError("The terms are not what was agreed.")
        on_paper = options["hash"].strip().lower()
        hashes = {verdict.stored for verdict in verdicts}
        if on_paper and on_paper not in hashes:
            raise CommandError(f"{on_paper} belongs to no version of this contract.")
