from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ads", "0005_reviewed_ratings"),
    ]

    operations = [
        migrations.AddField(
            model_name="ad",
            name="reminded_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
