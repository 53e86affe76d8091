"""Bring a participatory budget in from a Pabulib file: dry run first, all or nothing.

The challenge, its proposals and the decision come from one file. Format: pabulib.org (see
gilydd.algorithms.pabulib).
"""

from __future__ import annotations

import argparse
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from gilydd.algorithms.pabulib import PabulibError, parse
from gilydd.deciding.commands import bring_in_election
from gilydd.deciding.explanations import Purse, nameless
from gilydd.deciding.models import Election
from gilydd.deciding.policy import policy as deciding_policy
from gilydd.deciding.results import Counted, count_or_refuse
from gilydd.deciding.words import Completion, Rule, rule_in_file
from gilydd.history.words import Refused
from gilydd.people.imports import BadFile, Problem, Report
from gilydd.people.models import Community
from gilydd.people.policy import SYSTEM, type_of_actor
from gilydd.services.models import Service, Turn
from gilydd.services.queries import present_turn

from .commands import Answer, bring_in_proposals, raise_challenge, tie_decision
from .models import Challenge

PERSONAL_COLUMNS = ("age", "sex", "gender", "neighborhood", "education", "district")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of `gilydd import pabulib` beside --community and --write."""
    parser.add_argument("file", metavar="FILE", help="an election in Pabulib's .pb format (UTF-8)")
    parser.add_argument(
        "--service", metavar="NAME", help="the service (name or number) whose turn it belongs to"
    )
    parser.add_argument("--rule", choices=Rule.values, help="default: the rule that the file names")
    parser.add_argument("--completion", choices=Completion.values, help="default: what the file names")
    parser.add_argument("--title-cy", default="", help="title in Welsh; default: the file's description")
    parser.add_argument("--title-en", default="", help="title in English; default: the file's description")


def run(args: argparse.Namespace) -> Report:
    """Read the file and report; write only with --write. Raises BadFile, Refused, OSError, ValueError."""
    community = Community.objects.filter(slug=args.community).first()
    if community is None:
        raise ValueError(f"there is no community {args.community!r}")
    return bring_in_pabulib(
        by=SYSTEM,
        community=community,
        turn=_turn(community, args.service) if args.service else None,
        path=Path(args.file),
        rule=args.rule,
        completion=args.completion,
        title_cy=args.title_cy,
        title_en=args.title_en,
        write=args.write,
    )


def bring_in_pabulib(
    *,
    by: type_of_actor,
    community: Community,
    path: Path,
    turn: Turn | None = None,
    rule: str | None = None,
    completion: str | None = None,
    title_cy: str = "",
    title_en: str = "",
    write: bool = False,
) -> Report:
    """Read the file, count it and report; write challenge, proposals and decision only if asked.

    Rule and completion are taken from the file where they are not given. Raises BadFile for the file,
    Refused for what the rooms do not allow; then nothing was written.
    """
    deciding_policy.check(by, "bring_in_election", community)
    text = _text(path)
    rule, completion = _rule(text, path.name, rule, completion)
    counted = count_or_refuse(text, path.name, rule, completion)
    again = Election.objects.of(community).filter(
        input_sha256=counted.input_sha256, rule=rule, completion=completion
    )
    if again.exists():
        raise Refused(f"{path.name} was already brought in with this rule; nothing was written")
    description = counted.ballots.meta.get("description", "") or path.stem
    titles = (title_cy or description)[:200], (title_en or description)[:200]
    if write:
        with transaction.atomic():
            _write(by, community, turn, counted, text, path.name, (rule, completion), titles)
    lines = _lines(community, turn, counted, titles)
    return Report(
        what=f"participatory budget {path.name}",
        lines=lines,
        warnings=_warnings(counted, path.name, title_cy, title_en),
        written=write,
    )


def _text(path: Path) -> str:
    try:
        # Not read_text: it would change line ends, and then the SHA-256 would not be the file's.
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        hint = f"byte {error.start + 1} is not UTF-8; save the file as UTF-8"
        raise BadFile([Problem(hint, path.name)]) from None


def _turn(community: Community, wanted: str) -> Turn:
    services = Service.objects.of(community)
    found = services.filter(name_en=wanted) | services.filter(name_cy=wanted)
    if wanted.isdecimal():
        found = found | services.filter(pk=int(wanted))
    if len(found) != 1:
        known = (
            ", ".join(f"{service.pk} {service.name_en!r}" for service in services.order_by("pk")) or "none"
        )
        raise ValueError(f"--service {wanted!r} names {len(found)} services; this community has {known}")
    turn = present_turn(found[0])
    if turn is None or turn.ended_on:
        raise ValueError(f"--service {wanted!r}: no turn of this service is under way")
    return turn


def _rule(text: str, name: str, rule: str | None, completion: str | None) -> tuple[str, str]:
    """The rule and completion asked for, or those that the file names."""
    if rule is None:
        try:
            meta = parse(text, name).meta
        except PabulibError as error:
            raise BadFile([Problem(error.problem, name, error.row, error.column or "")]) from error
        named = rule_in_file(meta.get("rule", ""))
        if named is None:
            found = f"META rule is {meta['rule']!r}" if "rule" in meta else "META has no rule"
            expected = f"say --rule, one of {', '.join(Rule.values)}"
            raise BadFile([Problem(f"{found}, which no rule here answers to; {expected}", name)])
        return named[0], completion or named[1]
    return rule, completion or Completion.NONE.value


def _write(
    by: type_of_actor,
    community: Community,
    turn: Turn | None,
    counted: Counted,
    text: str,
    name: str,
    rule: tuple[str, str],
    titles: tuple[str, str],
) -> Challenge:
    ballots = counted.ballots
    challenge = raise_challenge(
        by=by,
        community=community,
        turn=turn,
        title_cy=titles[0],
        title_en=titles[1],
        question_cy=_question("cy", counted),
        question_en=_question("en", counted),
    )
    election = bring_in_election(
        by=by,
        community=community,
        turn=turn,
        title_cy=titles[0],
        title_en=titles[1],
        text=text,
        rule=rule[0],
        completion=rule[1],
        source=_source(counted),
        file_name=name,
    )
    answers = [
        Answer(
            title=project.name or nameless(project.id),
            lang=election.lang if project.name else "",
            cost_units=project.cost,
            currency=election.currency,
            scale=ballots.scale,
            option_key=project.id,
        )
        for project in ballots.projects
    ]
    bring_in_proposals(by=by, challenge=challenge, answers=answers)
    return tie_decision(by=by, challenge=challenge, election=election)


def _question(language: str, counted: Counted) -> str:
    with override(language):
        budget = _purse(counted).words(counted.ballots.budget)
        return _("Which projects shall be funded from a budget of %(budget)s?") % {"budget": budget}


def _purse(counted: Counted) -> Purse:
    return Purse(counted.ballots.meta.get("currency", "").upper(), counted.ballots.scale)


def _source(counted: Counted) -> str:
    """Where the ballots come from, in the file's own words."""
    meta = counted.ballots.meta
    place = [meta.get(key, "") for key in ("description", "unit", "country", "instance")]
    credit = meta.get("acknowledgments", "")
    return ". ".join(
        part for part in (", ".join(filter(None, place)), "Pabulib (pabulib.org)", credit) if part
    )


def _lines(community: Community, turn: Turn | None, counted: Counted, titles: tuple[str, str]) -> list[str]:
    allocation, ballots, purse = counted.allocation, counted.ballots, _purse(counted)
    official = {
        None: "the file names no official result",
        True: "the same as the official result in the file",
        False: "DIFFERENT from the official result in the file",
    }[counted.agrees]
    named = {project.id: project.name for project in ballots.projects}
    return [
        f"community {community.slug}" + (f", {turn.service}, turn {turn.number}" if turn else ""),
        f"title: {titles[0]} / {titles[1]}",
        f"{len(ballots.projects)} projects, {len(ballots.votes)} voters",
        f"budget {purse.words(ballots.budget)}",
        f"rule {allocation.rule}, completion {allocation.completion}",
        f"{len(allocation.funded)} projects funded for {purse.words(allocation.cost)}; {official}",
        *(f"  {key} {named[key]}".rstrip() for key in allocation.funded),
    ]


def _warnings(counted: Counted, name: str, title_cy: str, title_en: str) -> list[Problem]:
    found = [Problem(warning, name) for warning in counted.ballots.warnings]
    for flag, title in (("--title-cy", title_cy), ("--title-en", title_en)):
        if not title:
            found.append(Problem(f"no {flag} was given, so the file's own description is the title", name))
    personal = [column for column in counted.ballots.vote_columns if column.lower() in PERSONAL_COLUMNS]
    if personal:
        problem = (
            f"the VOTES section says {', '.join(personal)} of each voter; no page shows it, but the file "
            "can be downloaded as it is: bring in only what is already published"
        )
        found.append(Problem(problem, name))
    return found
