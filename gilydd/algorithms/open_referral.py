"""Lists in Open Referral UK (HSDS 3.0), read from JSON or CSV into plain values, with all that is wrong.

Reads a page of /services (its `contents`), a plain array of services, one service, or a CSV table with one
service a row. Nothing is guessed: a value that does not fit is a `Trouble` with its place in the file.

Source: Open Referral UK 3.0, https://docs.openreferraluk.org/en/3.0-dev/; schema service.json of the profile.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, Final

__all__ = [
    "COLUMNS",
    "NAMESPACE",
    "ListFileError",
    "OrLocation",
    "OrSchedule",
    "OrService",
    "Read",
    "Trouble",
    "read",
]

STATUSES: Final = ("active", "inactive", "defunct", "temporarily closed")
FREQUENCIES: Final = ("WEEKLY", "MONTHLY")
# Parts of the standard that have no place here: counted, so that nobody thinks they came along.
LEFT_OUT: Final = ("accreditations", "funding", "contacts", "assurer_email", "additional_urls", "metadata")
COLUMNS: Final = (
    "id", "name", "description", "url", "email", "status", "fees", "minimum_age", "maximum_age", "alert",
    "organization_id", "organization_name", "organization_description", "organization_website",
    "organization_email", "location_name", "address_1", "city", "postal_code", "latitude", "longitude",
    "phone", "taxonomy_terms", "byday", "opens_at", "closes_at", "service_area",
)  # fmt: skip
ONE_DAY = r"(?:[1-5]|-1)?(?:MO|TU|WE|TH|FR|SA|SU)"
BYDAY: Final = re.compile(rf"{ONE_DAY}(?:,{ONE_DAY})*")
BYMONTHDAY: Final = re.compile(r"-?\d{1,2}(?:,-?\d{1,2})*")
NAMESPACE: Final = uuid.UUID("6f0d2f5e-6c4b-5c0e-9d4b-0a6a6f1c7e11")


class ListFileError(ValueError):
    """The file is no list at all. `code` says why; `detail` is what was found."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code} {detail}".strip())
        self.code, self.detail = code, detail


@dataclass(frozen=True)
class Trouble:
    """What is wrong: the number of the service in the file (from 1), where in it, a code, what was found."""

    row: int
    where: str
    code: str
    found: str = ""


@dataclass(frozen=True)
class OrSchedule:
    freq: str = "WEEKLY"
    interval: int = 1
    byday: str = ""
    bymonthday: str = ""
    opens_at: dt.time | None = None
    closes_at: dt.time | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    note: str = ""


@dataclass(frozen=True)
class OrLocation:
    id: uuid.UUID
    name: str
    address: str = ""
    postcode: str = ""
    access: str = ""
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    is_physical: bool = True


@dataclass(frozen=True)
class OrService:
    """One service. Money is in whole pence; `terms` are names of another taxonomy."""

    id: uuid.UUID
    name: str
    organization_id: uuid.UUID
    organization_name: str
    organization_about: str = ""
    organization_website: str = ""
    organization_email: str = ""
    about: str = ""
    url: str = ""
    email: str = ""
    status: str = "active"
    fees: str = ""
    cost_pence: int | None = None
    minimum_age: int | None = None
    maximum_age: int | None = None
    alert: str = ""
    phones: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    locations: tuple[OrLocation, ...] = ()
    schedules: tuple[OrSchedule, ...] = ()


@dataclass
class Read:
    """What a file holds: services that can be taken, everything that is wrong, and what is left out."""

    services: list[OrService] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    left_out: dict[str, int] = field(default_factory=dict)


def read(name: str, data: bytes) -> Read:
    """Read a list; the name's ending tells CSV from JSON.

    Raises ListFileError (codes empty, not_utf8, not_json, no_services, no_columns) for what is no list;
    everything that is wrong in single services stands in `troubles`. O(size).

    >>> made = read("a.csv", b"name,organization_name,minimum_age\\nLunch,The Hall,sixty\\n")
    >>> made.troubles
    [Trouble(row=1, where='minimum_age', code='not_a_number', found='sixty')]
    """
    if not data.strip():
        raise ListFileError("empty")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as failure:
        raise ListFileError("not_utf8") from failure
    rows = _table(text) if name.lower().endswith(".csv") else _services(text)
    made = Read()
    seen: dict[uuid.UUID, int] = {}
    for number, row in enumerate(rows, 1):
        reader = _Reader(number, made)
        service = reader.service(row)
        if service is None:
            continue
        if service.id in seen:
            made.troubles.append(Trouble(number, "id", "twice", f"{service.id} ({seen[service.id]})"))
            continue
        seen[service.id] = number
        made.services.append(service)
    return made


def _services(text: str) -> Sequence[Mapping[str, Any]]:
    try:
        found = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as failure:
        raise ListFileError("not_json", str(failure)[:120]) from failure
    if isinstance(found, dict):
        inside = found.get("contents", found.get("services"))
        found = inside if isinstance(inside, list) else [found] if "name" in found else []
    if not isinstance(found, list) or not found:
        raise ListFileError("no_services")
    return found


def _table(text: str) -> Sequence[Mapping[str, Any]]:
    rows = csv.DictReader(io.StringIO(text))
    names = [(name or "").strip().lower() for name in rows.fieldnames or []]
    missing = [name for name in ("name", "organization_name") if name not in names]
    if missing:
        raise ListFileError("no_columns", ", ".join(missing))
    rows.fieldnames = names
    return [
        _from_row(row)
        for row in rows
        if any((value or "").strip() for value in row.values() if isinstance(value, str))
    ]


def _from_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of a table in the shape of the JSON, so that one reader reads both."""
    told = {key: (value or "").strip() for key, value in row.items() if key and isinstance(value, str)}
    place = told.get("location_name") or told.get("address_1") or told.get("postal_code")
    location = {
        "location_type": "physical",
        "name": told.get("location_name") or told.get("address_1") or told.get("postal_code"),
        "latitude": told.get("latitude"),
        "longitude": told.get("longitude"),
        "addresses": [{one: told.get(one, "") for one in ("address_1", "city", "postal_code")}],
    }
    times = {name: told.get(name, "") for name in ("byday", "opens_at", "closes_at")}
    made: dict[str, Any] = {
        name: told[name]
        for name in (
            "id",
            "name",
            "description",
            "url",
            "email",
            "status",
            "fees",
            "minimum_age",
            "maximum_age",
            "alert",
        )
        if told.get(name)
    }
    made["organization"] = {
        name: told[f"organization_{name}"]
        for name in ("id", "name", "description", "website", "email")
        if told.get(f"organization_{name}")
    }
    made["service_at_locations"] = [{"location": location}] if place else []
    made["schedules"] = [times] if any(times.values()) else []
    made["phones"] = [{"number": one.strip()} for one in told.get("phone", "").split(";") if one.strip()]
    made["attributes"] = [
        {"taxonomy_term": {"name": one.strip()}}
        for one in told.get("taxonomy_terms", "").split(";")
        if one.strip()
    ]
    made["service_areas"] = [{"name": told["service_area"]}] if told.get("service_area") else []
    return made


class _Reader:
    """Reads one service, and notes what is wrong with it."""

    def __init__(self, row: int, made: Read) -> None:
        self.row, self.made, self.fine = row, made, True

    def wrong(self, where: str, code: str, found: Any = "") -> None:
        """Note what is wrong, and that this service cannot be taken."""
        self.fine = False
        self.made.troubles.append(Trouble(self.row, where, code, str(found)[:120]))

    def service(self, told: Any) -> OrService | None:
        """The service of one object; None, with what is wrong noted, where it cannot be taken."""
        if not isinstance(told, Mapping):
            self.wrong("", "not_an_object", type(told).__name__)
            return None
        for name in LEFT_OUT:
            if told.get(name):
                self.made.left_out[name] = self.made.left_out.get(name, 0) + 1
        name = self.text(told, "name", most=160, needed=True)
        organization = self.part(told, "organization")
        called = self.text(organization, "name", "organization.", most=160, needed=True)
        key = self.key(organization, "organization.", f"organization|{called}")
        status = (self.text(told, "status") or "active").lower()
        if status not in STATUSES:
            self.wrong("status", "not_a_status", status)
        cost, cost_words = self.costs(told)
        fees = [one for one in (self.text(told, "fees"), *cost_words) if one]
        low, high = self.age(told, "minimum_age"), self.age(told, "maximum_age")
        if low is not None and high is not None and high < low:
            self.wrong("maximum_age", "below_minimum", high)
        at = self.rows(told, "service_at_locations")
        schedules = self.rows(told, "schedules")
        made = OrService(
            id=self.key(told, "", f"service|{called}|{name}"),
            name=name,
            organization_id=key,
            organization_name=called,
            organization_about=self.text(organization, "description", "organization."),
            organization_website=self.text(organization, "website", "organization."),
            organization_email=self.text(organization, "email", "organization."),
            about=self.text(told, "description"),
            url=self.text(told, "url"),
            email=self.text(told, "email"),
            status=status,
            fees="\n".join(fees),
            cost_pence=cost,
            minimum_age=low,
            maximum_age=high,
            alert=self.text(told, "alert", most=300),
            phones=self.phones(told, at),
            terms=self.terms(told),
            languages=self.languages(told),
            areas=tuple(
                dict.fromkeys(self.area(one) for one in self.rows(told, "service_areas") if self.area(one))
            ),
            locations=tuple(self.location(number, one) for number, one in enumerate(at)),
            schedules=tuple(self.schedule(number, one) for number, one in enumerate(schedules)),
        )
        return made if self.fine else None

    def text(
        self, told: Mapping[str, Any], name: str, path: str = "", *, most: int = 20_000, needed: bool = False
    ) -> str:
        """A text of an object, trimmed; what is missing though needed, or is no text, is noted."""
        value = told.get(name)
        if value is None or value == "":
            if needed:
                self.wrong(path + name, "missing")
            return ""
        if not isinstance(value, str):
            self.wrong(path + name, "not_text", value)
            return ""
        value = value.replace("\x00", "").strip()
        if len(value) > most:
            self.wrong(path + name, "too_long", f"{len(value)} > {most}")
        return value

    def part(self, told: Mapping[str, Any], name: str) -> Mapping[str, Any]:
        """An object inside an object; nothing where there is none."""
        value = told.get(name)
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            self.wrong(name, "not_an_object", type(value).__name__)
            return {}
        return value

    def rows(self, told: Mapping[str, Any], name: str, path: str = "") -> list[Mapping[str, Any]]:
        """A list of objects inside an object; empty where there is none."""
        value = told.get(name) or []
        if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
            self.wrong(path + name, "not_a_list")
            return []
        return value

    def key(self, told: Mapping[str, Any], path: str, instead: str) -> uuid.UUID:
        """The id; where a table has none, one that the same names give again."""
        value = told.get("id")
        if value in (None, ""):
            return uuid.uuid5(NAMESPACE, instead.casefold())
        try:
            return uuid.UUID(str(value))
        except ValueError:
            self.wrong(f"{path}id", "not_a_uuid", value)
            return uuid.uuid5(NAMESPACE, instead)

    def age(self, told: Mapping[str, Any], name: str) -> int | None:
        """A whole number of years, or None."""
        value = self.number(told, name)
        if value is None:
            return None
        if value != int(value) or not 0 <= value <= 130:
            self.wrong(name, "not_an_age", value)
            return None
        return int(value)

    def number(self, told: Mapping[str, Any], name: str, path: str = "") -> Decimal | None:
        """A number, exact, or None; text that is one is taken."""
        value = told.get(name)
        if value in (None, ""):
            return None
        try:
            made = Decimal(str(value)) if not isinstance(value, bool) else None
        except InvalidOperation:
            made = None
        if made is None or not made.is_finite():
            self.wrong(path + name, "not_a_number", value)
            return None
        return made

    def costs(self, told: Mapping[str, Any]) -> tuple[int | None, list[str]]:
        """The one price where there is one; several are told in words."""
        options = self.rows(told, "cost_options")
        amounts = [self.number(one, "amount", f"cost_options[{place}].") for place, one in enumerate(options)]
        if len(options) == 1 and amounts[0] is not None and amounts[0] >= 0:
            words = " ".join(
                str(options[0].get(one) or "") for one in ("option", "amount_description")
            ).strip()
            return int(amounts[0] * 100), [words] if words else []
        words_of = []
        for one, amount in zip(options, amounts, strict=True):
            parts = [
                str(one.get("option") or ""),
                f"£{amount:.2f}" if amount is not None else "",
                str(one.get("amount_description") or ""),
            ]
            words_of.append(" ".join(part for part in parts if part))
        return None, words_of

    def phones(self, told: Mapping[str, Any], at: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
        """Numbers of the service, of its locations and of its contacts; names of people are not taken."""
        rows = list(self.rows(told, "phones"))
        for one in (*at, *self.rows(told, "contacts")):
            rows += self.rows(one, "phones")
        numbers = [self.text(one, "number", "phones.", most=40) for one in rows]
        return tuple(dict.fromkeys(one for one in numbers if one))

    def terms(self, told: Mapping[str, Any]) -> tuple[str, ...]:
        """The names of the taxonomy terms, each once."""
        found = []
        for one in self.rows(told, "attributes"):
            term = one.get("taxonomy_term")
            name = term.get("name") if isinstance(term, Mapping) else None
            if isinstance(name, str) and name.strip():
                found.append(name.strip()[:120])
        return tuple(dict.fromkeys(found))

    def languages(self, told: Mapping[str, Any]) -> tuple[str, ...]:
        """Codes of the languages spoken, from codes or names."""
        known = {"welsh": "cy", "cymraeg": "cy", "english": "en", "saesneg": "en"}
        found = []
        for one in self.rows(told, "languages"):
            for name in ("code", "language", "name"):
                value = str(one.get(name) or "").strip().casefold()
                code = known.get(value, value if re.fullmatch(r"[a-z]{2,3}", value) else "")
                if code:
                    found.append(code)
                    break
        return tuple(dict.fromkeys(found))

    def area(self, told: Mapping[str, Any]) -> str:
        """What an area served is called."""
        return str(told.get("name") or told.get("service_area") or "").strip()[:200]

    def location(self, place: int, told: Mapping[str, Any]) -> OrLocation:
        """A location with its first address."""
        path = f"service_at_locations[{place}].location."
        where = self.part(told, "location")
        address = next(iter(self.rows(where, "addresses", path)), {})
        lines = [str(address.get(one) or "").strip() for one in ("address_1", "address_2", "city", "region")]
        name = self.text(where, "name", path, most=120) or next((one for one in lines if one), "")
        if not name:
            self.wrong(path + "name", "missing")
        postcode = str(address.get("postal_code") or "").strip()[:10]
        access = [
            str(one.get("description") or one.get("accessibility") or "")
            for one in self.rows(where, "accessibility", path)
        ]
        return OrLocation(
            id=self.key(where, path, f"location|{name}|{postcode}"),
            name=name[:120],
            address="\n".join(one for one in lines if one),
            postcode=postcode,
            access="\n".join(one for one in access if one),
            latitude=self.degrees(where, "latitude", 90, path),
            longitude=self.degrees(where, "longitude", 180, path),
            is_physical=where.get("location_type", "physical") == "physical",
        )

    def degrees(self, told: Mapping[str, Any], name: str, most: int, path: str) -> Decimal | None:
        """Degrees within a limit, to five decimals (about a metre)."""
        value = self.number(told, name, path)
        if value is not None and abs(value) > most:
            self.wrong(path + name, "not_degrees", value)
            return None
        return None if value is None else round(value, 5)

    def schedule(self, place: int, told: Mapping[str, Any]) -> OrSchedule:
        """Opening times; every second week counts from a day, or from none."""
        path = f"schedules[{place}]."
        freq = str(told.get("freq") or "WEEKLY").upper()
        if freq not in FREQUENCIES:
            self.wrong(path + "freq", "not_a_frequency", freq)
        byday = re.sub(r"\s", "", str(told.get("byday") or "")).upper()
        if byday and not BYDAY.fullmatch(byday):
            self.wrong(path + "byday", "not_days", byday)
        if freq == "WEEKLY" and re.search(r"\d", byday):
            self.wrong(path + "byday", "month_days_every_week", byday)
        bymonthday = re.sub(r"\s", "", str(told.get("bymonthday") or "")) if freq == "MONTHLY" else ""
        if bymonthday and not BYMONTHDAY.fullmatch(bymonthday):
            self.wrong(path + "bymonthday", "not_month_days", bymonthday)
        opens, closes = self.time(told, "opens_at", path), self.time(told, "closes_at", path)
        if opens and closes and closes <= opens:
            self.wrong(path + "closes_at", "closes_before_it_opens", closes)
        interval = self.number(told, "interval", path)
        first = self.day(told, "valid_from", path) or self.day(told, "dtstart", path)
        last = self.day(told, "valid_to", path)
        if first and last and last < first:
            self.wrong(path + "valid_to", "ends_before_it_begins", last)
        return OrSchedule(
            freq=freq,
            # Every second week can be counted only from a day.
            interval=int(interval) if interval and interval >= 1 and first else 1,
            byday=byday,
            bymonthday=bymonthday,
            opens_at=opens,
            closes_at=closes,
            valid_from=first,
            valid_to=last,
            note=str(told.get("description") or told.get("notes") or "").strip()[:300],
        )

    def time(self, told: Mapping[str, Any], name: str, path: str) -> dt.time | None:
        """A time of day without its zone."""
        value = str(told.get(name) or "").strip()
        if not value:
            return None
        try:
            return dt.time.fromisoformat(value.removesuffix("Z")).replace(tzinfo=None, microsecond=0)
        except ValueError:
            self.wrong(path + name, "not_a_time", value)
            return None

    def day(self, told: Mapping[str, Any], name: str, path: str) -> dt.date | None:
        """A day; of a moment its day."""
        value = str(told.get(name) or "").strip()
        if not value:
            return None
        try:
            return dt.date.fromisoformat(value[:10])
        except ValueError:
            self.wrong(path + name, "not_a_day", value)
            return None
