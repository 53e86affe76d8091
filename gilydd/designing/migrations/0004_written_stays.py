"""Whose idea a proposal was becomes an author's row; what was written, signed and said stays as it was."""

from typing import Any

from django.db import migrations

from gilydd.history.triggers import immutable


def originators(apps: Any, schema_editor: Any) -> None:
    """Everybody who is known as the originator of a proposal is named with it, in their capacity of today."""
    Proposal, Author = (apps.get_model("designing", name) for name in ("Proposal", "Author"))
    Membership = apps.get_model("people", "Membership")
    for row in Proposal.objects.exclude(originator=None):
        here = Membership.objects.filter(community=row.community_id, party=row.originator_id)
        Author.objects.get_or_create(
            community_id=row.community_id, proposal=row, party_id=row.originator_id, kind="originator",
            defaults={"capacity": here.values_list("capacity", flat=True).first() or "", "state": "in"},
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("designing", "0003_path")]

    operations = [
        migrations.RunPython(originators, migrations.RunPython.noop),
        immutable(
            "designing_proposalversion",
            "designing_signoff",
            "designing_phasemove",
            "designing_step",
            "designing_variancereply",
            "designing_closingword",
            "designing_judgement",
            "designing_paidhours",
            "designing_voiceevent",
            "designing_voiceoutcome",
            "designing_opinionpicture",
        ),
    ]
