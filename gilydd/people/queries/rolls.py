"""Who is on an organisation's roll, who is a member because of it, and what they chose."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone

from gilydd.algorithms import disclosure
from gilydd.algorithms.disclosure import Disclosed
from gilydd.algorithms.reconciling import Known, Place

from ..cells import plain_name, plain_phone
from ..models import Community, Identity, Membership, Message, Party, Person, Roll, RollMember, Tenure
from ..words import MembershipState, PartyKind, RollChoice
from .standing import names


def standing_on(rows: Any, day: dt.date | None = None) -> Any:
    """Those of `rows` (Tenure) that hold on the day, today where none is given."""
    day = day or timezone.localdate()
    return rows.filter(since__lte=day).filter(Q(until__isnull=True) | Q(until__gte=day))


def on_roll(community: Community, organisation: Party | int, day: dt.date | None = None) -> Any:
    """Party ids of everybody on the organisation's roll on the day whose membership is not closed.

    A subquery or a list to be; each person once. Who does not want to be written to is in it.
    """
    here = Membership.objects.of(community).exclude(state=MembershipState.CLOSED)
    rows = standing_on(Tenure.objects.of(community), day)
    rows = rows.filter(roll__organisation=organisation, party__in=here.values("party"))
    return rows.order_by("party_id").values_list("party", flat=True).distinct()


def rolls_of(community: Community) -> list[tuple[int, str]]:
    """(party id of the organisation, its name) of each roll that is kept here; three queries."""
    rows = Roll.objects.of(community).filter(ended_on__isnull=True).order_by("pk")
    parties = list(rows.values_list("organisation", flat=True))
    called = names(parties)
    return [(pk, called[pk]) for pk in parties]


def not_begun(community: Community) -> Any:
    """Ids of people whom a roll made members and who have not chosen to take part, as a subquery.

    They can vote. They are not found, have no hours, and what is known of them is not for brokers.
    """
    rows = RollMember.objects.of(community).exclude(choice=RollChoice.TAKES_PART)
    return rows.values("person")


def has_begun(community: Community, party: int) -> bool:
    """Whether the party takes part by its own choice; everybody whom no roll made a member does."""
    return not RollMember.objects.of(community).filter(person=party).exclude(
        choice=RollChoice.TAKES_PART
    ).exists()  # fmt: skip


def shown_identity(reader: Person, row: Membership) -> Identity | None:
    """Who the member is, for whoever may open their page; of somebody who has not begun only for themselves.

    What a landlord knows of its tenants is not told to brokers by making them members. Two queries.
    """
    person = getattr(row.party, "person", None)
    if person is None or (person.pk != reader.pk and not has_begun(row.community, person.pk)):
        return None
    return getattr(person, "identity", None)


def not_written_at_all(community: Community, person_id: int) -> bool:
    """Whether somebody on a roll asked not to be written to; one query."""
    rows = RollMember.objects.of(community).filter(person=person_id, choice=RollChoice.NO_CONTACT)
    return bool(rows.exists())


@dataclass(frozen=True)
class PlaceOnRoll:
    """One place on a roll as its person reads it."""

    roll: Roll
    organisation: str
    since: dt.date
    until: dt.date | None


@dataclass(frozen=True)
class ByRoll:
    """Why somebody is a member: their places, and their own choice (None: no roll made them a member)."""

    places: list[PlaceOnRoll]
    choice: str | None
    chosen_at: dt.datetime | None

    @property
    def only(self) -> bool:
        """Whether the roll is all that makes them a member."""
        return self.choice is not None and self.choice != RollChoice.TAKES_PART


def by_roll(community: Community, person: Person) -> ByRoll:
    """Why the person is a member here; three queries, four where there is a place."""
    rows = standing_on(Tenure.objects.of(community).filter(party=person.pk))
    places = list(rows.select_related("roll").order_by("since", "pk"))
    called = names(one.roll.organisation_id for one in places)
    chose = RollMember.objects.of(community).filter(person=person).first()
    return ByRoll(
        [PlaceOnRoll(one.roll, called[one.roll.organisation_id], one.since, one.until) for one in places],
        chose.choice if chose else None,
        chose.chosen_at if chose else None,
    )


@dataclass(frozen=True)
class RollFigures:
    """What is said of a roll: how many are on it, and how many of those take part or are not written to."""

    on_roll: Disclosed
    take_part: Disclosed
    no_contact: Disclosed


def figures_of(roll: Roll) -> RollFigures:
    """Disclosed figures of a roll today, made of one table: which of its people chose what is not told."""
    wanted = on_roll(roll.community, roll.organisation_id)
    chose = dict(
        RollMember.objects.of(roll.community)
        .filter(person__in=wanted)
        .values_list("person", "choice")
    )  # fmt: skip
    cells = dict.fromkeys(map(str, RollChoice.values), 0)
    for party in wanted:
        cells[chose.get(party, str(RollChoice.TAKES_PART))] += 1
    told = disclosure.table(cells, "people")
    assert told.total is not None
    return RollFigures(told.total, told.cells[RollChoice.TAKES_PART], told.cells[RollChoice.NO_CONTACT])


def places_of_roll(roll: Roll, as_of: dt.date) -> list[Place]:
    """The places that stand or are yet to begin, for reconciling; one query."""
    rows = Tenure.objects.filter(Q(until__isnull=True) | Q(until__gte=as_of), roll=roll).order_by("pk")
    fields = rows.values_list(
        "reference", "party", "since", "until", "salt", "name_mark", "home_mark",
        "party__person__identity__full_name", "party__person__identity__born_on",
        "party__person__identity__email", "party__person__identity__phone",
    )  # fmt: skip
    return [
        Place(
            reference, party, since, salt, name_mark, home_mark, name=plain_name(name or ""), born=born,
            until=until, email=(email or "").lower(), phone=plain_phone(phone or ""),
        )
        for reference, party, since, until, salt, name_mark, home_mark, name, born, email, phone in fields
    ]  # fmt: skip


def known_beside(roll: Roll, as_of: dt.date) -> list[Known]:
    """People of the community, closed members too, who hold no place that stands on this roll; one query."""
    held = Tenure.objects.filter(Q(until__isnull=True) | Q(until__gte=as_of), roll=roll)
    rows = Membership.objects.of(roll.community).filter(
        party__kind=PartyKind.PERSON, party__person__identity__isnull=False
    )
    fields = rows.exclude(party__in=held.values("party")).order_by("pk").values_list(
        "party", "party__person__identity__full_name", "party__person__identity__born_on",
        "party__person__identity__email", "party__person__identity__phone",
    )  # fmt: skip
    return [
        Known(party, plain_name(name), born, email.lower(), plain_phone(phone))
        for party, name, born, email, phone in fields
    ]


def letters_of_roll(roll: Roll) -> Any:
    """Letters to people on the roll who have not begun, not printed yet, oldest first.

    The organisation prints them: it knows where they live already, and nobody else here does.
    """
    rows = Message.objects.filter(
        community=roll.community,
        sent_at__isnull=True,
        channel__in=("post", "broker"),
        party__in=on_roll(roll.community, roll.organisation_id),
    ).filter(party__in=not_begun(roll.community))
    return rows.select_related("party__person__identity").order_by("made_at", "pk")
