from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0004_mail_attachments")]

    operations = [
        migrations.RemoveIndex(model_name="outboxmail", name="outboxmail_due"),
        migrations.AddField(
            model_name="outboxmail",
            name="priority",
            field=models.PositiveSmallIntegerField(
                choices=[
                    (1, "Somebody waits for it at the screen"),
                    (2, "Tells what has just happened"),
                    (3, "One of very many"),
                ],
                default=2,
            ),
        ),
        migrations.AlterField(
            model_name="outboxmail",
            name="attempts",
            field=models.PositiveSmallIntegerField(
                default=0, help_text="Failed tries so far, those counted whose sender died."
            ),
        ),
        migrations.AddIndex(
            model_name="outboxmail",
            index=models.Index(
                fields=["priority", "due_at", "id"],
                name="outboxmail_next",
                condition=models.Q(sent_at=None, failed_at=None),
            ),
        ),
        migrations.AddConstraint(
            model_name="outboxmail",
            constraint=models.CheckConstraint(
                condition=models.Q(priority__in=[1, 2, 3]), name="outboxmail_priority_known"
            ),
        ),
    ]
