"""What members of panels are told. Each notice asks again when it is sent, and says nothing of a story."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from gilydd.people.notices import notify
from gilydd.people.queries import standing

from .models import PanelSeat, RoundPanel
from .msc_words import RoundState


def seated(seat_id: int) -> None:
    """Tell somebody that they sit on a panel."""
    seat = PanelSeat.objects.select_related("panel__round__community", "party__person").get(pk=seat_id)
    row = seat.panel.round
    if seat.left_at is None and row.state != RoundState.ENDED:
        _tell(seat, "seated", _seated)


def your_turn(panel_id: int) -> None:
    """Tell a panel that stories wait for its choice."""
    panel = RoundPanel.objects.select_related("round__community").get(pk=panel_id)
    if panel.round.state != RoundState.CHOOSING:
        return
    for seat in panel.seats.filter(left_at__isnull=True).select_related(
        "panel__round__community", "party__person"
    ):
        _tell(seat, "turn", _turn)


def _seated(seat: PanelSeat) -> tuple[str, str]:
    words = {"panel": seat.panel.name, "round": seat.panel.round.name}
    return (
        _("You sit on a panel: %(panel)s") % words,
        _("The panel reads stories and chooses the one that tells of the most significant change.")
        + "\n"
        + _("It belongs to “%(round)s”. You say together why you choose it. You can give your seat back.")
        % words,
    )


def _turn(seat: PanelSeat) -> tuple[str, str]:
    words = {"panel": seat.panel.name, "round": seat.panel.round.name}
    return (
        _("Stories wait for your panel: %(panel)s") % words,
        _("Read them, talk about them, choose one and write down why. It belongs to “%(round)s”.") % words,
    )


def _tell(seat: PanelSeat, what: str, render: object) -> None:
    community = seat.panel.round.community
    person = getattr(seat.party, "person", None)
    if person is None or not standing(person, community).active:
        return
    notify(
        party=seat.party,
        community=community,
        key=f"stories.seat:{seat.pk}:{what}",
        render=lambda: render(seat),  # type: ignore[operator]
        href=lambda: reverse("stories:significant", args=[community.slug, seat.panel.round_id]),
    )
