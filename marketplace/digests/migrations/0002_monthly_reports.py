"""Reports as they were made. Law: what a report said never changes; the database refuses it."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

POSTGRESQL = (
    """
    CREATE FUNCTION digests_monthlyreport_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'a report never changes' USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    """
    CREATE TRIGGER monthlyreport_frozen BEFORE UPDATE ON digests_monthlyreport
    FOR EACH ROW EXECUTE FUNCTION digests_monthlyreport_frozen()
    """,
)
SQLITE = (
    """
    CREATE TRIGGER monthlyreport_frozen BEFORE UPDATE ON digests_monthlyreport
    BEGIN SELECT RAISE(ABORT, 'a report never changes'); END
    """,
)
DROP_POSTGRESQL = (
    "DROP TRIGGER monthlyreport_frozen ON digests_monthlyreport",
    "DROP FUNCTION digests_monthlyreport_frozen()",
)
# A table that a later migration made anew has lost it.
DROP_SQLITE = ("DROP TRIGGER IF EXISTS monthlyreport_frozen",)


def create_trigger(apps, schema_editor):
    """Create the trigger of the database in use."""
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def drop_trigger(apps, schema_editor):
    """Drop the trigger of the database in use."""
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in DROP_SQLITE if is_sqlite else DROP_POSTGRESQL:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("digests", "0001_digests"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MonthlyReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.DateField(help_text="The first day of the month reported on.")),
                ("figures", models.JSONField(help_text="As `MonthFigures` writes and reads them.")),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="monthly_reports",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "month"), name="monthlyreport_once_per_month"
                    )
                ],
            },
        ),
        migrations.RunPython(create_trigger, drop_trigger, elidable=False),
    ]
