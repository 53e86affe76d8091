"""What always holds of outcomes; statements are written once."""

import uuid

from django.db import migrations, models

from gilydd.history.triggers import immutable


class Migration(migrations.Migration):
    dependencies = [("services", "0005_shipped_frameworks")]
    operations = [
        migrations.AlterField(
            model_name="outcome",
            name="open_id",
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
        migrations.AddConstraint(
            model_name="outcome",
            constraint=models.CheckConstraint(
                condition=models.Q(("source", "framework"), ("statement__isnull", False))
                | models.Q(models.Q(("source", "framework"), _negated=True), ("statement__isnull", True)),
                name="services_outcome_its_source",
            ),
        ),
        migrations.AddConstraint(
            model_name="outcome",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_on__isnull", True)),
                fields=("service", "statement"),
                name="services_outcome_chosen_once",
            ),
        ),
        immutable("services_statement"),
    ]
