"""The frameworks that come with Gilydd; outcomes chosen before are tied to them where they say the same."""

import uuid

from django.db import migrations

from gilydd.services.shipping import bare, bring_up_to_date, tied


def ship(apps, schema_editor):
    bring_up_to_date(*(apps.get_model("services", name) for name in ("Framework", "StatementGroup", "Statement")))


def tie(apps, schema_editor):
    """A chosen outcome keeps its wording. Without a statement of the same words it is the service's own."""
    outcome = apps.get_model("services", "Outcome")
    statements = apps.get_model("services", "Statement").objects.filter(
        framework__code="wales-wellbeing-statement", framework__version="2016"
    )
    known = {bare(row.text_en): row.pk for row in statements}
    rows = outcome.objects.filter(source="framework").order_by("pk")
    for pk, statement in tied(rows.values_list("pk", "service", "wording_en"), known).items():
        source = "framework" if statement else "service"
        outcome.objects.filter(pk=pk).update(statement=statement, source=source)


def name(apps, schema_editor):
    """Each outcome gets the id by which open data know it."""
    for row in apps.get_model("services", "Outcome").objects.filter(open_id__isnull=True):
        row.open_id = uuid.uuid4()
        row.save(update_fields=["open_id"])


class Migration(migrations.Migration):
    dependencies = [("services", "0004_frameworks")]
    operations = [
        migrations.RunPython(ship, migrations.RunPython.noop),
        migrations.RunPython(tie, migrations.RunPython.noop),
        migrations.RunPython(name, migrations.RunPython.noop),
    ]
