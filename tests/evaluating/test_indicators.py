"""Indicators: Priya counts days in hospital, brings three years in, and says only what the figures carry."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from django.urls import reverse

from gilydd.algorithms.rates import Counted, against, rate_ratio
from gilydd.algorithms.series import segmented
from gilydd.evaluating import commands
from gilydd.evaluating.models import Claim, Reading, ReadingFile
from gilydd.evaluating.queries import indicators as queries
from gilydd.evaluating.words import Better, Measured, Method
from gilydd.history.words import NotAllowed, Refused
from gilydd.people.imports import BadFile

pytestmark = pytest.mark.django_db

CHANGE = dt.date(2024, 4, 1)


def stays(cast: Any, **more: Any) -> Any:
    told = {
        "name_cy": "Arosiadau ysbyty", "name_en": "Hospital stays", "about_cy": "Pob arhosiad heb ei gynllunio.",
        "about_en": "Every stay that was not planned.", "of_cy": "pobl 65 oed a throsodd",
        "of_en": "people of 65 and more", "source": "Invented figures for tests", "measured": Measured.HEALTH,
        "better": Better.LOWER, "is_intensive": True, **more,
    }  # fmt: skip
    return commands.define_indicator(by=cast.priya, community=cast.community, **told)


def year(cast: Any, indicator: Any, first: int, count: int, out_of: int, place: str = "") -> Reading:
    days = {"starts_on": dt.date(first, 4, 1), "ends_on": dt.date(first + 1, 3, 31)}
    return commands.record_reading(
        by=cast.priya, indicator=indicator, count=count, out_of=out_of, place=place, **days
    )


def claimed(cast: Any, indicator: Any, method: str = Method.BEFORE_AFTER, **more: Any) -> Claim:
    told = {"changed_on": CHANGE, "what_cy": "Dechreuodd y lifftiau.", "what_en": "The lifts began.", **more}
    return commands.claim(by=cast.priya, indicator=indicator, method=method, **told)


def test_a_fall_is_told_with_its_counts_and_the_exact_interval_of_the_counts_that_are_shown(garw, sign_in):
    indicator = stays(garw)
    for first, count in ((2022, 201), (2023, 199), (2024, 141), (2025, 138)):
        year(garw, indicator, first, count, 4000)
    row = claimed(garw, indicator)
    exact = rate_ratio(Counted(400, 8000), Counted(280, 8000))
    found = row.result["ratios"][""]
    assert row.result["sides"] == {"": [[400, 8000], [280, 8000]]}
    assert found["value"] == 0.7 == float(exact.ratio)
    assert (found["low"], found["high"]) == (
        pytest.approx(exact.low, abs=0.011),
        pytest.approx(exact.high, abs=0.011),
    )
    assert found["low"] <= exact.low <= exact.high <= found["high"]
    page = reverse("evaluating:indicator", args=["garw", indicator.pk])
    assert "It fell" not in sign_in().get(page).content.decode()
    commands.publish_claim(by=garw.priya, claim=row)
    shown = sign_in().get(page).content.decode()
    assert "It fell: −30% (between −41% and −18%)." in shown
    assert "For the better" in shown
    assert "Invented figures for tests" in shown
    assert "201" not in shown  # what was read is rounded before anything is reckoned from it
    assert "Gostyngodd" in sign_in().get(page.replace("/en/", "/cy/")).content.decode()


def test_it_is_not_called_a_change_where_the_interval_holds_none(garw):
    indicator = stays(garw)
    year(garw, indicator, 2023, 50, 1000)
    year(garw, indicator, 2024, 45, 1000)
    told = queries.told(claimed(garw, indicator), indicator)
    assert told.better is None
    assert told.sentence.startswith("Whether it changed cannot be told")


def test_a_fall_here_stands_against_the_place_beside_it(garw):
    indicator = stays(garw)
    for place, before, after in (("", 400, 240), ("Cwm Arall", 500, 450)):
        year(garw, indicator, 2023, before, 8000, place)
        year(garw, indicator, 2024, after, 8000, place)
    row = claimed(garw, indicator, Method.AGAINST, against="Cwm Arall")
    exact = against(Counted(400, 1), Counted(240, 1), Counted(500, 1), Counted(450, 1))
    found = row.result["ratios"]["against"]
    assert found["value"] == pytest.approx(float(exact.ratio), abs=0.005)
    assert found["low"] <= exact.low <= exact.high <= found["high"]
    assert "Set against Cwm Arall, it fell" in queries.told(row, indicator).sentence
    with pytest.raises(Refused, match="Choose the place"):
        claimed(garw, indicator, Method.AGAINST)


def test_few_people_are_hidden_and_nothing_is_claimed_from_them(garw, sign_in):
    indicator = stays(garw)
    year(garw, indicator, 2023, 12, 400)
    year(garw, indicator, 2024, 4, 400)
    with pytest.raises(Refused, match="too few people"):
        claimed(garw, indicator)
    shown = sign_in().get(reverse("evaluating:indicator", args=["garw", indicator.pk])).content.decode()
    assert "[c]" in shown
    sheet = reverse("evaluating:indicator_sheet", args=["garw", indicator.pk, "csv"])
    lines = sign_in().get(sheet).content.decode().splitlines()
    assert ",4," not in "\n".join(lines)
    assert any(",10,400," in line for line in lines)
    public = stays(garw, measured=Measured.PUBLISHED)
    year(garw, public, 2023, 12, 400)
    year(garw, public, 2024, 4, 400)
    assert claimed(garw, public).result["sides"][""] == [[12, 400], [4, 400]]


def test_a_trend_agrees_with_the_regression_of_the_rates_that_are_shown(garw, sign_in):
    indicator = stays(garw, measured=Measured.PUBLISHED)
    counts = [100, 104, 99, 107, 103, 108, 104, 110, 80, 78, 75, 71, 69, 66, 61, 60]
    for place, count in enumerate(counts):
        commands.record_reading(
            by=garw.priya, indicator=indicator, count=count, out_of=2000,
            starts_on=dt.date(2022 + place // 4, 1 + place % 4 * 3, 1),
            ends_on=dt.date(2022 + place // 4, 3 + place % 4 * 3, 28),
        )  # fmt: skip
    row = claimed(garw, indicator, Method.SERIES, changed_on=dt.date(2024, 1, 1))
    fit = segmented([count / 2 for count in counts], [False] * 8 + [True] * 8)
    level = row.result["coefficients"]["level_change"]
    assert level[0] == pytest.approx(fit.coefficients["level_change"].estimate, rel=0.02)
    assert row.result["before"] == 8
    told = queries.told(row, indicator)
    assert told.better is True
    page = sign_in(garw.priya).get(reverse("evaluating:indicator", args=["garw", indicator.pk]))
    assert "trend__band" in page.content.decode()
    with pytest.raises(Refused, match="three readings"):
        claimed(garw, indicator, Method.SERIES, changed_on=dt.date(2022, 5, 1))


def a_sheet(*rows: tuple[Any, ...]) -> bytes:
    book = openpyxl.Workbook()
    for row in [("From", "To", "Count", "Of", "Place"), *rows]:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_file_is_tried_first_then_written_whole_and_once(garw, sign_in):
    indicator = stays(garw)
    year(garw, indicator, 2023, 90, 1000)
    data = a_sheet(
        (dt.date(2023, 4, 1), dt.date(2024, 3, 31), 95, 1000, ""),
        ("2024-04-01", "2025-03-31", "1,200", 10_000, "Cwm Arall"),
    )
    row = commands.try_readings(by=garw.priya, indicator=indicator, name="readings.xlsx", data=data)
    assert Reading.objects.filter(is_latest=True).count() == 1
    for _again in range(2):
        commands.write_readings(by=garw.priya, reading_file=row)
    latest = Reading.objects.filter(is_latest=True).order_by("place").values_list("place", "count", "out_of")
    assert list(latest) == [("", 95, 1000), ("Cwm Arall", 1200, 10_000)]
    assert Reading.objects.filter(is_latest=False).values_list("count", flat=True).get() == 90
    assert ReadingFile.objects.get().rows == []
    other = commands.try_readings(by=garw.priya, indicator=indicator, name="readings.xlsx", data=data)
    page = reverse("evaluating:reading_file", args=["garw", other.pk])
    assert "The file holds 2 readings." in sign_in(garw.priya).get(page).content.decode()
    sign_in(garw.priya).post(page, {"answer": "stop"})
    assert Reading.objects.count() == 3


def test_a_bad_file_says_every_row_and_column_that_is_wrong(garw):
    indicator = stays(garw)
    data = (
        b"from,to,count,of\n2024-04-01,2024-03-01,5,100\nApril,2024-05-01,5,100\n2024-05-01,2024-06-01,-5,0\n"
    )
    with pytest.raises(BadFile) as wrong:
        commands.try_readings(by=garw.priya, indicator=indicator, name="r.csv", data=data)
    assert [(one.row, one.column) for one in wrong.value.problems] == [(2, "to"), (3, "from"), (4, "of")]
    with pytest.raises(BadFile, match="the columns of are missing"):
        commands.try_readings(
            by=garw.priya, indicator=indicator, name="r.csv", data=b"from,to,count\n1,2,3\n"
        )
    twice = b"from,to,count,of\n2024-04-01,2024-05-01,5,9\n2024-04-01,2024-06-01,5,9\n"
    with pytest.raises(BadFile, match="there twice"):
        commands.try_readings(by=garw.priya, indicator=indicator, name="r.csv", data=twice)
    assert not ReadingFile.objects.exists()


def test_the_pages_set_up_put_in_and_claim(garw, sign_in):
    client = sign_in(garw.priya)
    words = {f"{name}_{lang}": f"{name} {lang}" for name in ("name", "about", "of") for lang in ("cy", "en")}
    told = {**words, "measured": "published", "better": "lower", "source": "Invented", "is_intensive": "on"}
    made = client.post(reverse("evaluating:indicator_new", args=["garw"]), told)
    pk = int(made.url.rstrip("/").rsplit("/", 1)[1])
    day = lambda name, when: {f"{name}_0": when.day, f"{name}_1": when.month, f"{name}_2": when.year}  # noqa: E731
    for first, count in ((2023, 40), (2024, 20)):
        period = day("starts_on", dt.date(first, 4, 1)) | day("ends_on", dt.date(first + 1, 3, 31))
        done = client.post(
            reverse("evaluating:reading_new", args=["garw", pk]), {**period, "count": count, "out_of": 1000}
        )
        assert done.status_code == 302
    told = {"what_cy": "Newid", "what_en": "Change", "method": "before_after", **day("changed_on", CHANGE)}
    client.post(reverse("evaluating:claim_new", args=["garw", pk]), told)
    row = Claim.objects.get()
    client.post(reverse("evaluating:claim_publish", args=["garw", row.pk]))
    listed = sign_in().get(reverse("evaluating:indicators", args=["garw"])).content.decode()
    assert "Prevention: is less intensive help needed?" in listed
    assert "It fell: −50% (between −73% and −12%)." in listed
    no_day = client.post(reverse("evaluating:claim_new", args=["garw", pk]), {**told, "changed_on_2": "1999"})
    assert "There is no reading on one side of the day (here)." in no_day.content.decode()


def test_members_cannot_write_and_the_twin_community_sees_nothing(garw, taf, sign_in):
    indicator = stays(garw)
    with pytest.raises(NotAllowed):
        commands.record_reading(
            by=garw.mair, indicator=indicator, count=1, out_of=2, starts_on=CHANGE, ends_on=CHANGE
        )
    with pytest.raises(NotAllowed):
        year(taf, indicator, 2023, 5, 10)
    assert sign_in().get(reverse("evaluating:indicator", args=["taf", indicator.pk])).status_code == 404


def test_the_list_and_the_page_ask_a_constant_number_of_questions(garw, sign_in, django_assert_num_queries):
    def crowded(many: int) -> Any:
        for number in range(many):
            indicator = stays(garw, measured=Measured.PUBLISHED, name_en=f"Stays {number}")
            for first in range(2020, 2020 + 2 * many):
                year(garw, indicator, first, 50, 1000)
            commands.publish_claim(
                by=garw.priya, claim=claimed(garw, indicator, changed_on=dt.date(2020 + many, 4, 1))
            )
        return indicator

    client = sign_in()
    for many in (1, 3):
        indicator = crowded(many)
        client.get(reverse("evaluating:indicators", args=["garw"]))
        with django_assert_num_queries(3):
            client.get(reverse("evaluating:indicators", args=["garw"]))
        with django_assert_num_queries(4):
            client.get(reverse("evaluating:indicator", args=["garw", indicator.pk]))
