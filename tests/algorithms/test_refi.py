"""REFI-QDA: what we write validates and reads back the same; what other programs write is read with care."""

from __future__ import annotations

import datetime as dt
import doctest
import io
import uuid
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from gilydd.algorithms import refi
from gilydd.algorithms.offsets import normal
from gilydd.algorithms.refi import BadProject, Code, Coder, Mark, Note, Project, Text, read, walk, write

SCHEMA = Path(refi.__file__).parent / "schemas" / "refi" / "Project.xsd"
SPACE = 'xmlns="urn:QDA-XML:project:1.0"'
CODE, TEXT, MARK, WHO = (str(uuid.UUID(int=number)) for number in (1, 2, 3, 4))


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(str(SCHEMA)))


def validated(schema: etree.XMLSchema, content: bytes) -> etree._Element:
    """The project.qde of a file, proved by libxml2 against the published schema."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        root = etree.fromstring(packed.read("project.qde"))
    schema.assertValid(root)
    return root


def packed(qde: str, **texts: bytes) -> bytes:
    """A .qdpx of another program."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("project.qde", qde)
        for name, content in texts.items():
            made.writestr(f"sources/{name}.txt", content)
    return out.getvalue()


def foreign(text: bytes, marks: str) -> bytes:
    """A project of another program with one code and one text."""
    return packed(
        f'<Project {SPACE} name="Ward 4" origin="Elsewhere 12"><Users><User guid="{WHO}" name="Ann"/></Users>'
        f'<CodeBook><Codes><Code guid="{CODE.upper()}" name="Care" isCodable="true" color="#FF0000"/></Codes>'
        f'</CodeBook><Sources><TextSource guid="{{{TEXT}}}" name="Talk" plainTextPath="internal://talk.txt">'
        f"{marks}</TextSource></Sources></Project>",
        talk=text,
    )


def selection(start: int, end: int, name: str) -> str:
    return (
        f'<PlainTextSelection guid="{MARK}" name="{name}" startPosition="{start}" endPosition="{end}">'
        f'<Coding guid="{uuid.UUID(int=9)}" creatingUser="{WHO}"><CodeRef targetGUID="{CODE}"/></Coding>'
        "</PlainTextSelection>"
    )


def test_the_docstrings_hold() -> None:
    assert doctest.testmod(refi).failed == 0


def test_a_small_project_validates_and_counts_code_points(schema: etree.XMLSchema) -> None:
    words = "Dŵr yn y tŷ.\nNeb yn dod."
    mark = Mark(MARK, 9, 11, CODE, WHO, dt.datetime(2026, 3, 2, 10, tzinfo=dt.UTC))
    project = Project(
        "Gofal", (Coder(WHO, "Mair"),), (Code(CODE, "Tŷ / Home", "#1f6e38", "Where people live"),),
        (Text(TEXT, "T001", words, (mark,), (("Language", "cy"),)),),
    )  # fmt: skip
    content = write(project)
    root = validated(schema, content)
    found = root.find(".//{*}PlainTextSelection")
    assert found is not None
    assert (found.get("startPosition"), found.get("endPosition"), found.get("name")) == ("9", "11", "tŷ")
    with zipfile.ZipFile(io.BytesIO(content)) as made:
        assert made.read(f"sources/{TEXT}.txt").decode() == words
    assert read(content).project == project


GUIDS = st.uuids().map(str)
SAID = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40).map(normal)
NAMES = SAID.map(lambda text: " ".join(text.split())).filter(bool)
WHEN = st.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2030, 1, 1)).map(
    lambda one: one.replace(microsecond=0, tzinfo=dt.UTC)
)


@st.composite
def projects(draw: st.DrawFn) -> Project:
    guids = iter(draw(st.lists(GUIDS, min_size=40, max_size=40, unique=True)))
    coders = tuple(Coder(next(guids), draw(NAMES)) for _n in range(draw(st.integers(0, 3))))

    def code(depth: int) -> Code:
        below = tuple(code(depth + 1) for _n in range(draw(st.integers(0, 2)))) if depth < 2 else ()
        colour = draw(st.sampled_from(["", "#b3261e", "#00676e"]))
        return Code(next(guids), draw(NAMES), colour, draw(st.just("") | SAID), below)

    codes = tuple(code(0) for _n in range(draw(st.integers(0, 2))))
    flat = [one.guid for _depth, one in walk(codes)]
    notes = tuple(
        Note(next(guids), draw(NAMES), draw(SAID), draw(st.sampled_from(["", *(one.guid for one in coders)])))
        for _n in range(draw(st.integers(0, 2)))
    )
    texts = []
    for _n in range(draw(st.integers(0, 2))):
        words = draw(SAID)
        marks = []
        for _m in range(draw(st.integers(0, 3)) if flat else 0):
            start = draw(st.integers(0, len(words) - 1))
            end = draw(st.integers(start + 1, len(words)))
            who = draw(st.sampled_from(["", *(one.guid for one in coders)]))
            marks.append(
                Mark(next(guids), start, end, draw(st.sampled_from(flat)), who, draw(st.none() | WHEN))
            )
        texts.append(Text(next(guids), draw(NAMES), words, tuple(marks), (("Language", draw(NAMES)),)))
    return Project(draw(NAMES), coders, codes, tuple(texts), notes, made_at=draw(st.none() | WHEN))


@settings(max_examples=60, deadline=None)
@given(projects())
def test_whatever_is_written_validates_and_reads_back_the_same(project: Project) -> None:
    content = write(project)
    validated(etree.XMLSchema(etree.parse(str(SCHEMA))), content)
    found = read(content)
    assert found.project == project
    assert write(found.project) == content


def test_signs_that_xml_cannot_hold_do_not_break_the_file(schema: etree.XMLSchema) -> None:
    content = write(Project('A\x07B <&> "q"', notes=(Note(MARK, "n", "bell \x07 ]]> end"),)))
    validated(schema, content)
    assert read(content).project.notes[0].text == "bell \ufffd ]]> end"


def test_a_mark_outside_its_text_is_not_written() -> None:
    project = Project(
        "P", codes=(Code(CODE, "C"),), texts=(Text(TEXT, "T", "abc", (Mark(MARK, 1, 4, CODE),)),)
    )
    with pytest.raises(ValueError, match="does not lie in its text of 3 signs"):
        write(project)


def test_places_of_the_standard_are_taken_as_they_are() -> None:
    text = "Line one\r\nThe tŷ is cold".encode()
    found = read(foreign(text, selection(14, 16, "tŷ")))
    (mark,) = found.project.texts[0].marks
    assert found.project.texts[0].text[mark.start : mark.end] == "tŷ"
    assert (mark.coder, found.remarks) == (WHO, ())


@pytest.mark.parametrize(
    ("text", "start", "way"),
    [
        ("Line one\r\nThe tŷ is cold", 13, "with line ends as one sign"),
        ("\ufeffThe tŷ is cold", 5, "with the byte order mark"),
        ("😀😀 The tŷ is cold", 9, "in UTF-16"),
        ("😀😀\r\nThe tŷ is cold", 9, "in UTF-16 with line ends as one sign"),
    ],
)
def test_other_ways_to_count_are_seen_by_the_words(text: str, start: int, way: str) -> None:
    found = read(foreign(text.encode(), selection(start, start + 2, "tŷ")))
    told = found.project.texts[0]
    (mark,) = told.marks
    assert told.text[mark.start : mark.end] == "tŷ"
    assert found.remarks == (f"places in Talk are counted {way}; they were moved",)


def test_letters_typed_in_two_become_one_and_the_mark_stays() -> None:
    found = read(foreign("w\u0302yr da".encode(), selection(0, 4, "w\u0302yr")))
    told = found.project.texts[0]
    assert (told.text, told.marks[0].start, told.marks[0].end) == ("ŵyr da", 0, 3)


def test_a_mark_beyond_the_text_is_left_out_and_said() -> None:
    found = read(foreign(b"short", selection(2, 400, "x")))
    assert found.project.texts[0].marks == ()
    assert found.remarks == ("a mark from 2 to 400 lies outside its text and was left out",)


def test_pictures_and_films_are_left_out_and_said() -> None:
    qde = (
        f'<Project {SPACE} name="P"><Sources><PictureSource guid="{TEXT}"/>'
        f'<VideoSource guid="{MARK}"/></Sources></Project>'
    )
    assert read(packed(qde)).remarks == ("1 pictures were left out", "1 films were left out")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"no zip", "a zip with project.qde in it was expected"),
        (packed("<Project"), "no XML that can be read safely"),
        (packed("<Other/>"), "expected Project of urn:QDA-XML:project:1.0"),
        (packed(f'<!DOCTYPE x [<!ENTITY a "b">]><Project {SPACE} name="&a;"/>'), "no XML that can be read safely"),
        (
            packed(f'<Project {SPACE} name="P"><Sources><TextSource guid="{TEXT}" name="T" '
                   'plainTextPath="internal://../../etc/passwd"/></Sources></Project>'),
            "the plain text of 'T' is not in the file",
        ),
        (packed(f'<Project {SPACE} name="P"><Users><User guid="7"/></Users></Project>'), "no uuid"),
        (foreign(b"\xff\xfa\xfa", ""), "byte 1 is not utf-8"),
        (foreign(b"abc", selection(0, 1, "a").replace('startPosition="0"', 'startPosition="x"')), "whole number"),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_with_its_reason(content: bytes, why: str) -> None:
    with pytest.raises(BadProject, match=why):
        read(content)
