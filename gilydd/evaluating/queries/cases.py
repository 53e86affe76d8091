"""Reads: the library of cases, and one case as its page shows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gilydd.algorithms import disclosure
from gilydd.algorithms.disclosure import Disclosed
from gilydd.commissioning.queries import amount
from gilydd.people.models import Community, Person, RoleHeld
from gilydd.people.queries import names
from gilydd.people.words import MembershipState, Role
from gilydd.services.words import Decision, FallsTo, Quarter
from gilydd.ui.filters import language

from ..models import Case, CaseConsent
from ..policy import citizens_of, library, may, sides_of
from ..searching import found
from ..words import MOST_IN_LIBRARY, CaseSide, Side


@dataclass(frozen=True)
class Line:
    """One thing that was counted, in the reader's language, with the page it was counted from."""

    label: str
    value: Disclosed | str
    href: str = ""
    note: str = ""
    lang: str = ""
    quarter: str = ""

    @property
    def is_figure(self) -> bool:
        """Whether the value is a Disclosed figure."""
        return isinstance(self.value, Disclosed)


@dataclass(frozen=True)
class SideLine:
    side: str
    base: Disclosed
    shares: list[tuple[str, Disclosed]]


@dataclass(frozen=True)
class OutcomeLine:
    text: str
    lang: str
    href: str
    sides: list[SideLine]


@dataclass(frozen=True)
class StepLine:
    title: str
    lang: str
    done_on: dt.date | None
    shown: str
    href: str
    left_out: str


@dataclass(frozen=True)
class CaseShown:
    """A case as its page shows it; figures are disclosed ones, frozen when it was prepared."""

    service: str
    number: int
    started_on: dt.date
    ended_on: dt.date
    decision: str
    reason: str
    money: list[Line]
    hours: list[Line]
    people: list[Line]
    outcomes: list[OutcomeLine]
    findings: list[Line]
    changes: list[Line]
    facts: list[tuple[str, list[Line]]]
    steps: list[tuple[str, list[StepLine]]]


@dataclass(frozen=True)
class CaseCard:
    """A case on the list of the library: what it cost, who took part, what it changed."""

    case: Case
    community: str
    money: list[Line]
    hours: list[Line]
    people: list[Line]


def cases(text: str = "", limit: int = MOST_IN_LIBRARY) -> list[CaseCard]:
    """The library: every published case of this installation, those that fit the words best first.

    Without words the newest first. Three queries whatever their number.
    """
    rows = library().select_related("community").order_by("-published_on", "-pk")
    if text.strip():
        keys = list(library().values_list("pk", "found_by")[:MOST_IN_LIBRARY])
        order = found(text, keys)[:limit]
        by_id = {row.pk: row for row in rows.filter(pk__in=order)}
        return [_card(by_id[pk]) for pk in order if pk in by_id]
    return [_card(row) for row in rows[:limit]]


def _card(row: Case) -> CaseCard:
    told = row.told
    people = [line for line in _lines(told["people"], row) if not _is_nothing(line.value)]
    return CaseCard(row, from_of(row), _money(told["money"], row), _lines(told["given_minutes"], row), people)


def from_of(row: Case) -> str:
    """The community that tells it; of one from another installation the name it has there."""
    if told := row.told.get("from"):
        return words(told)[0]
    here = language()
    return str(getattr(row.community, f"name_{here}"))


def shown(row: Case) -> CaseShown:
    """One case, in the reader's language. No query."""
    told = row.told
    facts = _lines(told["facts"], row)
    steps = [(one["quarter"], _step(one, row)) for one in told["steps"]]
    return CaseShown(
        service=words(told["service"])[0], number=told["number"],
        started_on=dt.date.fromisoformat(told["started_on"]),
        ended_on=dt.date.fromisoformat(told["ended_on"]),
        decision=str(Decision(told["decision"]).label), reason=words(told["reason"])[0],
        money=_money(told["money"], row), hours=_lines(told["given_minutes"], row),
        people=_lines(told["people"], row), outcomes=[_outcome(one, row) for one in told["outcomes"]],
        findings=_lines(told["findings"], row), changes=_lines(told["changes"], row),
        facts=[(key, [one for one in facts if one.quarter == key]) for key in Quarter.values],
        steps=[(key, [step for where, step in steps if where == key]) for key in Quarter.values],
    )  # fmt: skip


def words(pair: Mapping[str, str]) -> tuple[str, str]:
    """A text in the reader's language, else in the other, and which one it is."""
    here = language()
    there = "en" if here == "cy" else "cy"
    return (pair[here], here) if pair.get(here) else (pair.get(there, ""), there)


def _page(page: str, row: Case) -> str:
    return f"{row.site}/{language()}{page}" if page else ""


def _lines(told: Iterable[Mapping[str, Any]], row: Case) -> list[Line]:
    return [_line(one, row) for one in told]


def _line(one: Mapping[str, Any], row: Case) -> Line:
    label, lang = words(one["label"])
    value: Disclosed | str = ""
    if one["figure"]:
        value = disclosure.frozen(one["figure"])
    elif one["words"]:
        value = words(one["words"])[0]
    return Line(label, value, _page(one["page"], row), words(one["note"])[0], lang, one["quarter"] or "")


def _money(told: Sequence[Mapping[str, Any]], row: Case) -> list[Line]:
    return [Line(one["what"], amount(one["pence"], one["currency"]), _page(one["page"], row)) for one in told]


def _outcome(one: Mapping[str, Any], row: Case) -> OutcomeLine:
    text, lang = words(one["text"])
    sides = [
        SideLine(
            str(Side(side["side"]).label), disclosure.frozen(side["base"]),
            [(words(cell["label"])[0], disclosure.frozen(cell["figure"])) for cell in side["shares"]],
        )
        for side in one["sides"]
    ]  # fmt: skip
    return OutcomeLine(text, lang, _page(one["page"], row), sides)


def _step(one: Mapping[str, Any], row: Case) -> StepLine:
    title, lang = words(one["title"])
    on = dt.date.fromisoformat(one["done_on"]) if one["done_on"] else None
    left_out = words(one["left_out"])[0] if one["left_out"] else ""
    return StepLine(title, lang, on, one["shown"], _page(one["page"], row), left_out)


def _is_nothing(value: Disclosed | str) -> bool:
    return isinstance(value, Disclosed) and value.value == 0 and value.marker is None


@dataclass(frozen=True)
class Agreed:
    """Whether a side agreed to the case as it stands, and on which day; never who."""

    side: str
    label: str
    on: dt.date | None


def agreed(row: Case) -> list[Agreed]:
    """Both sides with the day on which each agreed to what stands there now. One query."""
    rows = CaseConsent.objects.filter(case=row, taken_back_at__isnull=True, digest=row.digest)
    given = dict(rows.order_by("-given_at").values_list("side", "given_at"))
    return [
        Agreed(side.value, str(side.label), given[side.value].date() if side.value in given else None)
        for side in CaseSide
    ]


def waits_for(person: Person | None, row: Case) -> list[CaseSide]:
    """For which sides the person may still agree to a case that is being prepared."""
    mine = sides_of(person, row)
    if not mine or person is None:
        return []
    own = CaseConsent.objects.filter(
        case=row, party=person.party_id, digest=row.digest, taken_back_at__isnull=True
    )
    return [] if own.exists() else mine


def writes_down_for(person: Person | None, row: Case) -> list[tuple[int, str]]:
    """Citizens who did not agree yet, whose word a broker may write down: (party id, name)."""
    if person is None or not may(person, "agree_for_somebody", row):
        return []
    agreed = CaseConsent.objects.filter(case=row, digest=row.digest, taken_back_at__isnull=True)
    rows = citizens_of(row).exclude(pk__in=agreed.values("party")).exclude(pk=person.party_id)
    called = names(rows.order_by("pk").values_list("pk", flat=True))
    return [(pk, called[pk]) for pk in sorted(called)]


def begin_in(person: Person | None) -> list[Community]:
    """The communities in which the person may start a turn, and so begin one from a case. One query."""
    if person is None:
        return []
    held = RoleHeld.objects.filter(
        membership__party=person.party_id, membership__state=MembershipState.ACTIVE, until__isnull=True,
        role__in=(Role.FACILITATOR, Role.COMMISSIONER),
    )  # fmt: skip
    return list(Community.objects.filter(pk__in=held.values("membership__community")).order_by("pk"))


def plan_rows(plan: Mapping[str, Any]) -> dict[str, Any]:
    """What another turn can take from a plan, in the reader's language: for the page of a turn's guide."""
    return {
        "criteria": [
            (words(one["name"])[0], words(one["asks"])[0], one["percent"]) for one in plan["criteria"]
        ],
        "milestones": [(words(one["text"])[0], one["after_days"]) for one in plan["milestones"]],
        "questions": [
            (words(one["text"])[0], [words(answer)[0] for answer in one["answers"]])
            for one in plan["questions"]
        ],
        "outcomes": [words(one["text"])[0] for one in plan["outcomes"]],
        "steps": [
            (words({"cy": one["title_cy"], "en": one["title_en"]})[0], str(FallsTo(one["falls_to"]).label))
            for one in plan["steps"]
            if one["kind"] != "left_out"
        ],
    }
