"""More everyday work, and the lists of interests, lived experience and things to lend."""

from django.db import migrations

from gilydd.people.taxonomy import bring_up_to_date


def add(apps, schema_editor):
    bring_up_to_date(apps.get_model("people", "Term"))


class Migration(migrations.Migration):
    dependencies = [("people", "0005_tries")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
