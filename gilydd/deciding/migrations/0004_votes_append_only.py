"""The choices, the roll, the ballots and the counts of a vote stay as they were written."""

from django.db import migrations

from gilydd.history.triggers import immutable


class Migration(migrations.Migration):
    dependencies = [("deciding", "0003_votes")]

    operations = [
        immutable("deciding_votechoice", "deciding_onroll", "deciding_ballot", "deciding_votecount")
    ]
