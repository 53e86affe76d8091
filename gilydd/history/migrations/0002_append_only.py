"""Records, mentions and the seal are only ever added; a reason may be erased, but not rewritten."""

from django.db import migrations

from gilydd.history.triggers import immutable


class Migration(migrations.Migration):
    dependencies = [("history", "0001_first")]
    operations = [immutable("history_record", "history_mention", "history_block", "history_sealedrecord")]
