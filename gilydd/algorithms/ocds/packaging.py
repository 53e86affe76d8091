"""Make OCDS: release packages that keep to the standard, and JSON that keeps the amounts."""

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from gilydd.algorithms.ocds.reading import RELEASE_PACKAGE, Document, Problem, Reading
from gilydd.algorithms.ocds.standard import validate

VERSION = "1.1"


class InvalidPackageError(ValueError):
    """The releases do not keep to the standard; `problems` says where and how."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        first = problems[0]
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        super().__init__(f"release package: {first.path or '/'}: {first.message}{more}")
        self.problems = tuple(problems)


def release_package(
    releases: Sequence[Mapping[str, Any]],
    *,
    uri: str,
    publisher_name: str,
    published_at: datetime,
    license_uri: str | None = None,
    extension_uris: Sequence[str] = (),
) -> dict[str, Any]:
    """Return a valid OCDS 1.1 release package of the releases.

    Parameters: `releases`, at least one, as JSON objects (amounts int or Decimal); `uri`, where the package
    is published; `published_at`, an aware time; `extension_uris`, the extension.json of each extension used.
    Raises `InvalidPackageError` when the package breaks the standard, ValueError for a time without a zone.
    """
    package: dict[str, Any] = {
        "uri": uri,
        "version": VERSION,
        "publisher": {"name": publisher_name},
        "publishedDate": date_time(published_at),
        "releases": [dict(release) for release in releases],
    }
    if license_uri is not None:
        package["license"] = license_uri
    if extension_uris:
        package["extensions"] = list(extension_uris)
    document = Document("", "", RELEASE_PACKAGE, package)
    errors = [item for item in validate(Reading((), (document,), (), ())) if item.severity == "error"]
    if errors:
        raise InvalidPackageError(errors)
    return package


def date_time(instant: datetime) -> str:
    """Return an aware time as OCDS writes it (RFC 3339, UTC, whole seconds).

    Raises ValueError for a time without a zone.

    >>> date_time(datetime(2026, 3, 1, 9, 30, tzinfo=UTC))
    '2026-03-01T09:30:00Z'
    """
    if instant.tzinfo is None:
        raise ValueError(f"{instant} has no time zone; give an aware time")
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def jsonable(value: Any) -> Any:
    """Return a value of this package as what `json.dumps` can write, amounts keeping their digits.

    Dataclasses become objects, times RFC 3339 text, fractions text such as "1/3". A Decimal becomes an int,
    or the float that prints as the very same number; a number too long for that (over 15 digits or so)
    becomes text, since rounding it would lose what the publisher wrote.

    >>> jsonable({"amount": Decimal("1100000.10")}), jsonable(Decimal("12345678901234567.891"))
    ({'amount': 1100000.1}, '12345678901234567.891')
    """
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {item.name: jsonable(getattr(value, item.name)) for item in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {key: jsonable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [jsonable(item) for item in value]
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else str(value)
    return _plain_number(value) if isinstance(value, Decimal) else value


def _plain_number(value: Decimal) -> int | float | str:
    if value == value.to_integral_value():
        return int(value)
    printed = float(value)
    return printed if Decimal(repr(printed)) == value else f"{value:f}"
