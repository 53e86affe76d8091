"""What people are told of sessions. Each notice reads its rows and asks its policy when it is sent."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext as _

from gilydd.people.models import Party
from gilydd.people.notices import Rendered, notify
from gilydd.ui.bilingual import said
from gilydd.ui.filters import clock, day

from .models import Session, SignUp
from .policy import may
from .words import LIVE, SessionState, SignUpState


def session_cancelled(session_id: int) -> None:
    """Tell everybody on the lists of a session that it will not take place."""
    session = Session.objects.select_related("community", "activity").get(pk=session_id)
    if session.state != SessionState.CANCELLED:
        return

    def render() -> Rendered:
        words = _words(session)
        return (
            _("Cancelled: %(title)s on %(day)s") % words,
            _("“%(title)s” on %(day)s at %(time)s will not take place. We are sorry.") % words,
        )

    for row in session.sign_ups.filter(state__in=LIVE).select_related("party__person").order_by("pk"):
        _tell(session, row.party, "cancelled", render)


def moved_up(sign_up_id: int) -> None:
    """Tell somebody that a place became free for them."""
    row = SignUp.objects.select_related("session__community", "session__activity", "party__person").get(
        pk=sign_up_id
    )
    session = row.session
    if row.state != SignUpState.SIGNED or session.state != SessionState.PLANNED:
        return

    def render() -> Rendered:
        words = _words(session)
        return (
            _("You have a place: %(title)s on %(day)s") % words,
            _(
                "A place became free. You are now on the list for “%(title)s” on %(day)s at %(time)s. "
                "If you cannot come, withdraw, so that somebody else gets the place."
            )
            % words,
        )

    _tell(session, row.party, f"up:{row.pk}", render)


def _words(session: Session) -> dict[str, str]:
    return {
        "title": said(session.activity, "title"),
        "day": day(session.starts_at),
        "time": clock(session.starts_at),
    }


def _tell(session: Session, party: Party, what: str, render: Callable[[], Rendered]) -> None:
    person = getattr(party, "person", None)
    if person is None or not may(person, "sign_up", session):
        return
    notify(
        party=party,
        community=session.community,
        key=f"delivering.session:{session.pk}:{what}:{party.pk}",
        render=render,
        href=lambda: reverse("delivering:session", args=[session.community.slug, session.pk]),
    )
