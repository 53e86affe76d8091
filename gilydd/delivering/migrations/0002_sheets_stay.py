"""A line of an attendance sheet is never changed or deleted."""

from django.db import migrations

from gilydd.history.triggers import immutable


class Migration(migrations.Migration):
    dependencies = [("delivering", "0001_first")]

    operations = [immutable("delivering_attendance")]
