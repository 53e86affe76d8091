"""Who is told about cases: those who are asked to agree to one."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from gilydd.commissioning.models import Seat
from gilydd.commissioning.words import SeatState
from gilydd.people.models import Party
from gilydd.people.notices import Rendered, notify
from gilydd.services.notices import people_of
from gilydd.ui.bilingual import said

from .models import Case
from .words import CaseState, Side


def asked_to_agree(case_id: int) -> None:
    """Tell the provider's people and the citizens of the panel that a case waits for them; not if it changed.

    Citizens of an elected board find it on the service's page: there may be many turns, and one board.
    """
    row = Case.objects.select_related("community", "turn__service__provider").get(pk=case_id)
    if row.state != CaseState.DRAFT or row.turn is None:
        return
    service = row.turn.service
    seats = Seat.objects.filter(
        panel__turn=row.turn, side=Side.CITIZENS, state=SeatState.SEATED, left_at__isnull=True
    )
    asked = list(people_of(row.community, service.provider)) if service.provider else []
    asked += Party.objects.filter(pk__in=seats.values("party")).order_by("pk")

    def render() -> Rendered:
        words = {"service": said(service, "name"), "number": row.turn.number if row.turn else 0}
        return (
            _("A case waits for your word"),
            _("Turn %(number)s of “%(service)s” is told as a case, so that others can learn from it.") % words
            + "\n"
            + _("Nobody else reads it until the provider and a citizen have agreed to it.")
            + "\n"
            + _("Please read it, and agree or say what should change. You may say no."),
        )

    for party in asked:
        notify(
            party=party, community=row.community,
            key=f"evaluating.case:{row.pk}:{row.digest[:16]}:party:{party.pk}", render=render,
            href=lambda: reverse("evaluating:case", args=[row.community.slug, row.pk]),
        )  # fmt: skip
