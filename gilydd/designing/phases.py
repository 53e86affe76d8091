"""What is open in a challenge today: what its state allows, and what a running phase opens of that."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.words import Refused
from gilydd.ui.bilingual import said
from gilydd.ui.filters import day

from .models.challenges import Challenge, Phase
from .words import (
    ENDED,
    OPEN_IN,
    PATH,
    TEMPLATES,
    ChallengeState,
    Opens,
)


def opened(challenge: Challenge, phases: Iterable[Phase], today: dt.date) -> frozenset[Opens]:
    """What can be done on a day, given all phases of the challenge.

    Without phases everything that the state allows is open; with phases what a running one opens besides.
    """
    allowed = OPEN_IN.get(ChallengeState(challenge.state), frozenset())
    rows = list(phases)
    if not rows:
        return allowed
    running = {one for row in rows if row.starts_on <= today <= row.ends_on for one in row.opens}
    return frozenset(one for one in allowed if one.value in running)


def open_now(challenge: Challenge) -> frozenset[Opens]:
    """What can be done today; one query."""
    return opened(challenge, Phase.objects.filter(challenge=challenge), timezone.localdate())


def is_open(challenge: Challenge, act: Opens) -> bool:
    """Whether this can be done in the challenge today; one query."""
    return act in open_now(challenge)


def require_open(challenge: Challenge, act: Opens) -> None:
    """Refuse what is not open today, and say when it will be or what stands against it."""
    phases = list(Phase.objects.filter(challenge=challenge).order_by("starts_on", "number"))
    today = timezone.localdate()
    if act in opened(challenge, phases, today):
        return
    told = {"what": str(act.label), "state": str(challenge.get_state_display())}
    if act not in OPEN_IN.get(ChallengeState(challenge.state), frozenset()):
        raise Refused(_("“%(what)s” cannot be done now: the challenge is at “%(state)s”.") % told)
    coming = [row for row in phases if act.value in row.opens and row.starts_on > today]
    if coming:
        when = {"phase": said(coming[0], "name"), "day": day(coming[0].starts_on)}
        raise Refused(_("“%(what)s” opens on %(day)s, in the phase “%(phase)s”.") % (told | when))
    raise Refused(_("“%(what)s” is not open in this challenge now.") % told)


def running_names(phases: Iterable[Phase], today: dt.date) -> list[Phase]:
    """The phases that run on a day, the one that ends first before the others."""
    return sorted(
        (row for row in phases if row.starts_on <= today <= row.ends_on),
        key=lambda row: (row.ends_on, row.number),
    )


def opens_told(opens: Iterable[str]) -> list[str]:
    """What a phase opens, in words, in the order in which the words are listed."""
    wanted = set(opens)
    return [str(one.label) for one in Opens if one.value in wanted]


@dataclass(frozen=True)
class NewPhase:
    """A phase to lay out: its name in both languages, its first and last day, what it opens."""

    name_cy: str
    name_en: str
    starts_on: dt.date
    ends_on: dt.date
    opens: tuple[str, ...] = ()


def from_template(template: str, starts_on: dt.date) -> list[NewPhase]:
    """The phases of a template, one after the other from a day. Raises KeyError for an unknown one."""
    made, begins = [], starts_on
    for one in TEMPLATES[template].phases:
        ends = begins + dt.timedelta(days=one.days - 1)
        made.append(NewPhase(one.name_cy, one.name_en, begins, ends, tuple(act.value for act in one.opens)))
        begins = ends + dt.timedelta(days=1)
    return made


def next_state(challenge: Challenge) -> ChallengeState | None:
    """The state that comes next on the path; None at its end."""
    if challenge.state in ENDED:
        return None
    return PATH[PATH.index(ChallengeState(challenge.state)) + 1]
