from uuid import uuid4

from django.db import migrations, models


def begin(apps, _schema_editor):
    apps.get_model("finding", "Pulse").objects.create(token=uuid4())


class Migration(migrations.Migration):
    dependencies = [("finding", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Pulse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token", models.UUIDField()),
            ],
            options={"verbose_name": "søgningens puls", "verbose_name_plural": "søgningens puls"},
        ),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
