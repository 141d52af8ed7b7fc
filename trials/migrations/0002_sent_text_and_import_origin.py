import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("trials", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="ImportOrigin",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file_name", models.CharField(max_length=150, verbose_name="fil")),
                ("row", models.PositiveIntegerField(verbose_name="række")),
                ("imported_at", models.DateTimeField(verbose_name="indlæst")),
                (
                    "trial",
                    models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="import_origin", to="trials.trialaction"),
                ),
            ],
            options={"verbose_name": "indlæst fra fil", "verbose_name_plural": "indlæst fra fil"},
        ),
        migrations.CreateModel(
            name="SentText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sent_at", models.DateTimeField(verbose_name="sendt")),
                ("snapshot", models.JSONField()),
                (
                    "version",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="sent_texts", to="trials.version"),
                ),
            ],
            options={"verbose_name": "sendt tekst", "verbose_name_plural": "sendte tekster", "ordering": ["-sent_at", "-pk"]},
        ),
    ]
