"""Reads for paper slips: what somebody typed on a row, whom and what it means, and what speaks against it."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.people.models import Community, Membership, Party, Person, Term
from gilydd.people.policy import is_broker, visible_members
from gilydd.people.queries import folded, not_begun, work_terms
from gilydd.people.words import MembershipState
from gilydd.ui.bilingual import said
from gilydd.ui.filters import day as in_words
from gilydd.ui.filters import hours
from gilydd.ui.forms import HoursField, month_numbers

from ..models import Account, Transfer
from ..rules import rules_of
from ..words import LONGEST_ASK_MINUTES, AccountKind

COLUMNS = ("gave", "got", "hours", "work", "day", "note")
CARRIED = ("gave", "got", "work", "day")
AS_ABOVE = frozenset({'"', "''", "”", "“", "„", "〃", "´´"})
POT_WORDS = frozenset({"pot", "y pot", "the pot", "pot y gymuned", "community pot"})
TODAY_WORDS = {"heddiw": 0, "today": 0, "ddoe": 1, "yesterday": 1, "echdoe": 2}
OLD_DAYS = 366
# Before anybody types, so that the same slip sent twice is the same to the minute.
HOUR_OF_SLIPS = 6


@dataclass(frozen=True)
class Who:
    """Somebody whom a slip can name; `shown` where the one who types may look them up by number."""

    party_id: int
    name: str
    full_name: str
    number: str
    state: str
    shown: bool

    @property
    def label(self) -> str:
        """Number and name, as a suggestion shows them."""
        return f"{self.number} {self.full_name}".strip()


@dataclass(frozen=True)
class Slip:
    """One slip as understood. None for giver or receiver is the community's pot. `row` counts from 1."""

    row: int
    giver: int | None
    receiver: int | None
    minutes: int
    work: Term
    day: dt.date
    note: str = ""

    @property
    def occurred_at(self) -> dt.datetime:
        """The moment under which it stands in the books: early on its day."""
        return timezone.make_aware(dt.datetime.combine(self.day, dt.time(HOUR_OF_SLIPS)))


@dataclass
class Read:
    """A row that was typed: the slip if it could be understood, else what is wrong in which cell."""

    row: int
    slip: Slip | None = None
    errors: dict[str, str] = field(default_factory=dict)
    said: str = ""


class Directory:
    """Whom a slip can name, found by number, by name, by the beginning of a name, or as the pot."""

    def __init__(self, entries: Iterable[Who], *, pot: bool) -> None:
        self.entries = list(entries)
        self.pot = pot
        self.called = {who.party_id: who.name for who in self.entries}
        self._numbers = {folded(who.number): who for who in self.entries if who.number}
        self._names: dict[str, list[Who]] = defaultdict(list)
        for who in self.entries:
            for name in {folded(who.full_name), folded(who.name)} - {""}:
                self._names[name].append(who)

    def find(self, text: str) -> Who | None:
        """Who is meant; None is the pot. Raises ValidationError that says what would be right."""
        wanted = folded(text)
        if wanted in POT_WORDS:
            if not self.pot:
                raise ValidationError(_("Only a broker can enter hours of the community pot"))
            return None
        who = self._by_number(wanted) or self._by_name(wanted, text)
        if who.state != MembershipState.ACTIVE:
            state = MembershipState(who.state).label
            raise ValidationError(_("%(name)s is not active: %(state)s") % {"name": who.name, "state": state})
        return who

    def name(self, party_id: int | None) -> str:
        """What to call a party, or the pot."""
        return _("the pot") if party_id is None else self.called[party_id]

    def _by_number(self, wanted: str) -> Who | None:
        who = self._numbers.get(wanted)
        if who and who.shown:
            return who
        number, _blank, rest = wanted.partition(" ")
        who = self._numbers.get(number)
        if who and rest.lstrip("· ") in (folded(who.full_name), folded(who.name)):
            return who
        return None

    def _by_name(self, wanted: str, text: str) -> Who:
        exact = self._names.get(wanted, [])
        begun = [
            who
            for who in self.entries
            if who.shown and any(folded(name).startswith(wanted) for name in (who.full_name, who.name))
        ]
        found = exact or begun
        if len(found) == 1:
            return found[0]
        if found:
            listed = "; ".join(who.label for who in found[:5])
            raise ValidationError(_("There are several: write the number. %(listed)s") % {"listed": listed})
        raise ValidationError(self._nobody(wanted, text))

    def _nobody(self, wanted: str, text: str) -> str:
        from rapidfuzz import fuzz, process

        shown = {who.party_id: folded(who.full_name) for who in self.entries if who.shown}
        alike = process.extractOne(wanted, shown, scorer=fuzz.WRatio, score_cutoff=75)
        if alike is None:
            return _("There is no member “%(text)s” here: write a number or a name") % {"text": text}
        label = next(who.label for who in self.entries if who.party_id == alike[2])
        return _("There is no member “%(text)s” here. Is it %(label)s?") % {"text": text, "label": label}


class Kinds:
    """The kinds of work, found by code or by the name in either language, or the beginning of one."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self.terms = list(terms)
        self._exact: dict[str, Term] = {}
        for term in reversed(self.terms):
            for name in (term.name_cy, term.name_en, term.code):
                self._exact[folded(name)] = term

    def find(self, text: str) -> Term:
        """The kind of work that is meant. Raises ValidationError that says what would be right."""
        wanted = folded(text)
        if wanted in self._exact:
            return self._exact[wanted]
        begun = {term.pk: term for name, term in self._exact.items() if name.startswith(wanted)}
        below = {pk: term for pk, term in begun.items() if term.parent_id}
        found = list((below or begun).values())
        if len(found) == 1:
            return found[0]
        if found:
            listed = ", ".join(said(term, "name") for term in found[:4])
            raise ValidationError(_("Several begin like this: %(listed)s") % {"listed": listed})
        raise ValidationError(_("There is no kind of work “%(text)s” in the list") % {"text": text})


def directory(person: Person, community: Community) -> Directory:
    """Whom this person's slips can name; two queries. A co-ordinator looks up the members of their area."""
    seen = set(visible_members(person, community).values_list("party_id", flat=True))
    here = Membership.objects.of(community).exclude(party__in=not_begun(community))
    rows = here.order_by("pk").values_list(
        "party_id", "number", "state", "party__name", "party__person__identity__full_name",
        "party__person__identity__known_as",
    )  # fmt: skip
    entries = [
        Who(party, known or full or name, full or name, number, state, party in seen)
        for party, number, state, name, full, known in rows
        if full or name
    ]
    return Directory(entries, pot=is_broker(person, community))


def kinds(community: Community) -> Kinds:
    """The kinds of work that a slip can name; one query."""
    return Kinds(work_terms(community))


def parse_day(text: str, today: dt.date) -> dt.date | None:
    """A day as people write it on slips; without a year the last such day up to today. None if it is none.

    >>> day = dt.date(2026, 5, 17)
    >>> parse_day("3/3", day), parse_day("24.12", day), parse_day("3 mawrth 25", day), parse_day("31/2", day)
    (datetime.date(2026, 3, 3), datetime.date(2025, 12, 24), datetime.date(2025, 3, 3), None)
    """
    tidy = " ".join(text.casefold().replace(",", " ").split())
    if tidy in TODAY_WORDS:
        return today - dt.timedelta(days=TODAY_WORDS[tidy])
    if iso := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", tidy):
        return _day(int(iso[1]), int(iso[2]), int(iso[3]))
    found = re.fullmatch(r"(\d{1,2})[/.\- ]+(\d{1,2}|[^\W\d]+\.?)(?:[/.\- ]+(\d{4}|\d{2}))?", tidy)
    if not found:
        return None
    number, month_text, year_text = found.groups()
    month = int(month_text) if month_text.isdecimal() else month_numbers().get(month_text.rstrip("."), 0)
    if year_text:
        return _day(int(year_text) + (2000 if len(year_text) == 2 else 0), month, int(number))
    # 29 February may lie up to eight years back.
    days = (_day(today.year - back, month, int(number)) for back in range(9))
    return next((day for day in days if day and day <= today), None)


def understood(
    rows: Sequence[tuple[int, Mapping[str, str]]],
    people: Directory,
    works: Kinds,
    *,
    step_minutes: int,
    today: dt.date | None = None,
) -> list[Read]:
    """Read typed rows one after the other; an empty cell or a ditto mark means the same as above.

    rows: (number from 1, text by column). Rows without any text are left out. O(rows).
    """
    today = today or timezone.localdate()
    length = HoursField(step_minutes=step_minutes, min_minutes=1, max_minutes=LONGEST_ASK_MINUTES)
    above: dict[str, object] = {}
    told = []
    for number, typed in rows:
        cells = {name: (typed.get(name) or "").strip() for name in COLUMNS}
        if not any(cells.values()):
            continue
        read = Read(number)
        values: dict[str, object] = {}
        for name in CARRIED:
            _carried(name, cells[name], above, values, read, people, works, today)
        try:
            values["hours"] = length.clean(cells["hours"])
        except ValidationError as wrong:
            blank = not cells["hours"]
            read.errors["hours"] = (
                _("Write how long it took, such as 1.5 or 1:30") if blank else wrong.messages[0]
            )
        _whole(read, values, cells["note"], people)
        told.append(read)
    return told


def already_there(community: Community, slips: Sequence[Slip], sheet: str) -> dict[int, int | None]:
    """Slips that look written already: row -> id of the transfer, or None for the same slip higher up.

    The same two, the same day, the same minutes. What this very sheet wrote before does not count. Two
    queries.
    """
    if not slips:
        return {}
    parties = {party for slip in slips for party in (slip.giver, slip.receiver) if party}
    days = [slip.day for slip in slips]
    accounts = {row.pk: row.party_id for row in _accounts(community, parties)}
    rows = (
        Transfer.objects.of(community)
        .filter(
            Q(payer__in=accounts) & Q(payee__in=accounts),
            occurred_at__gte=_midnight(min(days)),
            occurred_at__lt=_midnight(max(days) + dt.timedelta(days=1)),
            reverses__isnull=True,
            reversed_by__isnull=True,
        )
        .exclude(key__startswith=f"slips:{sheet}:")
    )
    known: dict[tuple[object, ...], int | None] = {}
    for pk, payer, payee, minutes, moment in rows.order_by("-pk").values_list(
        "pk", "payer", "payee", "minutes", "occurred_at"
    ):
        known[accounts[payee], accounts[payer], minutes, timezone.localtime(moment).date()] = pk
    twice: dict[int, int | None] = {}
    for slip in slips:
        same = (slip.giver, slip.receiver, slip.minutes, slip.day)
        if same in known:
            twice[slip.row] = known[same]
        else:
            known[same] = None
    return twice


def over_limit(community: Community, slips: Sequence[Slip]) -> dict[int, tuple[int, int]]:
    """Where the whole sheet would take a payer below the limit: last row of theirs -> (party, minutes short).

    One query. An account that is not open yet begins at zero with the community's limit.
    """
    rules = rules_of(community)
    if rules.gift_mode:
        return {}
    net: dict[int, int] = defaultdict(int)
    last: dict[int, int] = {}
    for slip in slips:
        if slip.giver:
            net[slip.giver] += slip.minutes
        if slip.receiver:
            net[slip.receiver] -= slip.minutes
            last[slip.receiver] = slip.row
    free: dict[int | None, int | None] = dict.fromkeys(net, -rules.floor_minutes)
    for row in _accounts(community, set(net)):
        free[row.party_id] = row.available_minutes
    short = {}
    for party, row_number in last.items():
        room = free.get(party)
        if room is not None and net[party] < 0 and room + net[party] < 0:
            short[row_number] = (party, -(room + net[party]))
    return short


def over_limit_words(name: str, short_minutes: int) -> str:
    """What to say where a sheet would take somebody below their limit."""
    return _("With this sheet %(name)s would be %(hours)s below their limit") % {
        "name": name,
        "hours": hours(short_minutes),
    }


def written(community: Community, sheet: str) -> list[Transfer]:
    """What a sheet brought into the books, in the order of its rows."""
    rows = Transfer.objects.of(community).filter(key__startswith=f"slips:{sheet}:")
    return list(rows.exclude(key__endswith=":freely").select_related("payer", "payee", "work").order_by("pk"))


def _carried(
    name: str,
    text: str,
    above: dict[str, object],
    values: dict[str, object],
    read: Read,
    people: Directory,
    works: Kinds,
    today: dt.date,
) -> None:
    """Read one cell that may be the same as above, where a wrong one is not told of twice."""
    if not text or text in AS_ABOVE:
        if name in above:
            values[name] = above[name]
        else:
            read.errors[name] = _missing(name)
        return
    try:
        if name in ("gave", "got"):
            values[name] = above[name] = people.find(text)
        elif name == "work":
            values[name] = above[name] = works.find(text)
        else:
            values[name] = above[name] = _checked_day(text, today)
    except ValidationError as wrong:
        read.errors[name] = wrong.messages[0]
        above[name] = wrong


def _checked_day(text: str, today: dt.date) -> dt.date:
    day = parse_day(text, today)
    if day is None:
        raise ValidationError(_("Write a day such as 3/3 or 3 March"))
    if day > today:
        raise ValidationError(_("This day has not come yet"))
    return day


def _missing(name: str) -> str:
    return {
        "gave": _("Write who gave the hours: a number or a name"),
        "got": _("Write who received the hours: a number, a name, or “pot”"),
        "work": _("Write what kind of work it was"),
        "day": _("Write the day, such as 3/3"),
    }[name]


def _whole(read: Read, values: Mapping[str, object], note: str, people: Directory) -> None:
    """Join the cells of a row into a slip, if every one was understood."""
    if read.errors or any(isinstance(value, ValidationError) for value in values.values()):
        return
    gave, got = values["gave"], values["got"]
    giver = gave.party_id if isinstance(gave, Who) else None
    receiver = got.party_id if isinstance(got, Who) else None
    if giver == receiver:
        read.errors["got"] = _("Hours go from one to another: write two different ones")
        return
    work, day, minutes = values["work"], values["day"], values["hours"]
    assert isinstance(work, Term) and isinstance(day, dt.date) and isinstance(minutes, int)
    read.slip = Slip(read.row, giver, receiver, minutes, work, day, note)
    read.said = _("%(giver)s gave %(receiver)s %(hours)s: %(work)s, %(day)s") % {
        "giver": people.name(giver),
        "receiver": people.name(receiver),
        "hours": hours(minutes),
        "work": said(work, "name"),
        "day": in_words(day),
    }


def _accounts(community: Community, parties: set[int]) -> list[Account]:
    """The accounts of parties, and the pot's."""
    mine = Q(party__in=parties, kind=AccountKind.MEMBER) | Q(kind=AccountKind.POT)
    return list(Account.objects.of(community).filter(mine))


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime(day.year, day.month, day.day))


def parties(slips: Iterable[Slip]) -> dict[int, Party]:
    """The parties of slips by id; one query."""
    return Party.objects.in_bulk({pk for slip in slips for pk in (slip.giver, slip.receiver) if pk})
