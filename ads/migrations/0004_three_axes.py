"""Ratings have three axes; the one number they had before is their mean."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("ads", "0003_carry_over")]

    operations = [migrations.RemoveField(model_name="rating", name="stars")]
