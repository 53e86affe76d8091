"""What a transfer is: work, a gift, spent at a place…

The column is added by ALTER TABLE: on SQLite Django would make the table anew and lose its triggers.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchange", "0002_ledger_triggers")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE exchange_transfer ADD COLUMN nature varchar(8) NOT NULL DEFAULT 'work'",
                    migrations.RunSQL.noop,
                )
            ],
            state_operations=[
                migrations.AddField(
                    model_name="transfer",
                    name="nature",
                    field=models.CharField(
                        choices=[
                            ("work", "Help given"),
                            ("freely", "Given freely"),
                            ("gift", "Gift of hours"),
                            ("spent", "Spent at a place"),
                            ("trade", "With another community"),
                            ("expired", "Expired"),
                            ("closing", "Account closed"),
                        ],
                        db_default="work",
                        default="work",
                        max_length=8,
                    ),
                )
            ],
        )
    ]
