"""Impact maps of the permission tables: one open for comment, a draft, a published one; Dai works on them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from gilydd.evaluating import commands
from gilydd.evaluating.models import ImpactMap, MapLine
from gilydd.people.policy import SYSTEM
from gilydd.services.models import Outcome, Service
from tests.cast import Cast

WORDS = {"title_cy": "Map", "title_en": "Map", "about_cy": "Am beth", "about_en": "About"}
SHEET = [
    {"kind": "input", "name": "Grant", "quantity": "1", "proxy": "1000"},
    {"kind": "outcome", "name": "Less alone", "quantity": "20", "proxy": "100"},
]
PROXIES = (
    b"code,name_cy,name_en,pounds,unit_cy,unit_en,year,source\na,Galwad,A call,5,galwad,call,2024,Test\n"
)
MAP_FILE = (
    b"kind,name,quantity,proxy,deadweight,displacement,attribution,dropoff,years\ninput,Van,1,50,,,,,\n"
)
TOLD = {
    "code": "test", "version": "1", "name_cy": "Set", "name_en": "Set", "source": "Test", "licence": "Open",
}  # fmt: skip


def furnish_impact(cast: Cast, service: Service, outcome: Outcome) -> dict[str, Any]:
    """Three maps in three states, a line with evidence, an editor, a file that waits, a set of proxies."""
    made = {state: _made(cast, service, outcome) for state in ("impact_map", "draft_map", "published_map")}
    asked = [commands.ask_editor(by=SYSTEM, impact_map=one, party=cast.party("Dai")) for one in made.values()]
    for name in ("impact_map", "published_map"):
        until = timezone.localdate() + dt.timedelta(days=7)
        commands.open_map(by=SYSTEM, impact_map=made[name], comment_until=until)
        past = timezone.localdate() - dt.timedelta(days=1)
        ImpactMap.objects.filter(pk=made[name].pk).update(comment_until=past)
    commands.publish_map(by=SYSTEM, impact_map=made["published_map"])
    line = MapLine.objects.get(impact_map=made["impact_map"], kind="outcome")
    evidence = commands.link_line_evidence(by=SYSTEM, line=line, kind="written", written="A study")
    commands.comment_on_line(by=cast.fresh("Dai"), line=line, text="It was more than that.", lang="en")
    tried = commands.try_proxies(by=SYSTEM, community=cast.community, name="p.csv", data=PROXIES, **TOLD)
    written = commands.write_sroi_file(by=SYSTEM, sroi_file=tried).proxy_set
    assert written is not None
    file = commands.try_map_file(
        by=SYSTEM, impact_map=made["impact_map"], name="m.csv", data=MAP_FILE, counts="other", lang="en"
    )
    return {
        **{name: one.pk for name, one in made.items()},
        "map_editor": asked[0].pk, "map_line": line.pk, "line_evidence": evidence.pk, "sroi_file": file.pk,
        "proxy_set": written.pk, "proxy_of_set": written.proxies.get().pk,
    }  # fmt: skip


def _made(cast: Cast, service: Service, outcome: Outcome) -> ImpactMap:
    row = commands.make_map(
        by=SYSTEM, service=service, starts_on=dt.date(2025, 4, 1), ends_on=dt.date(2026, 3, 31), **WORDS
    )
    commands.save_sheet(by=SYSTEM, impact_map=row, rows=SHEET, version=1, lang="en")
    MapLine.objects.filter(impact_map=row, kind="outcome").update(outcome=outcome)
    return row
