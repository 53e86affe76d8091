"""The demo's outcomes: what two services are for, in the national words, the valley's own and people's own.

The valley's charter is invented. Its second version has changed one sentence, and a service still stands in
the first.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from gilydd.services import commands
from gilydd.services.models import Framework, Outcome, Service, Statement

from .demo_scene import Valley

CHARTER = """code,group_en,group_cy,text_en,text_cy,easy_en,easy_cy
growing-1,Growing together,Tyfu gyda'n gilydd,I can grow something and share it,Rwy'n gallu tyfu rhywbeth a'i rannu,I grow food.,Rwy'n tyfu bwyd.
growing-2,Growing together,Tyfu gyda'n gilydd,There is fresh food near my home,Mae bwyd ffres ger fy nghartref,I can get fresh food.,Rwy'n gallu cael bwyd ffres.
meeting-1,Meeting each other,Cwrdd â'n gilydd,There is a place where I am welcome any day,Mae lle lle mae croeso i mi unrhyw ddydd,I am always welcome.,Mae croeso i mi bob amser.
"""  # noqa: E501
NOW_SAYS = (
    "There is fresh food that I can afford near my home",
    "Mae bwyd ffres y gallaf ei fforddio ger fy nghartref",
)
TOLD = {
    "code": "valley-charter",
    "name_en": "The valley charter",
    "name_cy": "Siarter y cwm",
    "about_en": "What people here said a good valley is, at three suppers in the old school.",
    "about_cy": "Yr hyn a ddywedodd pobl yma am gwm da, mewn tri swper yn yr hen ysgol.",
    "standing_en": "published",
    "standing_cy": "published",
}
PAINTED = ("Mae'r ffens wedi'i phaentio.", "The fence is painted.")
WHY = (
    "Mae'r ffens wedi'i phaentio, a'r rhai a wnaeth hynny am gael gardd, nid ffens.",
    "The fence is painted, and those who did it want a garden, not a fence.",
)


def national(code: str) -> Statement:
    """A statement of the national well-being statement of 2016."""
    found: QuerySet[Statement] = Statement.objects.filter(framework__community=None)
    return found.get(framework__code="wales-wellbeing-statement", framework__version="2016", code=code)


def outcomes(valley: Valley) -> None:
    """Own words and judges of Good Days; the garden chooses from the charter, which has a newer version."""
    _good_days(valley, Service.objects.of(valley.community).get(name_en="Good Days"))
    first = _brought_in(valley, CHARTER, "2025")
    _garden(valley, Service.objects.of(valley.community).get(name_en="Bridge Garden"), first)
    newer = CHARTER.replace("There is fresh food near my home", NOW_SAYS[0])
    _brought_in(valley, newer.replace("Mae bwyd ffres ger fy nghartref", NOW_SAYS[1]), "2026")


def _good_days(valley: Valley, service: Service) -> None:
    belong, matters = Outcome.objects.filter(service=service, beside=None).order_by("pk")
    tomos, ffion = valley.cast["Tomos"], valley.cast["Ffion"]
    for row in Outcome.objects.filter(service=service).exclude(beside=None):
        _said(valley, -200, row)
    _said(
        valley, -90,
        commands.word_outcome(
            by=tomos, outcome=belong, text="Mae rhywun yn gofyn sut mae'r ci.", lang="cy",
            party=valley.cast["Mair"].party, entered_from="phone",
        ),
    )  # fmt: skip
    _said(
        valley, -60,
        commands.word_outcome(
            by=valley.cast["Siân"], outcome=matters, text="I choose the music on Fridays.", lang="en"
        ),
    )  # fmt: skip
    for outcome in (belong, matters):
        commands.name_judge(
            by=ffion, outcome=outcome, side="professionals", role="commissioners",
            since=valley.today - dt.timedelta(days=120),
        )  # fmt: skip
    commands.name_judge(
        by=ffion, outcome=belong, side="citizens", party=valley.cast["Nerys"].party,
        since=valley.today - dt.timedelta(days=60),
    )  # fmt: skip


def _garden(valley: Valley, service: Service, charter: Framework) -> None:
    ffion = valley.cast["Ffion"]
    rows = [*charter.statements.order_by("place_in_list")[:2], national("society-1")]
    begun = valley.today - dt.timedelta(days=18)
    chosen = commands.choose_statements(by=ffion, service=service, statements=rows, today=begun)
    painted = commands.choose_outcome(
        by=ffion, service=service, wording_cy=PAINTED[0], wording_en=PAINTED[1], today=begun
    )
    commands.let_go_outcome(by=ffion, outcome=painted, reason_cy=WHY[0], reason_en=WHY[1])
    _said(
        valley, -9,
        commands.word_outcome(
            by=valley.cast["Dai"], outcome=chosen[0], text="Beans over the fence, and cake comes back.",
            lang="en",
        ),
    )  # fmt: skip


def _brought_in(valley: Valley, table: str, version: str) -> Framework:
    ffion = valley.cast["Ffion"]
    tried = commands.try_framework(
        by=ffion, community=valley.community, name=f"charter-{version}.csv", data=table.encode(),
        told=TOLD | {"version": version},
    )  # fmt: skip
    return commands.write_framework(by=ffion, framework_file=tried)


def _said(valley: Valley, days: int, row: Outcome) -> None:
    Outcome.objects.filter(pk=row.pk).update(since=valley.today + dt.timedelta(days=days))
