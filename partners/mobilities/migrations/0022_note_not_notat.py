from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("mobilities", "0021_paper_list_mark"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="note",
            options={"ordering": ["-written_at", "-pk"], "verbose_name": "note fra opholdet", "verbose_name_plural": "noter fra opholdet"},
        ),
        migrations.AlterField(
            model_name="note",
            name="text",
            field=models.TextField(blank=True, verbose_name="note"),
        ),
    ]
