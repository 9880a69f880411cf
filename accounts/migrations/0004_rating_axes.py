"""Ratings have three axes: profiles count the stars of all of them."""

from django.db import migrations, models
from django.db.models import Case, F, Q, Value, When
from django.db.models.expressions import CombinedExpression

PROFILES = ("influencerprofile", "sponsorprofile")


def in_range(least, most):
    count = F("rating_count")
    return Q(
        ("rating_sum__gte", CombinedExpression(Value(least), "*", count)),
        ("rating_sum__lte", CombinedExpression(Value(most), "*", count)),
    )


def score():
    thousandths = CombinedExpression(F("rating_sum"), "*", Value(1000))
    given = CombinedExpression(F("rating_count"), "*", Value(3))
    mean = CombinedExpression(thousandths, "/", given)
    return models.GeneratedField(
        db_persist=True,
        expression=Case(When(rating_count__gt=0, then=mean), default=0),
        output_field=models.PositiveIntegerField(),
    )


def count_all_axes(apps, schema_editor):
    """One number stood for all axes, as the ratings themselves are carried over."""
    for name in PROFILES:
        rows = apps.get_model("accounts", name).objects.using(schema_editor.connection.alias)
        rows.update(rating_sum=F("rating_sum") * 3)


def count_one_axis(apps, schema_editor):
    """Back to one number for each rating; what three axes say more is lost."""
    for name in PROFILES:
        rows = apps.get_model("accounts", name).objects.using(schema_editor.connection.alias)
        rows.update(rating_sum=F("rating_sum") / 3)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_contract_room")]

    operations = [
        *(
            migrations.RemoveConstraint(model_name=name, name=f"{name}_rating_in_range")
            for name in PROFILES
        ),
        # What a generated column says cannot be altered: it goes, with its index, and comes anew.
        migrations.RemoveIndex(model_name="influencerprofile", name="influencer_rating"),
        migrations.RemoveField(model_name="influencerprofile", name="rating_score"),
        migrations.RunPython(count_all_axes, count_one_axis),
        migrations.AddField(model_name="influencerprofile", name="rating_score", field=score()),
        migrations.AddIndex(
            model_name="influencerprofile",
            index=models.Index(fields=["-rating_score", "-id"], name="influencer_rating"),
        ),
        *(
            migrations.AddConstraint(
                model_name=name,
                constraint=models.CheckConstraint(
                    condition=in_range(3, 15), name=f"{name}_rating_in_range"
                ),
            )
            for name in PROFILES
        ),
    ]
