"""Reads of statements: what to show next, what waits to be read, and the picture of what people said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gilydd.algorithms import disclosure
from gilydd.algorithms.disclosure import Disclosed
from gilydd.algorithms.opinions import of_counts
from gilydd.algorithms.showing import next_to_show
from gilydd.people.models import Party, Person
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import aside, parties_of
from gilydd.ui.filters import language

from ..models import Challenge, OpinionPicture, Respondent, Statement, StatementAnswer
from ..phases import is_open
from ..picturing import FOUND, NO_GROUP, SIDES
from ..policy import may, visible_statements
from ..words import Opens, StatementState

MOST_LISTED = 200
# What is said of a statement: shares from which most agree, and how far groups are apart.
MOST = Fraction(60, 100)
APART = Fraction(30, 100)
ALIKE, DIVIDES, UNSURE, HIDDEN = "alike", "divides", "unsure", "hidden"
SIDE_NAMES = {
    "citizens": gettext_lazy("Citizens, carers and volunteers"),
    "professionals": gettext_lazy("Professionals and commissioners"),
}


@dataclass(frozen=True)
class Told:
    """A statement as a reader meets it: its words in their language where a person put them into it."""

    pk: int
    number: int
    words: str
    lang: str
    first: str
    first_lang: str
    easy: str
    picture: str


@dataclass(frozen=True)
class Answering:
    """Where somebody stands: the statement to answer now (None: all are answered), how many of how many."""

    now: Told | None
    answered: int
    of: int
    open: bool


def told(row: Statement) -> Told:
    """The statement in the reader's language; the author's own words beside it where it is a translation."""
    here = language()
    own = row.lang == here or not row.translation
    easy = getattr(row, f"easy_{here}")
    return Told(
        row.pk,
        row.number,
        row.text if own else row.translation,
        row.lang if own else here,
        "" if own else row.text,
        "" if own else row.lang,
        easy,
        row.picture or "speech",
    )


def conversation_open(challenge: Challenge) -> bool:
    """Whether statements can be made and answered today."""
    return is_open(challenge, Opens.STATEMENTS)


def put_to_people(challenge: Challenge) -> Any:
    """Statements that people meet now: read by somebody, and not out of sight."""
    return visible_statements(None, challenge.community).filter(challenge=challenge)


def answering(challenge: Challenge, party: Party | int | None) -> Answering:
    """The next statement for somebody: of those they have not answered the one with the fewest answers."""
    shown = put_to_people(challenge)
    counts = {str(pk): made for pk, made in shown.annotate(made=Count("answers")).values_list("pk", "made")}
    own = Respondent.objects.filter(challenge=challenge, party=party) if party else Respondent.objects.none()
    who = own.first()
    done: set[str] = set()
    if who is not None:
        mine = StatementAnswer.objects.filter(respondent=who, statement__in=shown)
        done = {str(pk) for pk in mine.values_list("statement", flat=True)}
    pk = party.pk if isinstance(party, Party) else party
    reader = who.code if who else f"{challenge.pk}:{pk}"
    chosen = next_to_show(counts, done, reader)
    now = told(shown.get(pk=int(chosen))) if chosen else None
    return Answering(now, len(done), len(counts), conversation_open(challenge))


def all_shown(challenge: Challenge) -> list[Told]:
    """Every statement that is put to people, by number; one query."""
    rows = put_to_people(challenge).order_by("number")
    return [told(row) for row in rows]


def own_statements(challenge: Challenge, person: Person) -> list[Statement]:
    """What the person, or a party they speak for, put forward here; one query."""
    rows = Statement.objects.filter(challenge=challenge, author__in=parties_of(person, challenge.community))
    return list(rows.exclude(state=StatementState.TAKEN_BACK).order_by("-pk"))


def to_read(challenge: Challenge) -> list[Statement]:
    """Statements that wait for somebody to read them, oldest first; one query."""
    return list(Statement.objects.filter(challenge=challenge, state=StatementState.WAITING).order_by("pk"))


def refused(challenge: Challenge) -> list[tuple[int, str, str, dt.datetime | None]]:
    """(number, reason, its language, when) of statements that are not put to people, without their words."""
    rows = Statement.objects.filter(challenge=challenge, state=StatementState.REFUSED).order_by("number")
    return list(rows.values_list("number", "reason", "reason_lang", "read_at")[:MOST_LISTED])


@dataclass(frozen=True)
class Voices:
    """The shares of one group on one statement: agree, pass, disagree; and its name."""

    name: str
    agree: Disclosed
    passed: Disclosed
    disagree: Disclosed

    @property
    def bars(self) -> list[tuple[str, int, int]]:
        """(kind, begin, length) of each shown share in thousandths, for a drawing; nothing that is hidden."""
        begin, drawn = 0, []
        for kind, figure in (("agree", self.agree), ("pass", self.passed), ("disagree", self.disagree)):
            length = round(figure.value * 1_000) if figure.value is not None else 0
            length = min(length, 1_000 - begin)
            if length:
                drawn.append((kind, begin, length))
                begin += length
        return drawn


@dataclass(frozen=True)
class Opinion:
    """What is said of one statement. `sort`: alike, divides, unsure or hidden; groups where they can be."""

    statement: Told
    sort: str
    everybody: Voices
    groups: list[Voices]
    consensus: Disclosed | None
    apart: Disclosed | None


@dataclass(frozen=True)
class Picture:
    """The picture of a conversation: when it was drawn, of how many, by which groups, and each statement."""

    drawn_at: dt.datetime
    people: Disclosed
    grouped_by: str
    stability: str
    opinions: list[Opinion]
    sorts: dict[str, list[Opinion]] = field(default_factory=dict)


def picture(challenge: Challenge, until: dt.datetime | None = None) -> Picture | None:
    """The last picture that was drawn (before a moment); None where there is none yet. Two queries."""
    rows = OpinionPicture.objects.filter(challenge=challenge)
    if until is not None:
        rows = rows.filter(drawn_at__lt=until)
    row = rows.order_by("-pk").first()
    if row is None:
        return None
    statements = put_to_people(challenge).filter(number__in=[int(one) for one in row.counts])
    texts = {one.number: told(one) for one in statements}
    names = group_names(row)
    made = [opinion(texts[int(one)], cells, names) for one, cells in row.counts.items() if int(one) in texts]
    made.sort(key=lambda one: (-_rank(one), one.statement.number))
    sorts = {sort: [one for one in made if one.sort == sort] for sort in (ALIKE, DIVIDES, UNSURE, HIDDEN)}
    return Picture(
        row.drawn_at,
        disclosure.count(row.people, "people"),
        row.grouped_by,
        _stability(row),
        made,
        sorts,
    )


def group_names(row: OpinionPicture) -> dict[str, str]:
    """What each group of a picture is called on this page; nobody's group is none."""
    if row.grouped_by == SIDES:
        return {name: str(SIDE_NAMES[name]) for name in row.groups if name in SIDE_NAMES}
    return {
        name: _("Group %(name)s") % {"name": name}
        for name in sorted(row.groups, key=lambda one: (len(one), one))
        if name != NO_GROUP
    }


def opinion(statement: Told, cells: Mapping[str, Sequence[int]], names: Mapping[str, str]) -> Opinion:
    """One statement from its counts: groups only where every cell of every group can be shown.

    Otherwise somebody could subtract the shown groups from everybody and find the hidden ones.
    """
    whole = [sum(row[place] for row in cells.values()) for place in range(3)]
    everybody = _voices(_("Everybody"), whole)
    shown = {name: list(cells[name]) for name in names if name in cells}
    rest = [total - sum(row[place] for row in shown.values()) for place, total in enumerate(whole)]
    safe = [*shown.values(), *([rest] if any(rest) else [])]
    groups: list[Voices] = []
    if len(shown) > 1 and all(_can_be_shown(row) for row in safe):
        groups = [_voices(names[name], row) for name, row in shown.items()]
    consensus = apart = None
    if groups:
        (exact,) = of_counts({"": {name: (row[0], row[2], row[1]) for name, row in shown.items()}})
        people = min(sum(row) for row in shown.values())
        consensus = disclosure.index(exact.group_informed_consensus, people, "people")
        apart = disclosure.index(exact.divides, people, "people")
    return Opinion(statement, _sort(everybody, groups), everybody, groups, consensus, apart)


def _can_be_shown(row: Sequence[int]) -> bool:
    rule = disclosure.POLICY["people"]
    return sum(row) > 0 and all(count == 0 or not rule.hides(count) for count in row) and not _one_sided(row)


def _one_sided(row: Sequence[int]) -> bool:
    """Whether nearly all of a group said the same: then a share would tell what each of them said."""
    return sum(row) - max(row) < disclosure.POLICY["people"].smallest_shown


def _voices(name: str, row: Sequence[int]) -> Voices:
    shown = disclosure.shares(dict(zip(("agree", "pass", "disagree"), row, strict=True)), "people").cells
    return Voices(name, shown["agree"], shown["pass"], shown["disagree"])


def _value(figure: Disclosed) -> Fraction:
    return Fraction(figure.value or 0)


def _sort(everybody: Voices, groups: Sequence[Voices]) -> str:
    """In which list a statement stands, from what is shown alone."""
    judged = groups or [everybody]
    if all(one.agree.suppressed and one.disagree.suppressed for one in judged):
        return HIDDEN
    if all(_value(one.agree) >= MOST for one in judged) or all(
        _value(one.disagree) >= MOST for one in judged
    ):
        return ALIKE
    shares = [_value(one.agree) for one in groups]
    both = min(_value(everybody.agree), _value(everybody.disagree))
    if (shares and max(shares) - min(shares) >= APART) or both >= APART:
        return DIVIDES
    return UNSURE


def _rank(one: Opinion) -> Fraction:
    """The strongest first: how sure those agree who are alike, how far those are apart who are not."""
    if one.sort == DIVIDES:
        return (
            _value(one.apart)
            if one.apart
            else min(_value(one.everybody.agree), _value(one.everybody.disagree))
        )
    return max(_value(one.everybody.agree), _value(one.everybody.disagree))


def _stability(row: OpinionPicture) -> str:
    """How far groups that were found can be trusted, in words; empty where they were not found."""
    if row.grouped_by != FOUND or not row.found:
        return ""
    stability = float(row.found["stability"])
    if stability >= 0.8:
        return _("Drawn again from four fifths of the people, the groups come out nearly the same.")
    if stability >= 0.5:
        return _("Drawn again from four fifths of the people, the groups come out only partly the same.")
    return _(
        "Drawn again from four fifths of the people, the groups come out otherwise: do not rely on them."
    )


@dataclass(frozen=True)
class Block:
    """What a challenge's page says of its statements, with the way there."""

    shown: int
    open: bool
    waiting: int
    has_picture: bool


def block(person: type_of_actor, challenge: Challenge, opens: Collection[str]) -> Block:
    """Statements in a few words for the page of a challenge; two queries. Statements are no people.

    `opens`: what is open in the challenge today (words.Opens), as its page knows already.
    """
    out_of_sight = Q(pk__in=aside(challenge.community, "designing.statement"))
    counts = Statement.objects.filter(challenge=challenge).aggregate(
        shown=Count("pk", filter=Q(state=StatementState.SHOWN) & ~out_of_sight),
        waiting=Count("pk", filter=Q(state=StatementState.WAITING)),
    )
    return Block(
        counts["shown"],
        Opens.STATEMENTS in opens,
        counts["waiting"] if may(person, "read_statements", challenge) else 0,
        OpinionPicture.objects.filter(challenge=challenge).exists(),
    )


def common_ground(challenge: Challenge) -> list[Any]:
    """Statements on which the groups are alike, for other pages: (number, words, language)."""
    made = picture(challenge)
    return (
        [(one.statement.number, one.statement.words, one.statement.lang) for one in made.sorts[ALIKE]]
        if made
        else []
    )
