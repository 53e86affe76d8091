"""What somebody is told whose statement was read."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from gilydd.people.models import Membership
from gilydd.people.notices import Rendered, notify
from gilydd.people.words import MembershipState
from gilydd.ui.bilingual import said

from .models import Statement
from .words import StatementState


def was_read(statement_id: int) -> None:
    """Tell the author that their statement is put to everybody, or why it is not."""
    rows = Statement.objects.select_related("community", "challenge", "author__person")
    row = rows.get(pk=statement_id)
    here = Membership.objects.of(row.community).filter(party=row.author, state=MembershipState.ACTIVE)
    if row.author is None or row.state not in (StatementState.SHOWN, StatementState.REFUSED):
        return
    if not here.exists():
        return

    def render() -> Rendered:
        words = {"title": said(row.challenge, "title"), "text": row.text, "reason": row.reason}
        if row.state == StatementState.SHOWN:
            return (
                _("Your statement is put to everybody: %(title)s") % words,
                _("People answer it now: “%(text)s”") % words,
            )
        return (
            _("Your statement is not put to people: %(title)s") % words,
            _("It was: “%(text)s”") % words
            + "\n"
            + _("The reason: %(reason)s") % words
            + "\n"
            + _("You can write it in another way."),
        )

    notify(
        party=row.author,
        community=row.community,
        key=f"designing.statement:{row.pk}:{row.state}:{row.read_at:%Y%m%d%H%M%S}",
        render=render,
        href=lambda: reverse("designing:statements", args=[row.community.slug, row.challenge_id]),
    )
