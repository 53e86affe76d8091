"""Reads of the list of a session."""

from __future__ import annotations

from dataclasses import dataclass

from gilydd.people.models import Person
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import names

from ..models import Session, SignUp
from ..policy import visible_sign_ups
from ..words import LIVE, SignUpState
from .rota import called


@dataclass(frozen=True)
class ListRow:
    """Somebody on the list of a session, for those who run it."""

    sign_up_id: int
    party_id: int
    name: str
    part: str
    state: str
    typed_for_them: bool
    role: str = ""


def own_sign_up(session: Session, person: Person | None) -> SignUp | None:
    """The person's place on the list, where they have one."""
    if person is None:
        return None
    return SignUp.objects.filter(session=session, party=person.party_id, state__in=LIVE).first()


def is_full(session: Session) -> bool:
    """Whether every place is taken."""
    signed = session.sign_ups.filter(state=SignUpState.SIGNED).count()
    return session.places is not None and signed >= session.places


def on_the_list(person: type_of_actor, session: Session) -> list[ListRow]:
    """Who is signed up or waiting, in order, in three queries; only those the person may see."""
    rows = list(
        visible_sign_ups(person, session.community)
        .filter(session=session, state__in=LIVE)
        .select_related("role")
        .order_by("state", "pk")
    )
    who = names(row.party_id for row in rows)
    return [
        ListRow(
            row.pk,
            row.party_id,
            who[row.party_id],
            row.part,
            row.state,
            bool(row.typed_by_key),
            called(row.role) if row.role else "",
        )
        for row in rows
    ]
