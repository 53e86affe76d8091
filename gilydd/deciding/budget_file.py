"""A vote on a budget as the Pabulib file that is counted and published: no name, no receipt, no attribute.

The number of a project is its place in the lot drawn when the vote opened: between projects with as many
votes and the same cost the lower number goes first, under every rule and in every program that reads the
file. The number of a voter is the place of their ballot once all are sorted, and stands for nobody.
"""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from gilydd.algorithms import budgeting, pabulib, voting

from .models import Ballot, OpenedBallot, Vote
from .words import Completion, Rule

CURRENCY = "GBP"
PENCE = 100


def file_name_of(vote: Vote) -> str:
    return f"{vote.community.slug}-vote-{vote.pk}.pb"


def ballots_of(vote: Vote) -> list[tuple[int, ...]]:
    """What each ballot that counts chose, in no order; one query."""
    if vote.secret:
        return [
            tuple(one) for one in OpenedBallot.objects.filter(vote=vote).values_list("choices", flat=True)
        ]
    rows = Ballot.objects.filter(vote=vote).order_by("pk").values_list("on_roll", "choices")
    return list({seat: tuple(chosen) for seat, chosen in rows}.values())


def budget_text(vote: Vote) -> str:
    """The text of the file. Three queries; O(ballots)."""
    terms = vote.budget
    place = {number: str(at) for at, number in enumerate(terms.lot, 1)}
    choices = {row.number: row for row in vote.choices.all()}
    ballots = voting.numbered(tuple(sorted(one)) for one in ballots_of(vote))
    votes = tuple(
        pabulib.Vote(str(number), tuple(place[one] for one in chosen)) for number, chosen in ballots.items()
    )
    projects = tuple(
        pabulib.Project(str(at), choices[number].cost_pence or 0, _name(choices[number]))
        for at, number in enumerate(terms.lot, 1)
    )
    meta = {
        "description": _one_line(vote.title_en),
        "instance": f"{vote.community.slug}-vote-{vote.pk}",
        "num_projects": str(len(projects)),
        "num_votes": str(len(votes)),
        "budget": f"{terms.budget_pence // PENCE}.{terms.budget_pence % PENCE:02}",
        "vote_type": pabulib.APPROVAL,
        "rule": vote.rule if terms.completion == Completion.NONE else f"equalshares/{terms.completion}",
        "date_begin": timezone.localdate(vote.opened_at).isoformat(),
        "date_end": timezone.localdate(vote.closes_at).isoformat(),
        "currency": CURRENCY,
        "language": "cy,en",
    }
    return pabulib.dumps(pabulib.Election(meta=meta, projects=projects, votes=votes, scale=PENCE))


def _name(choice: Any) -> str:
    """Both names where they differ: the file has room for one."""
    cy, en = _one_line(choice.text_cy), _one_line(choice.text_en)
    return cy if cy == en else f"{cy} / {en}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def counted_budget(vote: Vote) -> tuple[dict[str, Any], str]:
    """The result as a vote keeps it, and the file that was counted. O(ballots), as budgeting says."""
    terms, text = vote.budget, budget_text(vote)
    ballots = pabulib.parse(text, file_name_of(vote))
    found = budgeting.allocate(ballots, vote.rule, terms.completion)
    other_rule, other_completion = (
        (Rule.GREEDY, Completion.NONE)
        if vote.rule == Rule.EQUAL_SHARES
        else (Rule.EQUAL_SHARES, Completion.ADD1)
    )
    other = budgeting.allocate(ballots, other_rule, other_completion)
    number_of = {str(at): number for at, number in enumerate(terms.lot, 1)}
    voted, quorum = len(ballots.votes), -(-vote.roll_size * vote.quorum_percent // 100)
    quorate, factor = voted >= quorum, PENCE // ballots.scale
    fates = {number_of[key]: one for key, one in found.projects.items()}
    return {
        "kind": vote.kind,
        "rule": vote.rule,
        "seats": 1,
        "roll": vote.roll_size,
        "quorum_percent": vote.quorum_percent,
        "voted": voted,
        "quorum": quorum,
        "quorate": quorate,
        "abstained": sum(1 for one in ballots.votes if not one.choices),
        "cast": sum(1 for one in ballots.votes if one.choices),
        "needed": 1,
        "passed": quorate and bool(found.funded),
        "choices": [
            [
                number,
                one.votes,
                one.why.reason == budgeting.FUNDED,
                (voting.CHOSEN if one.why.reason == budgeting.FUNDED else one.why.reason)
                if quorate
                else voting.NO_QUORUM,
            ]
            for number, one in sorted(fates.items())
        ],
        "chosen": [number_of[key] for key in found.funded] if quorate else [],
        "tied": [],
        "tickets": [],
        "budget": {
            "budget_pence": terms.budget_pence,
            "spent_pence": found.cost * factor if quorate else 0,
            "completion": terms.completion,
            "lot": list(terms.lot),
            "other": {
                "rule": str(other_rule),
                "completion": str(other_completion),
                "funded": [number_of[key] for key in other.funded],
                "spent_pence": other.cost * factor,
            },
        },
    }, text
