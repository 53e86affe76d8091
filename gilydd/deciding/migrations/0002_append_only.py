"""A count and its options stay as they were written."""

from django.db import migrations

from gilydd.history.triggers import immutable


class Migration(migrations.Migration):
    dependencies = [("deciding", "0001_first")]

    operations = [immutable("deciding_decisionrun", "deciding_option")]
