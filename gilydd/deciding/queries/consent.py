"""Reads: what consent is asked for, its wordings, and the objections with what came of them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from gilydd.algorithms import voting
from gilydd.people.models import Person
from gilydd.people.queries import aside, names

from ..models import Ballot, Objection, ObjectionAnswer, Vote, Wording
from .voting import named_in


@dataclass(frozen=True)
class Said:
    """An objection, or why somebody stands aside: in their words, with the answers written down.

    `stands`: an objection that nobody but whoever made it can take back, and they have not. `version`: the
    wording that it was about. `away`: moderators took the words out of sight; the objection stands all the
    same, and whoever wrote it still reads it.
    """

    pk: int
    called: str
    text: str
    lang: str
    objects: bool
    stands: bool
    version: int
    mine: bool
    away: bool
    answers: tuple[tuple[str, str, dt.datetime], ...]


@dataclass(frozen=True)
class ConsentShown:
    """The wording that is asked about now, those before it, and what was said."""

    now: Wording
    before: tuple[Wording, ...]
    said: tuple[Said, ...]

    @property
    def standing(self) -> int:
        return sum(one.stands for one in self.said)


def consent_of(person: Person | None, vote: Vote) -> ConsentShown:
    """What those on the roll read of a consent. Eight queries.

    Whoever must not be found, or in a vote of the whole community did not agree to be found, is not named.
    """
    wordings = list(vote.wordings.order_by("-number"))
    rows = list(Objection.objects.filter(vote=vote).select_related("ballot__on_roll").order_by("ballot__pk"))
    last = dict(Ballot.objects.filter(vote=vote).order_by("pk").values_list("on_roll", "pk"))
    parties = {row.ballot.on_roll.party_id for row in rows}
    shown = named_in(vote, parties) if parties else set()
    put_away = set(aside(vote.community, "deciding.objection").values_list("number", flat=True))
    called = names(shown) if shown else {}
    answers: dict[int, list[tuple[str, str, dt.datetime]]] = {}
    for answer in ObjectionAnswer.objects.filter(objection__vote=vote).order_by("pk"):
        answers.setdefault(answer.objection_id, []).append((answer.text, answer.lang, answer.made_at))
    said = []
    for row in rows:
        seat, objects = row.ballot.on_roll, row.ballot.choices == [voting.OBJECTS]
        mine = person is not None and seat.party_id == person.pk
        away = row.pk in put_away and not mine
        said.append(
            Said(
                pk=row.pk,
                called=called.get(seat.party_id, ""),
                text="" if away else row.text,
                lang=row.lang,
                objects=objects,
                stands=objects and last.get(seat.pk) == row.ballot_id,
                version=row.ballot.version or 1,
                mine=mine,
                away=away,
                answers=tuple(answers.get(row.pk, ())),
            )
        )
    return ConsentShown(wordings[0], tuple(wordings[1:]), tuple(said))
