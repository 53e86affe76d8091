"""What a timebank takes out: its members, transfers and offers as tables, and all as TimeOverflow imports it.

A whole community goes by `gilydd export`; these are for a spreadsheet, a funder, or another program.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gilydd.assets.models import Asset
from gilydd.assets.words import AssetKind, AssetState, Shown
from gilydd.history.commands import record
from gilydd.history.words import Audience
from gilydd.people.models import Community, Identity, Membership, Person
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import capacity_of, names, not_begun
from gilydd.people.words import MembershipState
from gilydd.ui.bilingual import field_of
from gilydd.ui.sheets import Table, escaped, hours_of

from .models import Account, Transfer
from .policy import policy
from .words import AccountKind, Nature

TABLES = {
    "members": gettext_lazy("Members"),
    "transfers": gettext_lazy("Transfers of hours"),
    "offers": gettext_lazy("Offers and needs"),
}
UTC_STAMP = "%Y-%m-%d %H:%M:%S UTC"


def table(*, by: type_of_actor, community: Community, what: str) -> Table:
    """One table of the community, for its brokers. Who took it out is recorded. Constant queries."""
    policy.check(by, "take_out", community)
    made = {"members": members, "transfers": transfers, "offers": offers}[what](community)
    _record(by, community, what)
    return made


def members(community: Community) -> Table:
    """Everybody in the community, with what is known of them and their balance."""
    head = [
        _("Member number"), _("Full name"), _("Known as"), _("Email"), _("Phone"), _("Address"),
        _("Postcode"), _("Date of birth"), _("Date joined"), _("Language"), _("Area"), _("State"),
        _("Balance"),
    ]  # fmt: skip
    who = _identities(community)
    languages = dict(
        Person.objects.filter(party__memberships__community=community).values_list("pk", "language")
    )
    balances = dict(
        Account.objects.of(community).filter(kind=AccountKind.MEMBER).values_list("party", "balance_minutes")
    )
    rows = (
        _taking_part(community)
        .order_by("number", "pk")
        .values_list("party", "number", "joined_on", field_of("area__name"), "state", "party__name")
    )
    states = dict(MembershipState.choices)

    def line(party: int, number: str, joined: Any, area: str, state: str, group: str) -> list[Any]:
        name, known_as, email, phone, address, postcode, born = who.get(party, (group,) + ("",) * 5 + (None,))
        return [
            number, name, known_as, email, phone, address, postcode, born, joined, languages.get(party, ""),
            area, states[state], hours_of(balances.get(party, 0)),
        ]  # fmt: skip

    return Table(str(TABLES["members"]), head, [line(*row) for row in rows])


def transfers(community: Community) -> Table:
    """Every transfer with both sides by number and name."""
    head = [
        _("Date"), _("Payer"), _("Payer's name"), _("Payee"), _("Payee's name"), _("Hours"),
        _("Kind of work"), _("What it is"), _("Note"), _("Reference"),
    ]  # fmt: skip
    numbers = _numbers(community)
    called = names(numbers)
    kinds, natures = dict(AccountKind.choices), dict(Nature.choices)
    rows = (
        Transfer.objects.of(community)
        .order_by("occurred_at", "pk")
        .values_list(
            "pk", "occurred_at", "payer__party", "payer__kind", "payee__party", "payee__kind", "minutes",
            field_of("work__name"), "nature", "note__text",
        )
    )  # fmt: skip

    def side(party: int | None, kind: str) -> list[Any]:
        if party is None:
            return [kind.replace("_", " "), str(kinds[kind])]
        return [numbers.get(party, ""), called.get(party, "")]

    lines = [
        [
            at, *side(payer, payer_kind), *side(payee, payee_kind), hours_of(minutes), work,
            str(natures[nature]), note or "", pk,
        ]
        for pk, at, payer, payer_kind, payee, payee_kind, minutes, work, nature, note in rows
    ]  # fmt: skip
    return Table(str(TABLES["transfers"]), head, lines)


def offers(community: Community) -> Table:
    """What members offer, need, know and lend; never what they keep to themselves."""
    head = [
        _("Member number"), _("Name"), _("What it is"), _("Kind of work"), _("Title"), _("Details"),
        _("State"), _("Since"),
    ]  # fmt: skip
    numbers = _numbers(community)
    called = names(numbers)
    kinds, states = dict(AssetKind.choices), dict(AssetState.choices)
    rows = _shown_assets(community).values_list(
        "party", "kind", field_of("term__name"), "title", "details", "state", "made_at"
    )
    lines = [
        [
            numbers.get(party, ""), called.get(party, ""), str(kinds[kind]), term, title, details,
            str(states[state]), made.date(),
        ]
        for party, kind, term, title, details, state, made in rows
    ]  # fmt: skip
    return Table(str(TABLES["offers"]), head, lines)


def _shown_assets(community: Community) -> Any:
    rows = Asset.objects.of(community).exclude(shown=Shown.PRIVATE).exclude(state=AssetState.ENDED)
    return rows.order_by("pk")


def _identities(community: Community) -> dict[int, tuple[Any, ...]]:
    rows = Identity.objects.filter(person__party__memberships__community=community).values_list(
        "person_id", "full_name", "known_as", "email", "phone", "address", "postcode", "born_on"
    )
    return {row[0]: tuple(row[1:]) for row in rows}


def _numbers(community: Community) -> dict[int, str]:
    return dict(_taking_part(community).values_list("party", "number"))


def _taking_part(community: Community) -> Any:
    """Everybody but whom a roll made members and who never had hours: what a landlord knows stays with it."""
    had_hours = Account.objects.of(community).filter(kind=AccountKind.MEMBER).values("party")
    left_out = not_begun(community).exclude(person__in=had_hours)
    return Membership.objects.of(community).exclude(party__in=left_out)


def timeoverflow(*, by: type_of_actor, community: Community) -> bytes:
    """A zip of users.csv, transfers.csv and posts.csv in the dialect that TimeOverflow imports.

    Its member numbers are whole numbers: who has another kind of number, or none, gets the next free one,
    and numbers.csv says which. The pot and every other account of the community are its organisation;
    hours between two of those stay behind, as they do in no member's balance. Kinds of work stay behind
    too, because TimeOverflow keeps its own. Constant queries.
    """
    policy.check(by, "take_out", community)
    who, numbers = _identities(community), _numbers(community)
    uids = whole_numbers(numbers)
    joined = dict(_taking_part(community).values_list("party", "joined_on"))
    called = names(numbers)
    files: dict[str, Iterable[list[Any]]] = {
        "users.csv": [_user(party, uids[party], joined[party], who, called) for party in numbers],
        "transfers.csv": _moves(community, uids),
        "posts.csv": _posts(community, uids),
        "numbers.csv": [["here", "TimeOverflow"], *([numbers[party], uid] for party, uid in uids.items())],
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in files.items():
            archive.writestr(name, _csv(rows))
    _record(by, community, "timeoverflow")
    return out.getvalue()


def whole_numbers(numbers: Mapping[int, str]) -> dict[int, int]:
    """A whole number for each party: its own where it is one, else the next free.

    >>> whole_numbers({7: "12", 8: "G-4", 9: ""})
    {7: 12, 8: 13, 9: 14}
    """
    own = {party: int(number) for party, number in numbers.items() if number.isdecimal() and number.isascii()}
    own = {party: uid for party, uid in own.items() if list(own.values()).count(uid) == 1}
    free = max(own.values(), default=0)
    uids = {}
    for party in numbers:
        if party not in own:
            free += 1
        uids[party] = own.get(party, free)
    return uids


def _user(
    party: int, uid: int, joined: Any, who: Mapping[int, tuple[Any, ...]], called: Mapping[int, str]
) -> list[Any]:
    name, _known, email, phone, _address, _postcode, born = who.get(
        party, (called.get(party, ""), "", "", "", "", "", None)
    )
    first, _space, last = name.partition(" ")
    return [
        uid,
        joined.isoformat(),
        first,
        last,
        "",
        "",
        born.isoformat() if born else "",
        _phone(phone),
        "",
        email,
    ]


def _phone(text: str) -> str:
    # A spreadsheet takes a leading + for a formula; 00 dials the same.
    return "00" + text[1:] if text.startswith("+") else text


def _moves(community: Community, uids: Mapping[int, int]) -> Iterable[list[Any]]:
    rows = (
        Transfer.objects.of(community)
        .order_by("occurred_at", "pk")
        .values_list("payer__party", "payee__party", "minutes", "occurred_at", "note__text", "source_key")
    )

    def side(party: int | None) -> list[Any]:
        return ["", "Organization"] if party is None or party not in uids else [uids[party], "Member"]

    for payer, payee, minutes, at, note, source in rows:
        if payer not in uids and payee not in uids:
            continue
        post = source.partition("assets.asset:")[2]
        stamp = at.astimezone(dt.UTC).strftime(UTC_STAMP)
        yield [*side(payer), *side(payee), minutes * 60, stamp, note or "", post]


def _posts(community: Community, uids: Mapping[int, int]) -> Iterable[list[Any]]:
    kinds = {AssetKind.OFFER: "Offer", AssetKind.NEED: "Inquiry"}
    rows = _shown_assets(community).filter(kind__in=kinds, shown=Shown.MEMBERS)
    for party, kind, title, term, details, made, pk in rows.values_list(
        "party", "kind", "title", field_of("term__name"), "details", "made_at", "pk"
    ):
        if party in uids:
            day = made.date().isoformat()
            yield [uids[party], kinds[AssetKind(kind)], title or term, details, "", day, day, "", pk]


def _csv(rows: Iterable[list[Any]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([escaped(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return out.getvalue()


def _record(by: type_of_actor, community: Community, what: str) -> None:
    """Data about people left the house: who took what is kept."""
    record(
        community=community,
        actor=by,
        capacity=capacity_of(by, community),
        verb="exchange.take_out",
        subject=community,
        audience=Audience.STAFF,
        facts={"what": what},
    )
