"""The count of an election, kept; and that of a vote on a budget, published as one."""

from __future__ import annotations

from gilydd.algorithms.budgeting import FUNDED
from gilydd.history.commands import record
from gilydd.history.words import Audience
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import capacity_of

from .. import results
from ..budget_file import CURRENCY, budget_text, file_name_of
from ..models import DecisionRun, Election, Option, Vote
from ..words import ElectionState


def publish_budget(vote: Vote, by: type_of_actor) -> Election | None:
    """The count of a vote on a budget as an election: the file, the run, a page for each project.

    None where too few voted: then nothing was decided. The caller has the lock and owns the transaction.
    """
    run = vote.counts.order_by("pk")[0]
    if not run.result["quorate"]:
        return None
    terms, text = vote.budget, budget_text(vote)
    counted = results.count_or_refuse(text, file_name_of(vote), vote.rule, terms.completion)
    election = Election.objects.create(
        community=vote.community,
        title_cy=vote.title_cy,
        title_en=vote.title_en,
        currency=CURRENCY,
        scale=counted.ballots.scale,
        budget_units=counted.ballots.budget,
        voters=len(counted.ballots.votes),
        file_name=file_name_of(vote),
        input_text=text,
        input_sha256=counted.input_sha256,
        rule=vote.rule,
        completion=terms.completion,
        state=ElectionState.COUNTED,
    )
    keep_run(by, election, counted)
    terms.election = election
    terms.save(update_fields=["election"])
    return election


def keep_run(by: type_of_actor, election: Election, counted: results.Counted) -> DecisionRun:
    """Keep a count for good: the run, each project's place in it, and the record of the act."""
    community, allocation = election.community, counted.allocation
    run = DecisionRun.objects.create(
        community=community,
        election=election,
        rule=allocation.rule,
        completion=allocation.completion,
        code_version=results.code_version(),
        input_sha256=counted.input_sha256,
        funded=list(allocation.funded),
        result=counted.result,
        result_sha256=results.sha256_of_result(counted.result),
        share=results.exact(allocation.share) or "",
    )
    named = {project.id: project.name for project in counted.ballots.projects}
    Option.objects.bulk_create(
        Option(
            community=community,
            election=election,
            key=key,
            name=named[key],
            lang=election.lang,
            cost_units=found.cost,
            votes=found.votes,
            funded=found.why.reason == FUNDED,
            why=results.told_why(found.why),
        )
        for key, found in allocation.projects.items()
    )
    record(
        community=community,
        actor=by,
        capacity=capacity_of(by, community),
        verb="deciding.bring_in_election",
        subject=election,
        mentions=[run, *([election.turn] if election.turn else [])],
        audience=Audience.PUBLIC,
        facts={
            "rule": run.rule,
            "completion": run.completion,
            "projects": len(allocation.projects),
            "funded": len(allocation.funded),
            "agrees": counted.agrees,
            "input_sha256": run.input_sha256,
            "result_sha256": run.result_sha256,
        },
    )
    return run
