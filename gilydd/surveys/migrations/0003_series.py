import uuid
from typing import Any

from django.db import migrations


def give_each_its_series(apps: Any, schema_editor: Any) -> None:
    """A default is made once for all rows that were there; each survey begins a series of its own."""
    survey = apps.get_model("surveys", "Survey")
    for pk in survey.objects.values_list("pk", flat=True):
        survey.objects.filter(pk=pk).update(series=uuid.uuid4())


class Migration(migrations.Migration):
    dependencies = [("surveys", "0002_surveys")]

    operations = [migrations.RunPython(give_each_its_series, migrations.RunPython.noop)]
