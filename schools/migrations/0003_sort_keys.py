from django.db import migrations

from portal.text import danish


def write_keys(apps, _schema_editor):
    """A name comes before the longer ones that begin with it: what parts a key comes before any letter now."""
    for name in ("Municipality", "School"):
        model = apps.get_model("schools", name)
        for place in model.objects.only("pk", "name").iterator():
            model.objects.filter(pk=place.pk).update(sort_key=danish.database_key(place.name))


class Migration(migrations.Migration):
    dependencies = [("schools", "0002_school_addresses")]

    operations = [migrations.RunPython(write_keys, migrations.RunPython.noop, elidable=True)]
