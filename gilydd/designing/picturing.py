"""Drawing opinions: counts by group at a step, from the answers to the statements that are put to people.

Below 100 people the groups are the sides that people declared by their capacity; from there on groups are
looked for too, with how stable they are, and are told as a picture, never as a fact. A conversation from a
file keeps the groups of its file. A new picture is drawn for every ten people, so that no two pictures
differ by one person's answers.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
from django.db import transaction

import gilydd
from gilydd.algorithms.opinions import FEWEST_FOR_FOUND, MISSING, find_groups
from gilydd.people.words import CITIZENS

from .models import Challenge, OpinionPicture, Respondent, StatementAnswer
from .phases import is_open
from .words import PEOPLE_A_PICTURE, Opens, StatementState

SIDES, GIVEN, FOUND = "sides", "given", "found"
# Whose file gave them no group: they count among everybody alone.
NO_GROUP = ""


def draw_step(challenge_id: int) -> None:
    """Draw where ten more people have answered since the last picture. Run again, it draws nothing more."""
    _draw(challenge_id, ended=False)


def draw(challenge_id: int) -> None:
    """Draw at the end of a conversation, or one that was brought in whole; while it is open only by steps."""
    challenge = Challenge.objects.select_related("community").get(pk=challenge_id)
    brought_in = not Respondent.objects.filter(challenge=challenge, party__isnull=False).exists()
    _draw(challenge_id, ended=brought_in or not is_open(challenge, Opens.STATEMENTS))


@transaction.atomic
def _draw(challenge_id: int, *, ended: bool) -> None:
    challenge = Challenge.objects.select_for_update(of=("self",)).get(pk=challenge_id)
    matrix, statements, who = matrix_of(challenge)
    last = OpinionPicture.objects.filter(challenge=challenge).order_by("-pk").first()
    before = last.people if last else 0
    if not who or (len(who) // PEOPLE_A_PICTURE <= before // PEOPLE_A_PICTURE and not ended):
        return
    groups, grouped_by, found = _groups(matrix, who)
    told = {
        "counts": counts_of(matrix, statements, groups),
        "groups": dict(Counter(groups)),
        "grouped_by": grouped_by,
        "found": found,
        "people": len(who),
    }
    if last is not None and all(getattr(last, name) == value for name, value in told.items()):
        return
    OpinionPicture.objects.create(
        community_id=challenge.community_id, challenge=challenge, code_version=gilydd.__version__, **told
    )


def matrix_of(challenge: Challenge) -> tuple[np.ndarray, list[int], list[Respondent]]:
    """(votes, numbers of the statements, respondents with an answer); two queries."""
    rows = StatementAnswer.objects.filter(
        statement__challenge=challenge, statement__state=StatementState.SHOWN
    ).order_by("statement__number", "respondent")
    answers = list(rows.values_list("respondent", "statement__number", "stance"))
    statements = list(dict.fromkeys(statement for _who, statement, _stance in answers))
    people = {pk for pk, _statement, _stance in answers}
    who = list(Respondent.objects.filter(challenge=challenge, pk__in=people).order_by("pk"))
    matrix = np.full((len(who), len(statements)), MISSING, dtype=np.int8)
    row_of = {row.pk: place for place, row in enumerate(who)}
    column_of = {pk: place for place, pk in enumerate(statements)}
    for person, statement, stance in answers:
        matrix[row_of[person], column_of[statement]] = stance
    return matrix, statements, who


def counts_of(
    matrix: np.ndarray, statements: list[int], groups: list[str]
) -> dict[str, dict[str, list[int]]]:
    """{number of the statement: {group: [agree, pass, disagree]}}, as JSON keeps it."""
    names = sorted(set(groups))
    member = {name: np.array([group == name for group in groups]) for name in names}
    return {
        str(pk): {
            name: [int((matrix[member[name], place] == stance).sum()) for stance in (1, 0, -1)]
            for name in names
        }
        for place, pk in enumerate(statements)
    }


def _groups(matrix: np.ndarray, who: list[Respondent]) -> tuple[list[str], str, dict[str, Any] | None]:
    """The group of each respondent, how they were grouped, and what is said of groups that were found."""
    if any(row.group for row in who):
        return [row.group for row in who], GIVEN, None
    if len(who) >= FEWEST_FOR_FOUND and matrix.shape[1] >= 2:
        found = find_groups(matrix)
        told = {
            "groups": found.groups,
            "silhouette": round(found.silhouette, 3),
            "stability": round(found.stability, 3),
        }
        return [str(int(label) + 1) for label in found.labels], FOUND, told
    return ["citizens" if row.capacity in CITIZENS else "professionals" for row in who], SIDES, None
