"""Projects of qualitative coding in the exchange format REFI-QDA 1.0 (.qdpx), written and read.

A .qdpx file is a zip with one project.qde (XML of the namespace urn:QDA-XML:project:1.0) and the texts in a
folder "sources". Text, themes, coders, marks and notes go both ways; pictures, sound, film, PDF, graphs and
links of other programs are left out, and the reader says so. Places are counted in Unicode code points from
0, the end not included.

Sources: QDA-XML 1.0 Project.xsd (schemas/refi, MIT); REFI-QDA Standard 1.5. What other programs do otherwise
when they count is judged from the names of their own marks: see `read`.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import uuid
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, ParseError, SubElement, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from .offsets import normalised

__all__ = [
    "BadProject",
    "Code",
    "Coder",
    "Mark",
    "Note",
    "Project",
    "Read",
    "Text",
    "read",
    "tree",
    "walk",
    "write",
]

SPACE = "urn:QDA-XML:project:1.0"
ORIGIN = "Gilydd"
MOST_BYTES = 200 * 1024 * 1024
MOST_PARTS = 20_000
NAME_LENGTH = 60
_NOT_IN_XML = re.compile("[^\\t\\n\\r\\u0020-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
_COLOUR = re.compile("#([A-Fa-f0-9]{6}|[A-Fa-f0-9]{3})")
_GUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
Guid = str


class BadProject(ValueError):  # noqa: N818  (read as a sentence, as BadFile)
    """The file cannot be read as a project: what is wrong, where, and what would be right."""


@dataclass(frozen=True, slots=True)
class Coder:
    """Somebody who coded."""

    guid: Guid
    name: str


@dataclass(frozen=True, slots=True)
class Code:
    """A theme, with the themes below it. `colour` is "#rrggbb" or empty."""

    guid: Guid
    name: str
    colour: str = ""
    description: str = ""
    codes: tuple[Code, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """One coder's mark of one code on text[start:end]; notes are guids."""

    guid: Guid
    start: int
    end: int
    code: Guid
    coder: Guid = ""
    made_at: dt.datetime | None = None
    notes: tuple[Guid, ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """One text with its marks; `values` are variables by name, such as {"Language": "cy"}."""

    guid: Guid
    name: str
    text: str
    marks: tuple[Mark, ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    notes: tuple[Guid, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A memo, or an entry of a journal."""

    guid: Guid
    name: str
    text: str
    coder: Guid = ""
    made_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Project:
    """A whole project. `notes` holds every note; those that neither a text, a code nor a mark names are the
    project's own. `code_notes` are (code, note) pairs."""

    name: str
    coders: tuple[Coder, ...] = ()
    codes: tuple[Code, ...] = ()
    texts: tuple[Text, ...] = ()
    notes: tuple[Note, ...] = ()
    code_notes: tuple[tuple[Guid, Guid], ...] = ()
    description: str = ""
    origin: str = ORIGIN
    made_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """A project as it was read, and a sentence for each thing that was left out or read otherwise."""

    project: Project
    remarks: tuple[str, ...]


def walk(codes: Sequence[Code]) -> Iterator[tuple[int, Code]]:
    """Every code of a tree with its depth from 0, each before those below it."""
    waiting = [(0, code) for code in reversed(codes)]
    while waiting:
        depth, code = waiting.pop()
        yield depth, code
        waiting += [(depth + 1, one) for one in reversed(code.codes)]


# Writing.


def write(project: Project) -> bytes:
    """The project as the bytes of a .qdpx file. The same project gives the same bytes.

    Signs that XML cannot hold become U+FFFD. Raises ValueError for a guid that is none, a mark outside its
    text, or one that names a code or coder that the project does not hold. O(size).

    >>> mark = Mark("00000000-0000-4000-8000-000000000003", 0, 3, "00000000-0000-4000-8000-000000000001")
    >>> code = Code("00000000-0000-4000-8000-000000000001", "Tŷ")
    >>> told = Text("00000000-0000-4000-8000-000000000002", "1", "Tŷ ni", (mark,))
    >>> made = Project("Gofal", codes=(code,), texts=(told,))
    >>> read(write(made)).project == made
    True
    """
    _check(project)
    root = Element("Project", xmlns=SPACE, name=_name(project.name), origin=project.origin)
    if project.made_at:
        root.set("creationDateTime", _moment(project.made_at))
    if project.coders:
        users = SubElement(root, "Users")
        for coder in project.coders:
            SubElement(users, "User", guid=coder.guid, name=_name(coder.name))
    if project.codes:
        _write_codes(
            SubElement(SubElement(root, "CodeBook"), "Codes"), project.codes, _by_first(project.code_notes)
        )
    variables = _variables(project)
    if variables:
        element = SubElement(root, "Variables")
        for name, guid in variables.items():
            SubElement(element, "Variable", guid=guid, name=_name(name), typeOfVariable="Text")
    if project.texts:
        element = SubElement(root, "Sources")
        for text in project.texts:
            _write_text(element, text, variables)
    _write_notes(root, project)
    qde = b'<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="unicode").encode()
    return _zipped(
        {"project.qde": qde, **{f"sources/{one.guid}.txt": one.text.encode() for one in project.texts}}
    )


def _write_codes(parent: Element, codes: Sequence[Code], notes: Mapping[Guid, list[Guid]]) -> None:
    for code in codes:
        element = SubElement(parent, "Code", guid=code.guid, name=_name(code.name), isCodable="true")
        if code.colour:
            element.set("color", code.colour)
        if code.description:
            SubElement(element, "Description").text = _clean(code.description)
        for guid in notes.get(code.guid, []):
            SubElement(element, "NoteRef", targetGUID=guid)
        _write_codes(element, code.codes, notes)


def _write_text(parent: Element, text: Text, variables: Mapping[str, Guid]) -> None:
    element = SubElement(
        parent,
        "TextSource",
        guid=text.guid,
        name=_name(text.name),
        plainTextPath=f"internal://{text.guid}.txt",
    )
    for mark in text.marks:
        _write_mark(element, text, mark)
    for guid in text.notes:
        SubElement(element, "NoteRef", targetGUID=guid)
    for name, said in text.values:
        value = SubElement(element, "VariableValue")
        SubElement(value, "VariableRef", targetGUID=variables[name])
        SubElement(value, "TextValue").text = _clean(said)


def _write_mark(parent: Element, text: Text, mark: Mark) -> None:
    """A selection with one coding. Its name begins with its words, as the programs of the field have it."""
    signed = {"creatingUser": mark.coder} if mark.coder else {}
    if mark.made_at:
        signed["creationDateTime"] = _moment(mark.made_at)
    said = {
        "guid": mark.guid,
        "name": _name(text.text[mark.start : mark.end][:NAME_LENGTH]),
        "startPosition": str(mark.start),
        "endPosition": str(mark.end),
    }
    selection = SubElement(parent, "PlainTextSelection", said | signed)
    coding = SubElement(selection, "Coding", {"guid": _derived(mark.guid, "coding")} | signed)
    SubElement(coding, "CodeRef", targetGUID=mark.code)
    for guid in mark.notes:
        SubElement(selection, "NoteRef", targetGUID=guid)


def _write_notes(root: Element, project: Project) -> None:
    if project.notes:
        element = SubElement(root, "Notes")
        for note in project.notes:
            one = SubElement(element, "Note", guid=note.guid, name=_name(note.name))
            if note.coder:
                one.set("creatingUser", note.coder)
            if note.made_at:
                one.set("creationDateTime", _moment(note.made_at))
            SubElement(one, "PlainTextContent").text = _clean(note.text)
    if project.description:
        SubElement(root, "Description").text = _clean(project.description)
    for guid in _own_notes(project):
        SubElement(root, "NoteRef", targetGUID=guid)


def _own_notes(project: Project) -> list[Guid]:
    named = {guid for _code, guid in project.code_notes}
    for text in project.texts:
        named |= set(text.notes) | {guid for mark in text.marks for guid in mark.notes}
    return [note.guid for note in project.notes if note.guid not in named]


def _check(project: Project) -> None:
    codes = {code.guid for _depth, code in walk(project.codes)}
    coders = {coder.guid for coder in project.coders}
    marks = [(text, mark) for text in project.texts for mark in text.marks]
    guids = [
        *codes, *coders, *(one.guid for one in project.texts), *(one.guid for one in project.notes),
        *(mark.guid for _text, mark in marks),
    ]  # fmt: skip
    for guid in guids:
        if not _GUID.fullmatch(guid):
            raise ValueError(f"{guid!r} is no guid: expected a uuid in small letters")
    for text, mark in marks:
        if not 0 <= mark.start < mark.end <= len(text.text):
            raise ValueError(f"mark {mark.guid} does not lie in its text of {len(text.text)} signs")
        if mark.code not in codes or (mark.coder and mark.coder not in coders):
            raise ValueError(f"mark {mark.guid} names a code or coder that the project does not hold")


def _variables(project: Project) -> dict[str, Guid]:
    names = dict.fromkeys(name for text in project.texts for name, _said in text.values)
    return {name: _derived("variable", name) for name in names}


def _derived(*parts: str) -> Guid:
    """A guid that the same parts always give, so that the same project is the same file."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, ":".join([SPACE, *parts])))


def _by_first(pairs: Sequence[tuple[Guid, Guid]]) -> dict[Guid, list[Guid]]:
    found: dict[Guid, list[Guid]] = {}
    for first, second in pairs:
        found.setdefault(first, []).append(second)
    return found


def _clean(text: str) -> str:
    # XML reads a carriage return as a line feed.
    return _NOT_IN_XML.sub("\ufffd", text).replace("\r\n", "\n").replace("\r", "\n")


def _name(text: str) -> str:
    """A name in one line: in an attribute XML would turn each line end into a blank anyway."""
    return " ".join(_clean(text).split())


def _moment(value: dt.datetime) -> str:
    return value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _zipped(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            # Without a time of making, so that the same project gives the same bytes.
            made.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


# Reading.


def read(content: bytes) -> Read:
    """A project from the bytes of a .qdpx file of any program; texts come in normal form (offsets.normal).

    Programs differ in how they count: some count a line end of two signs as one, some count in units of
    UTF-16. Most name a mark after its first words; the way of counting under which the most marks of a text
    begin with their names is taken, the standard's own where that leaves it open.
    Raises BadProject where the file is no project, or larger than 200 MB unpacked. O(size).
    """
    parts = _unzipped(content)
    qde = [name for name in parts if name.lower().endswith(".qde")]
    if len(qde) != 1:
        raise BadProject(f"there are {len(qde)} parts named .qde in the file; a project has one, project.qde")
    try:
        root = fromstring(parts[qde[0]], forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as failure:
        raise BadProject(f"{qde[0]} is no XML that can be read safely: {failure}") from failure
    if root.tag != f"{{{SPACE}}}Project":
        raise BadProject(f"{qde[0]} begins with {root.tag}; expected Project of {SPACE} (REFI-QDA 1.0)")
    return _Reader(root, parts).read()


def _unzipped(content: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            listed = packed.infolist()
            if len(listed) > MOST_PARTS or sum(part.file_size for part in listed) > MOST_BYTES:
                raise BadProject("unpacked, the file would be larger than 200 MB; it is refused unread")
            wanted = [part for part in listed if part.filename.lower().endswith((".qde", ".txt"))]
            return {part.filename.replace("\\", "/"): packed.read(part) for part in wanted}
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as failure:
        raise BadProject("this is no .qdpx file: a zip with project.qde in it was expected") from failure


class _Reader:
    """Reads one project, and keeps a sentence for each thing that it leaves out."""

    LEFT = {
        "PictureSource": "pictures", "PDFSource": "PDF files", "AudioSource": "recordings",
        "VideoSource": "films", "Case": "cases", "Set": "sets", "Graph": "graphs", "Link": "links",
    }  # fmt: skip

    def __init__(self, root: Element, parts: Mapping[str, bytes]) -> None:
        self.root, self.parts = root, parts
        self.remarks: list[str] = []

    def read(self) -> Read:
        """The whole project."""
        root = self.root
        coders = tuple(
            Coder(self.guid(one), one.get("name") or one.get("id") or "")
            for one in self.all(root, "Users", "User")
        )
        code_notes: list[tuple[Guid, Guid]] = []
        codes = tuple(self.code(one, code_notes, 0) for one in self.all(root, "CodeBook", "Codes", "Code"))
        known = {code.guid for _depth, code in walk(codes)}
        variables = {self.guid(one): one.get("name", "") for one in self.all(root, "Variables", "Variable")}
        notes = tuple(self.note(one) for one in self.all(root, "Notes", "Note"))
        texts = tuple(self.text(one, known, variables) for one in self.all(root, "Sources", "TextSource"))
        for tag, called in self.LEFT.items():
            number = sum(1 for _one in root.iter(f"{{{SPACE}}}{tag}"))
            if number:
                self.remarks.append(f"{number} {called} were left out")
        project = Project(
            name=root.get("name", ""),
            coders=coders,
            codes=codes,
            texts=texts,
            notes=notes,
            code_notes=tuple(code_notes),
            description=self.inner(root, "Description"),
            origin=root.get("origin", ""),
            made_at=self.moment(root),
        )
        return Read(project, tuple(dict.fromkeys(self.remarks)))

    def code(self, element: Element, code_notes: list[tuple[Guid, Guid]], depth: int) -> Code:
        """A theme with those below it; notes on them are added to `code_notes`."""
        if depth > 40:
            raise BadProject("the themes lie more than 40 deep; expected a tree that people can read")
        guid = self.guid(element)
        code_notes += [(guid, one) for one in self.refs(element)]
        colour = element.get("color", "")
        return Code(
            guid,
            element.get("name", ""),
            colour if _COLOUR.fullmatch(colour) else "",
            self.inner(element, "Description"),
            tuple(self.code(one, code_notes, depth + 1) for one in self.all(element, "Code")),
        )

    def note(self, element: Element) -> Note:
        """A memo."""
        return Note(
            self.guid(element),
            element.get("name", ""),
            normalised(self.content(element)).text,
            self.user(element),
            self.moment(element),
        )

    def text(self, element: Element, known: set[Guid], variables: Mapping[Guid, str]) -> Text:
        """A text in normal form, its marks moved along."""
        raw = self.content(element)
        marks = self.marks(element, raw, known)
        values = []
        for value in self.all(element, "VariableValue"):
            name = variables.get(self.target(value.find(f"{{{SPACE}}}VariableRef")), "")
            said = next((one.text or "" for one in value if not one.tag.endswith("VariableRef")), "")
            if name:
                values.append((name, said))
        if any(True for _one in self.all(element, "Coding")):
            self.remarks.append("codes on whole texts were left out: here a code marks words")
        return Text(
            self.guid(element), element.get("name", ""), normalised(raw).text, marks, tuple(values),
            tuple(self.refs(element)),
        )  # fmt: skip

    def marks(self, element: Element, raw: str, known: set[Guid]) -> tuple[Mark, ...]:
        """The marks of a text, in places of its normal form."""
        selections = list(self.all(element, "PlainTextSelection"))
        spans = [(self.number(one, "startPosition"), self.number(one, "endPosition")) for one in selections]
        names = [one.get("name", "") for one in selections]
        count, way = _counting(raw, spans, names)
        if way:
            self.remarks.append(
                f"places in {element.get('name') or 'a text'} are counted {way}; they were moved"
            )
        places = normalised(raw).places
        made: list[Mark] = []
        for one, (start, end) in zip(selections, spans, strict=True):
            first, last = count(start), count(end)
            if first is None or last is None or places[first] >= places[last]:
                self.remarks.append(f"a mark from {start} to {end} lies outside its text and was left out")
                continue
            made += self.codings(one, places[first], places[last], known)
        return tuple(made)

    def codings(self, selection: Element, start: int, end: int, known: set[Guid]) -> Iterator[Mark]:
        """A mark for each code on a selection; the first bears the selection's own guid."""
        own, notes = self.guid(selection), tuple(self.refs(selection))
        found = 0
        for coding in self.all(selection, "Coding"):
            code = self.target(coding.find(f"{{{SPACE}}}CodeRef"))
            if code not in known:
                self.remarks.append("marks of codes that the file does not hold were left out")
                continue
            yield Mark(
                self.guid(coding) if found else own,
                start,
                end,
                code,
                self.user(coding) or self.user(selection),
                self.moment(coding) or self.moment(selection),
                () if found else notes,
            )
            found += 1
        if not found:
            self.remarks.append("selections without a code were left out")

    def content(self, element: Element) -> str:
        """The plain text of a source or note: inside the XML, or a file beside it."""
        inside = element.find(f"{{{SPACE}}}PlainTextContent")
        if inside is not None:
            return inside.text or ""
        path = element.get("plainTextPath", "")
        name = path.removeprefix("internal://").replace("\\", "/").lstrip("/")
        here = {key.lower(): key for key in self.parts}
        for wanted in (f"sources/{name}", name):
            if path.startswith("internal://") and wanted.lower() in here:
                return _decoded(self.parts[here[wanted.lower()]], name)
        called = element.get("name") or element.get("guid") or "a text"
        raise BadProject(f"the plain text of {called!r} is not in the file (plainTextPath {path!r})")

    def all(self, element: Element, *path: str) -> Iterator[Element]:
        """The elements at a path below this one, in the order of the file."""
        return iter(element.findall("/".join(f"{{{SPACE}}}{name}" for name in path)))

    def inner(self, element: Element, name: str) -> str:
        """The text of the first child of that name; empty where there is none."""
        found = element.find(f"{{{SPACE}}}{name}")
        return (found.text or "") if found is not None else ""

    def refs(self, element: Element) -> list[Guid]:
        """The guids of the notes that an element points to."""
        return [self.target(one) for one in self.all(element, "NoteRef")]

    def target(self, element: Element | None) -> Guid:
        """The guid that a reference points to; empty where it points to none."""
        return _guid(element.get("targetGUID", "")) if element is not None else ""

    def user(self, element: Element) -> Guid:
        """The guid of who made an element; empty where the file does not say."""
        return _guid(element.get("creatingUser", ""))

    def guid(self, element: Element) -> Guid:
        """The guid that an element must have."""
        found = _guid(element.get("guid", ""))
        if not found:
            tag = element.tag.rsplit("}", 1)[-1]
            raise BadProject(
                f"{tag} {element.get('name', '')!r} has the guid {element.get('guid')!r}: no uuid"
            )
        return found

    def number(self, element: Element, name: str) -> int:
        """A place in signs. Raises BadProject for anything but a whole number."""
        text = element.get(name, "").strip()
        if not re.fullmatch("-?[0-9]{1,9}", text):
            raise BadProject(f"{name} is {text!r}; expected a whole number of signs")
        return int(text)

    def moment(self, element: Element) -> dt.datetime | None:
        """When an element was made, as UTC where no zone stands there; None where it is no time."""
        try:
            made = dt.datetime.fromisoformat(element.get("creationDateTime", ""))
        except ValueError:
            return None
        return made if made.tzinfo else made.replace(tzinfo=dt.UTC)


def _guid(text: str) -> Guid:
    tidy = text.strip().strip("{}").lower()
    return tidy if _GUID.fullmatch(tidy) else ""


def _decoded(content: bytes, name: str) -> str:
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as failure:
        raise BadProject(f"{name}: byte {failure.start + 1} is not {encoding}; expected UTF-8") from failure


Count = Callable[[int], int | None]


def _counting(raw: str, spans: Sequence[tuple[int, int]], names: Sequence[str]) -> tuple[Count, str]:
    """How the places of a text are counted, and that in words where it is not the standard's way."""
    best: tuple[int, Count, str] | None = None
    for way, places in _ways(raw):
        count = _looked_up(places)
        fitting = sum(
            _fits(raw, count(start), count(end), name)
            for (start, end), name in zip(spans, names, strict=True)
        )
        if best is None or fitting > best[0]:
            best = (fitting, count, way)
    assert best is not None
    return best[1], best[2]


def _ways(raw: str) -> Iterator[tuple[str, list[int]]]:
    """Ways to count, the standard's first: for each number counted so, the code point of the text."""
    mark = raw.startswith("\ufeff")
    begun = 1 if mark else 0
    plain = list(range(begun, len(raw) + 1))
    wide = [at for at in range(begun, len(raw)) for _unit in range(2 if ord(raw[at]) > 0xFFFF else 1)]
    yield "", plain
    if mark:
        yield "with the byte order mark", list(range(len(raw) + 1))
    if "\r\n" in raw:
        single = {at + 1 for at in range(len(raw) - 1) if raw[at : at + 2] == "\r\n"}
        yield "with line ends as one sign", [at for at in plain if at not in single]
        yield "in UTF-16 with line ends as one sign", [at for at in [*wide, len(raw)] if at not in single]
    if len(wide) != len(raw) - begun:
        yield "in UTF-16", [*wide, len(raw)]


def _looked_up(places: Sequence[int]) -> Count:
    return lambda number: places[number] if 0 <= number < len(places) else None


def _fits(raw: str, start: int | None, end: int | None, name: str) -> bool:
    """Whether the words between two places begin as the mark's name does."""
    if start is None or end is None or not name.strip():
        return False
    said, wanted = " ".join(raw[start:end].split()), " ".join(name.split()).rstrip(".… ")
    return not raw[start : start + 1].isspace() and bool(wanted) and said.startswith(wanted)


def tree(rows: Sequence[tuple[Any, Any, Code]]) -> tuple[Code, ...]:
    """Codes as a tree from (key, key of the one above or None, code without those below), in their order.

    >>> a, b = Code("a", "A"), Code("b", "B")
    >>> [code.name for _depth, code in walk(tree([(1, None, a), (2, 1, b)]))]
    ['A', 'B']
    """
    below: dict[Any, list[tuple[Any, Code]]] = {}
    for key, above, code in rows:
        below.setdefault(above, []).append((key, code))

    def made(above: Any) -> tuple[Code, ...]:
        """The codes below one, each with its own below it."""
        return tuple(
            Code(code.guid, code.name, code.colour, code.description, made(key))
            for key, code in below.get(above, [])
        )

    return made(None)
