from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("finding", "0002_pulse"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="entry",
            name="entry_by_title",
        ),
    ]
