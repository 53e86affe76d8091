"""Who may keep a key of a tender."""

from __future__ import annotations

from django.utils.translation import gettext as _

from gilydd.deciding import keyring
from gilydd.deciding.words import HolderState
from gilydd.history.words import Refused
from gilydd.people.models import Login, Membership, Party
from gilydd.people.queries import parties_of, standing
from gilydd.people.words import CITIZENS, Capacity, MembershipState, PartyKind, Role

from ..models import Procurement, Seat
from ..queries.conflicts import is_free
from ..words import SeatState
from ..words_tender import HolderKind

# Duties for which somebody is not simply a citizen in a tender.
DUTIES = frozenset({Role.COMMISSIONER, Role.FACILITATOR, Role.BROKER, Role.PROVIDER})
BUYS = frozenset({Role.COMMISSIONER, Role.FACILITATOR})


def may_hold(procurement: Procurement, party: Party, kind: str) -> None:
    """Refuse somebody who must not keep a key of this kind: no member, no declaration, a stake, or duties."""
    field = f"holder_{kind}"
    community = procurement.community
    person = getattr(party, "person", None)
    active = Membership.objects.of(community).filter(
        party=party, state=MembershipState.ACTIVE, party__kind=PartyKind.PERSON
    )
    if person is None or not active.exists():
        raise Refused(_("Only active members keep a key."), field=field)
    if Login.objects.filter(person=person).exclude(is_staff=False, is_superuser=False).exists():
        raise Refused(_("Whoever looks after the computer does not keep a key."), field=field)
    if not is_free(procurement, party.pk):
        raise Refused(
            _("Whoever keeps a key has declared first that they have no interest in this tender."),
            field=field,
        )
    here = standing(person, community)
    acts_for_buyer = procurement.buyer_id in parties_of(person, community)
    fits = {
        HolderKind.CITIZEN: here.capacity in CITIZENS
        and here.roles.isdisjoint(DUTIES)
        and not acts_for_buyer,
        HolderKind.OFFICER: not here.roles.isdisjoint(BUYS) or here.capacity == Capacity.COMMISSIONER,
        HolderKind.INDEPENDENT: here.roles.isdisjoint(BUYS)
        and here.capacity != Capacity.COMMISSIONER
        and not acts_for_buyer
        and not _sits(procurement, party),
    }
    if not fits[HolderKind(kind)]:
        raise Refused(_WHY[HolderKind(kind)](), field=field)


_WHY = {
    HolderKind.CITIZEN: lambda: _("Choose a citizen who has no duty in buying or providing services."),
    HolderKind.OFFICER: lambda: _("Choose a commissioner or facilitator."),
    HolderKind.INDEPENDENT: lambda: _(
        "Choose somebody who does not buy: no commissioner, nobody of the panel, nobody of the buyer."
    ),
}


def _sits(procurement: Procurement, party: Party) -> bool:
    rows = Seat.objects.filter(panel=procurement.panel_id, party=party, left_at__isnull=True)
    return procurement.panel_id is not None and rows.exclude(state=SeatState.DECLINED).exists()


def check_holders(procurement: Procurement) -> None:
    """Refuse to publish while a holder is not ready, or must not keep the key any more."""
    assert procurement.split_key is not None
    for one in keyring.keepers(procurement.split_key).select_related("party__person"):
        if one.state != HolderState.READY:
            raise Refused(_("Each of the three has to show first that their file works."))
        may_hold(procurement, one.party, one.kind)
