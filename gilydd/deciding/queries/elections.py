"""Reads: elections and their projects, the stored count, and the proof that it still holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from gilydd.algorithms import budgeting, pabulib
from gilydd.history.commands import key_of
from gilydd.history.models import Record
from gilydd.people.models import Community
from gilydd.people.policy import type_of_actor
from gilydd.services.models import Turn
from gilydd.services.queries import Fact
from gilydd.ui.bilingual import said, said_lang

from .. import results
from ..explanations import Told, purse_of, told_options
from ..models import BudgetTerms, DecisionRun, Election, Option, VoteChoice
from ..policy import visible_elections


@dataclass(frozen=True)
class ElectionRow:
    """An election on a list; `funded` of `projects` were funded."""

    election: Election
    budget: str
    projects: int
    funded: int


def elections(person: type_of_actor, community: Community, *, limit: int = 100) -> list[ElectionRow]:
    """The community's elections, newest first, in one query."""
    rows = (
        visible_elections(person, community)
        .annotate(projects=Count("options"), chosen=Count("options", filter=Q(options__funded=True)))
        .order_by("-pk")[:limit]
    )
    return [ElectionRow(row, purse_of(row).words(row.budget_units), row.projects, row.chosen) for row in rows]


def projects(election: Election) -> list[Told]:
    """Every project of an election with its fate, funded ones first. At most three queries."""
    rows = Option.objects.filter(election=election).values_list(
        "pk", "key", "name", "lang", "votes", "cost_units", "funded", "why"
    )
    own = _names_held_here(election)
    named = [(pk, key, *own.get(key, (name, lang)), *rest) for pk, key, name, lang, *rest in rows]
    return told_options(named, purse_of(election))


def _names_held_here(election: Election) -> dict[str, tuple[str, str]]:
    """{key: (name, language)} in the reader's language, of an election held here. Two queries."""
    terms = BudgetTerms.objects.filter(election=election).first()
    if terms is None:
        return {}
    choices = {row.number: row for row in VoteChoice.objects.filter(vote=terms.vote_id)}
    return {
        str(at): (said(choices[number], "text"), said_lang(choices[number], "text"))
        for at, number in enumerate(terms.lot, 1)
    }


def last_run(election: Election) -> DecisionRun:
    """The count that stands."""
    return election.runs.order_by("-pk")[0]


def stored_count(election: Election) -> tuple[pabulib.Election, budgeting.Allocation]:
    """The ballots and the stored result, read and not counted again."""
    ballots = _ballots(election.pk, election.input_sha256)
    return ballots, results.retold(last_run(election).result, ballots)


@lru_cache(maxsize=2)
def _ballots(election_id: int, _input_sha256: str) -> pabulib.Election:
    """The parsed file of an election; the last two are kept, because one visitor asks many questions."""
    election = Election.objects.get(pk=election_id)
    return pabulib.parse(election.input_text, election.file_name)


def recompute(election: Election) -> list[str]:
    """Count the stored file again; sentences on what the stored result does not have from it.

    An empty list is the proof: file, run and options hold together and are what the rule gives.
    """
    election = Election.objects.get(pk=election.pk)
    run = election.runs.order_by("-pk").first()
    if run is None:
        return [f"election {election.pk}: no count is stored"]
    wrong = _broken_marks(election, run)
    wrong += _recounted_otherwise(election, run)
    return [f"election {election.pk}: {problem}" for problem in wrong]


def broken_decisions(recounts: int | None = 100) -> Iterator[str]:
    """Prove the stored decisions; yields a sentence for each thing that does not hold.

    The marks (hashes, options, the record in history) of every election are looked at, one election in
    memory at a time; the newest `recounts` (None: all) are counted again from their ballots.
    """
    keys = list(Election.objects.order_by("-pk").values_list("pk", flat=True))
    for place, key in enumerate(keys):
        if recounts is None or place < recounts:
            yield from recompute(Election(pk=key))
            continue
        election = Election.objects.get(pk=key)
        for run in election.runs.order_by("-pk")[:1]:
            yield from (f"election {key}: {problem}" for problem in _broken_marks(election, run))


def _broken_marks(election: Election, run: DecisionRun) -> list[str]:
    """What the hashes and the copies of a result contradict, without counting."""
    wrong = []
    if results.sha256_of(election.input_text) != election.input_sha256:
        wrong.append("the stored file is not the one that was brought in (its SHA-256 differs)")
    if run.input_sha256 != election.input_sha256:
        wrong.append("the count was made from another file")
    if (run.rule, run.completion) != (election.rule, election.completion):
        wrong.append("the count was made under another rule")
    if results.sha256_of_result(run.result) != run.result_sha256:
        wrong.append("the stored result was changed after the count (its SHA-256 differs)")
    result = run.result if isinstance(run.result, dict) else {}
    if (run.funded, run.share) != (result.get("funded"), result.get("share") or ""):
        wrong.append("the funded projects or the share beside the result are not those of the result")
    record = Record.objects.filter(verb="deciding.bring_in_election", subject_key=key_of(election)).first()
    marks = {"input_sha256": run.input_sha256, "result_sha256": run.result_sha256}
    if record is None or any(record.facts.get(name) != mark for name, mark in marks.items()):
        wrong.append("history recorded another file or result")
    return wrong


def _recounted_otherwise(election: Election, run: DecisionRun) -> list[str]:
    """What counting the stored file again gives otherwise."""
    try:
        # Past the cache: a proof counts for itself.
        again = results.count.__wrapped__(election.input_text, election.file_name, run.rule, run.completion)
    except ValueError as error:
        return [f"the stored file cannot be counted: {error}"]
    wrong = []
    if again.result != run.result:
        wrong.append(
            f"counting again gives another result (counted with {run.code_version}, "
            f"now {results.code_version()})"
        )
    if (again.ballots.budget, len(again.ballots.votes), again.ballots.scale) != (
        election.budget_units,
        election.voters,
        election.scale,
    ):
        wrong.append("the budget, the number of voters or the scale is not the file's")
    return wrong + _options_otherwise(election, again.allocation)


def _options_otherwise(election: Election, allocation: budgeting.Allocation) -> list[str]:
    stored: dict[str, tuple[Any, ...]] = {
        row[0]: row[1:]
        for row in Option.objects.filter(election=election).values_list(
            "key", "cost_units", "votes", "funded", "why"
        )
    }
    wrong = []
    for key, found in allocation.projects.items():
        right = (found.cost, found.votes, key in allocation.funded, results.told_why(found.why))
        if stored.pop(key, None) != right:
            wrong.append(f"project {key} is not stored as it was counted")
    return wrong + [f"project {key} is stored but not in the file" for key in stored]


def facts(turn: Turn) -> list[Fact]:
    """What deciding knows of a turn: each election, its rule and how much of it was funded."""
    rows = (
        Election.objects.filter(turn=turn)
        .defer("input_text")
        .select_related("community")
        .annotate(projects=Count("options"), chosen=Count("options", filter=Q(options__funded=True)))
        .order_by("pk")
    )
    return [
        Fact(
            label=said(row, "title"),
            value=_("%(funded)s of %(projects)s projects funded")
            % {"funded": row.chosen, "projects": row.projects},
            href=reverse("deciding:election", args=[row.community.slug, row.pk]),
            note=str(row.get_state_display()),
        )
        for row in rows
    ]
