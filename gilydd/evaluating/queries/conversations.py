"""Reads: the conversation that a gap opened, with both sides' words and what it came to."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from gilydd.people.models import Person
from gilydd.people.policy import type_of_actor
from gilydd.people.queries import names
from gilydd.services.models import Turn
from gilydd.surveys.queries import Gap

from ..models import Assent, Conversation, Ending
from ..policy import visible_sayings
from ..words import Side


@dataclass(frozen=True)
class Said:
    """Somebody's words in it."""

    pk: int
    text: str
    lang: str
    who: str
    side: str


@dataclass(frozen=True)
class EndingTold:
    """What it came to, or would: which sides say so, whether the reader said so, and may still."""

    ending: Ending
    sides: frozenset[str]
    mine: bool
    may_assent: bool

    @property
    def waits_for(self) -> str:
        """Whose word is still missing, in a sentence; empty where it stands."""
        if self.ending.stands_on is not None:
            return ""
        if not self.sides:
            return _("One citizen and one professional who spoke here say yes, then it stands.")
        if Side.CITIZENS in self.sides:
            return _("A citizen says that it is so. Now a professional who spoke here is asked.")
        return _("A professional says that it is so. Now a citizen who spoke here is asked.")


def gap_of(row: Conversation) -> Gap:
    """The gap as it was when the conversation opened."""
    return Gap(row.points, row.low, row.high)


def sayings(person: type_of_actor, row: Conversation) -> list[Said]:
    """What was said in it, in order. Two queries."""
    rows = visible_sayings(person, row.community).filter(conversation=row).order_by("pk")
    found = list(rows.values_list("pk", "text", "lang", "party", "side"))
    called = names(party for _pk, _text, _lang, party, _side in found)
    return [Said(pk, text, lang, called.get(party, ""), side) for pk, text, lang, party, side in found]


def ending_of(person: type_of_actor, row: Conversation) -> EndingTold | None:
    """The ending that stands, or the newest that waits for both sides; None before there is one."""
    ending = row.endings.order_by("-pk").first()
    if ending is None:
        return None
    given = dict(Assent.objects.filter(ending=ending).values_list("party", "side"))
    own = person.party_id if isinstance(person, Person) else None
    spoke = own is not None and row.sayings.filter(party=own).exists()
    mine = own in given
    may = spoke and not mine and ending.stands_on is None
    return EndingTold(ending, frozenset(given.values()), mine, may)


def conversations_of(turn: Turn) -> dict[int, Conversation]:
    """The conversations of a turn by outcome. One query."""
    return {row.outcome_id: row for row in Conversation.objects.filter(turn=turn)}
