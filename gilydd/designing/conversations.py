"""A conversation from a Polis export, and one as such a file: statements, votes, groups.

In: dry run first, all or nothing; repeat votes are taken out, the last one of each person stays. Out:
nobody's name, number or moment; under random codes, with the day alone, in another order than that of the
answers.
"""

from __future__ import annotations

import argparse
import datetime as dt
import io
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from django.db import transaction
from django.utils.translation import gettext as _

from gilydd.algorithms import polis
from gilydd.algorithms.opinions import MISSING
from gilydd.algorithms.reading import BadInput
from gilydd.history.commands import later
from gilydd.history.words import Refused
from gilydd.people.imports import Report
from gilydd.people.models import Community
from gilydd.people.policy import SYSTEM, type_of_actor
from gilydd.ui.sheets import escaped

from .commands._shared import known_language, locked, note
from .models import Challenge, Respondent, Statement, StatementAnswer
from .policy import policy
from .words import Stance, StatementState

FILES = ("comments.csv", "votes.csv", "participants-votes.csv")
MOST_PEOPLE, MOST_STATEMENTS = 20_000, 1_000
BATCH = 2_000
STATES = {"1": StatementState.SHOWN, "0": StatementState.WAITING, "-1": StatementState.REFUSED}


@dataclass(frozen=True)
class Found:
    """What an export says: last votes (people × statements), names of both, texts, groups, repeats."""

    votes: np.ndarray
    people: Sequence[str]
    statements: Sequence[str]
    texts: Mapping[str, Mapping[str, str]]
    groups: Sequence[str | None]
    repeats_removed: int


def read_export(files: Mapping[str, bytes]) -> Found:
    """Read the files of an export, told by their names. Raises Refused with what is wrong where."""
    named = {Path(name).name: data for name, data in files.items()}
    missing = [name for name in FILES if name not in named]
    if missing:
        raise Refused(_("The file %(name)s is missing.") % {"name": missing[0]}, field="files")
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        for name in FILES:
            (here / name).write_bytes(named[name])
        try:
            votes, people, statements, repeats = polis.votes(here / "votes.csv")
            texts = polis.comments(here / "comments.csv")
            groups = polis.given(here / "participants-votes.csv", people)
        except BadInput as failure:
            raise Refused(str(failure), field="files") from failure
    if len(people) > MOST_PEOPLE or len(statements) > MOST_STATEMENTS:
        told = {"people": MOST_PEOPLE, "statements": MOST_STATEMENTS}
        raise Refused(_("More than %(people)s people or %(statements)s statements.") % told, field="files")
    without = next((one for one in statements if not texts.get(one, {}).get("comment-body")), None)
    if without is not None:
        raise Refused(_("Statement %(id)s has votes and no words.") % {"id": without}, field="files")
    return Found(votes, people, statements, texts, groups, repeats)


@transaction.atomic
def bring_in_conversation(
    *, by: type_of_actor, challenge: Challenge, files: Mapping[str, bytes], lang: str
) -> Found:
    """Bring a Polis export into a challenge that has no statements yet: all of it, or nothing.

    `lang`: in which language the statements are written.
    """
    challenge = locked(challenge)
    policy.check(by, "bring_in_conversation", challenge)
    known_language(lang)
    if Statement.objects.filter(challenge=challenge).exists():
        raise Refused(_("This challenge has statements already. Bring the conversation into another."))
    found = read_export(files)
    rows = _statements(challenge, found, lang)
    who = _respondents(challenge, found)
    _answers(challenge, found, rows, who)
    note(
        "bring_in_conversation", by, challenge, statements=len(rows), people=len(who),
        repeats_removed=found.repeats_removed,
    )  # fmt: skip
    later("gilydd.designing.picturing.draw", challenge.pk)
    return found


def _statements(challenge: Challenge, found: Found, lang: str) -> list[Statement]:
    told = []
    for number, key in enumerate(found.statements, 1):
        cells = found.texts[key]
        state = STATES.get(cells.get("moderated", "1"), StatementState.SHOWN)
        refused = state == StatementState.REFUSED
        told.append(
            Statement(
                community=challenge.community, challenge=challenge, number=number, lang=lang,
                text=cells["comment-body"][:1_000], state=state, source_id=key[:20],
                reason=_("It was not put to people where it came from.") if refused else "",
                reason_lang=lang if refused else "",
            )
        )  # fmt: skip
    return Statement.objects.bulk_create(told, batch_size=BATCH)


def _respondents(challenge: Challenge, found: Found) -> list[Respondent]:
    rows = [
        Respondent(community=challenge.community, challenge=challenge, group=(group or "")[:40])
        for group in found.groups
    ]
    return Respondent.objects.bulk_create(rows, batch_size=BATCH)


def _answers(
    challenge: Challenge, found: Found, rows: Sequence[Statement], who: Sequence[Respondent]
) -> None:
    places = np.argwhere(found.votes != MISSING)
    StatementAnswer.objects.bulk_create(
        (
            StatementAnswer(
                community=challenge.community, respondent=who[person], statement=rows[statement],
                stance=int(found.votes[person, statement]),
            )
            for person, statement in places.tolist()
        ),
        batch_size=BATCH,
    )  # fmt: skip


def export_of(challenge: Challenge) -> bytes:
    """The conversation as a zip of the three files, so that it can be reckoned again elsewhere.

    People are numbered in the order of their random codes, each answer has its day; authors stand nowhere.
    """
    shown = {row.pk: row for row in Statement.objects.filter(challenge=challenge).order_by("number")}
    shown = {pk: row for pk, row in shown.items() if row.state == StatementState.SHOWN}
    rows = StatementAnswer.objects.filter(statement__in=shown).values_list(
        "respondent__code", "respondent__group", "respondent__capacity", "statement", "stance", "answered_on"
    )
    answers = sorted(rows, key=lambda row: (row[0], row[3]))
    codes = sorted({row[0] for row in answers})
    voter = {code: number for number, code in enumerate(codes)}
    group = {code: group or capacity for code, group, capacity, *_rest in answers}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("comments.csv", _comments(list(shown.values()), answers))
        parts.writestr("votes.csv", _votes(shown, answers, voter))
        parts.writestr("participants-votes.csv", _people(codes, voter, group, answers))
    return out.getvalue()


def _line(cells: Sequence[Any]) -> str:
    texts = [escaped(str(cell)).replace('"', '""') for cell in cells]
    return ",".join(text if text.lstrip("-").isdigit() else f'"{text}"' for text in texts) + "\r\n"


def _plain_line(cells: Sequence[int | str]) -> str:
    return ",".join(str(cell) for cell in cells) + "\r\n"


def _comments(statements: Sequence[Statement], answers: Sequence[Any]) -> str:
    agrees, disagrees = (
        {row.pk: sum(one[3] == row.pk and one[4] == stance for one in answers) for row in statements}
        for stance in (Stance.AGREE, Stance.DISAGREE)
    )
    head = _plain_line(("comment-id", "agrees", "disagrees", "moderated", "comment-body"))
    return head + "".join(
        f"{row.number},{agrees[row.pk]},{disagrees[row.pk]},1," + _line([row.text]) for row in statements
    )


def _midnight(day: dt.date) -> int:
    """The beginning of the day in thousandths of a second since 1970, as the format has it."""
    return int(dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC).timestamp()) * 1_000


def _votes(shown: Mapping[int, Statement], answers: Sequence[Any], voter: Mapping[str, int]) -> str:
    told = sorted(
        (_midnight(day), shown[statement].number, voter[code], stance)
        for code, _group, _capacity, statement, stance, day in answers
    )
    return _plain_line(("timestamp", "comment-id", "voter-id", "vote")) + "".join(map(_plain_line, told))


def _people(
    codes: Sequence[str], voter: Mapping[str, int], group: Mapping[str, str], answers: Sequence[Any]
) -> str:
    counts: dict[str, list[int]] = {code: [0, 0, 0] for code in codes}
    for code, _group, _capacity, _statement, stance, _day in answers:
        counts[code][0] += 1
        counts[code][1] += stance == Stance.AGREE
        counts[code][2] += stance == Stance.DISAGREE
    head = _plain_line(("participant", "group-id", "n-votes", "n-agree", "n-disagree"))
    return head + "".join(_plain_line((voter[code], group[code], *counts[code])) for code in codes)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of `gilydd import polis` beside --community and --write."""
    parser.add_argument("dir", metavar="DIR", help=f"a Polis export: {', '.join(FILES)}")
    parser.add_argument("--challenge", type=int, required=True, help="the challenge's number in its address")
    parser.add_argument("--lang", choices=("cy", "en"), default="en", help="the statements' language")


def run(args: argparse.Namespace) -> Report:
    """Read the export and report; write only with --write. Raises Refused, OSError, ValueError."""
    community = Community.objects.filter(slug=args.community).first()
    if community is None:
        raise ValueError(f"there is no community {args.community!r}")
    challenge = Challenge.objects.of(community).filter(pk=args.challenge).first()
    if challenge is None:
        raise ValueError(f"there is no challenge {args.challenge} in {community.slug}")
    folder = Path(args.dir)
    files = {name: (folder / name).read_bytes() for name in FILES if (folder / name).exists()}
    found = read_export(files)
    if args.write:
        bring_in_conversation(by=SYSTEM, challenge=challenge, files=files, lang=args.lang)
    lines = [
        f"{len(found.statements)} statements, {len(found.people)} people",
        f"{int((found.votes != MISSING).sum())} votes, {found.repeats_removed} repeats left out",
        f"{len({group for group in found.groups if group})} groups given in the file",
    ]
    return Report(what=f"Polis conversation {folder.name}", lines=lines, written=args.write)
