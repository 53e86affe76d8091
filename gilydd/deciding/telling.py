"""What a vote says in words: before it, how it is decided and who sees what; after it, what came of it.

Whoever could vote reads the exact numbers: they may see every ballot. Everybody else reads what was decided,
and figures about people as disclosure control lets them go (gilydd.algorithms.disclosure).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from gilydd.algorithms import disclosure, voting
from gilydd.algorithms.disclosure import Disclosed
from gilydd.ui.filters import number

from .models import Vote
from .queries.voting import Label
from .words import VoteKind, VoteRule


@dataclass(frozen=True)
class Line:
    """One choice in the result: its words, its votes, whether it was chosen, and why or why not."""

    label: Label
    votes: int
    chosen: bool
    why: str


@dataclass(frozen=True)
class Ticket:
    """What a tied choice drew in the lot; the lowest sits."""

    text: str
    lang: str
    drawn: str
    chosen: bool


@dataclass(frozen=True)
class Told:
    """A result in words: `outcome` is one line, `sentences` say how it came about; `tickets`: of the lot."""

    outcome: str
    passed: bool
    sentences: tuple[str, ...]
    lines: tuple[Line, ...]
    tickets: tuple[Ticket, ...]


def how_decided(vote: Vote) -> list[str]:
    """The rule of a vote in plain words, for before and after."""
    told = [_rule(vote)]
    if vote.kind == VoteKind.SEVERAL:
        told.append(_("Choose as many as you like. Places to fill: %(seats)s.") % {"seats": vote.seats})
    if vote.quorum_percent:
        told.append(
            _("It counts only if at least %(percent)s%% of those who can vote do so.")
            % {"percent": vote.quorum_percent}
        )
    if vote.kind == VoteKind.RESOLUTION:
        told.append(_("If as many are for as against, it is not carried."))
    else:
        told.append(
            _("If two have the same number of votes for the last place, a lot decides that nobody can steer.")
        )
    return told


def _rule(vote: Vote) -> str:
    if vote.kind == VoteKind.RESOLUTION:
        return {
            VoteRule.MAJORITY: _("It is carried if more people are for it than against it."),
            VoteRule.TWO_THIRDS: _(
                "It is carried if at least two thirds of those for or against are for it."
            ),
            VoteRule.ROLL_MAJORITY: _("It is carried if more than half of all who can vote are for it."),
        }[VoteRule(vote.rule)]
    return {
        VoteRule.MOST: _("Whoever or whatever has the most votes is chosen."),
        VoteRule.MAJORITY: _("To be chosen, more than half of the votes cast are needed."),
        VoteRule.TWO_THIRDS: _("To be chosen, at least two thirds of the votes cast are needed."),
        VoteRule.ROLL_MAJORITY: _(
            "To be chosen, the votes of more than half of all who can vote are needed."
        ),
    }[VoteRule(vote.rule)]


def easy_rule(vote: Vote) -> str:
    """The rule in one short sentence."""
    if vote.kind == VoteKind.RESOLUTION:
        return {
            VoteRule.MAJORITY: _("More people must say “for” than “against”."),
            VoteRule.TWO_THIRDS: _("For every “against” there must be two “for”."),
            VoteRule.ROLL_MAJORITY: _("More than half of us must say “for”."),
        }[VoteRule(vote.rule)]
    return {
        VoteRule.MOST: _("The most votes win."),
        VoteRule.MAJORITY: _("More than half of the votes win."),
        VoteRule.TWO_THIRDS: _("Two of every three votes win."),
        VoteRule.ROLL_MAJORITY: _("More than half of us must choose it."),
    }[VoteRule(vote.rule)]


def who_will_see(vote: Vote, number_of_mine: int, named: bool) -> list[str]:
    """Said before anybody votes: who will see how they voted, and when."""
    told = [
        _("This is an open vote, not a secret one."),
        _("When it has closed, everybody who can vote in it sees the ballots. Yours is number %(number)s.")
        % {"number": number(number_of_mine)},
    ]
    if not named:
        told.append(_("Your name does not stand beside it, because other members cannot find you here."))
    elif vote.group_id:
        told.append(_("Your name stands beside it."))
    else:
        told.append(_("Your name stands beside it, because you agreed that other members can find you."))
    told.append(_("While it is open, nobody reads here how you voted but whoever enters your vote for you."))
    told.append(_("It is kept beside your name: those who look after the computer could read it."))
    return told


def easy_seen(number_of_mine: int, named: bool) -> list[tuple[str, str]]:
    """The same in Easy Read: (picture, short sentence)."""
    return [
        ("eye", _("This vote is not secret.")),
        ("people", _("Later, everybody who can vote sees all votes.")),
        ("ballot", _("Your vote has the number %(number)s.") % {"number": number(number_of_mine)}),
        ("person", _("Your name is beside it.") if named else _("Your name is not beside it.")),
    ]


def told(vote: Vote, result: Mapping[str, Any], labels: Sequence[Label]) -> Told:
    """The result for those who could vote: exact."""
    lines = _lines(result, labels)
    by_number = {one.label.number: one for one in lines}
    return Told(
        outcome=_outcome(vote, result, by_number),
        passed=result["passed"],
        sentences=tuple(_sentences(vote, result, by_number)),
        lines=lines,
        tickets=tuple(
            Ticket(by_number[one].label.text, by_number[one].label.lang, drawn, by_number[one].chosen)
            for one, drawn in result["tickets"]
        ),
    )


def outcome_words(vote: Vote, result: Mapping[str, Any], labels: Sequence[Label]) -> str:
    """What was decided, in one line without a number: for everybody who may see the vote."""
    return _outcome(vote, result, {one.label.number: one for one in _lines(result, labels)})


def easy_outcome(vote: Vote, result: Mapping[str, Any], labels: Sequence[Label]) -> list[tuple[str, str]]:
    """What was decided in Easy Read, for everybody who may see the vote: (picture, short sentence)."""
    picture = "check" if result["passed"] else "cross"
    if not result["quorate"]:
        return [(picture, _("Too few people voted.")), (picture, _("Nothing was decided."))]
    if vote.kind == VoteKind.RESOLUTION:
        return [(picture, _("It was agreed.") if result["passed"] else _("It was not agreed."))]
    lines = [(picture, outcome_words(vote, result, labels))]
    return lines + ([("scales", _("Some had equal votes. A lot decided."))] if result["tied"] else [])


def easy_figures(vote: Vote, result: Mapping[str, Any], labels: Sequence[Label]) -> list[tuple[str, str]]:
    """The numbers in Easy Read, for those who could vote."""
    told = [("people", _("People who voted: %(voted)s.") % {"voted": number(result["voted"])})]
    if vote.kind == VoteKind.RESOLUTION:
        yes, no = (number(one[1]) for one in result["choices"][:2])
        told.append(("chart", _("For: %(yes)s. Against: %(no)s.") % {"yes": yes, "no": no}))
    return told


def exact_bars(result: Mapping[str, Any], labels: Sequence[Label]) -> list[tuple[Label, Disclosed]]:
    """Bars for a reader who may see every ballot: sums of rows they may read one by one, not rounded."""
    votes = {one: has for one, has, _enough, _why in result["choices"]}
    return [(one, disclosure.count(votes[one.number], "process")) for one in labels]


def disclosed_bars(
    vote: Vote, result: Mapping[str, Any], labels: Sequence[Label]
) -> tuple[list[tuple[Label | str, Disclosed]], Disclosed | None]:
    """Bars for everybody else, and how many could vote; small figures are hidden and the others rounded.

    Where each voter is in one row, the rows are one table with those who did not vote, so that nothing can be
    solved back. Where people chose several, each row stands alone.
    """
    votes = {one: has for one, has, _enough, _why in result["choices"]}
    if vote.kind == VoteKind.SEVERAL:
        rows: list[tuple[Label | str, Disclosed]] = [
            (one, disclosure.count(votes[one.number], "people")) for one in labels
        ]
        shown = disclosure.table(
            {"voted": result["voted"], "not": result["roll"] - result["voted"]}, "people"
        )
        return [*rows, (_("Did not vote"), shown.cells["not"])], shown.total
    cells = {str(one.number): votes[one.number] for one in labels}
    if vote.kind == VoteKind.ONE:
        cells["none"] = result["abstained"]
    cells["not"] = result["roll"] - result["voted"]
    shown = disclosure.table(cells, "people")
    rows = [(one, shown.cells[str(one.number)]) for one in labels]
    if vote.kind == VoteKind.ONE:
        rows.append((_("None of these"), shown.cells["none"]))
    return [*rows, (_("Did not vote"), shown.cells["not"])], shown.total


def _lines(result: Mapping[str, Any], labels: Sequence[Label]) -> tuple[Line, ...]:
    by_number = {one.number: one for one in labels}
    return tuple(
        Line(
            label=by_number[one],
            votes=has,
            chosen=why in (voting.CHOSEN, voting.BY_LOT),
            why=_why(result["kind"], why),
        )
        for one, has, _enough, why in result["choices"]
    )


def _why(kind: str, why: str) -> str:
    if kind == VoteKind.RESOLUTION:
        return {voting.CHOSEN: _("Carried"), voting.TOO_FEW: _("Not enough votes")}.get(why, "")
    return {
        voting.CHOSEN: _("Chosen"),
        voting.BY_LOT: _("Chosen by lot"),
        voting.LOST_LOT: _("The same number of votes; the lot fell on another"),
        voting.OUTVOTED: _("Others had more votes"),
        voting.TOO_FEW: _("Not enough votes"),
        voting.NO_QUORUM: _("Too few people voted"),
    }.get(why, "")


def _outcome(vote: Vote, result: Mapping[str, Any], lines: Mapping[int, Line]) -> str:
    if not result["quorate"]:
        return _("Too few people voted, so nothing was decided.")
    if vote.kind == VoteKind.RESOLUTION:
        return _("Carried.") if result["passed"] else _("Not carried.")
    if not result["passed"]:
        return _("No choice had enough votes.")
    chosen = ", ".join(lines[one].label.text for one in result["chosen"])
    return _("Chosen: %(chosen)s.") % {"chosen": chosen}


def _sentences(vote: Vote, result: Mapping[str, Any], lines: Mapping[int, Line]) -> list[str]:
    figures = {
        name: number(result[name]) for name in ("voted", "roll", "abstained", "cast", "needed", "quorum")
    }
    told = [_votes(vote, figures, result, lines)]
    if result["quorum"]:
        told.append(_("At least %(quorum)s of %(roll)s had to vote.") % figures)
    told.append(
        {
            VoteRule.MOST: _("The most votes were needed."),
            VoteRule.MAJORITY: _("More than half was needed: %(needed)s of %(cast)s."),
            VoteRule.TWO_THIRDS: _("Two thirds were needed: %(needed)s of %(cast)s."),
            VoteRule.ROLL_MAJORITY: _(
                "More than half of all who can vote was needed: %(needed)s of %(roll)s."
            ),
        }[VoteRule(vote.rule)]
        % figures
    )
    tied = [lines[one].label.text for one in result["tied"]]
    if tied and vote.kind == VoteKind.RESOLUTION:
        told.append(_("As many were for as against, so it is not carried."))
    elif tied:
        told.append(
            _("These had the same number of votes, and a lot decided between them: %(names)s.")
            % {"names": ", ".join(tied)}
        )
    empty = result["seats"] - len(result["chosen"])
    if vote.kind == VoteKind.SEVERAL and result["quorate"] and empty:
        told.append(_("Places that stay empty: %(empty)s.") % {"empty": number(empty)})
    return told


def _votes(
    vote: Vote, figures: Mapping[str, str], result: Mapping[str, Any], lines: Mapping[int, Line]
) -> str:
    if vote.kind != VoteKind.RESOLUTION:
        if result["abstained"]:
            return _("%(voted)s of %(roll)s voted, %(abstained)s of them for none of these.") % figures
        return _("%(voted)s of %(roll)s voted.") % figures
    more = {
        "yes": number(lines[voting.FOR].votes),
        "no": number(lines[voting.AGAINST].votes),
        "abstained": figures["abstained"],
    }
    return _("%(voted)s of %(roll)s voted: %(yes)s for, %(no)s against, %(abstained)s abstained.") % {
        **figures,
        **more,
    }
