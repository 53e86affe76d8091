"""The kinds of core-economy work that every community shares."""

from django.db import migrations

from gilydd.people.taxonomy import WORK


def add(apps, schema_editor):
    term = apps.get_model("people", "Term")
    for place, (code, picture, name_cy, name_en, below) in enumerate(WORK):
        top = term.objects.create(
            scheme="work",
            code=code,
            picture=picture,
            name_cy=name_cy,
            name_en=name_en,
            place_in_list=place * 100,
        )
        for step, (code, picture, name_cy, name_en) in enumerate(below, 1):
            term.objects.create(
                scheme="work",
                code=code,
                picture=picture,
                name_cy=name_cy,
                name_en=name_en,
                parent=top,
                place_in_list=place * 100 + step,
            )


class Migration(migrations.Migration):
    dependencies = [("people", "0001_first")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
