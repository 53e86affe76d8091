"""Reads: how many people took part in a turn, by capacity."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import Q

from gilydd.algorithms import disclosure
from gilydd.algorithms.disclosure import Disclosed
from gilydd.delivering.models import Attendance
from gilydd.delivering.queries import COUNTS
from gilydd.history.commands import key_of
from gilydd.history.models import Record
from gilydd.people.models import Party
from gilydd.people.words import Capacity
from gilydd.services.models import Turn


def took_part(turn: Turn) -> list[tuple[str, Disclosed]]:
    """How many people took part in the turn, by capacity, through the disclosure gate.

    Counted once a capacity: whoever acted (history) or was at a session (attendance). Three queries.
    """
    people: dict[str, set[str]] = defaultdict(set)
    key = key_of(turn)
    acts = Record.objects.filter(Q(subject_key=key) | Q(mentions__subject_key=key)).exclude(capacity="")
    for capacity, actor in acts.values_list("capacity", "actor_key").distinct():
        people[capacity].add(actor)
    there = Attendance.objects.filter(COUNTS, session__activity__turn=turn)
    for capacity, party in there.values_list("capacity", "party__key").distinct():
        people[capacity].add(f"{Party._meta.label_lower}:{party}")
    cells = {str(capacity.value): len(people[capacity.value]) for capacity in Capacity}
    shown = disclosure.table(cells, "people")
    return [(str(Capacity(code).label), figure) for code, figure in shown.cells.items()]
