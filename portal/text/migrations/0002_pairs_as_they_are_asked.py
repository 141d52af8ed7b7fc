"""A joined word of a pair was kept with its hyphen and never found."""

from typing import Any

from django.db import migrations

from portal.text.words import as_asked


def as_they_are_asked(apps: Any, _schema_editor: Any) -> None:
    synonyms = apps.get_model("text", "Synonym").objects
    for pair in synonyms.all():
        first, second = sorted((pair.one, pair.other), key=_key)
        keys = {"one_folded": _key(first), "other_folded": _key(second)}
        if keys["one_folded"] == keys["other_folded"] or synonyms.filter(**keys).exclude(pk=pair.pk).exists():
            pair.delete()  # the same pair stands there already
        else:
            synonyms.filter(pk=pair.pk).update(one=first, other=second, **keys)


def _key(text: str) -> str:
    return " ".join(as_asked(text))


class Migration(migrations.Migration):
    dependencies = [("text", "0001_initial")]
    operations = [migrations.RunPython(as_they_are_asked, migrations.RunPython.noop)]
