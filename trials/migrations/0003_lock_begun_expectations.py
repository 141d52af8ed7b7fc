from django.db import migrations
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
    dependencies = [("trials", "0002_writing_and_review")]

    operations = [migrations.RunPython(lock, migrations.RunPython.noop)]
