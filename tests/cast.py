"""The cast of every test, all invented: a valley called Garw in these tests, and its twin, Taf."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils import timezone

from gilydd.exchange import ledger
from gilydd.exchange.models import Account
from gilydd.people import commands
from gilydd.people.models import Community, Membership, Party, Person, Term
from gilydd.people.policy import SYSTEM
from gilydd.people.words import Capacity, Channel, Language, Role

WHO = {
    # first name: (full name, email, language, capacity, roles, Easy Read)
    "Mair": ("Mair Rees", "", Language.WELSH, Capacity.CITIZEN, (), False),
    "Dai": ("Dai Morgan", "dai@example.org", Language.ENGLISH, Capacity.CITIZEN, (), False),
    "Siân": ("Siân Puw", "sian@example.org", Language.UNKNOWN, Capacity.CITIZEN, (), True),
    "Tomos": ("Tomos Ellis", "tomos@example.org", Language.WELSH, Capacity.PROFESSIONAL, (Role.BROKER,), False),
    "Ffion": (
        "Ffion Hughes", "ffion@example.org", Language.WELSH, Capacity.COMMISSIONER,
        (Role.COMMISSIONER, Role.FACILITATOR), False,
    ),
    "Rhodri": ("Rhodri Lewis", "rhodri@example.org", Language.ENGLISH, Capacity.PROFESSIONAL, (Role.PROVIDER,), False),
    "Priya": ("Priya Shah", "priya@example.org", Language.ENGLISH, Capacity.PROFESSIONAL, (Role.EVALUATOR,), False),
}  # fmt: skip


@dataclass
class Cast:
    """A community with its seven people: `garw.mair`, `garw.account("Dai")`."""

    community: Community
    people: dict[str, Person]

    def __getattr__(self, name: str) -> Person:
        for called, person in self.people.items():
            if called.casefold().replace("â", "a") == name.casefold().replace("â", "a"):
                return person
        raise AttributeError(name)

    @cached_property
    def slug(self) -> str:
        return self.community.slug

    def party(self, name: str) -> Party:
        return self.people[name].party

    def member(self, name: str) -> Membership:
        return Membership.objects.get(community=self.community, party=self.party(name))

    def account(self, name: str) -> Account:
        account = ledger.account_of(self.community, self.party(name))
        account.refresh_from_db()
        return account

    def balances(self, *names: str) -> list[int]:
        """The books: balances in minutes in the order of the names; "pot" is the pot."""
        return [Account.objects.get(pk=self._account(name).pk).balance_minutes for name in names]

    def _account(self, name: str) -> Account:
        return ledger.pot_of(self.community) if name == "pot" else self.account(name)

    def fresh(self, name: str) -> Person:
        """The person read anew, with no remembered standing."""
        return Person.objects.get(pk=self.people[name].pk)


def found(slug: str, name_cy: str, name_en: str, suffix: str = "") -> Cast:
    """Make a community with the whole cast; `suffix` keeps the twin's emails apart."""
    community = commands.found_community(by=SYSTEM, slug=slug, name_cy=name_cy, name_en=name_en)
    people = {}
    for number, (called, (full, email, language, capacity, roles, easy)) in enumerate(WHO.items(), 1):
        member = commands.enrol(
            by=SYSTEM,
            community=community,
            full_name=full,
            known_as=called,
            email=email.replace("@", f"{suffix}@") if email else "",
            language=language,
            channel=Channel.EMAIL if email else Channel.POST,
            capacity=capacity,
            number=str(number),
            easy_read=easy,
        )
        for role in roles:
            commands.give_role(by=SYSTEM, membership=member, role=role)
        people[called] = Person.objects.select_related("party").get(pk=member.party_id)
    return Cast(community, people)


def work(code: str = "lifts") -> Term:
    return Term.objects.get(code=code, community=None)


def entry(cast: Cast, payer: str, payee: str, minutes: int, key: str = "", **more: Any) -> ledger.Entry:
    """A transfer in the books of the cast: entry(garw, "Mair", "Dai", 60)."""
    return ledger.Entry(
        payer=cast._account(payer),
        payee=cast._account(payee),
        minutes=minutes,
        work=more.pop("work", None) or work(),
        occurred_at=more.pop("occurred_at", None) or dt.datetime(2026, 3, 2, 10, tzinfo=dt.UTC),
        key=key or f"test:{payer}:{payee}:{minutes}:{timezone.now().timestamp()}",
        recorded_by=more.pop("recorded_by", "system"),
        **more,
    )
