"""What a vote says in words: before it, how it is decided and who sees what; after it, what came of it.

Whoever could vote reads the exact numbers: they may see every ballot. Everybody else reads what was decided,
and figures about people as disclosure control lets them go (gilydd.algorithms.disclosure).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from gilydd.algorithms import budgeting, disclosure, voting
from gilydd.algorithms.disclosure import Disclosed
from gilydd.ui.filters import number, pounds

from .models import Vote
from .queries.voting import Label
from .words import SECRET_LEAST, VoteKind, VoteRule


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
    if vote.kind == VoteKind.RANKED:
        told.append(
            _(
                "Put as many as you like in order. A later choice never harms an earlier one. Places: "
                "%(seats)s."
            )
            % {"seats": vote.seats}
        )
    if vote.kind == VoteKind.BUDGET:
        told.append(_("Choose as many projects as you like. Each stands with what it costs."))
        told.append(
            _("The result is counted by the other rule too, and both are shown. Only the chosen one decides.")
        )
    if vote.kind == VoteKind.CONSENT:
        told.append(_("Whoever stands aside has doubts and says so, but does not stop it."))
        told.append(
            _(
                "Whoever objects says why. It is taken up in a new wording, or talked about, until they "
                "are content."
            )
        )
    if vote.quorum_percent:
        told.append(
            _("It counts only if at least %(percent)s%% of those who can vote do so.")
            % {"percent": vote.quorum_percent}
        )
    if vote.secret:
        told.append(
            _("If fewer than %(least)s vote, nothing is counted, so that nobody is given away.")
            % {"least": SECRET_LEAST}
        )
    if vote.kind == VoteKind.RESOLUTION:
        told.append(_("If as many are for as against, it is not carried."))
    elif vote.kind == VoteKind.BUDGET:
        told.append(
            _("If two projects have as many votes and the same cost, a lot drawn before the vote decides.")
        )
    elif vote.kind == VoteKind.RANKED:
        told.append(
            _(
                "If two are equal, whoever had more in an earlier round is ahead; if none, a lot that "
                "nobody can "
                "steer."
            )
        )
    elif vote.kind != VoteKind.CONSENT:
        told.append(
            _("If two have the same number of votes for the last place, a lot decides that nobody can steer.")
        )
    return told


def _rule(vote: Vote) -> str:
    own = _rules_of_their_own().get(VoteRule(vote.rule))
    if own is not None:
        return own[0]
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


def _rules_of_their_own() -> dict[VoteRule, tuple[str, str]]:
    """Methods in plain words and in Easy Read, for kinds that do not measure votes against votes."""
    return {
        VoteRule.TRANSFER: (
            _(
                "Whoever reaches the quota has a place. What they have beyond it goes on to the next "
                "choices on "
                "their ballots; whoever has the fewest is out, and those ballots go on too."
            ),
            _("If your first choice cannot win, your vote helps your next."),
        ),
        VoteRule.NO_OBJECTION: (
            _("It is agreed if nobody objects at the close."),
            _("It is agreed if nobody objects."),
        ),
        VoteRule.EQUAL_SHARES: (
            _(
                "Equal shares: each voter can spend the same part of the money, and a project gets its "
                "money when "
                "its voters can pay for it together."
            ),
            _("Each of us has the same share to spend."),
        ),
        VoteRule.GREEDY: (
            _("The projects with the most votes come first, as long as the money is enough for them."),
            _("The project with the most votes comes first."),
        ),
        VoteRule.GREEDY_NO_SKIP: (
            _("The projects with the most votes come first, until one does not fit."),
            _("The project with the most votes comes first."),
        ),
    }


def easy_rule(vote: Vote) -> str:
    """The rule in one short sentence."""
    own = _rules_of_their_own().get(VoteRule(vote.rule))
    if own is not None:
        return own[1]
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
    if vote.secret:
        return [
            _(
                "This is a secret vote. Nobody sees how you vote: no broker, no facilitator, nobody in "
                "the office."
            ),
            _(
                "Your ballot is sealed before it is kept. Only two of the three key holders together "
                "open the box."
            ),
            _(
                "You get a code. After the count you find it in a list: then you know that your vote was "
                "counted."
            ),
            _("The code does not say how you voted, so nobody can ask you to prove it."),
            _("Once your ballot is in the box it cannot be changed."),
            _("Whoever enters votes can see that you have voted, never how. Whoever enters yours hears it."),
            _("If all vote the same way, the result itself tells how each voted. No method can hide that."),
            _(
                "Whoever controls the computer at the very moment when you vote could read along. We say "
                "so openly."
            ),
        ]
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
    if vote.kind == VoteKind.BUDGET:
        told.append(_("The file with all ballots, without names and voters' numbers, is public afterwards."))
    if vote.kind == VoteKind.CONSENT:
        told.append(_("An objection is read at once by everybody who can vote, with its reason."))
    told.append(_("While it is open, nobody reads here how you voted but whoever enters your vote for you."))
    told.append(_("It is kept beside your name: those who look after the computer could read it."))
    return told


def easy_seen(vote: Vote, number_of_mine: int, named: bool) -> list[tuple[str, str]]:
    """The same in Easy Read: (picture, short sentence)."""
    if vote.secret:
        return [
            ("lock", _("This vote is secret.")),
            ("eye", _("Nobody sees how you vote.")),
            ("key", _("Your vote goes into a locked box.")),
            ("cross", _("You cannot change it later.")),
            ("ticket", _("You get a code. Keep it.")),
            ("check", _("With the code you see that your vote counted.")),
        ]
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
    if vote.kind == VoteKind.CONSENT:
        return [
            (picture, _("Nobody objects. It is agreed.") if result["passed"] else _("It was not agreed."))
        ]
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
    if vote.kind in (VoteKind.SEVERAL, VoteKind.BUDGET):
        rows: list[tuple[Label | str, Disclosed]] = [
            (one, disclosure.count(votes[one.number], "people")) for one in labels
        ]
        shown = disclosure.table(
            {"voted": result["voted"], "not": result["roll"] - result["voted"]}, "people"
        )
        return [*rows, (_("Did not vote"), shown.cells["not"])], shown.total
    cells = {str(one.number): votes[one.number] for one in labels}
    if vote.kind in (VoteKind.ONE, VoteKind.RANKED):
        cells["none"] = result["abstained"]
    cells["not"] = result["roll"] - result["voted"]
    shown = disclosure.table(cells, "people")
    rows = [(one, shown.cells[str(one.number)]) for one in labels]
    if vote.kind in (VoteKind.ONE, VoteKind.RANKED):
        rows.append((_("None of these"), shown.cells["none"]))
    return [*rows, (_("Did not vote"), shown.cells["not"])], shown.total


def _lines(result: Mapping[str, Any], labels: Sequence[Label]) -> tuple[Line, ...]:
    by_number = {one.number: one for one in labels}
    return tuple(
        Line(
            label=by_number[one],
            votes=has,
            chosen=one in result["chosen"],
            why=_why(result["kind"], why),
        )
        for one, has, _enough, why in result["choices"]
    )


def _why(kind: str, why: str) -> str:
    if kind == VoteKind.BUDGET:
        return {
            voting.CHOSEN: _("Funded"),
            voting.NO_QUORUM: _("Too few people voted"),
            budgeting.NO_VOTES: _("No ballot supports it"),
            budgeting.DOES_NOT_FIT: _("What was left of the budget was not enough"),
            budgeting.AFTER_THE_STOP: _("The funding ended before its turn"),
        }.get(why, _("Its supporters together had not enough left"))
    if kind == VoteKind.RANKED:
        return {
            voting.CHOSEN: _("Elected"),
            voting.PASSED_ON: _("Was out, and the votes went on"),
            voting.STILL_THERE: _("Was still there when the places were full"),
            voting.NO_QUORUM: _("Too few people voted"),
        }.get(why, "")
    if kind == VoteKind.CONSENT:
        return {voting.CHOSEN: _("Agreed")}.get(why, "")
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
    if vote.kind == VoteKind.CONSENT:
        if result["passed"]:
            return _("Agreed: nobody objects.")
        objections = lines[voting.OBJECTS].votes
        return (
            _("Not agreed: an objection stands.") if objections else _("Not agreed: nobody answered for it.")
        )
    if not result["passed"]:
        return (
            _("No choice had enough votes.") if vote.kind != VoteKind.BUDGET else _("No project is funded.")
        )
    if vote.kind == VoteKind.BUDGET:
        chosen = ", ".join(lines[one].label.text for one in result["chosen"])
        return _("Funded: %(chosen)s.") % {"chosen": chosen}
    if vote.kind == VoteKind.RANKED:
        chosen = ", ".join(lines[one].label.text for one in result["chosen"])
        return _("Elected: %(chosen)s.") % {"chosen": chosen}
    chosen = ", ".join(lines[one].label.text for one in result["chosen"])
    return _("Chosen: %(chosen)s.") % {"chosen": chosen}


def _sentences(vote: Vote, result: Mapping[str, Any], lines: Mapping[int, Line]) -> list[str]:
    figures = {
        name: number(result[name]) for name in ("voted", "roll", "abstained", "cast", "needed", "quorum")
    }
    told = [_votes(vote, figures, result, lines)]
    if result["quorum"]:
        told.append(_("At least %(quorum)s of %(roll)s had to vote.") % figures)
    if vote.kind in (VoteKind.RANKED, VoteKind.CONSENT, VoteKind.BUDGET):
        return told + _own_sentences(vote, figures, result)
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


def _own_sentences(vote: Vote, figures: Mapping[str, str], result: Mapping[str, Any]) -> list[str]:
    """What there is to say of a ranking, a consent and a budget besides how many voted."""
    if vote.kind == VoteKind.RANKED:
        told = [_("The quota for a place was %(needed)s of %(cast)s votes.") % figures]
        empty = result["seats"] - len(result["chosen"])
        if result["quorate"] and empty:
            told.append(_("Places that stay empty: %(empty)s.") % {"empty": number(empty)})
        return told
    if vote.kind == VoteKind.BUDGET:
        money = result["budget"]
        words = {"spent": pounds(money["spent_pence"]), "budget": pounds(money["budget_pence"])}
        return [_("%(spent)s of %(budget)s is given to projects.") % words]
    return []


def _votes(
    vote: Vote, figures: Mapping[str, str], result: Mapping[str, Any], lines: Mapping[int, Line]
) -> str:
    if vote.kind == VoteKind.CONSENT:
        three = {name: number(lines[one].votes) for one, name in ((1, "yes"), (2, "aside"), (3, "no"))}
        return _("%(voted)s of %(roll)s answered: %(yes)s consent, %(aside)s stand aside, %(no)s object.") % {
            **figures,
            **three,
        }
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
