"""Bring gathered rows in: a dry run that can be read, then all or nothing in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from gilydd.assets.models import Asset
from gilydd.assets.words import AssetState, Shown
from gilydd.history.commands import key_of, record
from gilydd.history.words import Audience
from gilydd.people.commands.many import NewMember, enrol_many
from gilydd.people.imports import BadFile, Problem, Report
from gilydd.people.models import Area, Community, Party
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import capacity_of
from gilydd.ui.filters import hours, number

from .. import ledger
from ..models import Account
from ..policy import policy
from ..words import STEP_MINUTES, Evidence, Nature
from .gathering import CLOSED, POT, Gathered, MemberRow, Options, Said
from .likeness import WHY, Likeness
from .planning import Move, Plan, Progress, Ref, make_plan, quiet

BATCH = 1_000
MINUTES = frozenset({"minutes_new", "minutes_here", "minutes_left_out"})
FIGURES: Mapping[str, str] = {
    "rows": _("Rows in the files"),
    "members_new": _("New members"),
    "members_without_email": _("New members without email"),
    "members_here": _("Members already here"),
    "members_merged": _("Rows that are the same person as another row"),
    "offers_new": _("New offers and needs"),
    "offers_here": _("Offers and needs already here"),
    "transfers_new": _("New transfers"),
    "transfers_here": _("Transfers already here"),
    "minutes_new": _("Hours in the new transfers"),
    "minutes_here": _("Hours already here"),
    "openings_new": _("Opening balances from or to the pot"),
    "left_out": _("Rows left out, with the reason below"),
    "wrong": _("Wrong rows left out"),
    "questions": _("People to decide about"),
}


class Stopped(Exception):  # noqa: N818  (it is no error: somebody asked for it)
    """The person who brings the files in stopped the writing; nothing of it stays."""


@dataclass(frozen=True)
class Brought(Report):
    """A report with its figures: every row of the files is counted in exactly one of them."""

    figures: Mapping[str, int] = field(default_factory=dict)
    recognised: Sequence[str] = ()
    left_out: Sequence[Problem] = ()
    wrong: Sequence[Problem] = ()
    questions: Sequence[Likeness] = ()

    def text(self) -> str:
        """The report for a person at a console."""
        head = [super().text()]
        told = [f"  left out: {problem}" for problem in [*self.left_out, *self.wrong]]
        asked = [f"  to decide: {question_text(one)}" for one in self.questions]
        return "\n".join([*head, *told, *asked])


def shown_figures(figures: Mapping[str, int]) -> list[tuple[str, str]]:
    """(label, value) of each figure that says something, in the reader's language."""
    shown = []
    for key, label in FIGURES.items():
        value = figures.get(key, 0)
        if value or key in ("rows", "members_new", "transfers_new"):
            shown.append((gettext(label), hours(value) if key in MINUTES else number(value)))
    return shown


def question_text(one: Likeness) -> Said:
    """A likeness as a sentence, with what to say for yes or no at the console."""
    return Said(
        _(
            "row %(row)s (%(name)s) may be %(other_name)s (%(other)s): %(why)s; --same "
            "%(row)s=%(other)s or --another %(row)s"
        ),
        row=one.row,
        name=one.name,
        other=one.other,
        other_name=one.other_name,
        why=", ".join(gettext(WHY[why]) for why in one.why),
    )


def bring_in(
    *,
    by: type_of_actor,
    community: Community,
    gathered: Gathered,
    options: Options,
    area: Area | None = None,
    write: bool = False,
    progress: Progress = quiet,
) -> Brought:
    """Check everything; where nothing is wrong, report, and write if asked: all of it or nothing.

    Rows brought in before are left as they are, so that a run after a lost connection, or with a newer
    export, adds only what is new. Nobody is taken for somebody else without a word from `options`.
    Raises BadFile with every reason.
    """
    policy.check(by, "bring_in", community)
    if not write:
        progress("check", 0, 1)
        plan = make_plan(community, gathered, options, area)
        progress("check", 1, 1)
        _refuse_what_is_wrong(plan)
        return _report(plan, community, written=False)
    with transaction.atomic():
        # One import at a time in a community: a second one waits, and finds everything here already.
        Community.objects.select_for_update().get(pk=community.pk)
        progress("check", 0, 1)
        plan = make_plan(community, gathered, options, area)
        progress("check", 1, 1)
        _refuse_what_is_wrong(plan)
        _refuse_what_is_undecided(plan)
        report = _report(plan, community, written=True)
        parties = _write_members(by, community, plan, progress)
        offers = _write_offers(by, community, plan, parties, progress)
        _write_moves(by, community, plan, parties, offers, progress)
        record(
            community=community,
            actor=by,
            capacity=capacity_of(by, community),
            verb="exchange.bring_in",
            subject=community,
            audience=Audience.COMMUNITY,
            facts={
                "system": gathered.system,
                **{key: value for key, value in report.figures.items() if value},
            },
        )
    return report


def _refuse_what_is_wrong(plan: Plan) -> None:
    whole_files = [problem for problem in plan.wrong if problem.row is None]
    if whole_files or (plan.wrong and not plan.options.leave_out_wrong):
        raise BadFile(plan.wrong)


def _refuse_what_is_undecided(plan: Plan) -> None:
    if plan.questions:
        rows = {row.row: row.file for row in plan.fresh}
        raise BadFile([Problem(question_text(one), rows.get(one.row, ""), one.row) for one in plan.questions])


def _report(plan: Plan, community: Community, *, written: bool) -> Brought:
    gathered = plan.gathered
    new = [move for move in plan.moves if not move.opening]
    wrong = {(problem.file, problem.row) for problem in plan.wrong}
    figures = {
        "rows": sum(gathered.rows_read.values()),
        "members_new": len(plan.fresh),
        "members_without_email": sum(not row.email for row in plan.fresh),
        "members_here": len(plan.here),
        "members_merged": len(plan.merged),
        "offers_new": len(plan.offers),
        "offers_here": len(plan.offers_here),
        "transfers_new": len(new),
        "transfers_here": sum(not move.opening for move in plan.moves_here),
        "minutes_new": sum(move.row.minutes for move in new),
        "minutes_here": sum(move.row.minutes for move in plan.moves_here if not move.opening),
        "openings_new": len(plan.moves) - len(new),
        "left_out": len(plan.left_out),
        "wrong": len(wrong),
        "questions": len(plan.questions),
    }
    _account_for_every_row(figures)
    lines = [*gathered.recognised, *(f"{label}: {value}" for label, value in shown_figures(figures))]
    what = Said(_("%(system)s into %(community)s"), system=gathered.system, community=community.slug)
    return Brought(
        what, lines, [*plan.warnings, *_doubts(plan)], written, figures, gathered.recognised,
        plan.left_out, plan.wrong, plan.questions,
    )  # fmt: skip


def _account_for_every_row(figures: Mapping[str, int]) -> None:
    placed = (
        "members_new", "members_here", "members_merged", "offers_new", "offers_here",
        "transfers_new", "transfers_here", "left_out", "wrong",
    )  # fmt: skip
    total = sum(figures[key] for key in placed)
    if total != figures["rows"]:
        raise RuntimeError(
            f"{figures['rows']} rows were read, but {total} are accounted for: {dict(figures)}"
        )


def _doubts(plan: Plan) -> list[Problem]:
    told = []
    uneven = sum(bool(move.row.minutes % STEP_MINUTES) for move in plan.moves)
    if uneven:
        text = _("%(count)s transfers are no quarter hours; they are kept to the minute")
        told.append(Problem(Said(text, count=uneven)))
    for category, count in sorted(plan.unsorted.items()):
        text = _("category “%(category)s” is not understood (rows: %(count)s); its work is “not sorted yet”")
        told.append(Problem(Said(text, category=category, count=count)))
    closed = sum(CLOSED in (move.payer.kind, move.payee.kind) for move in plan.moves)
    if closed:
        text = _("%(count)s transfers were with people who left; their side goes to the write-offs account")
        told.append(Problem(Said(text, count=closed)))
    return told


def _write_members(by: type_of_actor, community: Community, plan: Plan, progress: Progress) -> dict[int, int]:
    """Enrol who is new; gives the party of each row."""
    parties = dict(plan.here)
    for start in range(0, len(plan.fresh), BATCH // 4):
        progress("members", start, len(plan.fresh))
        part = plan.fresh[start : start + BATCH // 4]
        made = enrol_many(by=by, community=community, members=[_new_member(plan, row) for row in part])
        parties |= {row.row: member.party_id for row, member in zip(part, made, strict=True)}
    progress("members", len(plan.fresh), len(plan.fresh))
    return parties


def _new_member(plan: Plan, row: MemberRow) -> NewMember:
    return NewMember(
        full_name=row.full_name,
        known_as=row.known_as,
        email=row.email,
        phone=row.phone,
        address=row.address,
        postcode=row.postcode,
        born_on=row.born_on,
        language=row.language,
        capacity=row.capacity,
        number=plan.options.prefix + row.number if row.number else "",
        area=plan.areas.get(row.row),
        joined_on=row.joined_on,
        signs_in=row.row not in plan.without_login,
    )


def _party(ref: Ref, parties: Mapping[int, int]) -> int:
    return parties[ref.value] if ref.kind == "row" else ref.value


def _write_offers(
    by: type_of_actor, community: Community, plan: Plan, parties: Mapping[int, int], progress: Progress
) -> dict[Any, str]:
    """Put offers and needs on the profiles; gives the key of the asset of each row."""
    progress("offers", 0, len(plan.offers))
    now, today = timezone.now(), timezone.localdate()
    typed_by = key_of(by) if hasattr(by, "_meta") else ""
    rows = [
        Asset(
            community=community,
            party_id=_party(ref, parties),
            kind=row.kind,
            term=term,
            title=row.title[:120],
            details=row.details,
            shown=Shown.MEMBERS,
            state=AssetState.RESTING if row.ends_on and row.ends_on < today else AssetState.LIVE,
            made_at=row.made_at or now,
            refreshed_at=now,
            typed_by_key=typed_by,
        )
        for row, ref, term in plan.offers
    ]
    made = Asset.objects.bulk_create(rows, batch_size=BATCH)
    progress("offers", len(rows), len(rows))
    keys = {row: key_of(asset) for (row, _ref, _term), asset in zip(plan.offers, made, strict=True)}
    return keys | {row: f"{Asset._meta.label_lower}:{pk}" for row, pk in plan.offers_here.items()}


def _write_moves(
    by: type_of_actor,
    community: Community,
    plan: Plan,
    parties: Mapping[int, int],
    offers: Mapping[Any, str],
    progress: Progress,
) -> None:
    sides = {ref for move in plan.moves for ref in (move.payer, move.payee)}
    wanted = {_party(ref, parties) for ref in sides if ref.kind not in (POT, CLOSED)}
    accounts = ledger.accounts_of(community, [Party(pk=pk) for pk in wanted])
    shared = {POT: ledger.pot_of, CLOSED: ledger.write_offs_of}
    named = {kind: shared[kind](community) for kind in {ref.kind for ref in sides} & set(shared)}

    def account(ref: Ref) -> Account:
        return named[ref.kind] if ref.kind in named else accounts[_party(ref, parties)]

    for start in range(0, len(plan.moves), BATCH):
        progress("transfers", start, len(plan.moves))
        ledger.post_many([_entry(by, move, account, offers) for move in plan.moves[start : start + BATCH]])
    progress("transfers", len(plan.moves), len(plan.moves))


def _entry(by: type_of_actor, move: Move, account: Any, offers: Mapping[Any, str]) -> ledger.Entry:
    return ledger.Entry(
        payer=account(move.payer),
        payee=account(move.payee),
        minutes=move.row.minutes,
        work=move.work,
        occurred_at=move.row.occurred_at,
        key=move.key,
        recorded_by=by,
        evidence=Evidence.IMPORT,
        source=offers.get(move.offer) if move.offer else None,
        note=move.row.reason,
        may_breach=True,
        nature=Nature.GIFT if move.opening else Nature.WORK,
    )


__all__ = ["FIGURES", "Brought", "Stopped", "bring_in", "question_text", "shown_figures"]
