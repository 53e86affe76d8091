"""A landlord's roll that Rhodri brings in, and statements of the challenge, in two twin communities."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from gilydd.designing.commands import raise_challenge, statements
from gilydd.designing.models import Challenge
from gilydd.people import commands as people
from gilydd.people.models import Tenure
from gilydd.people.policy import SYSTEM
from tests.cast import Cast

ROLL = "Reference,Name,Tenancy start\n{first},Gwyneth Tenant,2020-01-01\n"
NEXT = ROLL + "{second},Idwal Tenant,2021-01-01\n"


def furnish_rolls(cast: Cast) -> dict[str, Any]:
    """A roll with a file that was written, whose one person has not begun, and a file that waits."""
    landlord = people.add_organisation(by=SYSTEM, community=cast.community, name="Tai Cwm")
    people.let_act_for(by=SYSTEM, community=cast.community, person=cast.fresh("Rhodri"), party=landlord.party)
    roll = people.keep_roll(
        by=SYSTEM, community=cast.community, organisation=landlord.party, people_cy="tenantiaid",
        people_en="tenants", why_cy="Chi biau hi.", why_en="It is yours.", contact="Rhodri, 01656 000000",
    )  # fmt: skip
    references = {"first": f"{cast.slug}-1", "second": f"{cast.slug}-2"}
    today = timezone.localdate()
    first = people.open_roll_upload(
        by=SYSTEM, roll=roll, as_of=today, file_name="roll.csv", data=ROLL.format(**references).encode()
    )
    people.write_roll_upload(by=SYSTEM, upload=first)
    waiting = people.open_roll_upload(
        by=SYSTEM, roll=roll, as_of=today, file_name="roll.csv", data=NEXT.format(**references).encode()
    )
    tenant = Tenure.objects.get(roll=roll).party.memberships.get(community=cast.community)
    free = people.add_organisation(by=SYSTEM, community=cast.community, name="Tai Newydd")
    return {
        "kept_roll": roll.pk, "roll": roll.pk, "upload": waiting.pk, "landlord": free.pk, "tenant": tenant.pk,
    }  # fmt: skip


def furnish_statements(cast: Cast, challenge: int) -> dict[str, Any]:
    """A statement of Dai that waits to be read, and one that is put to everybody."""
    row = Challenge.objects.get(pk=challenge)
    waiting = statements.make_statement(
        by=cast.fresh("Dai"), challenge=row, party=cast.party("Dai"), text="It is too dark.", lang="en"
    )
    shown = statements.make_statement(
        by=SYSTEM, challenge=row, party=cast.party("Mair"), text="There are no seats.", lang="en"
    )
    statements.show_statement(by=SYSTEM, statement=shown, translation="Does dim seddi.")
    empty = raise_challenge(
        by=SYSTEM, community=cast.community, title_cy="Gwag", title_en="Empty", question_cy="Beth?",
        question_en="What?",
    )  # fmt: skip
    return {"statement": waiting.pk, "empty_challenge": empty.pk}
