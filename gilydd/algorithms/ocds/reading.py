"""Read files of the Open Contracting Data Standard (OCDS) without losing or rounding anything.

A file may hold a release, a release package, a record, a record package, or a list of any of them. Numbers
are read as int or Decimal, never as float, so that an amount of money is what the publisher wrote.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

RELEASE = "release"
RELEASE_PACKAGE = "release package"
RECORD = "record"
RECORD_PACKAGE = "record package"
_RELEASE_KEYS = frozenset({"ocid", "tag", "initiationType", "planning", "tender", "awards", "contracts"})

# json.loads would build 1E+999999999 as soon as somebody asks for its digits.
NUMBER_DIGITS_MAX = 40
NESTING_MAX = 100


class NotOCDSError(ValueError):
    """The file cannot be read as OCDS at all; the message names the file, the place and the remedy."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong (`error`) or that contradicts itself (`warning`).

    `path` is a JSON pointer (RFC 6901) into `file`; `what` is a stable code; `message` says what is wrong and
    what would be right.
    """

    severity: Literal["error", "warning"]
    file: str
    path: str
    what: str
    message: str


@dataclass(frozen=True)
class Document:
    """One OCDS object of a file: `kind` is release, release package, record or record package."""

    file: str
    path: str
    kind: str
    body: dict[str, Any]


@dataclass(frozen=True)
class SourcedRelease:
    """A release as it was published, and where it stands: JSON pointer `path` in `file`."""

    file: str
    path: str
    body: dict[str, Any]


@dataclass(frozen=True)
class Reading:
    """What the files hold: their OCDS objects, the releases inside them, and what reading them showed."""

    files: tuple[str, ...]
    documents: tuple[Document, ...]
    releases: tuple[SourcedRelease, ...]
    problems: tuple[Problem, ...]


def pointer(*steps: str | int) -> str:
    """Return the JSON pointer (RFC 6901) of the steps.

    >>> pointer("awards", 0, "a/b")
    '/awards/0/a~1b'
    """
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


def moment(text: object) -> datetime | None:
    """Return the instant of an RFC 3339 date-time, or None for anything else, a date without a zone too.

    >>> moment("2010-05-10T10:30:00+01:00") == moment("2010-05-10T09:30:00Z")
    True
    >>> moment("10 May 2010") is None
    True
    """
    if not isinstance(text, str):
        return None
    try:
        instant = datetime.fromisoformat(text.upper())
    except ValueError:
        return None
    return instant if instant.tzinfo else None


def mapping(value: object) -> dict[str, Any]:
    """Return the value if it is a JSON object, else an empty one: other people's feeds have gaps."""
    return value if isinstance(value, dict) else {}


def entries(value: object) -> list[dict[str, Any]]:
    """Return the JSON objects of a list, and nothing for anything else."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def has_code(codes: object, code: str) -> bool:
    """Say whether a list of codes (tags, roles) holds the code; a gap or another type holds none."""
    return isinstance(codes, list) and code in codes


def fingerprint(value: object) -> str:
    """Return one text for equal JSON values, whatever the order of keys or the spelling of numbers.

    >>> fingerprint({"b": 1, "a": Decimal("2.50")}) == fingerprint({"a": Decimal("2.5"), "b": Decimal("1.0")})
    True
    """
    return json.dumps(_canonical(value), sort_keys=True)


def _canonical(value: object) -> object:
    if isinstance(value, dict):
        return {key: _canonical(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_canonical(item) for item in value]
    if isinstance(value, Decimal):
        # Not normalize(): it would round to the 28 digits of the ambient context.
        return int(value) if value == value.to_integral_value() else {"decimal": f"{value:f}".rstrip("0")}
    return value


def read_text(text: str, file: str) -> Reading:
    """Read the text of one file.

    Parameters: `text`, the JSON; `file`, the name to use in messages. Returns the reading. Raises
    `NotOCDSError` when the text is not JSON (with line and column) or holds no release, record or package.
    """
    duplicates: list[tuple[dict[str, Any], str]] = []
    data = _parse(text, file, duplicates)
    _refuse_deep_nesting(data, file)
    documents = tuple(_documents(data, file))
    problems = _duplicate_keys(data, duplicates, file) if duplicates else []
    releases: list[SourcedRelease] = []
    for document in documents:
        found, gaps = _releases_of(document)
        releases += found
        problems += gaps
    return Reading((file,), documents, tuple(releases), tuple(problems))


def read_files(paths: Iterable[str | Path]) -> Reading:
    """Read several files into one reading, in the order given.

    Raises `NotOCDSError` (a ValueError) for the first file that cannot be read as OCDS, OSError for one
    that cannot be opened.
    """
    readings = [read_text(_text_of(Path(path)), str(path)) for path in paths]
    return Reading(
        tuple(name for reading in readings for name in reading.files),
        tuple(item for reading in readings for item in reading.documents),
        tuple(item for reading in readings for item in reading.releases),
        tuple(item for reading in readings for item in reading.problems),
    )


def _text_of(path: Path) -> str:
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = raw.count(b"\n", 0, problem.start) + 1
        raise NotOCDSError(f"{path}: line {line}: not UTF-8 text; save the file as UTF-8") from None
    return one_list(text) if path.suffix == ".jsonl" else text


def one_list(text: str) -> str:
    """Return JSON lines as one JSON list with the same lines, so that places in it stay what they were.

    >>> one_list('{"a": 1}\\n{"a": 2}\\n')
    '[{"a": 1},\\n{"a": 2}]'
    """
    # Not splitlines: it would part a text at U+2028, which JSON allows inside one.
    return "[" + ",\n".join(line for line in text.split("\n") if line.strip()) + "]"


def _parse(text: str, file: str, duplicates: list[tuple[dict[str, Any], str]]) -> object:
    def keep(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """Return the object, noting a name that stands twice in it."""
        body = dict(pairs)
        if len(body) < len(pairs):
            keys = [key for key, _ in pairs]
            duplicates.extend((body, key) for key in body if keys.count(key) > 1)
        return body

    try:
        return json.loads(
            text, parse_float=_decimal, parse_int=_integer, parse_constant=_constant, object_pairs_hook=keep
        )
    except json.JSONDecodeError as problem:
        where = f"{file}: line {problem.lineno}, column {problem.colno}"
        raise NotOCDSError(f"{where}: not JSON: {_json_advice(problem.msg)}") from None
    except RecursionError:
        raise NotOCDSError(f"{file}: nested more than {NESTING_MAX} deep; no OCDS file is") from None
    except NotOCDSError as problem:
        raise NotOCDSError(f"{file}: {problem}") from None


def _json_advice(msg: str) -> str:
    if msg == "Extra data":
        return "more follows after the end; put several releases into one list: [ …, … ]"
    return msg[0].lower() + msg[1:]


def _decimal(text: str) -> Decimal:
    number = Decimal(text)
    if len(number.as_tuple().digits) > NUMBER_DIGITS_MAX or abs(number.adjusted()) > NUMBER_DIGITS_MAX:
        raise NotOCDSError(f"the number {text[:20]}… is larger or finer than any amount can be")
    return number


def _integer(text: str) -> int:
    if len(text) > NUMBER_DIGITS_MAX:
        raise NotOCDSError(f"the number {text[:20]}… is larger than any amount can be")
    return int(text)


def _constant(name: str) -> None:
    raise NotOCDSError(f"{name} is not JSON; leave the amount out or write null")


def _refuse_deep_nesting(data: object, file: str) -> None:
    level, depth = [data], 0
    while level:
        if depth > NESTING_MAX:
            raise NotOCDSError(f"{file}: nested more than {NESTING_MAX} deep; no OCDS file is")
        level = [child for item in level for child in _children(item)]
        depth += 1


def _children(item: object) -> Iterable[object]:
    if isinstance(item, dict):
        return item.values()
    return item if isinstance(item, list) else ()


def _documents(data: object, file: str) -> Iterator[Document]:
    if isinstance(data, list):
        if not data:
            raise NotOCDSError(f"{file}: an empty list; expected releases, records or packages of them")
        for index, item in enumerate(data):
            yield _document(item, file, pointer(index))
    else:
        yield _document(data, file, "")


def _document(body: object, file: str, path: str) -> Document:
    if not isinstance(body, dict):
        raise NotOCDSError(f"{file}: {path or 'the whole file'} is not a JSON object; expected {_EXPECTED}")
    if "records" in body:
        return Document(file, path, RECORD_PACKAGE, body)
    if "ocid" in body and ("releases" in body or "compiledRelease" in body):
        return Document(file, path, RECORD, body)
    if "releases" in body:
        return Document(file, path, RELEASE_PACKAGE, body)
    if _RELEASE_KEYS & body.keys():
        return Document(file, path, RELEASE, body)
    raise NotOCDSError(f"{file}: {path or 'the whole file'} is not OCDS; expected {_EXPECTED}")


_EXPECTED = (
    "a release (with `ocid`), a release package (with `releases`) or a record package (with `records`)"
)


def _releases_of(document: Document) -> tuple[list[SourcedRelease], list[Problem]]:
    if document.kind == RELEASE:
        return [SourcedRelease(document.file, document.path, document.body)], []
    if document.kind == RELEASE_PACKAGE:
        return _listed(document.file, document.path + "/releases", document.body["releases"]), []
    if document.kind == RECORD:
        return _releases_of_record(document.file, document.path, document.body)
    releases: list[SourcedRelease] = []
    problems: list[Problem] = []
    for record in _listed(document.file, document.path + "/records", document.body["records"]):
        found, gaps = _releases_of_record(record.file, record.path, record.body)
        releases += found
        problems += gaps
    return releases, problems


def _listed(file: str, path: str, items: object) -> list[SourcedRelease]:
    listed = enumerate(items) if isinstance(items, list) else ()
    return [
        SourcedRelease(file, path + pointer(index), body) for index, body in listed if isinstance(body, dict)
    ]


def is_linked(release: dict[str, Any]) -> bool:
    """Say whether an entry of a record's `releases` only points to a release elsewhere."""
    return "url" in release and "ocid" not in release


def _releases_of_record(
    file: str, path: str, record: dict[str, Any]
) -> tuple[list[SourcedRelease], list[Problem]]:
    listed = _listed(file, path + "/releases", record.get("releases"))
    embedded = [release for release in listed if not is_linked(release.body)]
    problems = []
    if len(embedded) < len(listed):
        note = f"{len(listed) - len(embedded)} release(s) are only linked by `url`; links are not followed"
        problems.append(Problem("warning", file, path + "/releases", "linked-release", note))
    if "versionedRelease" in record:
        note = "the versioned release is neither validated nor used; its releases are"
        problems.append(Problem("warning", file, path + "/versionedRelease", "versioned-release", note))
    compiled = record.get("compiledRelease")
    if not embedded and isinstance(compiled, dict):
        note = (
            "the record embeds no releases; its compiled release stands for them, so its history is unknown"
        )
        problems.append(Problem("warning", file, path + "/compiledRelease", "compiled-only", note))
        embedded = [SourcedRelease(file, path + "/compiledRelease", compiled)]
    return embedded, problems


def _duplicate_keys(data: object, found: list[tuple[dict[str, Any], str]], file: str) -> list[Problem]:
    keys_of: dict[int, list[str]] = {}
    for body, key in found:
        keys_of.setdefault(id(body), []).append(key)
    problems = []
    for path, body in _objects(data, ""):
        for key in keys_of.get(id(body), ()):
            message = f"`{key}` is written twice in this object and only the last is read; keep one"
            problems.append(Problem("error", file, path, "duplicate-key", message))
    return problems


def _objects(value: object, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(value, dict):
        yield path, value
        for key, child in value.items():
            yield from _objects(child, path + pointer(key))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from _objects(child, path + pointer(index))
