"""What people are told about a panel: the invitation, the draw, a seat, hours, costs, their suggestion."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from gilydd.people.models import Community, Membership, Party
from gilydd.people.notices import notify
from gilydd.people.words import MembershipState
from gilydd.ui.bilingual import said
from gilydd.ui.filters import day, hours, pounds

from .models import Panel, PanelExpense, PanelMeeting, PoolMember, Present, Seat, Suggestion
from .words import PanelState, SeatState
from .words_panel import ExpenseState, PoolState, SuggestionState

Words = Callable[[], tuple[str, str]]


def _here(community: Community, parties: Any) -> set[int]:
    rows = Membership.objects.of(community).filter(party__in=parties, state=MembershipState.ACTIVE)
    return set(rows.values_list("party", flat=True))


def _tell(party: Party, community: Community, key: str, words: Words, name: str, number: int) -> None:
    def href() -> str:
        return reverse(f"commissioning:{name}", args=[community.slug, number])

    notify(party=party, community=community, key=f"commissioning.{key}", render=words, href=href)


def invited(panel_id: int) -> None:
    """Invite everybody who has not answered; whoever has been told already is not told again."""
    panel = Panel.objects.select_related("community", "turn__service").get(pk=panel_id)
    if panel.state != PanelState.INVITING:
        return
    rows = PoolMember.objects.filter(panel=panel, state=PoolState.INVITED).select_related("party__person")
    here = _here(panel.community, rows.values("party"))

    def words() -> tuple[str, str]:
        told = {
            "service": said(panel.turn.service, "name"), "asks": said(panel, "asks"),
            "day": day(panel.pool_closes_on), "seats": panel.seats,
        }  # fmt: skip
        return (
            _("Would you help to decide on “%(service)s”?") % told,
            _("We are drawing %(seats)s members by lot who decide together what is bought.") % told
            + "\n" + str(told["asks"]) + "\n"
            + _("Say yes or no until %(day)s. You need no reason for a no.") % told,
        )  # fmt: skip

    for row in rows:
        if row.party_id in here:
            _tell(row.party, panel.community, f"pool:{row.pk}:invited", words, "pool_join", panel.pk)


def drawn(panel_id: int) -> None:
    """Tell everybody on the list what came of the draw; those drawn are asked whether they come."""
    panel = Panel.objects.select_related("community", "turn__service").get(pk=panel_id)
    seats = {row.party_id: row for row in Seat.objects.filter(panel=panel, side="citizens")}
    for row in seats.values():
        if row.state == SeatState.ASKED:
            asked(row.pk)
    rows = PoolMember.objects.filter(panel=panel, number__isnull=False).select_related("party__person")
    here = _here(panel.community, rows.values("party"))

    def not_drawn() -> tuple[str, str]:
        words = {"service": said(panel.turn.service, "name")}
        return (
            _("The draw for “%(service)s” was made") % words,
            _("You were not drawn this time. Thank you for being on the list.")
            + "\n" + _("The page shows how the draw was made, and your own chance."),
        )  # fmt: skip

    def reserve() -> tuple[str, str]:
        words = {"service": said(panel.turn.service, "name")}
        return (
            _("You are in reserve for “%(service)s”") % words,
            _("If somebody like you cannot come, we ask you. You need do nothing now."),
        )

    for one in rows:
        if one.party_id not in here:
            continue
        seat = seats.get(one.party_id)
        if seat is None:
            _tell(one.party, panel.community, f"pool:{one.pk}:not-drawn", not_drawn, "panel", panel.turn_id)
        elif seat.state == SeatState.RESERVE:
            _tell(one.party, panel.community, f"pool:{one.pk}:reserve", reserve, "panel", panel.turn_id)


def asked(seat_id: int) -> None:
    """Ask somebody who was drawn or named whether they take the seat."""
    row = Seat.objects.select_related("community", "panel__turn__service", "party__person").get(pk=seat_id)
    if row.state != SeatState.ASKED or not _here(row.community, [row.party_id]):
        return

    def words() -> tuple[str, str]:
        told = {"service": said(row.panel.turn.service, "name")}
        if row.side != "citizens":
            subject = _("You are asked to sit on the panel for “%(service)s”") % told
        else:
            subject = _("You were drawn for the panel for “%(service)s”") % told
        return subject, said(row.panel, "asks") + "\n" + _("Please say whether you come. You can say no.")

    _tell(row.party, row.community, f"seat:{row.pk}:asked", words, "seat", row.pk)


def credited(meeting_id: int) -> None:
    """Tell each citizen of the hours in their account."""
    row = PanelMeeting.objects.select_related("community", "panel__turn__service").get(pk=meeting_id)
    lines = Present.objects.filter(meeting=row, transfer__isnull=False).select_related("seat__party__person")
    here = _here(row.community, lines.values("seat__party"))

    def words() -> tuple[str, str]:
        told = {
            "service": said(row.panel.turn.service, "name"), "day": day(row.starts_at),
            "hours": hours(row.length_minutes),
        }  # fmt: skip
        return (
            _("Hours for the panel: %(hours)s") % told,
            _("For the meeting of %(day)s about “%(service)s” you were credited with %(hours)s.") % told,
        )

    for line in lines:
        if line.seat.party_id in here:
            _tell(line.seat.party, row.community, f"present:{line.pk}:credited", words, "meeting", row.pk)


def expense_answered(expense_id: int) -> None:
    """Tell somebody that an expense was paid, or why not."""
    rows = PanelExpense.objects.select_related("community", "seat__panel", "seat__party__person")
    row = rows.get(pk=expense_id)
    if row.state == ExpenseState.ASKED or not _here(row.community, [row.seat.party_id]):
        return

    def words() -> tuple[str, str]:
        told = {
            "amount": pounds(row.pence),
            "day": day(row.paid_on) if row.paid_on else "",
            "why": row.reason,
        }
        if row.state == ExpenseState.PAID:
            return _("Your costs were paid: %(amount)s") % told, _("They were paid on %(day)s.") % told
        return _("Your costs were not paid: %(amount)s") % told, _("The reason: %(why)s") % told

    _tell(row.seat.party, row.community, f"expense:{row.pk}", words, "expenses", row.seat.panel_id)


def suggestion_answered(suggestion_id: int) -> None:
    """Tell somebody what became of what they suggested."""
    rows = Suggestion.objects.select_related("community", "procurement", "version", "party__person")
    row = rows.get(pk=suggestion_id)
    if row.state in (SuggestionState.OPEN, SuggestionState.WITHDRAWN):
        return
    if not _here(row.community, [row.party_id]):
        return

    def words() -> tuple[str, str]:
        told = {
            "title": said(row.procurement, "title"), "words": row.words, "answer": row.answer,
            "number": row.version.number if row.version else "",
        }  # fmt: skip
        lines = [_("You suggested: “%(words)s”") % told]
        if row.version:
            subject = _("Your suggestion is in the text: %(title)s") % told
            lines.append(_("It is in version %(number)s.") % told)
        else:
            subject = _("Your suggestion was not taken: %(title)s") % told
        if row.answer:
            lines.append(_("The answer: %(answer)s") % told)
        return subject, "\n".join(lines)

    _tell(row.party, row.community, f"suggestion:{row.pk}", words, "specification", row.procurement_id)
