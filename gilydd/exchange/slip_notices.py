"""What the two of a paper slip are told, if they have email: on paper the next statement tells them."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from gilydd.people.models import Party
from gilydd.people.notices import Rendered, notify
from gilydd.people.queries import names
from gilydd.people.words import Channel
from gilydd.ui.filters import day, hours

from .models import Transfer
from .policy import may


def slip_written(transfer_id: int) -> None:
    """Tell both sides what was typed from a slip, and what to do if it is wrong; each is told once."""
    row = Transfer.objects.select_related(
        "community", "payer__party__person", "payee__party__person", "payer__community", "payee__community"
    ).get(pk=transfer_id)
    for party, other, gave in (
        (row.payee.party, row.payer.party, True),
        (row.payer.party, row.payee.party, False),
    ):
        person = getattr(party, "person", None)
        if party is None or person is None or person.channel != Channel.EMAIL:
            continue
        if not may(person, "see_transfer", row):
            continue

        def render(other: Party | None = other, gave: bool = gave) -> Rendered:
            words = {
                "other": names([other.pk])[other.pk] if other else _("the community pot"),
                "hours": hours(row.minutes),
                "day": day(row.occurred_at),
                "evidence": row.get_evidence_display(),
            }
            if gave:
                subject = _("You received %(hours)s") % words
                text = _("%(hours)s came to you from %(other)s for %(day)s (%(evidence)s).") % words
            else:
                subject = _("%(hours)s went to %(other)s") % words
                text = _("%(hours)s went from you to %(other)s for %(day)s (%(evidence)s).") % words
            return subject, text + " " + _("If this is not right, tell your broker.")

        notify(
            party=party,
            community=row.community,
            key=f"exchange.transfer:{row.pk}:slip:{party.pk}",
            render=render,
            href=lambda: reverse("exchange:transfer", args=[row.community.slug, row.pk]),
        )
