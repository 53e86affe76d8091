"""What people are told of circles: each by their own channel, once, and only what they may know."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import later
from gilydd.people.models import Community, Party
from gilydd.ui.filters import hours

from ..models import Invitation
from ..notices import Rendered, tell
from ..policy import may
from ..queries.matching import Share, asked
from ..words import AnswerState, CircleState

REMIND_AFTER_DAYS = 3


def invited(invitation_id: int) -> None:
    """Ask somebody into a circle, unless it was opened again meanwhile."""
    row = _invitation(invitation_id)
    if row.circle.state == CircleState.INVITED and row.answer == AnswerState.WAITING:
        _to(row, "invited", lambda: (_("You are asked into a circle"), _question(row)))


def remind() -> None:
    """Once a day: remind, once, whoever has not answered an invitation for some days."""
    limit = timezone.now() - dt.timedelta(days=REMIND_AFTER_DAYS)
    waiting = Invitation.objects.filter(
        answer=AnswerState.WAITING, circle__state=CircleState.INVITED, circle__invited_at__lt=limit
    )
    for pk in waiting.order_by("pk").values_list("pk", flat=True):
        later("gilydd.exchange.rounds.notices.remind_one", pk)


def remind_one(invitation_id: int) -> None:
    """Say again what somebody was asked into, unless they have answered or it was opened meanwhile."""
    row = _invitation(invitation_id)
    if row.circle.state == CircleState.INVITED and row.answer == AnswerState.WAITING:
        _to(row, "remind", lambda: (_("A circle waits for your answer"), _question(row)))


def _question(row: Invitation) -> str:
    share = asked(row)
    lines = _lines(share.gives, share.gets)
    if share.closed:
        lines.insert(0, _("In a circle each helps one person and is helped by another."))
    lines.append(_("Please say yes or no on the page, or tell your broker. It begins when all say yes."))
    return "\n".join(lines)


def opened(circle_id: int) -> None:
    """Tell whoever had not said no that the circle will not be; never who said no, or why."""
    for row in _invitations(circle_id).exclude(answer=AnswerState.NO):

        def render() -> Rendered:
            return (
                _("This circle will not be"),
                _("The circle that you were asked into does not come about. You need not do anything.")
                + "\n"
                + _("We look for another one with you."),
            )

        _to(row, "opened", render)


def agreed(circle_id: int) -> None:
    """Tell everybody that all said yes, and what they promised and were promised."""
    for row in _invitations(circle_id):

        def render(row: Invitation = row) -> Rendered:
            share = asked(row)
            lines = [*_lines(share.gives, share.gets, settled=True), _("Agree a day with each other.")]
            return _("Everybody in the circle said yes"), "\n".join(lines)

        _to(row, "agreed", render)


def _lines(gives: list[Share], gets: list[Share], *, settled: bool = False) -> list[str]:
    """What somebody would give and get, a line for each."""
    give, get = (_("You give:"), _("You get:")) if settled else (_("You would give:"), _("You would get:"))
    lines = []
    for head, rows, words in (
        (give, gives, _("%(work)s, %(hours)s, for %(name)s")),
        (get, gets, _("%(work)s, %(hours)s, from %(name)s")),
    ):
        lines += [
            f"{head} {words % {'work': one.work, 'hours': hours(one.minutes), 'name': one.other}}"
            for one in rows
        ]
    return lines


def _to(row: Invitation, what: str, render: Callable[[], Rendered]) -> None:
    community: Community = row.circle.community
    party: Party = row.party
    tell(
        community,
        party,
        f"exchange.circle:{row.pk}:{what}",
        render,
        lambda: reverse("exchange:invitation", args=[community.slug, row.pk]),
        lambda person: may(person, "answer_circle", row),
    )


def _invitation(invitation_id: int) -> Invitation:
    return Invitation.objects.select_related(
        "community", "party__person", "circle__community", "circle__round"
    ).get(pk=invitation_id)


def _invitations(circle_id: int) -> QuerySet[Invitation]:
    rows = Invitation.objects.filter(circle=circle_id).order_by("pk")
    return rows.select_related("community", "party__person", "circle__community", "circle__round")
