"""Practice with keys; a holder of a key in use replaced in the open."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("deciding", "0005_mutual"),
        ("people", "0009_rolls"),
    ]

    operations = [
        migrations.CreateModel(
            name="KeyChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.TextField()),
                ("reason_lang", models.CharField(max_length=12)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Under way"), ("done", "Done"), ("stopped", "Stopped")],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("asked_by_key", models.CharField(max_length=80)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="keyholder",
            name="deciding_holder_once",
        ),
        migrations.RemoveConstraint(
            model_name="keyholder",
            name="deciding_holder_place_once",
        ),
        migrations.AddField(
            model_name="splitkey",
            name="practice_box",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="splitkey",
            name="practice_of",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="practices",
                to="deciding.splitkey",
            ),
        ),
        migrations.AlterField(
            model_name="keyholder",
            name="state",
            field=models.CharField(
                choices=[
                    ("asked", "Asked"),
                    ("declined", "Said no"),
                    ("took", "Has the file"),
                    ("ready", "Has shown that the file works"),
                    ("gave", "Has given the key"),
                    ("left", "Keeps no key any more"),
                ],
                default="asked",
                max_length=8,
            ),
        ),
        migrations.AddConstraint(
            model_name="keyholder",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "left"), _negated=True),
                fields=("split_key", "party"),
                name="deciding_holder_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="keyholder",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "left"), _negated=True),
                fields=("split_key", "place"),
                name="deciding_holder_place_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="splitkey",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("practice_box", ""), ("practice_of__isnull", True)),
                    models.Q(("practice_of__isnull", False), models.Q(("practice_box", ""), _negated=True)),
                    _connector="OR",
                ),
                name="deciding_practice_has_a_box",
            ),
        ),
        migrations.AddField(
            model_name="keychange",
            name="community",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="key_changes", to="people.community"
            ),
        ),
        migrations.AddField(
            model_name="keychange",
            name="joins",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="joined_in", to="deciding.keyholder"
            ),
        ),
        migrations.AddField(
            model_name="keychange",
            name="leaves",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="left_in", to="deciding.keyholder"
            ),
        ),
        migrations.AddField(
            model_name="keychange",
            name="split_key",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="changes", to="deciding.splitkey"
            ),
        ),
        migrations.AddField(
            model_name="passedshare",
            name="change",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="passed",
                to="deciding.keychange",
            ),
        ),
        migrations.AddConstraint(
            model_name="keychange",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")),
                fields=("split_key",),
                name="deciding_key_change_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="keychange",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="deciding_key_change_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="keychange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("state", "open")),
                    models.Q(models.Q(("state", "open"), _negated=True), ("ended_at__isnull", False)),
                    _connector="OR",
                ),
                name="deciding_key_change_ends_once",
            ),
        ),
    ]
