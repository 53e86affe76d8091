"""The valley's board of these tests: a council, a health board and a members' group, and who speaks for them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from gilydd.partnerships import commands
from gilydd.partnerships.imports import SHIPPED
from gilydd.partnerships.models import Framework, Fund, Ground, Partner, Partnership, Seat
from gilydd.people import commands as people
from gilydd.people.models import Party
from gilydd.people.policy import SYSTEM
from gilydd.people.queries import forget_standing
from gilydd.people.words import Capacity, PartyKind
from tests.cast import Cast


def today(days: int = 0) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


def framework(cast: Cast, code: str) -> Framework:
    """A framework that comes with Gilydd, taken into the community."""
    path = SHIPPED / f"{code}.1.json"
    return commands.adopt_framework(
        by=SYSTEM, community=cast.community, content=path.read_bytes(), name=path.name
    )


def body(cast: Cast, name: str, *speakers: str, kind: str = PartyKind.ORGANISATION) -> Party:
    """An organisation or a group of the community, and who acts for it."""
    party = people.add_organisation(by=SYSTEM, community=cast.community, name=name, kind=kind).party
    for one in speakers:
        person = cast.people[one]
        people.let_act_for(by=SYSTEM, community=cast.community, person=person, party=party)
        forget_standing(person)
    return party


@dataclass
class Board:
    """A Regional Partnership Board: Ffion runs it, Rhodri speaks for the council, Priya for health, Dai keeps."""

    cast: Cast
    partnership: Partnership = field(init=False)
    council: Partner = field(init=False)
    health: Partner = field(init=False)
    group: Partner = field(init=False)
    fund: Fund = field(init=False)

    def __post_init__(self) -> None:
        cast = self.cast
        rules = framework(cast, "regional-partnership-board")
        self.partnership = commands.start_partnership(
            by=cast.ffion, community=cast.community, kind="board", name_cy="Bwrdd y cwm",
            name_en="The valley's board", purpose_cy="Gofal gyda'n gilydd.", purpose_en="Care, together.",
            rules=rules,
        )  # fmt: skip
        parties = (
            (body(cast, "Cyngor Garw", "Rhodri"), "authority"),
            (body(cast, "Bwrdd Iechyd", "Priya"), "health"),
            (body(cast, "Y Cylch", "Dai", kind=PartyKind.GROUP), "citizens"),
        )
        self.council, self.health, self.group = (
            commands.add_partner(by=cast.ffion, partnership=self.partnership, party=party, kind=kind)
            for party, kind in parties
        )
        self.sit("Dai", "person", Capacity.CITIZEN, part="keeper", partner=self.group)
        self.sit("Rhodri", "director", Capacity.PROFESSIONAL, partner=self.council)
        self.sit("Siân", "person", Capacity.CITIZEN)
        self.fund = commands.open_fund(by=cast.ffion, partnership=self.partnership)

    def sit(self, name: str, seat: str, capacity: str, **more: Any) -> Any:
        """Somebody takes a seat of the rules."""
        code = Seat.objects.get(framework=self.partnership.rules, code=seat)
        return commands.seat_member(
            by=self.cast.ffion, partnership=self.partnership, party=self.cast.party(name), seat=code,
            capacity=capacity, **more,
        )  # fmt: skip

    def ground(self, code: str = "s164") -> Ground:
        framework(self.cast, "duty-to-co-operate")
        return Ground.objects.get(framework__community=self.cast.community, code=code)

    def ask(self, answer_by: dt.date | None = None, title: str = "A room on Tuesdays") -> Any:
        """The members' group asks the health board, through Dai."""
        return commands.request_cooperation(
            by=self.cast.dai, asker=self.group, asked=self.health, ground=self.ground(), title=title,
            words="We need a room.", lang="en", answer_by=answer_by or today(14),
        )  # fmt: skip

    def carried(self, pence: int, title: str = "A kitchen") -> Any:
        """A decision that Dai proposes, and two of the three on the board carry."""
        made = commands.propose_decision(
            by=self.cast.dai, partnership=self.partnership, title=title, lang="en", allows_pence=pence
        )
        for name in ("Dai", "Siân"):
            commands.take_stand(by=self.cast.people[name], decision=made, stance="for")
        return commands.settle_decision(by=self.cast.ffion, decision=made)

    def pay_in(self, pence: int, key: str) -> Any:
        return commands.pay_in(
            by=self.cast.dai, fund=self.fund, partner=self.council, pence=pence, what="Our share", lang="en",
            occurred_on=today(), key=key,
        )  # fmt: skip

    def spend(self, decision: Any, pence: int, key: str) -> Any:
        return commands.spend(
            by=self.cast.dai, fund=self.fund, decision=decision, pence=pence, what="An oven", lang="en",
            occurred_on=today(), key=key,
        )  # fmt: skip
