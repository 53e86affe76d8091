"""Writes: bring in an election, count it and keep the result."""

from __future__ import annotations

import re
from pathlib import PurePath

from django.db import transaction
from django.utils.translation import gettext as _

from gilydd.algorithms.budgeting import FUNDED
from gilydd.history.commands import record
from gilydd.history.words import Audience, Refused
from gilydd.people.models import Community
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import capacity_of
from gilydd.services.models import Turn

from .. import results
from ..budget_file import CURRENCY, budget_text, file_name_of
from ..models import DecisionRun, Election, Option, Vote
from ..policy import policy
from ..words import ElectionState

STATES = {None: ElectionState.COUNTED, True: ElectionState.CONFIRMED, False: ElectionState.DIFFERS}


@transaction.atomic
def bring_in_election(
    *,
    by: type_of_actor,
    community: Community,
    title_cy: str,
    title_en: str,
    text: str,
    rule: str,
    completion: str,
    turn: Turn | None = None,
    source: str = "",
    file_name: str = "",
) -> Election:
    """Bring in the text of a Pabulib file, decide it by the rule, and keep the count for good.

    The same file under the same rule is brought in once. An official result in the file is compared,
    and the state says whether it is the same. Raises BadFile for the file, Refused for the rule.
    """
    policy.check(by, "bring_in_election", community)
    if turn and turn.community_id != community.pk:
        raise Refused(_("This turn is in another community."), field="turn")
    if not (title_cy.strip() and title_en.strip()):
        raise Refused(_("Give the title in Welsh and in English."), field="title_cy")
    counted = results.count_or_refuse(text, file_name, rule, completion)
    again = {"input_sha256": counted.input_sha256, "rule": rule, "completion": completion}
    if Election.objects.of(community).filter(**again).exists():
        raise Refused(_("This election was already brought in with this rule."), field="text")
    meta = counted.ballots.meta
    election = Election.objects.create(
        community=community,
        turn=turn,
        title_cy=title_cy.strip(),
        title_en=title_en.strip(),
        currency=meta.get("currency", "").upper(),
        scale=counted.ballots.scale,
        budget_units=counted.ballots.budget,
        voters=len(counted.ballots.votes),
        source=source.strip(),
        file_name=_safe_name(file_name),
        lang=_language(meta.get("language", "")),
        input_text=text,
        state=STATES[counted.agrees],
        **again,
    )
    _keep_run(by, election, counted)
    return election


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
    _keep_run(by, election, counted)
    terms.election = election
    terms.save(update_fields=["election"])
    return election


def _safe_name(file_name: str) -> str:
    """A file name that may stand in a header and in a command that somebody copies into a shell."""
    return re.sub(r"[^\w.-]", "_", PurePath(file_name).name).lstrip("-.")[:200] or "election.pb"


def _language(text: str) -> str:
    """The language of the file's names where it is one code; a list or a word marks nothing."""
    return text if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})?", text) else ""


def _keep_run(by: type_of_actor, election: Election, counted: results.Counted) -> DecisionRun:
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
