from django.db import migrations

from gilydd.history.triggers import immutable


class Migration(migrations.Migration):
    dependencies = [("commissioning", "0001_first")]

    operations = [immutable("commissioning_release")]
