"""How places are given: how much room there is, who waits, who has the checks. The session is locked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import later
from gilydd.history.words import Refused
from gilydd.people.models import Party, Term
from gilydd.people.queries import Clearance

from ..models import RoleToFill, Session, SignUp, Swap
from ..words import Part, SignUpState, SwapState


@dataclass
class Room:
    """How many more people a session takes, in all and in each role. Read it while the session is locked."""

    session: Session
    taken: int = 0
    by_role: Counter[int] = field(default_factory=Counter)

    @classmethod
    def of(cls, session: Session) -> Room:
        """The room of a session as its list stands; one query."""
        signed = session.sign_ups.filter(state=SignUpState.SIGNED).values_list("role", flat=True)
        roles = list(signed)
        return cls(session, len(roles), Counter(role for role in roles if role))

    def fits(self, role: RoleToFill | None) -> bool:
        """Whether one more fits, in the session and in the role."""
        if self.session.places is not None and self.taken >= self.session.places:
            return False
        return role is None or role.places is None or self.by_role[role.pk] < role.places

    def take(self, role: RoleToFill | None) -> None:
        """Count one more."""
        self.taken += 1
        if role is not None:
            self.by_role[role.pk] += 1


def taken_off(sign_up: SignUp) -> None:
    """Write that a place is given up, and that nobody is asked to take it over any more."""
    sign_up.state = SignUpState.WITHDRAWN
    sign_up.save(update_fields=["state"])
    swaps = Swap.objects.filter(sign_up=sign_up, state=SwapState.OPEN)
    swaps.update(state=SwapState.WITHDRAWN, ended_at=timezone.now())


def fill(session: Session) -> None:
    """Give free places to those who wait, first come first served, each in the own role.

    The session is locked. After it nobody waits who would fit.
    """
    room = Room.of(session)
    waiting = session.sign_ups.filter(state=SignUpState.WAITING).select_related("role")
    for row in waiting.order_by("pk"):
        if room.fits(row.role):
            row.state = SignUpState.SIGNED
            row.save(update_fields=["state"])
            room.take(row.role)
            later("gilydd.delivering.notices.moved_up", row.pk)


def roles_of(session: Session) -> Sequence[RoleToFill]:
    """The roles to fill of a session: those of the activity and its own, in order; one query."""
    rows = RoleToFill.objects.filter(activity=session.activity_id, ended_at__isnull=True)
    return list(rows.filter(Q(session__isnull=True) | Q(session=session)).order_by("pk"))


def cleared(session: Session, party: Party, part: str, role: RoleToFill | None, *, for_other: bool) -> None:
    """Refuse whoever has not the checks that the work asks for; taking part asks for none."""
    if part != Part.CONTRIBUTING:
        return
    own = role.work_id if role else None
    work = Term.objects.select_related("parent").get(pk=own) if own else session.activity.work
    clearance = Clearance(session.community, [party.pk])
    if clearance.has(party.pk, work):
        return
    if for_other:
        raise Refused(_("This work asks for a check that they do not have."), field="member")
    raise Refused(
        _("This work asks for a check that we have not seen from you yet. Your broker can help."),
        field="role" if role else "part",
    )
