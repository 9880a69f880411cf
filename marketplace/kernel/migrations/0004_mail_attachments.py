import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0003_job_runs")]

    operations = [
        migrations.RemoveIndex(model_name="outboxmail", name="outboxmail_secret"),
        migrations.AddIndex(
            model_name="outboxmail",
            index=models.Index(
                condition=models.Q(("emptied_at", None)),
                fields=["created_at"],
                name="outboxmail_readable",
            ),
        ),
        migrations.CreateModel(
            name="OutboxAttachment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("mime_type", models.CharField(max_length=100)),
                ("content", models.BinaryField()),
                (
                    "mail",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attachments",
                        to="kernel.outboxmail",
                    ),
                ),
            ],
            options={
                "verbose_name": "attachment",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("content", b""), _negated=True),
                        name="outboxattachment_not_empty",
                    )
                ],
            },
        ),
    ]
