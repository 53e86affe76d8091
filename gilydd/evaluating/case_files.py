"""Cases as open data, and cases out of a file from another installation.

A case that comes in shows the digest it was published with; where what it says does not give the same
digest, somebody changed it on the way, and it is refused. Figures come through the disclosure gate again.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_noop as _
from pydantic import ValidationError

from gilydd.people.imports import BadFile, Problem, Report, Said, kept, said_again
from gilydd.people.models import Community
from gilydd.people.policy import SYSTEM

from . import shapes
from .models import Case
from .words import CASE_FORMAT, CaseState

LICENCE: Final = "Open Government Licence v3.0"
MOST_PROBLEMS: Final = 100


def texts_of(case: Any) -> dict[str, str]:
    """What a case says in words, by field: of a row."""
    names = ("title", "need", "changed", "wrong")
    return {f"{name}_{lang}": getattr(case, f"{name}_{lang}") for name in names for lang in ("cy", "en")}


def opened(cases: list[Case]) -> dict[str, Any]:
    """Published cases as open data; each row with its community."""
    return {"format": CASE_FORMAT, "licence": LICENCE, "cases": [one_opened(row) for row in cases]}


def one_opened(row: Case) -> dict[str, Any]:
    """One published case: its words, figures with their pages (below `site`), its plan, its digest."""
    page = reverse("evaluating:case", args=[row.community.slug, row.pk])
    return {
        "id": str(row.key),
        "site": row.site or settings.SITE_ADDRESS,
        "address": "" if row.site else f"{settings.SITE_ADDRESS}{page}",
        "community": row.told.get("from") or _pair(row.community, "name"),
        "published_on": row.published_on.isoformat() if row.published_on else None,
        **{name: _pair(row, name) for name in ("title", "need", "changed", "wrong")},
        "told": {key: value for key, value in row.told.items() if key != "from"},
        "plan": row.plan,
        "digest": row.digest,
    }


def _pair(row: Any, name: str) -> dict[str, str]:
    return {"cy": getattr(row, f"{name}_cy"), "en": getattr(row, f"{name}_en")}


def read_cases(data: bytes) -> tuple[list[dict[str, Any]], list[list[Any]]]:
    """The cases of a file, JSON-ready, and what is wrong in it: ([place, kept sentence], …)."""
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        return [], [["", kept(Said(_("this is no JSON; take the file that the library gives")))]]
    try:
        file = shapes.CasesFile.model_validate(document)
    except ValidationError as failure:
        return [], [
            [".".join(str(part) for part in one["loc"]), kept(str(one["msg"]))]
            for one in failure.errors()[:MOST_PROBLEMS]
        ]
    problems = [
        [f"cases.{place}", kept(said)]
        for place, one in enumerate(file.cases)
        for said in _wrong(one, [other.id for other in file.cases[:place]])
    ]
    if not file.cases:
        problems.append(["cases", kept(Said(_("there is no case in this file")))])
    return [shapes.plain(one) for one in file.cases], problems


def _wrong(one: shapes.CaseShape, before: list[Any]) -> list[Said]:
    texts = {
        f"{name}_{lang}": getattr(getattr(one, name), lang)
        for name in ("title", "need", "changed", "wrong")
        for lang in ("cy", "en")
    }
    found = []
    if shapes.digest_of(texts, shapes.plain(one.told), shapes.plain(one.plan)) != one.digest:
        found.append(Said(_("this case was changed after it was published: its digest does not fit")))
    if one.id in before:
        found.append(Said(_("this case stands in the file twice")))
    if Case.objects.filter(key=one.id).exists():
        found.append(Said(_("this case is here already")))
    return found


def as_row(community: Community, one: shapes.CaseShape, made_by_key: str) -> Case:
    """A case that came in, as the row that the library shows; it has no turn here."""
    told = shapes.plain(one.told) | {"from": shapes.plain(one.community)}
    words = {
        f"{name}_{lang}": getattr(getattr(one, name), lang)
        for name in ("title", "need", "changed", "wrong")
        for lang in ("cy", "en")
    }
    return Case(
        key=one.id, community=community, turn=None, state=CaseState.PUBLISHED, told=told,
        plan=shapes.plain(one.plan), digest=one.digest, site=one.site, published_on=one.published_on,
        made_by_key=made_by_key, **words,
    )  # fmt: skip


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of `gilydd import cases` beside --community and --write."""
    parser.add_argument("file", help="JSON, as the library of cases of another installation gives it")


def run(args: argparse.Namespace) -> Report:
    """gilydd import cases FILE.json --community SLUG [--write]"""
    from .commands import try_cases, write_cases

    community = Community.objects.filter(slug=args.community).first()
    if community is None:
        raise ValueError(f"there is no community {args.community!r}")
    path = Path(args.file)
    # Without --write even the trial leaves nothing behind.
    with transaction.atomic():
        tried = try_cases(by=SYSTEM, community=community, name=path.name, data=path.read_bytes())
        if tried.problems:
            transaction.set_rollback(True)
            raise BadFile(
                [Problem(said_again(text), path.name, None, place) for place, text in tried.problems]
            )
        shown = [f"{one['title']['en']} ({one['community']['en']})" for one in tried.cases]
        if args.write:
            write_cases(by=SYSTEM, case_file=tried)
        else:
            transaction.set_rollback(True)
    return Report(f"{len(shown)} cases", shown, written=args.write)
