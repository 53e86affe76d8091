"""Six peer researchers, thirty-one stories, one project file; codebooks as sheets."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from gilydd.algorithms import refi
from gilydd.history.words import NotAllowed
from gilydd.people.imports import BadFile
from gilydd.people.models import Message, Person
from gilydd.services.models import Service
from gilydd.stories import codebook_sheets
from gilydd.stories import commands as stories
from gilydd.stories.commands import codebooks, coding, projects, studies
from gilydd.stories.commands.projects import Consent
from gilydd.stories.models import Highlight, Study, StudyExport, StudySource, Theme
from gilydd.stories.queries.agreement import agreement
from gilydd.stories.research_policy import visible_sources
from gilydd.stories.research_projects import codebook_rows, in_both, project_of
from gilydd.ui.sheets import write
from tests.cast import Cast

from .reading import LONG, TRAINED, a_story, a_study, mark, researcher, text, theme, transcript

pytestmark = pytest.mark.django_db
SCHEMA = etree.XMLSchema(etree.parse(str(Path(refi.__file__).parent / "schemas" / "refi" / "Project.xsd")))
CONSENT = Consent("paper", dt.date(2026, 1, 5), "X-1")


def valid(content: bytes) -> refi.Project:
    """The project of a file that libxml2 proved against the published schema."""
    with zipfile.ZipFile(io.BytesIO(content)) as made:
        SCHEMA.assertValid(etree.fromstring(made.read("project.qde")))
    return refi.read(content).project


def brought_in(by: Person, cast: Cast, content: bytes, write: bool = True) -> tuple[Any, Study | None]:
    return projects.bring_in_project(
        by=by, community=cast.community, content=content, file_name="study.qdpx", lang="en", consent=CONSENT,
        write=write, **TRAINED,
    )  # fmt: skip


@pytest.fixture
def six(garw: Cast) -> list[Person]:
    return [researcher(garw, name) for name in ("Anwen", "Bethan", "Carys", "Delyth", "Eleri", "Ffiona")]


def test_six_peer_researchers_code_31_stories_and_export_them(
    garw: Cast, surgery: Service, six: list[Person]
) -> None:
    anwen = six[0]
    told = [
        a_story(garw, anwen, surgery, f"{LONG} Stori {number}.", teller=("Dai", "Siân", "Ffion")[number % 3])
        for number in range(31)
    ]
    study = a_study(garw, anwen, *six[1:])
    studies.add_stories(by=anwen, study=study, stories=told)
    for place, one in enumerate(six):
        for source in (
            StudySource.objects.filter(study=study).select_related("study__community").order_by("number")
        ):
            if source.number % 2 or place < 2:
                mark(one, source, "Waiting", "Ddaeth neb o'r tŷ.")
            if (source.number + place) % 5 == 0:
                mark(one, source, "Kindness", "a'i ŵyr")
            coding.finish_reading(by=one, source=source)
    study = studies.compare_study(by=anwen, study=study)
    found = agreement(anwen, study)
    assert found is not None
    # A title, three sentences and "Stori n." in each of the 31.
    assert (found.coders, found.sentences) == (6, 31 * 5)
    project = valid(projects.take_project(by=anwen, study=study))
    assert len(project.texts) == 31
    assert len(project.coders) == 6
    assert sum(len(one.marks) for one in project.texts) == Highlight.objects.count()
    for one in project.texts:
        for found_mark in one.marks:
            assert one.text[found_mark.start : found_mark.end] in ("Ddaeth neb o'r tŷ.", "a'i ŵyr")
    assert StudyExport.objects.get().sources == list(range(1, 32))


def test_a_file_names_only_coders_who_said_so(garw: Cast, six: list[Person]) -> None:
    study = a_study(garw, six[0], six[1])
    transcript(six[0], study, LONG)
    studies.be_named(by=six[1], study=study, by_name=True)
    names = [one.name for one in project_of(six[0], study)[0].coders]
    assert names == ["Coder 1", "Bethan"]


def test_while_it_is_coded_a_file_holds_ones_own_marks_alone(garw: Cast, six: list[Person]) -> None:
    study = a_study(garw, six[0], six[1])
    source = transcript(six[0], study, LONG)
    mark(six[0], source, "Waiting", "Ddaeth neb")
    assert [len(one.marks) for one in valid(projects.take_project(by=six[1], study=study)).texts] == [0]
    with pytest.raises(NotAllowed):
        projects.take_project(by=six[2], study=study)


def compared(project: refi.Project) -> tuple[Any, ...]:
    """All of a project but the moment of its making, the order of notes and the name of its codebook."""
    texts = [
        (one.guid, one.name, one.text, set(one.marks), one.values, set(one.notes)) for one in project.texts
    ]
    return project.name, project.coders, project.codes, texts, set(project.notes), project.description


def test_a_study_that_goes_out_and_comes_in_is_the_same(
    garw: Cast, surgery: Service, six: list[Person]
) -> None:
    anwen, bethan = six[0], six[1]
    study = a_study(garw, anwen, bethan)
    studies.add_stories(by=anwen, study=study, stories=[a_story(garw, anwen, surgery)])
    transcript(anwen, study, "Dŵr yn y tŷ.\nNeb yn dod.", service=surgery)
    row = mark(anwen, text(study), "Waiting", "Ddaeth neb o'r tŷ.")
    mark(bethan, text(study), "Kindness", "Siôn a'i ŵyr")
    mark(bethan, text(study, 2), "Waiting", "tŷ")
    coding.write_memo(by=anwen, study=study, words="Glaw eto", lang="cy", highlight=row, shared=True)
    coding.write_memo(by=anwen, study=study, words="On the text", lang="en", source=text(study), shared=True)
    coding.write_memo(
        by=anwen, study=study, words="On the theme", lang="en", theme=theme(study, "Waiting"), shared=True
    )
    for one in (anwen, bethan):
        coding.finish_reading(by=one, source=text(study))
    study = studies.compare_study(by=anwen, study=study)
    out = projects.take_project(by=anwen, study=study)
    report, nothing = brought_in(anwen, garw, out, write=False)
    assert (nothing, report.written, Study.objects.count()) == (None, False, 1)
    assert list(report.lines) == ["2 texts", "3 themes", "3 marks"]
    _report, back = brought_in(anwen, garw, out)
    assert back is not None
    again = valid(projects.take_project(by=anwen, study=back))
    assert compared(again) == compared(valid(out))
    source = back.sources.get(number=1)
    assert source.story_id == text(study).story_id, "it hangs on the same story, and on its teller's yes"
    pairs = set(back.codebook.themes.values_list("name_cy", "name_en"))
    assert pairs == set(study.codebook.themes.values_list("name_cy", "name_en"))


def test_a_story_taken_back_is_in_no_new_file_and_does_not_come_back_with_an_old_one(
    garw: Cast, surgery: Service, six: list[Person], run_jobs: Any
) -> None:
    anwen = six[0]
    story = a_story(garw, anwen, surgery)
    study = a_study(garw, anwen)
    studies.add_stories(by=anwen, study=study, stories=[story])
    transcript(anwen, study, "Arall. Dim byd.")
    mark(anwen, text(study), "Waiting", "Ddaeth neb o'r tŷ.")
    old = projects.take_project(by=anwen, study=study)
    assert "Ddaeth neb" in valid(old).texts[0].text
    run_jobs()
    stories.withdraw_story(by=garw.fresh("Dai"), story=story)
    fresh = valid(projects.take_project(by=anwen, study=study))
    assert [one.name for one in fresh.texts] == ["T002"]
    assert b"Ddaeth neb" not in projects.take_project(by=anwen, study=study)
    report, back = brought_in(anwen, garw, old)
    assert [str(one.text) for one in report.warnings] == ["1 text stays out: it was withdrawn here."]
    assert back is not None
    assert [one.text for one in back.sources.all()] == ["Arall. Dim byd."]
    run_jobs()
    told = Message.objects.get(party=anwen.party, key__startswith="stories.text_gone")
    assert "Delete your file" in told.text
    assert "glaw" not in told.text


def test_a_transcript_taken_back_goes_from_every_copy(garw: Cast, six: list[Person]) -> None:
    anwen = six[0]
    study = a_study(garw, anwen)
    source = transcript(anwen, study, LONG)
    _report, back = brought_in(anwen, garw, projects.take_project(by=anwen, study=study))
    assert back is not None
    studies.remove_text(by=anwen, source=source, withdrawn=True)
    assert not visible_sources(anwen, garw.community).exists()
    assert set(StudySource.objects.values_list("text", flat=True)) == {""}


def test_a_project_of_another_program_comes_in_with_its_coders(garw: Cast, six: list[Person]) -> None:
    code, words, who = (
        "11111111-1111-4111-8111-111111111111",
        "22222222-2222-4222-8222-222222222222",
        "33333333-3333-4333-8333-333333333333",
    )
    made = refi.Project(
        "Ward 4", (refi.Coder(who, "Ann of the university"),), (refi.Code(code, "Pain", "#ff0000", "What hurts"),),
        (refi.Text(words, "Interview 1", "It hurt. A lot.", (refi.Mark(who[:-1] + "4", 0, 8, code, who),)),),
        origin="Elsewhere 12",
    )  # fmt: skip
    _report, study = brought_in(six[0], garw, refi.write(made))
    assert study is not None
    row = Highlight.objects.select_related("coder", "theme", "source").get()
    assert (row.coder.called, row.coder.party) == ("Ann of the university", None)
    assert (row.theme.name_en, row.theme.meaning_en, row.theme.look) == ("Pain", "What hurts", 0)
    assert row.source.consent_sheet == "X-1/1"
    assert row.source.text[row.start : row.end] == "It hurt."


def test_two_themes_of_one_name_come_in_as_two(garw: Cast, six: list[Person]) -> None:
    codes = tuple(refi.Code(f"{number}1111111-1111-4111-8111-111111111111", "Pain") for number in (1, 2))
    brought_in(six[0], garw, refi.write(refi.Project("P", codes=codes)))
    assert list(Theme.objects.order_by("pk").values_list("name_en", flat=True)) == ["Pain", "Pain (2)"]


def test_a_broken_project_writes_nothing(garw: Cast, six: list[Person]) -> None:
    with pytest.raises(BadFile, match=r"study.qdpx: this is no .qdpx file"):
        brought_in(six[0], garw, b"PK nothing")
    with pytest.raises(NotAllowed):
        brought_in(garw.fresh("Tomos"), garw, refi.write(refi.Project("P")))
    assert not Study.objects.exists()


def test_a_codebook_goes_out_as_a_sheet_and_comes_in_the_same(garw: Cast, six: list[Person]) -> None:
    study = a_study(garw, six[0])
    codebooks.add_theme(
        by=six[0], codebook=study.codebook, name_en="=2+5", name_cy="Dŵr", meaning_en="-1 or @2", look=17,
        parent=theme(study, "Kindness"),
    )  # fmt: skip
    rows = codebook_rows(study.codebook)
    content = write([codebook_sheets.table("Care", rows)], "csv")
    assert b"'=2+5" in content
    assert codebook_sheets.read(content) == rows
    other = codebooks.make_codebook(by=six[0], community=garw.community, name_en="Copy")
    assert codebooks.fill_codebook(by=six[0], codebook=other, rows=rows) == 4
    shown = [(one.number, one.name_cy, one.name_en, one.meaning_en, one.look) for one in codebook_rows(other)]
    assert shown == [(one.number, one.name_cy, one.name_en, one.meaning_en, one.look) for one in rows]
    assert codebooks.fill_codebook(by=six[0], codebook=study.codebook, rows=rows) == 0, (
        "its own rows change it"
    )


def test_every_mistake_of_a_sheet_is_named_by_row_and_column(garw: Cast) -> None:
    sheet = "number,name_cy,name_en,look,guid\n1,,Care,,\n1,,Twice,,\n2.1,,No parent,,\nx,,Odd,99,\n3,,,,\n4,,G,,77\n"
    with pytest.raises(BadFile) as caught:
        codebook_sheets.read(sheet.encode(), "book.csv")
    assert [str(one) for one in caught.value.problems] == [
        "book.csv, row 3, column number: 1 stands there twice",
        "book.csv, row 4, column number: 2.1 needs a row 2 above it",
        "book.csv, row 5, column number: 'x' is no place in the tree; expected one like 2 or 2.1",
        "book.csv, row 5, column look: '99' is no look; expected a number from 0 to 31",
        "book.csv, row 6, column name_en: the theme has no name; expected one in Welsh or in English",
        "book.csv, row 7, column guid: '77' is no guid; leave it empty for a new theme",
    ]
    with pytest.raises(BadFile, match="columns number, name_cy, name_en are missing"):
        codebook_sheets.read(b"a;b\n1;2\n", "book.csv")
    with pytest.raises(BadFile, match="byte 1 is not UTF-8"):
        codebook_sheets.read(b"\xff\xfe", "book.csv")


def test_both_languages_are_one_name_in_a_file() -> None:
    assert in_both("Gofal", "Care") == "Gofal / Care"
