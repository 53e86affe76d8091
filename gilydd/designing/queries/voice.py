"""Reads: who was heard in a challenge, as seven measures with intervals and words.

Everything derives from the voice events. What says something of people is disclosed; how many proposals,
suggestions and milestones there were is of a process and stands as it is.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import floor
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from gilydd.algorithms import disclosure
from gilydd.algorithms.disclosure import Disclosed
from gilydd.algorithms.voice import (
    Evenness,
    Hands,
    Odds,
    Theil,
    evenness,
    ladder,
    odds_ratio,
    theil,
)

from ..models import Challenge, VoiceEvent, VoiceOutcome
from ..sides import side_of
from ..words import CONTRIBUTIONS, SEES_THROUGH, ChallengeState, Side, VoiceAct, VoiceEffect
from .opinions import ALIKE, DIVIDES, picture

ANSWERS = (VoiceEffect.TAKEN, VoiceEffect.PARTLY, VoiceEffect.NOT_TAKEN)
TAKEN_UP = (VoiceEffect.TAKEN, VoiceEffect.PARTLY)
MILESTONE = "designing.milestone:"
STEPS = {
    3: gettext_lazy("Informing"),
    4: gettext_lazy("Consultation"),
    5: gettext_lazy("Engagement"),
    6: gettext_lazy("Co-design"),
    7: gettext_lazy("Co-production"),
}
ARNSTEIN = {
    3: gettext_lazy("informing"),
    4: gettext_lazy("consultation"),
    5: gettext_lazy("placation"),
    6: gettext_lazy("partnership"),
    7: gettext_lazy("delegated power or citizen control"),
}
IAP2 = {
    3: gettext_lazy("inform"),
    4: gettext_lazy("consult"),
    5: gettext_lazy("involve"),
    6: gettext_lazy("collaborate"),
    7: gettext_lazy("empower"),
}
MEANS = {
    3: gettext_lazy("People could read what was going on."),
    4: gettext_lazy("People were asked, and others decided."),
    5: gettext_lazy("What people said was taken up, or they were told why not."),
    6: gettext_lazy("People shaped the question and decided. Carrying it out was not in their hands too."),
    7: gettext_lazy("People shaped the question, worked out the costs, decided, and carried it out."),
}


@dataclass(frozen=True)
class Line:
    """One figure of a measure: its label, and the value in words or as a disclosed figure with its span."""

    label: str
    value: str | Disclosed
    low: Disclosed | None = None
    high: Disclosed | None = None

    @property
    def is_figure(self) -> bool:
        return isinstance(self.value, Disclosed)


@dataclass(frozen=True)
class Measure:
    """One measure: what it asks, what it says in a sentence, its figures, and how it is reckoned."""

    key: str
    title: str
    asks: str
    says: str
    how: str
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class Rung:
    """The step of the ladder that the acts show; `number` None where nothing shows one yet."""

    number: int | None
    name: str
    means: str
    arnstein: str
    iap2: str
    hands: list[tuple[str, str]]


@dataclass(frozen=True)
class Voice:
    """The page of a challenge's voice."""

    people: Disclosed
    acts: Disclosed
    measures: list[Measure]
    rung: Rung


@dataclass
class _Heard:
    """The events of a challenge, sorted once."""

    side: dict[int, Side] = field(default_factory=dict)
    acts: Counter[int] = field(default_factory=Counter)
    words: Counter[int] = field(default_factory=Counter)
    sides_of: dict[str, set[Side]] = field(default_factory=lambda: defaultdict(set))
    makers: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    events: list[Any] = field(default_factory=list)
    outcomes: dict[tuple[str, str], tuple[str, bool, int | None]] = field(default_factory=dict)

    def of_side(self, side: Side, counts: Counter[int]) -> list[int]:
        """Contributions of each person of a side, 0 for the silent."""
        return [counts[party] for party, own in sorted(self.side.items()) if own == side]


def voice_of(challenge: Challenge, state: str = "") -> Voice:
    """The measures of a challenge, or of what was said while it was at one state. Four queries."""
    heard = _heard(challenge, state)
    people = len(heard.side)
    measures = [
        _evenness(heard),
        _between(heard),
        _origination(heard),
        _uptake(heard),
        _seeing_through(heard),
        _consensus(challenge),
    ]
    return Voice(
        disclosure.count(people, "people"),
        disclosure.count(sum(heard.acts.values()), "process"),
        measures,
        _rung(heard),
    )


@dataclass(frozen=True)
class VoiceOver:
    """Who was heard over several challenges: the six measures together, and the step of each challenge.

    Steps are not put together: a scope in which one challenge was co-produced and another was not is neither.
    """

    people: Disclosed
    acts: Disclosed
    measures: list[Measure]
    steps: list[tuple[Challenge, Rung]]


def voice_over(
    challenges: Sequence[Challenge], since: dt.datetime | None = None, until: dt.datetime | None = None
) -> VoiceOver:
    """The measures over several challenges, of what happened from `since` until before `until`.

    A person who spoke in several is one person. The challenges may be of several communities, as those of a
    programme. Two queries, and two for the picture of each challenge that has one.
    """
    days = {name: value for name, value in (("at__gte", since), ("at__lt", until)) if value is not None}
    events = VoiceEvent.objects.filter(
        challenge__in=challenges, **{f"happened_{name}": value for name, value in days.items()}
    )
    outcomes = VoiceOutcome.objects.filter(
        challenge__in=challenges, **{f"known_{name}": value for name, value in days.items()}
    )
    heard, apart = _heard_in(events, outcomes)
    measures = [
        _evenness(heard),
        _between(heard),
        _origination(heard),
        _uptake(heard),
        _seeing_through(heard),
        _consensus(*challenges, until=until),
    ]
    return VoiceOver(
        disclosure.count(len(heard.side), "people"),
        disclosure.count(sum(heard.acts.values()), "process"),
        measures,
        [(one, _rung(apart[one.pk])) for one in challenges if one.pk in apart],
    )


def states_heard(challenge: Challenge) -> list[tuple[str, str]]:
    """(state, its name) of the states of the challenge in which somebody was heard, in their order."""
    found = set(VoiceEvent.objects.filter(challenge=challenge).values_list("state", flat=True))
    return [(one.value, str(one.label)) for one in ChallengeState if one.value in found]


def _heard(challenge: Challenge, state: str) -> _Heard:
    rows = VoiceEvent.objects.filter(challenge=challenge)
    if state:
        rows = rows.filter(state=state)
    return _heard_in(rows, VoiceOutcome.objects.filter(challenge=challenge))[0]


def _heard_in(events: Any, outcomes: Any) -> tuple[_Heard, dict[int, _Heard]]:
    """The events sorted, all together and for each challenge. Two queries."""
    whole, apart = _Heard(), defaultdict[int, _Heard](_Heard)
    for challenge, *event in events.order_by("pk").values_list(
        "challenge", "party", "capacity", "act", "thing_key", "about_key", "words_number"
    ):
        for told in (whole, apart[challenge]):
            _note(told, *event)
    for challenge, act, thing, effect, reasoned, pence in outcomes.order_by("pk").values_list(
        "challenge", "act", "thing_key", "effect", "reasoned", "amount_pence"
    ):
        for told in (whole, apart[challenge]):
            told.outcomes[act, thing] = (effect, reasoned, pence)
    return whole, apart


def _note(
    told: _Heard, party: int | None, capacity: str, act: str, thing: str, about: str, words: int
) -> None:
    side = side_of(capacity)
    told.events.append((party, side, act, thing, about))
    if side is not None:
        told.sides_of[act].add(side)
        if act in (VoiceAct.PROPOSED, VoiceAct.CO_WROTE, VoiceAct.AMENDED):
            told.sides_of[f"{act}:{thing}"].add(side)
    if act == VoiceAct.PROPOSED and party is not None:
        told.makers[thing].add(party)
    if party is None or side is None:
        return
    told.side[party] = side
    if act in CONTRIBUTIONS:
        told.acts[party] += 1
        told.words[party] += words


def _index(value: Fraction | float | None, people: int) -> Disclosed | None:
    """A number between 0 and 1 about so many people, to the nearest 5%."""
    if value is None:
        return None
    exact = value if isinstance(value, Fraction) else Fraction(value).limit_denominator(10_000)
    return disclosure.index(min(Fraction(1), max(Fraction(0), exact)), people, "people")


def _evenness(heard: _Heard) -> Measure:
    people = len(heard.side)
    lines = []
    for label, counts in ((_("By number of acts"), heard.acts), (_("By number of words"), heard.words)):
        told: Evenness = evenness([counts[party] for party in heard.side])
        value = _index(told.value, people)
        if value is not None:
            lines.append(Line(label, value, _index(told.span.low, people), _index(told.span.high, people)))
    silent = sum(heard.acts[party] == 0 for party in heard.side)
    cells = disclosure.table({"heard": people - silent, "silent": silent}, "people").cells if people else {}
    if cells:
        lines += [
            Line(_("People who said something"), cells["heard"]),
            Line(_("People who were asked and said nothing"), cells["silent"]),
        ]
    return Measure(
        "evenness",
        _("Evenness"),
        _("Was everybody heard, or a few?"),
        _evenness_words(lines[0].value if lines else None),
        _(
            "1 less Gini’s index with its correction for small groups. 100%: all said as much as each "
            "other. Whoever was asked and stayed silent counts with nothing. The interval resamples "
            "people."
        ),
        lines,
    )


def _evenness_words(value: Any) -> str:
    if not isinstance(value, Disclosed) or value.value is None:
        return _("Too few people took part for a figure. Look at who is here, and ask who is not.")
    if value.value >= Fraction(60, 100):
        return _("Many people carried it.")
    if value.value >= Fraction(35, 100):
        return _("Some said much, others little.")
    return _("A few people said most of it.")


def _between(heard: _Heard) -> Measure:
    groups = {side.value: heard.of_side(side, heard.acts) for side in Side}
    groups = {name: counts for name, counts in groups.items() if counts}
    people = {name: len(counts) for name, counts in groups.items()}
    lines: list[Line] = []
    says = _("Only one side took part, so there is nothing to compare.")
    total: int = sum(heard.acts.values())
    if len(groups) == 2 and total:
        told: Theil = theil(groups, Side.CITIZEN.value)
        smallest = min(people.values())
        share_of_acts = _index(Fraction(sum(groups[Side.CITIZEN]), total), smallest)
        share_of_people = _index(Fraction(people[Side.CITIZEN], sum(people.values())), smallest)
        lines = [
            Line(_("Citizens’ share of the acts"), share_of_acts or ""),
            Line(_("Citizens’ share of the people"), share_of_people or ""),
            Line(
                _("How much of the unevenness lies between the two sides"),
                _index(told.between_share, smallest) or _("none"),
            ),
        ]
        says = _parity_words(told, smallest, lines)
    return Measure(
        "between",
        _("Between citizens and professionals"),
        _("Were citizens heard as much as professionals?"),
        says,
        _(
            "Theil’s index of the acts, and the part of it that lies between the two sides. Parity is the"
            " citizens’ share of the acts by their share of the people: 1 is even. The interval resamples"
            " people of each side."
        ),
        lines,
    )


def _parity_words(told: Theil, smallest: int, lines: list[Line]) -> str:
    if told.parity is None or smallest < disclosure.POLICY["people"].smallest_shown:
        return _("There are too few people on one side for a figure.")
    ratio = _tenth(told.parity)
    if told.parity_span.low is not None and told.parity_span.high is not None:
        span = {"low": _tenth(told.parity_span.low), "high": _tenth(told.parity_span.high)}
        lines.append(
            Line(_("Parity"), _("%(ratio)s (likely between %(low)s and %(high)s)") % {"ratio": ratio, **span})
        )
    else:
        lines.append(Line(_("Parity"), ratio))
    if told.parity < Fraction(9, 10):
        return _("Citizens said less than their number would let one expect.")
    if told.parity > Fraction(11, 10):
        return _("Citizens said more than their number would let one expect.")
    return _("Both sides were heard by their number.")


def _tenth(value: Fraction | float) -> str:
    """A ratio to one decimal, which one person's act does not move by much.

    >>> _tenth(Fraction(5, 6)), _tenth(1.25)
    ('0.8', '1.3')
    """
    return f"{floor(float(value) * 10 + 0.5) / 10:.1f}"


def _origination(heard: _Heard) -> Measure:
    decided = {thing: told for (act, thing), told in heard.outcomes.items() if act == VoiceAct.PROPOSED}
    decided = {
        thing: told for thing, told in decided.items()
        if told[0] in (VoiceEffect.FUNDED, VoiceEffect.NOT_FUNDED)
    }  # fmt: skip
    by_citizens = {
        thing for thing in decided if Side.CITIZEN in heard.sides_of.get(f"{VoiceAct.PROPOSED}:{thing}", ())
    }
    funded = {thing for thing, told in decided.items() if told[0] == VoiceEffect.FUNDED}
    pence = {thing: decided[thing][2] or 0 for thing in funded}
    own_pence, all_pence = sum(pence[thing] for thing in funded & by_citizens), sum(pence.values())
    others = decided.keys() - by_citizens
    lines, says = [], _("Nothing is decided yet.")
    if decided:
        odds: Odds = odds_ratio(
            len(funded & by_citizens), len(by_citizens - funded), len(funded & others), len(others - funded)
        )
        lines = [
            Line(_("Funded ideas that a citizen had"), _of(len(funded & by_citizens), len(funded))),
            Line(_("Ideas of citizens that were voted on"), _of(len(by_citizens), len(decided))),
        ]
        if all_pence:
            lines.append(Line(_("Their part of the money"), _percent(Fraction(own_pence, all_pence))))
        if by_citizens and others:
            words = {"ratio": _tenth(odds.value), "low": _tenth(odds.low), "high": _tenth(odds.high)}
            lines.append(
                Line(
                    _("Odds of being funded, citizens’ ideas to others’"),
                    _("%(ratio)s (likely between %(low)s and %(high)s)") % words,
                )
            )
        says = _origination_words(len(funded & by_citizens), len(funded))
    return Measure(
        "origination",
        _("Whose ideas"),
        _("Did what was decided begin with citizens?"),
        says,
        _(
            "An idea is a citizen’s where a citizen was among its originators. The odds ratio has one "
            "half added to each of its four numbers."
        ),
        lines,
    )


def _origination_words(own: int, funded: int) -> str:
    if not funded:
        return _("Nothing was funded.")
    if own == funded:
        return _("Everything that was funded began with citizens.")
    if not own:
        return _("Nothing that was funded began with citizens.")
    return ngettext(
        "%(own)s of %(num)s funded idea began with citizens.",
        "%(own)s of %(num)s funded ideas began with citizens.",
        funded,
    ) % {"own": own, "num": funded}


def _uptake(heard: _Heard) -> Measure:
    lines = []
    whole_taken = whole = reasoned = 0
    for side in Side:
        things = {
            thing
            for _party, own, act, thing, _about in heard.events
            if act == VoiceAct.AMENDED and own == side
        }
        answers = [
            heard.outcomes[VoiceAct.AMENDED, thing]
            for thing in things
            if (VoiceAct.AMENDED, thing) in heard.outcomes
        ]
        taken = sum(effect in TAKEN_UP for effect, _why, _pence in answers)
        why = sum(with_reason for _effect, with_reason, _pence in answers)
        if things:
            label = _("Suggested by citizens") if side == Side.CITIZEN else _("Suggested by professionals")
            words = {"taken": taken, "num": len(things), "why": why}
            lines.append(
                Line(
                    label,
                    ngettext(
                        "%(taken)s of %(num)s change taken up, %(why)s answered with a reason",
                        "%(taken)s of %(num)s changes taken up, %(why)s answered with a reason",
                        len(things),
                    )
                    % words,
                )
            )
        whole, whole_taken, reasoned = whole + len(things), whole_taken + taken, reasoned + why
    return Measure(
        "uptake",
        _("Uptake"),
        _("Was what people suggested taken up, or answered with a reason?"),
        _uptake_words(whole, whole_taken, reasoned),
        _("Changes suggested to proposals. A change counts as taken up when it was, whole or in part."),
        lines,
    )


def _uptake_words(whole: int, taken: int, reasoned: int) -> str:
    if not whole:
        return _("Nobody suggested a change to a proposal.")
    if reasoned >= whole:
        return _("Every suggestion was answered with a reason.")
    if taken + reasoned == 0:
        return _("No suggestion was answered yet.")
    return _("Some suggestions have no answer yet.")


def _seeing_through(heard: _Heard) -> Measure:
    offered = {
        thing: about for _party, _side, act, thing, about in heard.events
        if act == VoiceAct.OFFERED and thing.startswith(MILESTONE)
    }  # fmt: skip
    seen = {
        thing for party, _side, act, thing, about in heard.events
        if thing in offered and act in SEES_THROUGH and party in heard.makers.get(about, ())
    }  # fmt: skip
    lines = (
        [Line(_("Milestones in which an originator took part"), _of(len(seen), len(offered)))]
        if offered
        else []
    )
    return Measure(
        "seeing_through",
        _("Seeing it through"),
        _("Are those whose idea it was taking part in carrying it out?"),
        _through_words(len(seen), len(offered)),
        _(
            "Milestones that were offered to the originators, and those in which one of them did "
            "something. To say yes to the offer alone does not count."
        ),
        lines,
    )


def _through_words(seen: int, offered: int) -> str:
    if not offered:
        return _("Nothing was offered to the originators yet.")
    if seen == offered:
        return _("An originator had a hand in every milestone.")
    if not seen:
        return _("No originator has had a hand in a milestone so far.")
    return _("Originators had a hand in some of the milestones.")


def _consensus(*challenges: Challenge, until: dt.datetime | None = None) -> Measure:
    pictures = [one for row in challenges if (one := picture(row, until)) is not None]
    lines, says = [], _("Nobody was asked about statements, or too few have answered.")
    if pictures:
        compared = [one for made in pictures for one in made.opinions if one.groups]
        alike = sum(one.sort == ALIKE for one in compared)
        apart = sum(one.sort == DIVIDES for one in compared)
        says = _("The two sides cannot be compared yet: too few people answered.")
        if compared:
            lines = [
                Line(_("Statements on which the groups are of one mind"), _of(alike, len(compared))),
                Line(_("Statements on which they are apart"), _of(apart, len(compared))),
            ]
            says = (
                _("The groups agree on more than divides them.")
                if alike > apart
                else _("More divides the groups than they agree on.")
                if apart > alike
                else _("The groups agree on as much as divides them.")
            )
    return Measure(
        "consensus",
        _("Common ground"),
        _("Do the sides think alike?"),
        says,
        _(
            "Statements for which the answers of each group can be shown. Of one mind: six in ten of "
            "every group say the same. Apart: thirty points or more between two groups."
        ),
        lines,
    )


def _hands(heard: _Heard, *acts: VoiceAct) -> Hands:
    sides = set().union(*(heard.sides_of.get(act, set()) for act in acts))
    return Hands(Side.CITIZEN in sides, Side.PROFESSIONAL in sides)


def _rung(heard: _Heard) -> Rung:
    hands = {
        "agenda": _hands(heard, VoiceAct.RAISED, VoiceAct.FRAMED),
        "costed": _hands(heard, VoiceAct.COSTED, VoiceAct.SIGNED),
        "decided": _hands(heard, VoiceAct.DECIDED),
        "delivered": _hands(heard, VoiceAct.DELIVERED, VoiceAct.UPDATED),
    }
    citizens = {party for party, side in heard.side.items() if side == Side.CITIZEN}
    spoken = any(heard.acts[party] for party in citizens)
    number = ladder(heard=spoken, answered=_answered(heard), **hands)
    asked: Sequence[tuple[str, Hands]] = (
        (_("Who set the agenda?"), hands["agenda"]),
        (_("Who worked out the costs?"), hands["costed"]),
        (_("Who decided?"), hands["decided"]),
        (_("Who holds the money?"), _hands(heard, VoiceAct.HOLDS_MONEY)),
        (_("Who carries it out?"), hands["delivered"]),
    )
    told = [(question, _whose(one)) for question, one in asked]
    if number is None:
        return Rung(None, "", _("Nothing has happened yet that would show a step."), "", "", told)
    return Rung(
        number, str(STEPS[number]), str(MEANS[number]), str(ARNSTEIN[number]), str(IAP2[number]), told
    )


def _answered(heard: _Heard) -> bool:
    """Whether something that a citizen said was taken up or answered with a reason."""
    own = {(act, thing) for _party, side, act, thing, _about in heard.events if side == Side.CITIZEN}
    good = (*TAKEN_UP, VoiceEffect.FUNDED)
    return any(effect in good or why for key, (effect, why, _pence) in heard.outcomes.items() if key in own)


def _whose(hands: Hands) -> str:
    if hands.citizens and hands.professionals:
        return _("Both together")
    if hands.citizens:
        return _("Citizens")
    return _("Professionals") if hands.professionals else _("Nobody yet")


def _of(count: int, base: int) -> str:
    return _("%(count)s of %(base)s") % {"count": count, "base": base}


def _percent(part: Fraction) -> str:
    return f"{floor(part * 100 + Fraction(1, 2))}%"


# Other rooms reckon the same measures of their own acts, in the same words.
Heard, measure_evenness, measure_between = _Heard, _evenness, _between
