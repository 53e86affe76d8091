"""Impact maps: Priya, Dai and Siân say together what a service was worth, and what they do not know."""

from __future__ import annotations

import datetime as dt
import io
import json
from decimal import ROUND_FLOOR, Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone, translation

from gilydd.evaluating import commands
from gilydd.evaluating.api import sroi as api
from gilydd.evaluating.forms.sroi import SheetForm
from gilydd.evaluating.impact_cells import WrongCells
from gilydd.evaluating.impact_reckoning import lines_of
from gilydd.evaluating.models import CellChange, ImpactMap, LineComment, MapEditor, MapLine, Proxy, SroiFile
from gilydd.evaluating.queries import sroi as queries
from gilydd.history.words import NotAllowed, Refused
from gilydd.people.imports import BadFile
from tests.site.tool import told

pytestmark = pytest.mark.django_db

YEARS = {"starts_on": dt.date(2025, 4, 1), "ends_on": dt.date(2026, 3, 31)}
WORDS = {
    "title_cy": "Gwerth y lifftiau", "title_en": "What the lifts were worth", "about_cy": "O safbwynt pawb.",
    "about_en": "From everybody's point of view.",
}  # fmt: skip
SHEET = [
    {"kind": "input", "name": "Grant", "quantity": "1", "proxy": "12000"},
    {"kind": "input", "name": "Drivers' hours", "quantity": "310.25", "proxy": "12.21"},
    {
        "kind": "outcome", "name": "Less alone", "quantity": "25", "proxy": "1050.75", "deadweight": "20%",
        "attribution": "0.1", "dropoff": "12.5%", "years": "3", "counts": "people",
    },
    {
        "kind": "outcome", "name": "Fewer falls", "quantity": "4", "proxy": "2310", "deadweight": "5%",
        "displacement": "3%", "attribution": "40%",
    },
    {"kind": "outcome", "name": "Carers more tired", "quantity": "10", "proxy": "-120"},
]  # fmt: skip
RANGED = {"proxy_low": "900", "proxy_high": "1200", "deadweight_low": "10%", "deadweight_high": "40%"}


@pytest.fixture
def begun(garw: Any, start: Any) -> Any:
    """begun() gives a map of the lifts with five lines, each outcome tied to the service's own."""
    turn, outcome = start(garw)

    def inner(rows: Any = SHEET, **more: Any) -> ImpactMap:
        row = commands.make_map(by=garw.priya, service=turn.service, turn=turn, **YEARS, **WORDS, **more)
        commands.save_sheet(by=garw.priya, impact_map=row, rows=rows, version=1, lang="en")
        MapLine.objects.filter(impact_map=row, kind="outcome").update(outcome=outcome)
        return ImpactMap.objects.get(pk=row.pk)

    return inner


def line(row: ImpactMap, name: str) -> MapLine:
    return MapLine.objects.get(impact_map=row, name_en=name, removed_at=None)


def ranged(cast: Any, row: ImpactMap) -> None:
    one = line(row, "Less alone")
    commands.change_line(
        by=cast.priya, line=one, name_cy="", name_en="Less alone", counts="people", outcome=one.outcome,
        ranges=RANGED,
    )  # fmt: skip


def opened(cast: Any, row: ImpactMap) -> ImpactMap:
    until = timezone.localdate() + dt.timedelta(days=7)
    return commands.open_map(by=cast.priya, impact_map=row, comment_until=until)


def published(cast: Any, row: ImpactMap) -> ImpactMap:
    opened(cast, row)
    past = timezone.localdate() - dt.timedelta(days=1)
    ImpactMap.objects.filter(pk=row.pk).update(comment_until=past)
    return commands.publish_map(by=cast.priya, impact_map=row)


def by_hand() -> tuple[Decimal, Decimal]:
    """Put in and present value of SHEET, reckoned without the code under test."""
    put_in = Decimal(12000) + Decimal("3788.16")  # 310.25 h at £12.21 are £3,788.1525, a penny begun counts
    r = Decimal("1.035")
    alone = Decimal(25) * Decimal("1050.75") * Decimal("0.8") * Decimal("0.9")
    total = sum(alone * Decimal("0.875") ** year / r ** (year + 1) for year in range(3))
    total += Decimal(4) * 2310 * Decimal("0.95") * Decimal("0.97") * Decimal("0.6") / r
    return put_in, total - Decimal(1200) / r


def test_a_map_comes_to_what_is_reckoned_by_hand_and_by_the_tool(garw, begun, sign_in, tmp_path: Path):
    row = begun()
    ranged(garw, row)
    put_in, present = by_hand()
    shown = queries.told(row, garw.priya).figures
    assert shown is not None
    assert (shown.inputs_pence, shown.present_pence) == (round(put_in * 100), round(present * 100))
    ratio = (present / put_in).quantize(Decimal("0.01"), ROUND_FLOOR)
    assert shown.ratio.replace("\xa0", " ") == f"{ratio} : 1"
    client = sign_in(garw.priya)
    reckoned = queries.reckoned(row, lines_of(row), set())
    for name, args in (("impact_json", []), ("impact_numbers", ["xlsx"]), ("impact_numbers", ["csv"])):
        answer = client.get(reverse(f"evaluating:{name}", args=["garw", row.pk, *args]))
        file = tmp_path / f"map.{args[0] if args else 'json'}"
        file.write_bytes(answer.content)
        by_tool = told("sroi", str(file))
        names = {str(one.number): one.name_en for one in lines_of(row)}
        for key in ("present_value", "inputs", "exact", "ratio_text", "by_discount", "years", "interval"):
            assert by_tool[key] == reckoned.report[key]
        swings = [
            (names[one["outcome"]], one["parameter"], one["swing"]) for one in reckoned.report["sensitivity"]
        ]
        assert sorted(swings) == sorted(
            (one["outcome"], one["parameter"], one["swing"]) for one in by_tool["sensitivity"]
        )
    assert client.get(reverse("evaluating:impact_numbers", args=["garw", row.pk, "ods"])).status_code == 200


def test_a_ratio_of_five_point_six_is_never_printed_as_six(garw, begun):
    rows = [
        {"kind": "input", "name": "All of it", "quantity": "1", "proxy": "847166"},
        {"kind": "outcome", "name": "What came back", "quantity": "1", "proxy": "4760250"},
    ]
    row = begun(rows, discount=Decimal(0))
    shown = queries.told(row, None).figures
    assert shown is not None
    assert shown.ratio == "5.61\xa0:\xa01"
    assert shown.net_ratio == "4.61"
    assert Decimal(4760250) / Decimal(847166) > Decimal("5.6190")


def test_what_is_doubtful_or_without_evidence_is_said_first(garw, begun, sign_in):
    row = begun()
    commands.link_line_evidence(
        by=garw.priya, line=line(row, "Less alone"), kind="written", written="Invented study, 2024"
    )
    page = sign_in(garw.priya).get(reverse("evaluating:impact_map", args=["garw", row.pk])).content.decode()
    assert page.index("What is uncertain or missing") < page.index("What it comes to")
    assert "No evidence is given for “Grant”." in page
    assert "No evidence is given for “Less alone”." not in page
    assert "“Less alone” claims that nothing was only moved from elsewhere (displacement 0%)." in page
    assert "“Carers more tired” claims" not in page
    assert "of the value stands on one line: “Less alone”." in page
    assert "No hours that people gave are among what was put in." in page
    assert "has no range" in page
    lines = page[page.index('id="lines"') :]
    assert lines.index(">Fewer falls<") < lines.index(">Less alone<")
    hours = line(row, "Drivers' hours")
    commands.change_line(by=garw.priya, line=hours, name_cy="", name_en="Drivers' hours", counts="hours")
    page = sign_in(garw.priya).get(reverse("evaluating:impact_map", args=["garw", row.pk])).content.decode()
    assert "No hours that people gave" not in page
    twice = [*SHEET, {**SHEET[3], "name": "Falls again"}]
    doubts = queries.told(begun(twice), garw.priya).doubts
    assert "One change may be counted more than once: Fewer falls / Falls again." in doubts


def posted(sheet: Any, **cells: str) -> dict[str, str]:
    """What a browser sends back of a sheet, with some boxes filled in."""
    found = {"version": str(sheet.version)}
    for row in sheet.rows:
        found |= {box.name: box.value for box in row.boxes}
        if row.number:
            found[f"{row.prefix}-number"] = str(row.number)
    return found | {name.replace("__", "-"): value for name, value in cells.items()}


def test_the_sheet_adds_changes_and_takes_out_without_javascript(garw, begun, sign_in):
    row = begun()
    commands.ask_editor(by=garw.priya, impact_map=row, party=garw.party("Dai"))
    dai, address = sign_in(garw.dai), reverse("evaluating:impact_sheet", args=["garw", row.pk])
    page = dai.get(address)
    assert 'aria-label="Quantity, Less alone"' in page.content.decode()
    sheet = SheetForm(row, lines_of(row))
    wrong = dai.post(address, posted(sheet, r2__deadweight="20", r4__remove="1")).content.decode()
    assert 'href="#id_r2-deadweight"' in wrong
    assert "a share is between nothing and all" in wrong
    assert line(row, "Carers more tired")
    told_ = {"r2__deadweight": "25%", "r3__remove": "1", "r5__kind": "outcome", "r5__name": "More visits"}
    done = dai.post(address, posted(sheet, **told_, r5__quantity="40", r5__proxy="5.5", r5__years="2"))
    assert done.status_code == 302
    assert not MapLine.objects.filter(impact_map=row, name_en="Fewer falls", removed_at=None).exists()
    assert line(row, "More visits").proxy_pence == 550
    changes = CellChange.objects.filter(impact_map=row, changed_by=garw.party("Dai"))
    assert set(changes.values_list("capacity", "cell", "was", "became")) == {
        ("citizen", "deadweight", "20%", "25%"),
        ("citizen", "line", "Fewer falls", ""),
        ("citizen", "line", "", "More visits: 40 × £5.50"),
    }
    versions = reverse("evaluating:impact_versions", args=["garw", row.pk])
    seen = dai.get(versions).content.decode()
    assert "Dai, Citizen" in seen
    opened(garw, ImpactMap.objects.get(pk=row.pk) if _tied(row) else row)
    visitor = sign_in().get(versions).content.decode()
    assert "Dai" not in visitor
    assert "25%" in visitor


def _tied(row: ImpactMap) -> bool:
    outcome = line(row, "Less alone").outcome
    return bool(MapLine.objects.filter(impact_map=row, kind="outcome").update(outcome=outcome))


def test_two_who_write_at_once_lose_nothing(garw, begun):
    row = begun()
    first = line(row, "Less alone")
    cells = {**SHEET[2], "number": first.number}
    save = {"impact_map": row, "version": row.version, "lang": "en"}
    commands.save_sheet(by=garw.priya, rows=[{**cells, "years": "4"}], **save)
    commands.save_sheet(by=garw.priya, rows=[{**cells, "attribution": "30%"}], **save)
    first.refresh_from_db()
    assert (first.years, first.attribution) == (4, Decimal("0.3"))
    with pytest.raises(WrongCells, match="in the meantime: it is 4 now"):
        commands.save_sheet(by=garw.priya, rows=[{**cells, "years": "2"}], **save)
    before = ImpactMap.objects.get(pk=row.pk).version
    commands.save_sheet(by=garw.priya, rows=[], **save)
    assert ImpactMap.objects.get(pk=row.pk).version == before
    change = CellChange.objects.filter(impact_map=row).latest("pk")
    with pytest.raises(DatabaseError), transaction.atomic():
        CellChange.objects.filter(pk=change.pk).update(became="nothing")


def test_people_are_rounded_and_few_of_them_refused(garw, begun):
    row = begun()
    one = line(row, "Less alone")
    cells = {**SHEET[2], "number": one.number}
    save = {"by": garw.priya, "impact_map": row, "lang": "en"}
    commands.save_sheet(rows=[{**cells, "quantity": "23"}], version=row.version, **save)
    one.refresh_from_db()
    assert one.quantity == 25
    with pytest.raises(WrongCells, match="fewer than 8 people are not shown"):
        commands.save_sheet(rows=[{**cells, "quantity": "7"}], version=99, **save)
    falls = line(row, "Fewer falls")
    with pytest.raises(Refused, match="fewer than 10 people"):
        commands.change_line(by=garw.priya, line=falls, name_cy="", name_en="Fewer falls", counts="health")
    with pytest.raises(WrongCells) as wrong:
        bad = [
            {"kind": "outcome", "name": "Half a penny", "quantity": "1", "proxy": "0.005"},
            {"kind": "outcome", "name": "", "quantity": "1", "proxy": "1"},
            {"kind": "input", "name": "grant", "quantity": "1", "proxy": "-1"},
        ]
        commands.save_sheet(rows=bad, version=99, **save)
    assert [(place, column) for place, column, _said in wrong.value.problems] == [
        (0, "proxy"), (1, "name"), (2, "proxy"),
    ]  # fmt: skip
    with pytest.raises(WrongCells, match="there twice"):
        commands.save_sheet(rows=[{**bad[2], "proxy": "5"}], version=99, **save)


def test_a_map_is_open_for_a_week_then_published_and_frozen(garw, taf, begun, sign_in, mailoutbox):
    row = begun()
    page = reverse("evaluating:impact_map", args=["garw", row.pk])
    assert sign_in(garw.dai).get(page).status_code == 404
    with pytest.raises(Refused, match="People can comment first"):
        commands.publish_map(by=garw.priya, impact_map=row)
    with pytest.raises(Refused, match="a week at least"):
        commands.open_map(by=garw.priya, impact_map=row, comment_until=timezone.localdate())
    opened(garw, row)
    assert "You can comment on each line until" in sign_in().get(page).content.decode()
    one = line(row, "Less alone")
    spoken = reverse("evaluating:impact_line_comment", args=["garw", one.pk])
    sign_in(garw.dai).post(spoken, {"text": "I was less alone before as well.", "lang": "en"})
    said = LineComment.objects.get()
    assert (said.side, said.version) == ("citizens", 2)
    beside = reverse("evaluating:impact_line", args=["garw", one.pk])
    shown = sign_in(garw.fresh("Siân")).get(beside).content.decode()
    assert "I was less alone before as well." in shown
    assert "evaluating.linecomment" in shown
    assert "I was less alone" not in sign_in().get(beside).content.decode()
    with pytest.raises(Refused, match="People can comment first"):
        commands.publish_map(by=garw.priya, impact_map=row)
    ImpactMap.objects.filter(pk=row.pk).update(comment_until=timezone.localdate() - dt.timedelta(days=1))
    done = commands.publish_map(by=garw.priya, impact_map=row)
    assert done.result["version"] == done.version
    with pytest.raises(Refused, match="stays as it is"):
        commands.save_sheet(by=garw.priya, impact_map=row, rows=[], version=1, lang="en")
    facts = queries.map_facts(done.turn)
    assert facts[0].value.startswith(queries.told(done, None).figures.ratio)  # type: ignore[union-attr]
    assert (
        sign_in(garw.priya).get(reverse("evaluating:impact_sheet", args=["garw", row.pk])).status_code == 409
    )
    assert sign_in().get(page.replace("/c/garw/", "/c/taf/")).status_code == 404
    following = commands.continue_map(
        by=garw.priya, impact_map=done, starts_on=dt.date(2026, 4, 1), ends_on=dt.date(2027, 3, 31)
    )
    assert [one.name_en for one in lines_of(following)] == [one.name_en for one in lines_of(done)]


def test_those_who_were_asked_write_and_nobody_else(garw, begun, sign_in):
    row = begun()
    with pytest.raises(NotAllowed):
        commands.save_sheet(by=garw.dai, impact_map=row, rows=[], version=1, lang="en")
    people = reverse("evaluating:impact_editors", args=["garw", row.pk])
    sign_in(garw.priya).post(people, {"member": "Dai Morgan"})
    asked = MapEditor.objects.get()
    commands.save_sheet(by=garw.fresh("Dai"), impact_map=row, rows=[], version=1, lang="en")
    with pytest.raises(NotAllowed):
        commands.open_map(by=garw.fresh("Dai"), impact_map=row, comment_until=dt.date(2099, 1, 1))
    commands.end_editor(by=garw.priya, editor=asked)
    with pytest.raises(NotAllowed):
        commands.save_sheet(by=garw.fresh("Dai"), impact_map=row, rows=[], version=1, lang="en")


def test_evidence_from_gilydd_comes_through_the_gate(garw, begun, sign_in, surveyed):
    row = begun()
    survey = surveyed(garw, citizens={"yes": 20, "no": 9})
    few = surveyed(garw, citizens={"yes": 2, "no": 2})
    one = line(row, "Less alone")
    for source in (survey, few):
        commands.link_line_evidence(by=garw.priya, line=one, kind="survey", survey=source)
    for kind in ("hours", "stories"):
        commands.link_line_evidence(by=garw.priya, line=one, kind=kind, turn=row.turn)
    again = commands.link_line_evidence(by=garw.priya, line=one, kind="hours", turn=row.turn)
    assert one.evidence.count() == 4
    client = sign_in(garw.priya)
    page = client.get(reverse("evaluating:impact_line", args=["garw", one.pk])).content.decode()
    assert page.count("[c]") == 3  # four answers are hidden; and nobody of the staff answered either survey
    assert "Hours given: Lifts to the surgery, turn 1" in page
    form = client.get(reverse("evaluating:impact_evidence_new", args=["garw", one.pk])).content.decode()
    assert f"hours:{row.turn_id}" in form
    client.post(reverse("evaluating:impact_evidence_end", args=["garw", again.pk]))
    again.refresh_from_db()
    assert again.ended_at is not None
    with pytest.raises(Refused, match="Choose or write"):
        commands.link_line_evidence(by=garw.priya, line=one, kind="written", written=" ")


HEAD = ("Kind", "Name", "Quantity", "Proxy", "Deadweight", "Displacement", "Attribution", "Dropoff", "Years",
        "Low", "High")  # fmt: skip


def a_sheet(*rows: tuple[Any, ...]) -> bytes:
    book = openpyxl.Workbook()
    for row in (HEAD, *rows):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_file_is_tried_first_then_written_whole_and_once(garw, begun, sign_in):
    row = begun()
    data = a_sheet(
        ("outcome", "less alone", 30, 1000.1, 0.2, 0, 0.1, 0.125, 3, 900, 1200),
        ("outcome", "New friends", 15, 50, 0.1 + 0.2, None, None, None, None, None, None),
    )
    told_ = {"impact_map": row, "name": "map.xlsx", "data": data, "counts": "people", "lang": "en"}
    tried = commands.try_map_file(by=garw.priya, **told_)
    assert line(row, "Less alone").proxy_pence == 105075
    client = sign_in(garw.priya)
    address = reverse("evaluating:sroi_file", args=["garw", tried.pk])
    assert "The file holds 2 lines." in client.get(address).content.decode()
    for _again in range(2):
        client.post(address, {"answer": "write"})
    changed, new = line(row, "Less alone"), line(row, "New friends")
    assert (changed.quantity, changed.proxy_pence, changed.ranges) == (
        30,
        100010,
        {"proxy": ["90000", "120000"]},
    )
    assert new.deadweight == Decimal("0.3")
    assert line(row, "Fewer falls")
    assert SroiFile.objects.get().rows == []
    stale = commands.try_map_file(by=garw.priya, **told_)
    commands.save_sheet(
        by=garw.priya,
        impact_map=row,
        rows=[{"kind": "input", "name": "Van", "proxy": "9"}],
        version=99,
        lang="en",
    )
    with pytest.raises(Refused, match="changed since"):
        commands.write_sroi_file(by=garw.priya, sroi_file=stale)
    bad = a_sheet(
        ("outcome", "a", "many", 5, 0, 0, 0, 0, 1, None, None), ("thing", "b", 1, 5, 0, 0, 0, 0, 1, None, None),
        ("outcome", "c", 20, 5, 2, 0, 0, 0, 1, None, None), ("outcome", "d", 20, 5, 0, 0, 0, 0, 1, 6, 7),
    )  # fmt: skip
    with pytest.raises(BadFile) as wrong:
        commands.try_map_file(by=garw.priya, **{**told_, "data": bad})
    assert [(one.row, one.column) for one in wrong.value.problems] == [
        (2, "quantity"), (3, "kind"), (4, "deadweight"), (5, "proxy_low"),
    ]  # fmt: skip
    short = {**told_, "name": "m.csv", "data": b"kind,name\ninput,a\n"}
    with pytest.raises(BadFile, match="the columns quantity, proxy"):
        commands.try_map_file(by=garw.priya, **short)


def test_a_line_takes_its_value_from_a_set_with_year_and_source(garw, begun, sign_in):
    row = begun()
    told_ = {"community": garw.community, "name": "p.csv", "code": "valley", "name_cy": "Set", "name_en": "Set",
             "source": "Invented", "licence": "Open"}  # fmt: skip
    data = b"code,name_cy,name_en,pounds,unit_cy,unit_en,year,source\nx,Galwad,A call,5.25,galwad,call,2024,Study\n"
    for version, amount in (("1", b"5.25"), ("2", b"6.00")):
        tried = commands.try_proxies(
            by=garw.priya, version=version, data=data.replace(b"5.25", amount), **told_
        )
        assert not Proxy.objects.filter(pence=int(amount.replace(b".", b""))).exists()
        commands.write_sroi_file(by=garw.priya, sroi_file=tried)
    with pytest.raises(Refused, match="here already"):
        commands.try_proxies(by=garw.priya, version="2", data=data, **told_)
    old, new = Proxy.objects.order_by("pk")
    harm = line(row, "Carers more tired")
    commands.choose_proxy(by=garw.priya, line=harm, proxy=old)
    harm.refresh_from_db()
    assert (harm.proxy_pence, harm.taken_from) == (-525, old)
    client = sign_in(garw.priya)
    first = client.get(reverse("evaluating:proxy_set", args=["garw", old.proxy_set_id])).content.decode()
    assert "There is a newer version: 2." in first
    listed = client.get(reverse("evaluating:impact_line_proxy", args=["garw", harm.pk])).content.decode()
    assert "A call: £6.00 call (2024, Set)" in listed
    cells = {
        "number": harm.number,
        "kind": "outcome",
        "name": "Carers more tired",
        "quantity": "10",
        "proxy": "-7",
    }
    commands.save_sheet(by=garw.priya, impact_map=row, rows=[cells], version=99, lang="en")
    harm.refresh_from_db()
    assert harm.taken_from is None
    assert new.pence == 600
    with pytest.raises(BadFile, match="in whole pence"):
        commands.try_proxies(by=garw.priya, version="3", data=data.replace(b"5.25", b"5.255"), **told_)


def test_a_range_must_hold_its_number_and_draws_the_interval(garw, begun):
    row = begun(shape="pert")
    ranged(garw, row)
    one = line(row, "Less alone")
    assert one.ranges == {"proxy": ["90000", "120000"], "deadweight": ["0.1", "0.4"]}
    interval = queries.reckoned(row, lines_of(row), set()).report["interval"]
    assert (interval["shape"], interval["numbers_with_a_range"]) == ("pert", 2)
    assert interval["p5"] < interval["p50"] < interval["p95"]
    cells = {**SHEET[2], "number": one.number, "proxy": "1300"}
    with pytest.raises(WrongCells, match="does not hold this number"):
        commands.save_sheet(by=garw.priya, impact_map=row, rows=[cells], version=99, lang="en")
    with pytest.raises(Refused, match="the range must hold"):
        commands.change_line(
            by=garw.priya, line=one, name_cy="", name_en="Less alone", counts="people",
            ranges={"proxy_low": "1100", "proxy_high": "1200"},
        )  # fmt: skip


def test_every_page_speaks_welsh_and_easy_read(garw, begun, sign_in):
    row = begun()
    ranged(garw, row)
    client = sign_in(garw.priya)
    client.cookies["easy_read"] = "1"
    one = line(row, "Less alone")
    pages = {
        "impact_maps": [], "impact_map_new": [], "proxy_sets": [], "proxy_set_new": [], "impact_map": [row.pk],
        "impact_map_change": [row.pk], "impact_sheet": [row.pk], "impact_versions": [row.pk],
        "impact_editors": [row.pk], "impact_open": [row.pk], "impact_file": [row.pk], "impact_line": [one.pk],
        "impact_line_change": [one.pk], "impact_line_proxy": [one.pk], "impact_evidence_new": [one.pk],
    }  # fmt: skip
    for language in ("en", "cy"):
        with translation.override(language):
            for name, args in pages.items():
                assert client.get(reverse(f"evaluating:{name}", args=["garw", *args])).status_code == 200, (
                    name
                )
    told_ = {**WORDS, "discount": "1.5", "shape": "pert", "service": row.service_id}
    days = {
        "starts_on_0": 1,
        "starts_on_1": 4,
        "starts_on_2": 2026,
        "ends_on_0": 31,
        "ends_on_1": 3,
        "ends_on_2": 2027,
    }
    client.post(reverse("evaluating:impact_map_new", args=["garw"]), {**told_, **days})
    made = ImpactMap.objects.latest("pk")
    assert (made.discount, made.shape) == (Decimal("0.015"), "pert")
    change = client.get(reverse("evaluating:impact_map_change", args=["garw", made.pk])).content.decode()
    assert 'value="1.5"' in change
    client.post(
        reverse("evaluating:impact_map_change", args=["garw", made.pk]), {**told_, **days, "discount": "3.5%"}
    )
    made.refresh_from_db()
    assert made.discount == Decimal("0.035")
    form = {"name_cy": "Llai unig", "name_en": "Less alone", "counts": "people", "outcome": one.outcome_id,
            "proxy_low": "1000", "proxy_high": "1100"}  # fmt: skip
    client.post(reverse("evaluating:impact_line_change", args=["garw", one.pk]), form)
    one.refresh_from_db()
    assert (one.name_cy, one.ranges) == ("Llai unig", {"proxy": ["100000", "110000"]})


def test_the_pages_ask_a_constant_number_of_questions(garw, begun, sign_in, django_assert_max_num_queries):
    client = sign_in()
    asked = []
    for many in (1, 3):
        rows = [SHEET[0], *({**SHEET[3], "name": f"Falls {number}"} for number in range(many))]
        row = begun(rows)
        for one in lines_of(row):
            commands.link_line_evidence(by=garw.priya, line=one, kind="hours", turn=row.turn)
        published(garw, row)
        page, listed = (
            reverse("evaluating:impact_map", args=["garw", row.pk]),
            reverse("evaluating:impact_maps", args=["garw"]),
        )
        client.get(page)
        with django_assert_max_num_queries(8) as first:
            client.get(page)
        with django_assert_max_num_queries(4) as second:
            client.get(listed)
        asked.append((len(first), len(second)))
    assert asked[0] == asked[1]


def test_a_program_reads_the_map_and_what_it_comes_to(garw, begun):
    row = begun()

    class Asked:
        person = garw.priya

    whole = api.impact_map(Asked, garw.community, row.pk)
    assert api.MapWhole(**whole).report["ratio_text"] == whole["report"]["ratio_text"]
    assert json.loads(json.dumps(whole["map"]))["rows"][2]["proxy"] == "1050.75"
