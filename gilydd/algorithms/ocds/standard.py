"""Check OCDS objects against the vendored 1.1.5 schemas (JSON Schema Draft 4), entirely offline.

Source: open-contracting/standard, tag 1__1__5; see gilydd/algorithms/schemas/ocds/NOTICE.md.
"""

import copy
import csv
import difflib
import json
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from gilydd.algorithms.ocds.reading import (
    RECORD,
    RECORD_PACKAGE,
    RELEASE,
    RELEASE_PACKAGE,
    Document,
    Problem,
    Reading,
    fingerprint,
    is_linked,
    pointer,
)

if TYPE_CHECKING:
    from jsonschema import Draft4Validator, ValidationError

_FOLDER = files("gilydd.algorithms") / "schemas" / "ocds"
_TYPE_WORDS = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "array": "a list",
    "object": "an object",
    "boolean": "true or false",
    "null": "null",
}
_FORMAT_ADVICE = {
    "date-time": "a date with time and zone, such as 2010-03-15T09:30:00Z",
    "uri": "a whole web address, such as https://example.org/notice/1",
}


@cache
def release_schema() -> dict[str, Any]:
    """Return the OCDS 1.1.5 release schema; callers must not change it."""
    return _schema("release-schema.json")


@cache
def codelist(name: str) -> tuple[str, ...]:
    """Return the codes of a vendored codelist.

    >>> codelist("tenderStatus.csv")[:3]
    ('planning', 'planned', 'active')
    """
    text = (_FOLDER / "codelists" / name).read_text(encoding="utf-8")
    return tuple(row["Code"] for row in csv.DictReader(text.splitlines()))


def validate(reading: Reading) -> tuple[Problem, ...]:
    """Check every object of a reading against the standard.

    Errors break the schema or a closed codelist; warnings are codes outside an open codelist. What reading
    itself showed comes first. Linear in the size of the input, except that the schema's `uniqueItems` inside
    a release compares the items of a list pair by pair.
    """
    found = list(reading.problems)
    for document in reading.documents:
        found += _check_document(document)
    return tuple(found)


def _check_document(document: Document) -> Iterator[Problem]:
    file, path, body = document.file, document.path, document.body
    if document.kind == RELEASE:
        yield from _check_release(file, path, body)
    elif document.kind == RELEASE_PACKAGE:
        yield from _explained(file, path, body, _validator("package"))
        yield from _check_list(file, path + "/releases", body["releases"])
    elif document.kind == RECORD:
        yield from _check_record(file, path, body)
    elif document.kind == RECORD_PACKAGE:
        yield from _explained(file, path, body, _validator("records"))
        records = body["records"] if isinstance(body["records"], list) else []
        yield from _repeats(file, path + "/records", records)
        for index, record in enumerate(records):
            yield from _check_record(file, path + pointer("records", index), record)


def _check_record(file: str, path: str, record: object) -> Iterator[Problem]:
    yield from _explained(file, path, record, _validator("record"))
    if not isinstance(record, dict):
        return
    releases = record.get("releases")
    linked = (
        [is_linked(item) for item in releases if isinstance(item, dict)] if isinstance(releases, list) else []
    )
    if any(linked) and not all(linked):
        note = "some releases are linked by `url`, others embedded; use one way for all of them"
        yield Problem("error", file, path + "/releases", "mixed-releases", note)
    for index, item in enumerate(releases if isinstance(releases, list) else ()):
        where = path + pointer("releases", index)
        if isinstance(item, dict) and is_linked(item):
            yield from _explained(file, where, item, _validator("link"))
        else:
            yield from _check_release(file, where, item)
    if isinstance(record.get("compiledRelease"), dict):
        yield from _check_release(file, path + "/compiledRelease", record["compiledRelease"])


def _check_list(file: str, path: str, releases: object) -> Iterator[Problem]:
    if not isinstance(releases, list):
        return
    yield from _repeats(file, path, releases)
    for index, release in enumerate(releases):
        yield from _check_release(file, path + pointer(index), release)


def _repeats(file: str, path: str, items: list[Any]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for index, item in enumerate(items):
        seen = first.setdefault(fingerprint(item), index)
        if seen != index:
            note = f"says the same as {path}/{seen}; each must be there once"
            yield Problem("error", file, path + pointer(index), "repeated-item", note)


def _check_release(file: str, path: str, release: object) -> Iterator[Problem]:
    yield from _explained(file, path, release, _validator("release"))
    if isinstance(release, dict):
        yield from _open_codes(file, path, release)


def _schema(name: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((_FOLDER / name).read_text(encoding="utf-8"))
    return schema


def _shells() -> dict[str, dict[str, Any]]:
    """Return the schemas by part, each without the releases inside it.

    A release is checked by itself: inside a package it would be one more level of the same errors, and inside
    a record the schema's `oneOf` would only say that neither form fits. The rest of each schema is untouched.
    """
    package = _schema("release-package-schema.json")
    package["properties"]["releases"] = {"type": "array", "minItems": 1}
    records = _schema("record-package-schema.json")
    record = copy.deepcopy(records["definitions"]["record"])
    link = record["properties"]["releases"]["oneOf"][0]["items"]
    record["properties"]["releases"] = {"type": "array", "minItems": 1}
    record["properties"]["compiledRelease"] = {"type": "object"}
    record["properties"]["versionedRelease"] = {"type": "object"}
    records["properties"]["records"] = {"type": "array", "minItems": 1}
    return {
        "release": release_schema(),
        "package": package,
        "records": records,
        "record": record,
        "link": link,
    }


@cache
def _validator(part: str) -> "Draft4Validator":
    # Imported here: jsonschema with its format checkers takes about a second to load.
    from jsonschema import Draft4Validator
    from referencing import Registry

    # An explicit registry, empty but for the schema itself, can never fetch a reference from the network.
    registry: Registry[Any] = Registry()
    return Draft4Validator(_shells()[part], registry=registry, format_checker=Draft4Validator.FORMAT_CHECKER)


def _explained(file: str, path: str, body: object, validator: "Draft4Validator") -> Iterator[Problem]:
    seen = set()
    for error in sorted(validator.iter_errors(body), key=lambda error: pointer(*error.absolute_path)):
        where = path + pointer(*error.absolute_path)
        for at, what, message in _explain(error):
            problem = Problem("error", file, where + at, what, message)
            if problem not in seen:
                seen.add(problem)
                yield problem


def _explain(error: "ValidationError") -> list[tuple[str, str, str]]:
    rule, wanted, found = str(error.validator), error.validator_value, _shown(error.instance)
    if rule == "required":
        titles = _titles(error)
        return [
            ("", "missing-field", f"`{name}`{titles.get(name, '')} is missing; it is required here")
            for name in wanted
            if name not in error.instance
        ]
    return [("", *_explain_value(error, rule, wanted, found))]


def _titles(error: "ValidationError") -> dict[str, str]:
    schema = error.schema if isinstance(error.schema, dict) else {}
    return {
        name: f" ({part['title']})" for name, part in schema.get("properties", {}).items() if "title" in part
    }


def _explain_value(error: "ValidationError", rule: str, wanted: Any, found: str) -> tuple[str, str]:
    if rule == "type":
        kinds = [wanted] if isinstance(wanted, str) else wanted
        return "wrong-type", f"is {found}; should be {' or '.join(_TYPE_WORDS[kind] for kind in kinds)}"
    if rule == "enum":
        return "unknown-code", f"{found} is not in the closed list; {_nearest(error.instance, wanted)}"
    if rule == "format":
        return "wrong-format", f"{found} should be {_FORMAT_ADVICE.get(str(wanted), str(wanted))}"
    if rule in {"minLength", "minItems", "minProperties"}:
        return "empty", f"is empty; give at least {wanted}, or leave the field out"
    if rule == "uniqueItems":
        return "repeated-item", "the same item stands twice in this list; keep one"
    if rule == "pattern":
        return "wrong-format", f"{found} does not fit the pattern {wanted}"
    return rule, error.message[:200]


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=_plain)
    return text if len(text) <= 60 else text[:57] + "…"


def _plain(value: object) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _nearest(code: object, codes: list[Any]) -> str:
    known = [item for item in codes if isinstance(item, str)]
    if len(known) <= 20:
        return "use one of " + ", ".join(known)
    close = difflib.get_close_matches(str(code).upper(), known, n=3)
    return f"use one of its {len(known)} codes" + (f", perhaps {' or '.join(close)}" if close else "")


@cache
def _open_lists() -> tuple[tuple[tuple[str, ...], str], ...]:
    """Return where the release schema names an open codelist: the property names down to it, and the list."""
    found = _parts(release_schema(), ())
    return tuple((path, part["codelist"]) for path, part in found if part.get("openCodelist") is True)


@cache
def known_paths() -> frozenset[tuple[str, ...]]:
    """Return every path of property names that the release schema describes; others are of extensions."""
    return frozenset(path for path, _ in _parts(release_schema(), ()))


def _parts(schema: dict[str, Any], path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    for name, part in schema.get("properties", {}).items():
        here = (*path, name)
        yield here, part
        for inner in (part, part.get("items", {})):
            if "$ref" in inner:
                inner = release_schema()["definitions"][inner["$ref"].rsplit("/", 1)[1]]
            yield from _parts(inner, here)


def _open_codes(file: str, path: str, release: dict[str, Any]) -> Iterator[Problem]:
    for names, listname in _open_lists():
        for where, value in _values(release, names, path):
            if isinstance(value, str) and value not in codelist(listname):
                note = (
                    f"{_shown(value)} is not in the open list {listname}; allowed, but others may not know it"
                )
                yield Problem("warning", file, where, "code-outside-list", note)


def _values(value: object, names: tuple[str, ...], path: str) -> Iterator[tuple[str, object]]:
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _values(item, names, path + pointer(index))
    elif not names:
        yield path, value
    elif isinstance(value, dict) and names[0] in value:
        yield from _values(value[names[0]], names[1:], path + pointer(names[0]))
