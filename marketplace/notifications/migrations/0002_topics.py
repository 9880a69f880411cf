from django.db import migrations, models

TOPICS = ["offers", "work", "messages", "campaigns", "money", "ratings"]
CHOICES = [("at_once", "At once"), ("daily", "Daily"), ("never", "Never")]
DEFAULTS = {"campaigns": "daily", "ratings": "daily"}


def carry_choices_over(apps, schema_editor):
    """Keep what each person gets: whoever had mails at once has all of today's at once (nothing
    about ratings was mailed but with the digest), whoever had none has the digest or nothing."""
    preferences = apps.get_model("notifications", "NotificationPreference").objects
    for is_digest_on, instead in ((True, "daily"), (False, "never")):
        rows = preferences.filter(is_digest_on=is_digest_on)
        rows.filter(is_instant_on=True).update(campaigns="at_once", ratings=instead)
        rows.filter(is_instant_on=False).update(**dict.fromkeys(TOPICS, instead))


def carry_choices_back(apps, schema_editor):
    """Leave on what was on for any topic."""
    preferences = apps.get_model("notifications", "NotificationPreference").objects
    at_once = models.Q()
    for topic in TOPICS:
        at_once |= models.Q(**{topic: "at_once"})
    preferences.exclude(at_once).update(is_instant_on=False)
    preferences.filter(is_mail_on=False).update(
        is_instant_on=False, is_digest_on=False, is_monthly_on=False
    )


def choice_about(topic):
    return migrations.AddField(
        model_name="notificationpreference",
        name=topic,
        field=models.CharField(
            choices=CHOICES, default=DEFAULTS.get(topic, "at_once"), max_length=8
        ),
    )


def one_of_the_choices(topic):
    return migrations.AddConstraint(
        model_name="notificationpreference",
        constraint=models.CheckConstraint(
            condition=models.Q((f"{topic}__in", ["at_once", "daily", "never"])),
            name=f"notificationpreference_{topic}_known",
        ),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0001_notices_and_preferences"),
    ]

    operations = [
        migrations.AddField(
            model_name="notification",
            name="topic",
            field=models.CharField(
                blank=True,
                choices=[(topic, topic.title()) for topic in TOPICS],
                default="",
                help_text="Empty where the mail about it is always sent.",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="notification",
            name="is_mailed",
            field=models.BooleanField(
                default=False, help_text="A mail of its own told it at once."
            ),
        ),
        migrations.AddConstraint(
            model_name="notification",
            constraint=models.CheckConstraint(
                condition=models.Q(("topic__in", ["", *TOPICS])),
                name="notification_topic_known",
            ),
        ),
        migrations.AddField(
            model_name="notificationpreference",
            name="is_mail_on",
            field=models.BooleanField(
                default=True, help_text="Off, nothing is mailed but what is required."
            ),
        ),
        *map(choice_about, TOPICS),
        migrations.RunPython(carry_choices_over, carry_choices_back),
        migrations.RemoveField(
            model_name="notificationpreference",
            name="is_instant_on",
        ),
        *map(one_of_the_choices, TOPICS),
    ]
