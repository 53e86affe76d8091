"""What bringing files in would do to a community: who is new, which hours are new, what is asked first."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext_noop as _
from rapidfuzz import fuzz

from gilydd.assets.models import Asset
from gilydd.assets.words import AssetKind
from gilydd.people.imports import Problem
from gilydd.people.models import Area, Community, Identity, Login, Membership, Term

from ..models import Transfer
from .gathering import CLOSED, POT, Gathered, MemberRow, OfferRow, Options, Said, TransferRow
from .likeness import Face, Likeness, face, likenesses, same_facts
from .sorting import Sorter, sorter
from .values import plain_name

SAME_NAME_PERCENT = 60
KEY_LETTERS = 120
MANY = 500


class Ref(NamedTuple):
    """One side of a transfer: a party that is here, a row that will be one, the pot, or closed accounts."""

    kind: str
    value: int = 0


POT_REF, CLOSED_REF = Ref(POT), Ref(CLOSED)


@dataclass(frozen=True)
class Known:
    """A member who is here already."""

    key: str
    party: int
    face: Face


@dataclass(frozen=True)
class Move:
    """A transfer ready to be posted, but for the accounts of members who are not here yet."""

    key: str
    row: TransferRow
    payer: Ref
    payee: Ref
    work: Term
    offer: OfferRow | None = None
    opening: bool = False


@dataclass
class Plan:
    """Every row of the files has exactly one place in here."""

    gathered: Gathered
    options: Options
    fresh: list[MemberRow] = field(default_factory=list)
    without_login: set[int] = field(default_factory=set)
    here: dict[int, int] = field(default_factory=dict)
    merged: dict[int, int] = field(default_factory=dict)
    areas: dict[int, Area] = field(default_factory=dict)
    questions: list[Likeness] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    moves_here: list[Move] = field(default_factory=list)
    offers: list[tuple[OfferRow, Ref, Term]] = field(default_factory=list)
    offers_here: dict[OfferRow, int] = field(default_factory=dict)
    wrong: list[Problem] = field(default_factory=list)
    left_out: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    unsorted: dict[str, int] = field(default_factory=dict)

    def refuse(self, message: str, file: str, row: int | None, column: str, **parts: object) -> None:
        self.wrong.append(Problem(Said(message, **parts), file, row, column))


def make_plan(community: Community, gathered: Gathered, options: Options, area: Area | None = None) -> Plan:
    """Look at the files beside what is here. Reads only; a constant number of queries per 500 rows."""
    plan = Plan(gathered, options, wrong=list(gathered.wrong), left_out=list(gathered.left_out))
    plan.warnings = list(gathered.warnings)
    known = _known(community)
    _place_members(plan, known)
    _place_areas(plan, community, area)
    _place_logins(plan)
    kinds = sorter(community, options.categories)
    codes = _Codes(plan, known)
    _place_offers(plan, community, codes, kinds)
    _place_moves(plan, community, codes, kinds)
    plan.unsorted = kinds.unknown
    _compare_balances(plan, codes)
    return plan


def _known(community: Community) -> dict[str, Known]:
    rows = Membership.objects.of(community).values_list("pk", "party", "number", "party__name")
    names = {
        row[0]: row[1:]
        for row in Identity.objects.filter(person__party__memberships__community=community).values_list(
            "person_id", "full_name", "email", "phone", "postcode", "born_on"
        )
    }
    known = {}
    for pk, party, number, group_name in rows:
        key = number or f"id:{pk}"
        full, email, phone, postcode, born = names.get(party, (group_name, "", "", "", None))
        known[key] = Known(key, party, face(key, full, email, phone, postcode, born))
    return known


def face_of(row: MemberRow) -> Face:
    """What a row of a file is compared by."""
    return face(f"row:{row.row}", row.full_name, row.email, row.phone, row.postcode, row.born_on)


def _place_members(plan: Plan, known: dict[str, Known]) -> None:
    """Each row is new, here already, the same person as another row, or a question."""
    rows = {row.row: row for row in plan.gathered.members}
    numbers: dict[str, int] = {}
    to_ask: list[MemberRow] = []
    by_name: dict[str, list[Known]] = {}
    for one in known.values():
        by_name.setdefault(one.face.name, []).append(one)
    for row in plan.gathered.members:
        number = plan.options.prefix + row.number if row.number else ""
        if number and number in numbers:
            plan.refuse(
                _("member number %(number)s stands twice, first in row %(first)s; each member needs an "
                  "own number"),
                row.file, row.row, "number", number=row.number, first=numbers[number],
            )  # fmt: skip
        elif row.row in plan.options.same:
            _same(plan, row, plan.options.same[row.row], known, rows)
        elif number and number in known:
            _by_number(plan, row, known[number])
        elif not number and (before := _brought_before(row, by_name)):
            plan.here[row.row] = before.party
        else:
            plan.fresh.append(row)
            to_ask.append(row)
        if number:
            numbers.setdefault(number, row.row)
    _ask(plan, known, to_ask)


def _brought_before(row: MemberRow, by_name: Mapping[str, list[Known]]) -> Known | None:
    mine = face_of(row)
    return next((one for one in by_name.get(mine.name, ()) if same_facts(mine, one.face)), None)


def _by_number(plan: Plan, row: MemberRow, one: Known) -> None:
    mine = face_of(row)
    alike = fuzz.token_set_ratio(mine.name, one.face.name) >= SAME_NAME_PERCENT
    signs = [(mine.email, one.face.email), (mine.phone, one.face.phone), (mine.born_on, one.face.born_on)]
    if alike or any(ours and ours == theirs for ours, theirs in signs):
        plan.here[row.row] = one.party
        return
    plan.refuse(
        _(
            "number %(number)s is %(here)s here, but %(name)s in the file: give the file's numbers a prefix, "
            "or say that it is the same person"
        ),
        row.file, row.row, "number", number=row.number, here=one.face.shown, name=row.full_name,
    )  # fmt: skip


def _same(
    plan: Plan, row: MemberRow, target: str, known: dict[str, Known], rows: Mapping[int, MemberRow]
) -> None:
    """The broker said who the row is."""
    found = re.fullmatch(r"row:(\d+)", target)
    if found and int(found[1]) in rows and int(found[1]) < row.row:
        plan.merged[row.row] = int(found[1])
    elif target in known:
        plan.here[row.row] = known[target].party
    else:
        plan.refuse(
            _("the row was said to be %(target)s, but there is no such member here or earlier row"),
            row.file, row.row, "", target=target,
        )  # fmt: skip


def _ask(plan: Plan, known: dict[str, Known], to_ask: list[MemberRow]) -> None:
    # A system that gave each of its members a number says itself that they are different people, so
    # its rows are compared with each other only where nothing says so.
    within = [(row.row, face_of(row)) for row in to_ask]
    others = [one.face for one in known.values()]
    numbered = bool(to_ask) and all(row.number for row in to_ask) and plan.gathered.numbers_are_kept
    every = likenesses(within, others, within=not numbered)
    plan.questions = [one for one in every if not plan.options.is_another(one.row)]


def _place_areas(plan: Plan, community: Community, area: Area | None) -> None:
    areas: dict[str, Area] = {}
    for row in Area.objects.of(community):
        areas |= {plain_name(name): row for name in (row.code, row.name_cy, row.name_en)}
    unknown: Counter[str] = Counter()
    for member in plan.fresh:
        found = areas.get(plain_name(member.area)) if member.area else area
        if member.area and not found:
            unknown[member.area] += 1
        if found or area:
            plan.areas[member.row] = found or area  # type: ignore[assignment]
    for name, count in unknown.items():
        plan.warnings.append(
            Problem(Said(_("there is no area “%(name)s” here (rows: %(count)s)"), name=name, count=count))
        )


def _place_logins(plan: Plan) -> None:
    """An email signs one person in: who comes second keeps it for messages only."""
    emails = {row.email for row in plan.fresh if row.email}
    taken = _held(Login.objects.all(), "email", emails)
    for row in plan.fresh:
        if row.email and row.email in taken:
            plan.without_login.add(row.row)
            plan.warnings.append(
                Problem(
                    Said(
                        _("%(email)s already signs somebody in; here it is kept for messages only"),
                        email=row.email,
                    ),
                    row.file, row.row, "email",
                )
            )  # fmt: skip
        taken.add(row.email)


def _held(rows: object, name: str, values: Iterable[str]) -> set[str]:
    wanted = list(values)
    found: set[str] = set()
    for start in range(0, len(wanted), MANY):
        part = rows.filter(**{f"{name}__in": wanted[start : start + MANY]})  # type: ignore[attr-defined]
        found.update(part.values_list(name, flat=True))
    return found


class _Codes:
    """Which side of the books a code of the files means."""

    def __init__(self, plan: Plan, known: dict[str, Known]) -> None:
        self._plan, self._known = plan, known
        self._new = {row.row: Ref("row", row.row) for row in plan.fresh}
        self._by: dict[str, set[Ref]] = {}
        for one in known.values():
            self._also(one.key, Ref("party", one.party))
            for sign in (one.face.name, one.face.email):
                self._also(f"~{sign}", Ref("party", one.party))
        for row in plan.gathered.members:
            ref = self.of_row(row.row)
            if ref is None:
                continue
            number = plan.options.prefix + row.number if row.number else ""
            for code in (number, f"row:{row.row}", f"~{plain_name(row.full_name)}", f"~{row.email}"):
                self._also(code, ref)

    def _also(self, code: str, ref: Ref) -> None:
        if code not in ("", "~"):
            self._by.setdefault(code, set()).add(ref)

    def of_row(self, row: int) -> Ref | None:
        """The side of a member's row, through rows that are the same person."""
        row = self._plan.merged.get(row, row)
        return Ref("party", self._plan.here[row]) if row in self._plan.here else self._new.get(row)

    def find(self, code: str) -> Ref | str:
        """The side, or a message of what is wrong with the code."""
        named = self._plan.options.accounts.get(code)
        if (named or code) in (POT, CLOSED):
            return POT_REF if (named or code) == POT else CLOSED_REF
        prefix = "" if named or code.startswith("row:") else self._plan.options.prefix
        for spelled in self._plan.gathered.spellings(named or code):
            if found := self._by.get(prefix + spelled):
                return next(iter(found))
        if not self._plan.gathered.names_are_codes:
            return _("member %(code)s is neither in the files nor here")
        found = self._by.get(f"~{code.strip().lower()}") or self._by.get(f"~{plain_name(code)}") or set()
        if len(found) > 1:
            return _("more than one member is called %(code)s; write the member number")
        return next(iter(found)) if found else _("member %(code)s is neither in the files nor here")


def _place_offers(plan: Plan, community: Community, codes: _Codes, kinds: Sorter) -> None:
    before = {
        (party, kind, plain_name(title)): pk
        for pk, party, kind, title in Asset.objects.of(community)
        .filter(kind__in=[AssetKind.OFFER, AssetKind.NEED])
        .values_list("pk", "party", "kind", "title")
    }
    seen: set[tuple[Ref, str, str]] = set()
    for row in plan.gathered.offers:
        term = kinds.term(row.category)
        side = codes.find(row.owner)
        if not isinstance(side, Ref) or side.kind in (POT, CLOSED):
            plan.left_out.append(
                Problem(
                    Said(_("“%(title)s” belongs to nobody who comes in"), title=row.title),
                    row.file,
                    row.row,
                    "user",
                )
            )
            continue
        sign = (side, row.kind, plain_name(row.title))
        known = before.get((side.value, *sign[1:])) if side.kind == "party" else None
        if known:
            plan.offers_here[row] = known
        elif sign in seen:
            plan.left_out.append(
                Problem(
                    Said(_("“%(title)s” stands twice for the same member"), title=row.title),
                    row.file,
                    row.row,
                    "title",
                )
            )
        else:
            plan.offers.append((row, side, term))
        seen.add(sign)


def _place_moves(plan: Plan, community: Community, codes: _Codes, kinds: Sorter) -> None:
    by_id = {row.id: row for row in plan.gathered.offers if row.id}
    titles = Counter(plain_name(row.title) for row in plan.gathered.offers)
    by_title = {
        plain_name(row.title): row for row in plan.gathered.offers if titles[plain_name(row.title)] == 1
    }
    keyed = _keyed(plan.gathered.system, plan.gathered.transfers)
    before = _held(Transfer.objects.of(community), "key", [key for key, _row in keyed])
    for key, row in keyed:
        offer = by_id.get(row.post) or by_title.get(plain_name(row.post)) if row.post else None
        sides = _sides(plan, codes, row)
        if sides is None:
            continue
        work = kinds.term(row.category, offer.category if offer else "")
        move = Move(key, row, *sides, work=work, offer=offer)
        (plan.moves_here if key in before else plan.moves).append(move)
    _place_openings(plan, community, codes, kinds)
    plan.moves.sort(key=lambda move: (move.row.occurred_at, move.row.row))


def _sides(plan: Plan, codes: _Codes, row: TransferRow) -> tuple[Ref, Ref] | None:
    found = []
    for column, code in (("payer", row.payer), ("payee", row.payee)):
        side = codes.find(code)
        if not isinstance(side, Ref):
            name = plan.gathered.columns.get(column, column)
            plan.refuse(side, row.file, row.row, name, code=code)
            return None
        found.append(side)
    payer, payee = found
    if payer != payee:
        return payer, payee
    if payer == CLOSED_REF:
        plan.left_out.append(
            Problem(Said(_("both sides left the timebank: no balance here changes")), row.file, row.row)
        )
    else:
        name = plan.gathered.columns.get("payee", "payee")
        plan.refuse(_("payer and payee are the same"), row.file, row.row, name)
    return None


def _place_openings(plan: Plan, community: Community, codes: _Codes, kinds: Sorter) -> None:
    """Where a system gives balances and no transfers, each begins with one transfer from or to the pot."""
    openings = plan.gathered.openings
    keys = {row.id: _shortened(f"opening:{row.id}") for row in openings}
    before = _held(Transfer.objects.of(community), "key", keys.values())
    for row in openings:
        sides = _sides(plan, codes, row)
        if sides:
            move = Move(keys[row.id], row, *sides, work=kinds.terms["unknown-work"], opening=True)
            (plan.moves_here if move.key in before else plan.moves).append(move)


def _keyed(system: str, rows: list[TransferRow]) -> list[tuple[str, TransferRow]]:
    """A key for each row: the same movement read again has the same; equal rows are told apart by count."""
    counts: Counter[str] = Counter()
    keyed = []
    for row in rows:
        if row.id:
            keyed.append((_shortened(f"{system.lower()}:{row.id}"), row))
            continue
        stamp = int(row.occurred_at.timestamp())
        bare = f"{system.lower()}:{row.payer}:{row.payee}:{row.minutes}:{stamp}"
        counts[bare] += 1
        keyed.append((_shortened(f"{bare}:{counts[bare]}"), row))
    return keyed


def _shortened(key: str) -> str:
    if len(key) <= KEY_LETTERS:
        return key
    return key[:55] + ":" + hashlib.sha256(key.encode()).hexdigest()


def _compare_balances(plan: Plan, codes: _Codes) -> None:
    """Where the files give balances too, they must be what their transfers make."""
    if not plan.gathered.balances or not plan.gathered.transfers:
        return
    made: Counter[Ref] = Counter()
    for move in [*plan.moves, *plan.moves_here]:
        made[move.payer] -= move.row.minutes
        made[move.payee] += move.row.minutes
    differ = []
    for code, minutes in plan.gathered.balances.items():
        side = codes.find(code)
        if isinstance(side, Ref) and made[side] != minutes:
            differ.append((code, minutes, made[side]))
    for code, stated, reckoned in differ:
        plan.warnings.append(
            Problem(
                Said(
                    _("member %(code)s has %(stated)s minutes in the members' file, but the transfers "
                      "make %(reckoned)s"),
                    code=code, stated=stated, reckoned=reckoned,
                )
            )
        )  # fmt: skip


Progress = Callable[[str, int, int], None]


def quiet(phase: str, done: int, total: int) -> None:
    """Progress that nobody watches."""
