"""Reads: the outcomes of a service with their headings, own words, who judges them, and newer versions."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from gilydd.people.models import Community, Membership, Party, Person
from gilydd.people.policy import SYSTEM, System, is_member
from gilydd.people.queries import folded, names
from gilydd.people.words import Capacity, MembershipState, PartyKind
from gilydd.ui.bilingual import said, said_lang
from gilydd.ui.filters import day

from ..models import Framework, Outcome, OutcomeJudge, Service, Statement, StatementGroup
from ..policy import may, visible_own_words
from ..words import EnteredFrom, JudgeRole, JudgeSide, OutcomeSource
from .frameworks import versions_after

PARTY = "people.party:"
Reader = Person | System | None


@dataclass(frozen=True)
class OwnTold:
    """Somebody's own words: in which language, who said them as the reader may know it, and since when."""

    pk: int
    text: str
    lang: str
    who: str
    may_take_back: bool


@dataclass(frozen=True)
class JudgeTold:
    """Who judges for one side, since when; `until` for whoever did before. `who` is empty for nobody.

    `role` is the code of a role; `name` stands for a group or an organisation alone, never for a person.
    """

    side: str
    side_name: str
    who: str
    since: dt.date | None = None
    until: dt.date | None = None
    role: str = ""
    name: str = ""


@dataclass(frozen=True)
class NewerTold:
    """That a newer version is there, and what it says: `statement` is None where it is gone."""

    framework: Framework
    statement: Statement | None
    is_same: bool


@dataclass(frozen=True)
class OutcomeTold:
    """One outcome of a service, as pages, the chain and open data tell it."""

    row: Outcome
    wording: str
    lang: str
    easy: tuple[str, ...]
    own: tuple[OwnTold, ...]
    judges: tuple[JudgeTold, ...]
    newer: NewerTold | None

    @property
    def code(self) -> str:
        """The statement's name in open data; empty for an outcome of the service's own."""
        return self.row.statement.open_id if self.row.statement else ""

    @property
    def group(self) -> StatementGroup | None:
        return self.row.statement.group if self.row.statement else None

    @property
    def framework(self) -> Framework | None:
        return self.row.statement.framework if self.row.statement else None


@dataclass(frozen=True)
class OutcomeGroup:
    """Outcomes under one heading: `name` and its language, the framework's name, a picture for Easy Read."""

    name: str
    lang: str
    framework: Framework | None
    picture: str
    outcomes: tuple[OutcomeTold, ...]


def outcomes_of(service: Service, person: Reader = None, *, ended: bool = False) -> list[OutcomeTold]:
    """The outcomes that the service has now, in the order of their frameworks; with `ended` those let go.

    A constant number of queries, whatever their number.
    """
    rows = [row for row in _rows(service) if (row.ended_on is not None) == ended]
    if ended:
        rows = [row for row in rows if getattr(row, "replaced_by", None) is None]
    return told_of_outcomes(rows, service.community, person)


def told_of_outcomes(
    rows: Sequence[Outcome], community: Community, person: Reader = None
) -> list[OutcomeTold]:
    """The outcomes as told to the reader, in their frameworks' order."""
    own = _own_words(rows, community, person)
    judges = judges_of(rows, community, person)
    newer = _newer(rows, community)
    told = [
        OutcomeTold(
            row=row,
            wording=said(row, "wording"),
            lang=said_lang(row, "wording"),
            easy=_easy(row),
            own=tuple(own.get(row.pk, ())),
            judges=judges[row.pk],
            newer=newer.get(row.pk),
        )
        for row in rows
    ]
    return sorted(told, key=_order)


def grouped(outcomes: Iterable[OutcomeTold]) -> list[OutcomeGroup]:
    """The outcomes under their headings, else under their framework's name, or as the service's own."""
    under: dict[tuple[int, int], list[OutcomeTold]] = defaultdict(list)
    for one in outcomes:
        group, framework = one.group, one.framework
        under[framework.pk if framework else 0, group.pk if group else 0].append(one)
    return [_group(found) for found in under.values()]


def judges_of(
    rows: Sequence[Outcome], community: Community, person: Reader = None
) -> dict[int, tuple[JudgeTold, ...]]:
    """For each outcome id who judges it today, the citizens' side first; three queries."""
    now = OutcomeJudge.objects.filter(outcome__in=rows, until__isnull=True)
    found = {(one.outcome_id, one.side): one for one in now.select_related("party")}
    shown = _shown_parties(found.values(), community, person)
    return {
        row.pk: tuple(
            _judge(found[row.pk, side], shown)
            if (row.pk, side) in found
            else JudgeTold(side, str(JudgeSide(side).label), "")
            for side in JudgeSide.values
        )
        for row in rows
    }


def judges_before(outcome: Outcome, person: Reader = None) -> list[JudgeTold]:
    """Who judged it earlier, the latest first."""
    rows = list(outcome.judges.filter(until__isnull=False).select_related("party").order_by("-until", "-pk"))
    shown = _shown_parties(rows, outcome.community, person)
    return [_judge(one, shown) for one in rows]


def outcomes_with_older_statements(framework: Framework) -> list[Outcome]:
    """Live outcomes in an older version of the framework, of every community that sees this one."""
    rows = Outcome.objects.filter(
        ended_on__isnull=True, statement__framework__code=framework.code,
        statement__framework__number__lt=framework.number,
    )  # fmt: skip
    if framework.community_id is not None:
        rows = rows.filter(community=framework.community_id)
    return list(rows.select_related("service", "community").order_by("pk"))


def member_named(community: Community, text: str) -> list[Party]:
    """Active members whose whole name, or member number, this is; groups and organisations by their name."""
    wanted = folded(text)
    rows = Membership.objects.of(community).filter(state=MembershipState.ACTIVE)
    found = [
        pk
        for pk, number, *called in rows.values_list(
            "party", "number", "party__name", "party__name_cy", "party__person__identity__full_name"
        )
        if wanted and wanted in {folded(one or "") for one in (number, *called)}
    ]
    return list(Party.objects.filter(pk__in=found).order_by("pk"))


def _rows(service: Service) -> list[Outcome]:
    rows = Outcome.objects.filter(service=service, beside__isnull=True).exclude(
        source=OutcomeSource.OWN_WORDS
    )
    return list(
        rows.select_related(
            "statement__framework", "statement__group", "replaces", "replaced_by", "service", "community"
        ).order_by("pk")
    )


def _order(one: OutcomeTold) -> tuple[int, int, int, int]:
    statement = one.row.statement
    if statement is None:
        return 2, 0, 0, one.row.pk
    group = statement.group.place_in_list if statement.group else -1
    return int(statement.community_id is not None), statement.framework_id, group, statement.place_in_list


def _easy(row: Outcome) -> tuple[str, ...]:
    if row.statement is None or not (row.statement.easy_cy or row.statement.easy_en):
        return (said(row, "wording"),)
    return tuple(line.strip() for line in said(row.statement, "easy").splitlines() if line.strip())


def _group(found: list[OutcomeTold]) -> OutcomeGroup:
    group, framework = found[0].group, found[0].framework
    if group is not None:
        return OutcomeGroup(
            said(group, "name"), said_lang(group, "name"), framework, group.picture or "star", tuple(found)
        )
    if framework is not None:
        return OutcomeGroup(
            said(framework, "name"), said_lang(framework, "name"), framework, "star", tuple(found)
        )
    return OutcomeGroup(_("Worded by the service itself"), "", None, "star", tuple(found))


def _own_words(rows: Sequence[Outcome], community: Community, person: Reader) -> dict[int, list[OwnTold]]:
    """Own words for each outcome, also those said beside the versions it replaced; oldest first."""
    line = _lines_back(rows)
    found = list(
        visible_own_words(person, community)
        .filter(beside__in=[pk for pks in line.values() for pk in pks])
        .select_related("community")
        .order_by("pk")
    )
    typists = _typists({one.typed_by_key for one in found if one.typed_by_key}, community, person)
    by_beside: dict[int | None, list[OwnTold]] = defaultdict(list)
    for one in found:
        by_beside[one.beside_id].append(
            OwnTold(
                pk=one.pk,
                text=said(one, "wording"),
                lang="cy" if one.wording_cy else "en",
                who=_who(one, typists),
                may_take_back=isinstance(person, Person) and may(person, "take_back_words", one),
            )
        )
    return {pk: [told for older in pks for told in by_beside[older]] for pk, pks in line.items()}


def _lines_back(rows: Sequence[Outcome]) -> dict[int, list[int]]:
    """For each outcome its own id and those of the outcomes it replaced, oldest first. One query, or none."""
    if not any(row.replaces_id for row in rows):
        return {row.pk: [row.pk] for row in rows}
    services = {row.service_id for row in rows}
    replaced = Outcome.objects.filter(service__in=services, replaces__isnull=False)
    before: dict[int, int] = {row.pk: row.replaces_id for row in replaced if row.replaces_id}
    lines = {}
    for row in rows:
        line = [row.pk]
        while line[0] in before:
            line.insert(0, before[line[0]])
        lines[row.pk] = line
    return lines


def _who(row: Outcome, typists: dict[str, str]) -> str:
    who = str(Capacity(row.capacity).label) if row.capacity else _("Somebody here")
    if not row.since:
        return who
    told = {"who": who, "day": day(row.since)}
    if not row.typed_by_key:
        return _("%(who)s, %(day)s") % told
    told["how"] = str(EnteredFrom(row.entered_from).label) if row.entered_from else ""
    told["typist"] = typists.get(row.typed_by_key, "")
    if told["typist"]:
        return _("%(who)s, %(day)s. Typed by %(typist)s. How it came: %(how)s.") % told
    return _("%(who)s, %(day)s. Somebody else typed it for them. How it came: %(how)s.") % told


def _typists(keys: Collection[str], community: Community, person: Reader) -> dict[str, str]:
    """What to call whoever typed something, for members; a visitor learns only that somebody did."""
    if not keys or not _knows_names(person, community):
        return {}
    wanted = [key.removeprefix(PARTY) for key in keys if key.startswith(PARTY)]
    rows = dict(Party.objects.filter(key__in=wanted).values_list("pk", "key"))
    called = names(rows)
    return {f"{PARTY}{key}": called[pk] for pk, key in rows.items()}


def _knows_names(person: Reader, community: Community) -> bool:
    return person is SYSTEM or (isinstance(person, Person) and bool(is_member(person, community)))


def _shown_parties(judges: Iterable[OutcomeJudge], community: Community, person: Reader) -> dict[int, str]:
    """What to call each party that judges: a person by name for members alone."""
    parties = {one.party for one in judges if one.party is not None}
    called = names({one.pk for one in parties}) if parties else {}
    if _knows_names(person, community):
        return called
    alone = _("One person, whose name the members know")
    return {one.pk: alone if one.kind == PartyKind.PERSON else called[one.pk] for one in parties}


def _judge(row: OutcomeJudge, shown: dict[int, str]) -> JudgeTold:
    who = shown[row.party_id] if row.party_id else str(JudgeRole(row.role).label)
    is_body = row.party is not None and row.party.kind != PartyKind.PERSON
    return JudgeTold(
        side=row.side,
        side_name=str(JudgeSide(row.side).label),
        who=who,
        since=row.since,
        until=row.until,
        role=row.role,
        name=who if is_body else "",
    )


def _newer(rows: Sequence[Outcome], community: Community) -> dict[int, NewerTold]:
    """What a newer version says of each outcome that stands in an older one; two queries, or none."""
    live = [row for row in rows if row.statement is not None and row.ended_on is None]
    after = versions_after(community, {row.statement.framework for row in live if row.statement})
    if not after:
        return {}
    codes = {row.statement.code for row in live if row.statement}
    known = {
        (one.framework_id, one.code): one
        for one in Statement.objects.filter(framework__in=set(after.values()), code__in=codes).select_related(
            "framework", "group"
        )
    }
    told = {}
    for row in live:
        if row.statement is None or row.statement.framework_id not in after:
            continue
        framework = after[row.statement.framework_id]
        new = known.get((framework.pk, row.statement.code))
        same = new is not None and (new.text_cy, new.text_en) == (row.wording_cy, row.wording_en)
        told[row.pk] = NewerTold(framework, new, same)
    return told
