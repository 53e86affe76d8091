"""Reads: votes, who is on a roll, ballots for those who may see them, and what came of a vote."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from gilydd.history.commands import key_of
from gilydd.history.models import Reason
from gilydd.people.models import Community, Membership, Party, Person
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import agreed, names, standing, unfound
from gilydd.people.words import Purpose, Role
from gilydd.ui.bilingual import said, said_lang

from .. import box
from ..counting import wording_now
from ..models import Ballot, BudgetTerms, Election, OnRoll, RollMark, Vote, VoteChoice, VoteCount
from ..policy import proxies_for, runs_it, visible_votes
from ..words import BallotEvidence, VoteKind, VoteState

VOTES_SHOWN = 100
FOUND_SHOWN = 50


@dataclass(frozen=True)
class Outcome:
    """What a vote came to. `decided`: it was counted, enough people voted, and there is a result.

    `passed`: a resolution was carried, or at least one choice was chosen. `tied`: the choices between which
    the lot decided, or for and against of a tied resolution. `turnout` of `roll` people voted.
    """

    decided: bool
    passed: bool
    chosen: tuple[VoteChoice, ...]
    tied: tuple[VoteChoice, ...]
    turnout: int
    roll: int
    quorate: bool


@dataclass(frozen=True)
class VoteRow:
    """A vote on a list. `waits`: the reader can vote and has not; `passed` is None until it was counted."""

    pk: int
    title: str
    lang: str
    group: str
    state: str
    closes_at: dt.datetime
    ended_at: dt.datetime | None
    on_roll: bool
    voted: bool
    passed: bool | None
    secret: bool = False

    @property
    def open(self) -> bool:
        return self.state == VoteState.OPEN and self.closes_at > timezone.now()

    @property
    def waits(self) -> bool:
        return self.open and self.on_roll and not self.voted


@dataclass(frozen=True)
class Label:
    """A choice as it is read: its words, their language, the words in Easy Read, and a picture."""

    number: int
    text: str
    lang: str
    easy: str
    picture: str
    party_id: int | None
    cost_pence: int | None = None


@dataclass(frozen=True)
class Seat:
    """Somebody's place on the roll, and their last ballot; `recorded_by` where somebody else entered it.

    In a secret vote there is a mark that they voted, and no ballot.
    """

    row: OnRoll
    ballot: Ballot | None
    recorded_by: str
    mark: RollMark | None = None

    @property
    def voted(self) -> bool:
        return self.ballot is not None or self.mark is not None

    @property
    def evidence(self) -> str:
        given = self.ballot or self.mark
        return given.evidence if given else ""


@dataclass(frozen=True)
class BudgetOutcome:
    """Where the count of a vote on a budget stands: the election, and each choice's page in it.

    `other_funded` are the numbers of the choices that the other rule would have funded.
    """

    election: Election
    options: dict[int, int]
    other_funded: tuple[int, ...]
    spent_pence: int
    budget_pence: int


@dataclass(frozen=True)
class Voter:
    """Somebody on the roll for whoever enters votes: `own` where they voted on screen themselves."""

    number: int
    called: str
    evidence: str

    @property
    def own(self) -> bool:
        return self.evidence == BallotEvidence.SCREEN


@dataclass(frozen=True)
class BallotLine:
    """One ballot that counted: the voter's number, their name where it may stand here, what they chose."""

    number: int
    called: str
    chosen: tuple[str, ...]
    evidence: str
    mine: bool


def votes(person: type_of_actor, community: Community) -> list[VoteRow]:
    """The votes that the person may see: open ones, next to close first, then ended ones. Three queries."""
    return _rows(person, visible_votes(person, community))


def votes_of(person: type_of_actor, community: Community, group: Party) -> list[VoteRow]:
    """The votes of one group that the person may see, in the same order. Three queries."""
    return _rows(person, visible_votes(person, community).filter(group=group))


def _rows(person: type_of_actor, rows: QuerySet[Vote]) -> list[VoteRow]:
    who = person.pk if isinstance(person, Person) else None
    own = OnRoll.objects.filter(vote=OuterRef("pk"), party=who)
    found = list(
        rows.select_related("group")
        .annotate(on_roll=Exists(own), voted=_has_voted(who))
        .order_by("-closes_at", "-pk")[:VOTES_SHOWN]
    )
    called = names({row.group_id for row in found if row.group_id})
    passed: dict[int, bool] = {}
    for pk, result in (
        VoteCount.objects.filter(vote__in=[row.pk for row in found])
        .order_by("pk")
        .values_list("vote", "result")
    ):
        passed.setdefault(pk, bool(result["passed"]))
    listed = [
        VoteRow(
            row.pk, said(row, "title"), said_lang(row, "title"), called.get(row.group_id or 0, ""), row.state,
            row.closes_at, row.ended_at, row.on_roll, row.voted, passed.get(row.pk), row.secret,
        )
        for row in found
    ]  # fmt: skip
    is_open = [row for row in listed if row.open]
    return sorted(is_open, key=lambda row: row.closes_at) + [row for row in listed if not row.open]


def _has_voted(party_id: int | None) -> Any:
    """Whether a party has voted, for a query of votes: an open ballot, or the mark of a secret one."""
    cast = Ballot.objects.filter(vote=OuterRef("pk"), on_roll__party=party_id)
    mark = RollMark.objects.filter(vote=OuterRef("pk"), on_roll__party=party_id)
    return Exists(cast) | Exists(mark)


def waiting_votes(person: Person, community: Community) -> list[tuple[int, str, dt.datetime]]:
    """Open votes that wait for the person: (vote, its question, when it closes). One query."""
    rows = (
        Vote.objects.of(community)
        .filter(
            ~_has_voted(person.pk), state=VoteState.OPEN, closes_at__gt=timezone.now(), roll__party=person.pk
        )
        .order_by("closes_at", "pk")
    )
    return [(row.pk, said(row, "title"), row.closes_at) for row in rows]


def choices_of(vote: Vote) -> list[VoteChoice]:
    """The choices in the order of their numbers; one query."""
    return list(vote.choices.order_by("number"))


def labels_of(choices: Iterable[VoteChoice]) -> list[Label]:
    """The choices as they are read now: of a candidate the name of today, never one kept. Two queries."""
    rows = list(choices)
    parties = {row.party_id for row in rows if row.party_id}
    called = names(parties) if parties else {}
    return [
        Label(
            number=row.number,
            text=called[row.party_id] if row.party_id else said(row, "text"),
            lang="" if row.party_id else said_lang(row, "text"),
            easy=said(row, "easy"),
            picture=row.picture,
            party_id=row.party_id,
            cost_pence=row.cost_pence,
        )
        for row in rows
    ]


def own_seat(person: Person | None, vote: Vote) -> Seat | None:
    """The person's place on the roll with their last ballot, or None. At most four queries."""
    if person is None:
        return None
    return seat_of(vote, party=person.pk)


def own_seats(person: Person, votes: Iterable[int]) -> list[tuple[int, bool]]:
    """(vote, whether they voted) for each of these votes on whose roll the person is; one query."""
    rows = OnRoll.objects.filter(vote__in=list(votes), party=person.pk)
    cast = Exists(Ballot.objects.filter(on_roll=OuterRef("pk")))
    mark = Exists(RollMark.objects.filter(on_roll=OuterRef("pk")))
    return list(rows.annotate(cast=cast | mark).values_list("vote", "cast"))


def seat_of(vote: Vote, **wanted: Any) -> Seat | None:
    """The place on the roll of a party, or of a number."""
    row = OnRoll.objects.filter(vote=vote, **wanted).select_related("party").first()
    if row is None:
        return None
    row.vote, row.community = vote, vote.community
    if vote.secret:
        mark = RollMark.objects.filter(on_roll=row).first()
        return Seat(row, None, called_by(mark.recorded_by_key) if mark else "", mark)
    last = row.ballots.order_by("-pk").first()
    return Seat(row, last, called_by(last.recorded_by_key) if last else "")


def called_by(key: str) -> str:
    """What to call whoever a key stands for; empty for none."""
    uuid = key.removeprefix("people.party:")
    if not key or uuid == key:
        return ""
    party = Party.objects.filter(key=uuid).first()
    return names([party.pk])[party.pk] if party else ""


def turnout(vote: Vote) -> int:
    """How many have voted; one query, two for what consent is asked for."""
    if vote.secret:
        return box.given_so_far(vote)
    if vote.kind == VoteKind.CONSENT:
        now = Ballot.objects.filter(vote=vote, version=wording_now(vote))
        return now.values("on_roll").distinct().count()
    return Ballot.objects.filter(vote=vote).values("on_roll").distinct().count()


def first_count(vote: Vote) -> VoteCount | None:
    """The count that is the result."""
    return vote.counts.order_by("pk").first()


def outcome(vote: Vote) -> Outcome:
    """What came of a vote; of one that is open or was stopped, that nothing is decided. Two queries."""
    run = VoteCount.objects.filter(vote=vote).order_by("pk").first()
    if run is None:
        return Outcome(False, False, (), (), 0, vote.roll_size, False)
    by_number = {row.number: row for row in choices_of(vote)}
    result = run.result
    return Outcome(
        decided=result["quorate"],
        passed=result["passed"],
        chosen=tuple(by_number[number] for number in result["chosen"]),
        tied=tuple(by_number[number] for number in result["tied"]),
        turnout=result["voted"],
        roll=result["roll"],
        quorate=result["quorate"],
    )


def budget_of(vote: Vote) -> BudgetOutcome | None:
    """Where the reasons of a counted vote on a budget stand; None before it is, or where too few voted."""
    terms = BudgetTerms.objects.filter(vote=vote).select_related("election").first()
    run = first_count(vote)
    if terms is None or terms.election is None or run is None:
        return None
    keys = dict(terms.election.options.values_list("key", "pk"))
    found = run.result["budget"]
    return BudgetOutcome(
        election=terms.election,
        options={number: keys[str(at)] for at, number in enumerate(terms.lot, 1) if str(at) in keys},
        other_funded=tuple(found["other"]["funded"]),
        spent_pence=found["spent_pence"],
        budget_pence=terms.budget_pence,
    )


def proxies_in(person: Person | None, vote: Vote) -> list[tuple[int, str, bool]]:
    """(number on the roll, name, whether their vote is in) of those for whom the person votes by proxy.

    At most five queries; none for a vote that is of no meeting.
    """
    if person is None or getattr(vote, "agenda_item", None) is None:
        return []
    away = list(proxies_for(person, vote).values_list("giver__party", flat=True))
    seats = list(OnRoll.objects.filter(vote=vote, party__in=away).values_list("pk", "number", "party_id"))
    called = names(party for _pk, _number, party in seats)
    keys = [pk for pk, _number, _party in seats]
    done = set(Ballot.objects.filter(on_roll__in=keys).values_list("on_roll", flat=True))
    done |= set(RollMark.objects.filter(on_roll__in=keys).values_list("on_roll", flat=True))
    return [(number, called[party], pk in done) for pk, number, party in seats]


def voters(person: Person, vote: Vote, words: str = "") -> tuple[list[Voter], int]:
    """Whom on the roll the person may enter votes for: the first by name, and how many there are.

    `words`: only names with these letters. A name is read from its identity, so the search is here and not
    in the database. Four queries; O(roll).
    """
    rows = OnRoll.objects.filter(vote=vote).exclude(party=person.pk)
    here = standing(person, vote.community)
    if Role.BROKER not in here.roles and not (vote.group_id and runs_it(person, vote)):
        members = Membership.objects.of(vote.community).filter(area__in=here.areas)
        rows = rows.filter(party__in=members.values("party"))
    seats = list(rows.values_list("pk", "number", "party_id"))
    called = names(party for _pk, _number, party in seats)
    wanted = words.strip().casefold()
    found = [(pk, number, called[party]) for pk, number, party in seats if wanted in called[party].casefold()]
    first = sorted(found, key=lambda one: (one[2].casefold(), one[1]))[:FOUND_SHOWN]
    few = [pk for pk, *_rest in first]
    table = RollMark if vote.secret else Ballot
    cast = table.objects.filter(on_roll__in=few).order_by("pk")
    evidence = dict(cast.values_list("on_roll", "evidence"))
    return [Voter(number, name, evidence.get(pk, "")) for pk, number, name in first], len(found)


def ballots(person: Person, vote: Vote) -> list[BallotLine]:
    """The ballots that counted, by voter number. Five queries; O(ballots).

    In a group those who belong to it know each other: a name stands beside each ballot, but of those who
    must not be found. In a vote of the whole community it stands there where somebody agreed to be found.
    """
    rows = Ballot.objects.filter(vote=vote).order_by("pk")
    last = {
        number: (party, chosen, evidence)
        for number, party, chosen, evidence in rows.values_list(
            "on_roll__number", "on_roll__party", "choices", "evidence"
        )
    }
    texts = {one.number: one.text for one in labels_of(choices_of(vote))}
    named = named_in(vote, {party for party, _chosen, _evidence in last.values()})
    called = names(named)
    return [
        BallotLine(
            number, called.get(party, ""), tuple(texts[one] for one in chosen), evidence, party == person.pk
        )
        for number, (party, chosen, evidence) in sorted(last.items())
    ]


def is_named(vote: Vote, party_id: int) -> bool:
    """Whether this voter's name stands beside their ballot once the vote has closed; one query."""
    return bool(named_in(vote, {party_id}))


def named_in(vote: Vote, parties: set[int]) -> set[int]:
    if vote.group_id is None:
        return parties & agreed(vote.community, Purpose.DIRECTORY)
    return parties - set(unfound(vote.community).values_list("person", flat=True))


def recounts(vote: Vote) -> tuple[int, bool]:
    """How often it was counted after the result, and whether each count is the same; one query."""
    marks = list(vote.counts.order_by("pk").values_list("result_sha256", flat=True))
    return max(0, len(marks) - 1), len(set(marks)) <= 1


def why_stopped(vote: Vote) -> Reason | None:
    """The reason why a vote was stopped, in the words of who stopped it."""
    wanted = {"record__verb": "deciding.stop_vote", "record__subject_key": key_of(vote)}
    return Reason.objects.filter(**wanted).first()
