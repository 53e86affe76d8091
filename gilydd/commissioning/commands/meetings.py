"""Writes: what a panel met for and decided, citizens' hours, and the money that people had back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.exchange import ledger
from gilydd.exchange.words import Evidence
from gilydd.history.commands import key_of
from gilydd.history.words import Audience, Refused
from gilydd.people.models import Term
from gilydd.people.policy import speaks_for, type_of_actor

from ..models import Panel, PanelExpense, PanelMeeting, Present, Seat
from ..policy import policy
from ..words import PanelState, SeatState
from ..words_panel import (
    LONGEST_LINE,
    LONGEST_MEETING_MINUTES,
    LONGEST_TEXT,
    MOST_EXPENSE_PENCE,
    ExpenseKind,
    ExpenseState,
)
from ._panel import acting, in_state, locked_panel, note, tell

# The shared taxonomy's kind of work for what makes democracy work.
DEMOCRACY = "democracy"


@transaction.atomic
def record_meeting(
    *,
    by: type_of_actor,
    panel: Panel,
    starts_at: dt.datetime,
    length_minutes: int,
    present: Iterable[Seat],
    decided_cy: str,
    decided_en: str,
    notes_cy: str = "",
    notes_en: str = "",
) -> PanelMeeting:
    """Keep a meeting: when, how long, who was there, what was decided, the minutes in both languages.

    A meeting that begins at the same moment is the same meeting, and is not written twice.
    """
    panel = locked_panel(panel)
    policy.check(by, "run_panel", panel)
    in_state(panel, PanelState.INVITING, PanelState.CLOSED, PanelState.SITTING)
    seats = list(Seat.objects.filter(pk__in={seat.pk for seat in present}).order_by("pk"))
    _check_meeting(panel, starts_at, length_minutes, seats)
    texts = {"decided_cy": decided_cy, "decided_en": decided_en, "notes_cy": notes_cy, "notes_en": notes_en}
    texts = {name: text.strip() for name, text in texts.items()}
    if not (texts["decided_cy"] and texts["decided_en"]):
        raise Refused(_("Say in both languages what was decided."), field="decided_cy")
    if bool(texts["notes_cy"]) != bool(texts["notes_en"]):
        raise Refused(_("Write the minutes in both languages."), field="notes_cy")
    if max(map(len, texts.values())) > LONGEST_TEXT:
        raise Refused(_("This is too long."), field="notes_cy")
    if known := PanelMeeting.objects.filter(panel=panel, starts_at=starts_at).first():
        return known
    row = PanelMeeting.objects.create(
        community=panel.community, panel=panel, starts_at=starts_at, length_minutes=length_minutes,
        recorded_by_key=key_of(by), **texts,
    )  # fmt: skip
    Present.objects.bulk_create(Present(community=panel.community, meeting=row, seat=seat) for seat in seats)
    note("record_meeting", by, row, panel.turn)
    return row


def _check_meeting(panel: Panel, starts_at: dt.datetime, minutes: int, seats: list[Seat]) -> None:
    if starts_at > timezone.now():
        raise Refused(_("A meeting is written down once it took place."), field="day")
    if not 0 < minutes <= LONGEST_MEETING_MINUTES or minutes % 15:
        raise Refused(_("Give its length in quarters of an hour, at most 10 hours."), field="length")
    if not seats:
        raise Refused(_("Say who was there."), field="present")
    for seat in seats:
        if seat.panel_id != panel.pk or seat.state not in (SeatState.SEATED, SeatState.LEFT):
            raise Refused(_("Only people with a seat on this panel are written down here."), field="present")


@transaction.atomic
def credit_meeting(*, by: type_of_actor, meeting: PanelMeeting) -> int:
    """Credit the citizens who were there with its hours, from the community's pot; once.

    Returns to how many accounts hours went. Nobody credits themselves.
    """
    known = PanelMeeting.objects.select_for_update(of=("self",)).select_related(
        "community", "panel__turn__service"
    )
    row = known.get(pk=meeting.pk)
    policy.check(by, "credit_meeting", row)
    if row.credited_at:
        return 0
    citizens = Present.objects.filter(meeting=row, seat__side="citizens").select_related("seat__party")
    lines = list(citizens.order_by("pk"))
    if any(speaks_for(by, row.community, line.seat.party_id) for line in lines):
        raise Refused(_("Somebody else must credit the hours that you gave yourself."))
    accounts = ledger.accounts_of(row.community, [line.seat.party for line in lines])
    work = Term.objects.get(community=None, scheme="work", code=DEMOCRACY)
    entries = [
        ledger.Entry(
            payer=ledger.pot_of(row.community), payee=accounts[line.seat.party_id],
            minutes=row.length_minutes, work=work, occurred_at=row.starts_at,
            key=f"{key_of(row)}:seat:{line.seat_id}", recorded_by=by, evidence=Evidence.LIST, source=row,
            on_behalf_of=line.seat.party,
        )
        for line in lines
    ]  # fmt: skip
    made = ledger.post_many(entries) if entries else []
    posted = {transfer.key: transfer for transfer in made}
    for line in lines:
        line.transfer = posted[f"{key_of(row)}:seat:{line.seat_id}"]
    Present.objects.bulk_update(lines, ["transfer"])
    row.credited_at = timezone.now()
    row.save(update_fields=["credited_at"])
    note("credit_meeting", by, row, row.panel.turn, audience=Audience.STAFF)
    tell("credited", row.pk)
    return len(lines)


@transaction.atomic
def ask_expense(
    *,
    by: type_of_actor,
    seat: Seat,
    kind: str,
    pence: int,
    spent_on: dt.date,
    key: str,
    words: str = "",
    lang: str = "",
    entered_from: str = "",
) -> PanelExpense:
    """Ask for the money back that it cost to come. The same key again is the same expense."""
    seat = Seat.objects.select_related("community", "panel__turn__service", "party").get(pk=seat.pk)
    act = acting(by, seat.community, seat.party, entered_from, active=False)
    if known := PanelExpense.objects.of(seat.community).filter(key=key).first():
        return known
    if seat.state not in (SeatState.SEATED, SeatState.LEFT):
        raise Refused(_("Only somebody with a seat on the panel can ask for this."))
    if kind not in ExpenseKind.values:
        raise Refused(_("Choose what it was for."), field="kind")
    if not 0 < pence <= MOST_EXPENSE_PENCE:
        raise Refused(_("Write an amount between 1p and £1,000."), field="pence")
    if spent_on > timezone.localdate():
        raise Refused(_("Choose the day on which you paid it."), field="spent_on")
    row = PanelExpense.objects.create(
        community=seat.community, seat=seat, kind=kind, pence=pence, spent_on=spent_on, key=key,
        words=words.strip()[:LONGEST_LINE], lang=lang if words.strip() else "", typed_by_key=act.typed_by_key,
    )  # fmt: skip
    note("ask_expense", by, row, seat.panel.turn, audience=Audience.PRIVATE, behalf=act.behalf, pence=pence)
    return row


@transaction.atomic
def answer_expense(
    *,
    by: type_of_actor,
    expense: PanelExpense,
    pay: bool,
    paid_on: dt.date | None = None,
    reason: str = "",
    lang: str = "",
) -> PanelExpense:
    """Write down that an expense was paid, on which day; or say why not. Nobody answers their own."""
    rows = PanelExpense.objects.select_for_update(of=("self",))
    row = rows.select_related("community", "seat__panel__turn__service", "seat__party").get(pk=expense.pk)
    policy.check(by, "answer_expense", row)
    if speaks_for(by, row.community, row.seat.party_id):
        raise Refused(_("Somebody else must answer for your own expenses."))
    if row.state != ExpenseState.ASKED:
        raise Refused(_("This expense was answered already."))
    if pay and (paid_on is None or paid_on > timezone.localdate() or paid_on < row.spent_on):
        raise Refused(_("Write the day on which it was paid."), field="paid_on")
    if not pay and not reason.strip():
        raise Refused(_("Say why it is not paid."), field="reason")
    row.state = ExpenseState.PAID if pay else ExpenseState.REFUSED
    row.paid_on, row.answered_by_key = (paid_on if pay else None), key_of(by)
    row.reason, row.reason_lang = ("", "") if pay else (reason.strip()[:LONGEST_LINE], lang)
    row.save()
    note(
        "answer_expense", by, row, row.seat.panel.turn, audience=Audience.PRIVATE, mentions=(row.seat.party,),
        paid=pay, pence=row.pence,
    )  # fmt: skip
    tell("expense_answered", row.pk)
    return row
