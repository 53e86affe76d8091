"""The triggers that alone move balances, and that keep transfers and holds as they were written."""

from django.db import migrations

from gilydd.history.triggers import immutable, trigger_sql

from ._ledger_triggers import POSTGRESQL, SQLITE


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_first")]
    operations = [
        trigger_sql(sqlite=SQLITE, postgresql=POSTGRESQL, undo=[]),
        immutable("exchange_transfer", "exchange_hold", "exchange_holdend"),
    ]
