import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q
from django.utils import timezone


def lock(apps, schema_editor):
    """What has begun stays locked from now on: since its start date, or, where that is not behind us, since today."""
    trials = apps.get_model("trials", "TrialAction").objects.filter(expectations_locked_on=None)
    today = timezone.localdate()
    has_begun = ~Q(life="idea") | Q(starts_on__lte=today)
    trials.filter(has_begun, starts_on__lte=today).update(expectations_locked_on=F("starts_on"))
    trials.filter(has_begun).update(expectations_locked_on=today)


class Migration(migrations.Migration):
    dependencies = [
        ("trials", "0002_writing_and_review"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PassedOn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("message", models.TextField(blank=True, max_length=1000, verbose_name="besked")),
                ("at", models.DateTimeField(verbose_name="sendt videre")),
                ("taken_up_at", models.DateTimeField(blank=True, null=True, verbose_name="skrevet videre")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="fra"
                    ),
                ),
                (
                    "to",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="til"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="passed_on", to="trials.version"),
                ),
            ],
            options={
                "verbose_name": "sendt videre",
                "verbose_name_plural": "sendt videre",
                "ordering": ["at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("taken_up_at", None)), fields=("version", "to"), name="passed_on_once_at_a_time"
                    )
                ],
            },
        ),
        migrations.RunPython(lock, migrations.RunPython.noop),
    ]
