"""Reports written from the records: what is missing first, every number with its page, honest beside others."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import zipfile
from typing import Any

import pytest
from django.utils import timezone
from statsmodels.stats.proportion import proportion_confint

from gilydd.algorithms.disclosure import Disclosed, count
from gilydd.chain.reporting import files, years
from gilydd.chain.reporting.service import of_turn
from gilydd.chain.reporting.written import Section, uncertain
from gilydd.delivering.models import Attendance
from gilydd.evaluating import commands as evaluating
from gilydd.evaluating.models import Judgement
from gilydd.partnerships import commands as partnerships
from gilydd.partnerships.models import Partnership
from gilydd.people import commands as people
from gilydd.people.models import Community, Party
from gilydd.people.policy import SYSTEM
from gilydd.services import commands as services
from gilydd.services.models import Outcome, Turn
from gilydd.services.queries import Fact
from tests.cast import Cast

pytestmark = pytest.mark.django_db
LAST_YEAR = timezone.localdate().year - 1
IN_IT = timezone.make_aware(dt.datetime(LAST_YEAR, 5, 4, 10))
# Of each community: how many judged, how many of them say that it is achieved.
JUDGED = (
    [(60, 30), (60, 31), (60, 29), (60, 58), (60, 9), (4, 4), (60, 33), (60, 27)] + [(45, 22)] * 9 + [(0, 0)]
)


def a_turn(community: Community, started_on: dt.date | None = None) -> tuple[Turn, Outcome]:
    service = services.add_service(by=SYSTEM, community=community, name_cy="Cinio", name_en="Lunch")
    turn = services.start_turn(by=SYSTEM, service=service, started_on=started_on or timezone.localdate())
    outcome = services.choose_outcome(
        by=SYSTEM, service=service, wording_cy="Rwy'n perthyn.", wording_en="I belong."
    )
    return turn, outcome


def judged_by(turn: Turn, outcome: Outcome, judges: int, achieved: int, side: str = "citizens") -> None:
    """So many judges, the first of whom say that it is achieved; rows alone, as of last year."""
    parties = Party.objects.bulk_create(Party(kind="person") for _number in range(judges))
    Judgement.objects.bulk_create(
        Judgement(
            community=turn.community, turn=turn, outcome=outcome, party=party, side=side, judged_at=IN_IT,
            verdict="achieved" if number < achieved else "not_yet",
        )
        for number, party in enumerate(parties)
    )  # fmt: skip


def figures_in(client: Any, address: str) -> list[dict[str, str]]:
    """The rows of the English figures of a bundle."""
    package = zipfile.ZipFile(io.BytesIO(client.get(address).content))
    described = json.loads(package.read("datapackage.json"))
    (english,) = [one for one in described["resources"] if one["path"] == "figures-en.csv"]
    rows = list(csv.DictReader(io.StringIO(package.read("figures-en.csv").decode())))
    assert list(rows[0]) == [one["name"] for one in english["schema"]["fields"]]
    return rows


def test_a_report_says_first_what_is_missing_and_each_number_where_it_was_counted(
    garw: Cast, sign_in: Any
) -> None:
    turn, outcome = a_turn(garw.community)
    told = [text for text, _href in of_turn(turn).first]
    assert told[0] == "This turn is not over. The report tells how it stands today."
    assert told[1].startswith("Both sides are still judging.")
    assert "Nothing is written down under “Design”." in told
    judged_by(turn, outcome, 40, 20)
    evaluating.close_judging(by=garw.fresh("Priya"), turn=turn)
    made = of_turn(Turn.objects.get(pk=turn.pk))
    quiet = "Not judged by: Professionals. Outcome: I belong."
    assert quiet in [text for text, _href in made.first]
    visitor = sign_in()
    for text, href in made.first:
        if href.startswith("/"):
            assert visitor.get(href.split("#")[0]).status_code == 200, text
    for section in made.sections:
        for what, value, _note, href in section.figures():
            if href:
                assert visitor.get(href.split("#")[0]).status_code == 200, what
            elif isinstance(value, Disclosed):
                assert section.key == "people"


def test_the_report_of_a_turn_is_a_page_sheets_paper_open_data_and_an_answer(
    garw: Cast, sign_in: Any
) -> None:
    turn, outcome = a_turn(garw.community)
    judged_by(turn, outcome, 40, 20)
    judged_by(turn, outcome, 40, 10, "professionals")
    evaluating.close_judging(by=garw.fresh("Priya"), turn=turn)
    visitor, base = sign_in(), f"/en/c/garw/chain/{turn.service_id}/report/"
    page = visitor.get(base).content.decode()
    assert "First: what is missing or uncertain" in page
    assert "<h1" in visitor.get(base.replace("/en/", "/cy/")).content.decode()
    for kind in ("xlsx", "ods", "csv"):
        assert visitor.get(f"{base}{kind}/").status_code == 200
    assert visitor.get(f"{base}pdf/").content.startswith(b"%PDF-1.7")
    assert visitor.get(f"{base}word/").status_code == 404
    assert visitor.get(f"{base}?turn=9").status_code == 404
    (citizens,) = [
        row for row in figures_in(visitor, f"{base}bundle/")
        if row["what"] == "I belong.: Citizens"
    ]  # fmt: skip
    assert (citizens["value"], citizens["base"], citizens["unit"], citizens["marker"]) == (
        "0.5",
        "40",
        "share",
        "",
    )
    assert citizens["counted_at"].endswith(f"/evaluating/turns/{turn.pk}/#outcome-{outcome.pk}")


def test_what_is_hidden_or_loose_is_counted_out_loud() -> None:
    section = Section("a", "A", [Fact("Few", count(4, "people")), Fact("Nobody", count(0, "people"))])
    assert uncertain([section]) == [("1 figure is hidden, because too few people are behind it.", "")]


def test_four_judges_are_hidden_in_every_form(garw: Cast, sign_in: Any) -> None:
    turn, outcome = a_turn(garw.community, dt.date(LAST_YEAR, 2, 1))
    judged_by(turn, outcome, 4, 3)
    evaluating.close_judging(by=garw.fresh("Priya"), turn=turn)
    visitor = sign_in()
    for base in (f"/en/c/garw/chain/{turn.service_id}/report/", f"/en/c/garw/chain/years/{LAST_YEAR}/"):
        page = visitor.get(base).content.decode()
        assert "hidden" in page and "75%" not in page
        shares = [row for row in figures_in(visitor, f"{base}bundle/") if row["unit"] == "share"]
        assert shares
        assert {(row["value"], row["low"], row["high"], row["marker"]) for row in shares} == {
            ("", "", "", "c")
        }
        for table in files.tables(of_turn(Turn.objects.get(pk=turn.pk))):
            assert all(
                value.value is None
                for row in table.rows for value in row
                if isinstance(value, Disclosed) and value.unit == "share"
            )  # fmt: skip


@pytest.fixture
def eighteen(garw: Cast) -> Partnership:
    """A programme of eighteen communities, judged last year by as many as JUDGED says."""
    programme = partnerships.start_partnership(
        by=SYSTEM, community=garw.community, kind="programme", name_cy="Cymunedau", name_en="Communities",
        purpose_cy="Gyda'n gilydd", purpose_en="Together",
    )  # fmt: skip
    for number, (judges, achieved) in enumerate(JUDGED):
        community = garw.community
        if number:
            community = people.found_community(
                by=SYSTEM,
                slug=f"village-{number}",
                name_cy=f"Pentref {number:02}",
                name_en=f"Village {number:02}",
            )
            link = partnerships.invite_community(by=SYSTEM, programme=programme, community=community)
            partnerships.answer_link(by=SYSTEM, link=link, yes=True)
        turn, outcome = a_turn(community, dt.date(LAST_YEAR, 2, 1))
        judged_by(turn, outcome, judges, achieved)
        evaluating.close_judging(by=SYSTEM, turn=turn)
    return programme


def test_eighteen_communities_are_compared_honestly(
    eighteen: Partnership, sign_in: Any, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(8):
        made = years.of_programme(eighteen, dt.date(LAST_YEAR, 1, 1), dt.date(LAST_YEAR, 12, 31))
    said = made.sections[1]
    assert said.grid is not None
    names = [name for name, _href, _cells in said.grid.rows]
    assert len(names) == 18
    assert names == sorted(names)
    judged = dict(zip(["Garw", *(f"Village {number:02}" for number in range(1, 18))], JUDGED, strict=True))
    verdicts = {name: cells[-1] for name, _href, cells in said.grid.rows}
    middle = sorted(a / n for n, a in judged.values() if n > 15)[8]
    for name, (judges, achieved) in judged.items():
        if judges <= 4:
            continue
        low, high = proportion_confint(achieved, judges, method="wilson")
        if low <= middle <= high:
            assert verdicts[name] == "cannot be told apart", name
    assert verdicts["Village 04"] == "lower, beyond chance"
    assert (verdicts["Village 05"], verdicts["Village 17"]) == ("cannot be said: hidden", "nobody judged")
    assert "By chance alone about 1 of them" in said.note
    assert any("Nobody has judged" in text and "Village 17" in text for text, _href in made.first)
    base = f"/en/c/garw/chain/programmes/{eighteen.pk}/{LAST_YEAR}/"
    visitor = sign_in()
    assert "cannot be told apart" in visitor.get(base).content.decode()
    rows = figures_in(visitor, f"{base}bundle/")
    assert sum(row["text"] == "cannot be told apart" for row in rows) >= 12


def test_a_year_tells_whole_quarters_alone(garw: Cast) -> None:
    assert years.days_of(2026, dt.date(2026, 11, 3)) == (dt.date(2026, 1, 1), dt.date(2026, 9, 30))
    assert years.days_of(2026, dt.date(2026, 3, 30)) is None
    assert years.days_of(2025, dt.date(2026, 3, 30)) == (dt.date(2025, 1, 1), dt.date(2025, 12, 31))
    turn, _outcome = a_turn(garw.community, dt.date(LAST_YEAR, 2, 1))
    made = years.of_year(garw.community, *years.days_of(LAST_YEAR))  # type: ignore[misc]
    assert "No session was held: Lunch" in [text for text, _href in made.first]
    assert not Attendance.objects.filter(session__activity__turn=turn).exists()
