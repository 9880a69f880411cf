"""Fill what the contract room added, from what ads and ratings said before it."""

from django.db import migrations
from django.db.models import F


def carry_over(apps, schema_editor):
    ads = apps.get_model("ads", "Ad").objects.using(schema_editor.connection.alias)
    ads = ads.filter(is_history=False)
    sponsors = ["countered", "accepted", "in_review", "posted"]
    influencers = ["offered", "active", "changes_requested", "approved"]
    ads.filter(state__in=sponsors).update(sponsor_acts_by=F("deadline_at"))
    ads.filter(state__in=influencers).update(influencer_acts_by=F("deadline_at"))
    ads.filter(state="completed").update(released_minor=F("price_minor"))
    ratings = apps.get_model("ads", "Rating").objects.using(schema_editor.connection.alias)
    ratings.update(
        quality_stars=F("stars"), communication_stars=F("stars"), timeliness_stars=F("stars")
    )


class Migration(migrations.Migration):
    dependencies = [("ads", "0002_contract_room")]

    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
