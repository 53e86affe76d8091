"""The API: the rooms' operations behind keys, their errors, and their OpenAPI description."""

from __future__ import annotations

import json
import logging
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import IntegrityError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser

from gilydd.assets.api import router as assets
from gilydd.chain.api import router as finding
from gilydd.chain.moderating.api import router as moderating
from gilydd.chain.reporting.api import router as reporting
from gilydd.commissioning.api import router as commissioning
from gilydd.deciding.api import router as deciding
from gilydd.delivering.api import router as delivering
from gilydd.designing.api import router as designing
from gilydd.evaluating.api import router as evaluating
from gilydd.exchange.api import router as exchange
from gilydd.history.words import Refused
from gilydd.partnerships.api import router as partnerships
from gilydd.peers.api import router as peers
from gilydd.people.api import router as people
from gilydd.people.keys import Need, OutOfScope, TooMany, Unknown
from gilydd.safety.api import router as safety
from gilydd.services.api import router as services
from gilydd.stories.api import router as stories
from gilydd.surveys.api import router as surveys
from gilydd.ui.doors import KEY, PUBLIC, Door, page

PREFIX: Final = "/api/v1/"
PROBLEM: Final = "application/problem+json"
BUSY_SECONDS: Final = 5
logger = logging.getLogger("django.request")


class CleanParser(Parser):
    """Reads JSON that every database can keep: no NUL, no half of a surrogate pair, no NaN."""

    def parse_body(self, request: HttpRequest) -> Any:
        try:
            body = json.loads(request.body, parse_constant=_no_constant)
        except RecursionError as failure:
            raise ValueError("nested too deeply") from failure
        for text in _texts(body):
            if not _keepable(text):
                raise ValueError("a text holds a character that cannot be kept")
        return body

    def parse_querydict(self, data: Any, list_fields: list[str], request: HttpRequest) -> Any:
        for values in data.lists():
            if not all(_keepable(text) for text in values[1]):
                raise HttpError(400, _("A part of the address holds a character that cannot be kept."))
        return super().parse_querydict(data, list_fields, request)


def _no_constant(word: str) -> None:
    raise ValueError(f"{word} is not JSON")


def _keepable(text: str) -> bool:
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def _texts(value: Any) -> Iterator[str]:
    """Every text in a JSON value, keys as well; without recursion, because the sender chooses the depth."""
    waiting = [value]
    while waiting:
        here = waiting.pop()
        if isinstance(here, str):
            yield here
        elif isinstance(here, dict):
            waiting += [*here.keys(), *here.values()]
        elif isinstance(here, list):
            waiting += here


class Described(OpenAPISchema):
    """ninja's description, with what it cannot know: scopes, problem answers, one security scheme."""

    def __init__(self, api: NinjaAPI, path_prefix: str) -> None:
        super().__init__(api, path_prefix)
        for _method, _path, operation in operations(self):
            need: Need = operation.pop("x-needs")
            operation["summary"] = str(operation["summary"])
            operation["x-open-to"] = sorted(need.who)
            operation["security"] = [{"key": [str(need.scope)]}]
            operation["responses"] = {
                **{str(status): answer for status, answer in operation["responses"].items()},
                "default": {"$ref": "#/components/responses/Problem"},
            }
        self["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
        self["components"]["schemas"]["Problem"] = PROBLEM_SCHEMA
        self["components"]["responses"] = {
            "Problem": {
                "description": "What went wrong (RFC 9457)",
                "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
            }
        }


PROBLEM_SCHEMA: Final = {
    "type": "object",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "field": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "detail"],
                "properties": {"field": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}


class Api(NinjaAPI):
    """Gilydd's own: answers are never kept in a cache, and the description is `Described`."""

    def get_openapi_schema(self, *, path_prefix: Any = None, path_params: Any = None) -> Any:
        return Described(self, path_prefix or PREFIX)

    def create_temporal_response(self, request: HttpRequest) -> HttpResponse:
        return _unkept(super().create_temporal_response(request))


def _unkept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store, private"
    return response


def operations(schema: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(METHOD, path, operation) of an OpenAPI description, in its order."""
    for where, methods in schema["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), where, operation


def problem(
    kind: str, status: int, title: str, detail: object = "", *, field: str = "", **more: Any
) -> HttpResponse:
    """An error as RFC 9457 says it; empty parts are left out."""
    told = {"type": f"urn:gilydd:problem:{kind}", "title": title, "status": status}
    told |= {name: value for name, value in {"detail": str(detail), "field": field, **more}.items() if value}
    return _unkept(JsonResponse(told, status=status, content_type=PROBLEM))


api = Api(
    title="Gilydd",
    version="1",
    description="Everything a member or a broker does in a timebank. Made for programs; see docs/api.md.",
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
    parser=CleanParser(),
    servers=[{"url": "/"}],
)
for router in (
    people, assets, exchange, delivering, peers, safety, deciding, designing, commissioning, surveys,
    moderating, services, finding, reporting, stories, partnerships, evaluating,
):  # fmt: skip
    api.add_router("", router)


@api.exception_handler(Unknown)
def unknown(request: HttpRequest, failure: Unknown) -> HttpResponse:
    answer = problem("no-key", 401, _("No valid key"), failure)
    why = ', error="invalid_token"' if failure.given else ""
    answer["WWW-Authenticate"] = f'Bearer realm="Gilydd"{why}'
    return answer


@api.exception_handler(TooMany)
def too_many(request: HttpRequest, failure: TooMany) -> HttpResponse:
    answer = problem("too-many", 429, _("Too many requests"), failure)
    answer["Retry-After"] = str(failure.wait_seconds)
    return answer


@api.exception_handler(OutOfScope)
def out_of_scope(request: HttpRequest, failure: OutOfScope) -> HttpResponse:
    answer = problem("scope", 403, _("The key lacks a scope"), failure, scope=str(failure.scope))
    answer["WWW-Authenticate"] = f'Bearer realm="Gilydd", error="insufficient_scope", scope="{failure.scope}"'
    return answer


@api.exception_handler(PermissionDenied)
def not_allowed(request: HttpRequest, failure: PermissionDenied) -> HttpResponse:
    return problem("not-allowed", 403, _("Not allowed"), failure)


@api.exception_handler(Http404)
def missing(request: HttpRequest, failure: Http404) -> HttpResponse:
    return problem("not-found", 404, _("Not found"), _("There is nothing here that you may see."))


@api.exception_handler(Refused)
def refused(request: HttpRequest, failure: Refused) -> HttpResponse:
    """A rule said no: 422 where it names a field of the request, else 409, because of how things stand."""
    status = 422 if failure.field else 409
    return problem("refused", status, _("A rule refused this"), failure, field=failure.field)


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, failure: ValidationError) -> HttpResponse:
    errors = [{"field": _field(error["loc"]), "detail": str(error["msg"])} for error in failure.errors]
    first = errors[0] if errors else {"field": "", "detail": ""}
    title = _("The request does not fit the description")
    return problem("invalid", 422, title, first["detail"], field=first["field"], errors=errors)


@api.exception_handler(HttpError)
def malformed(request: HttpRequest, failure: HttpError) -> HttpResponse:
    return problem("malformed", failure.status_code, _("The request cannot be read"), failure)


@api.exception_handler(SuspiciousOperation)
def suspicious(request: HttpRequest, failure: SuspiciousOperation) -> HttpResponse:
    return problem("malformed", 400, _("The request cannot be read"), failure)


@api.exception_handler(IntegrityError)
def overtaken(request: HttpRequest, failure: IntegrityError) -> HttpResponse:
    """Two requests met at a rule of the database; the first one stands."""
    logger.warning("%s overtaken", request.path, exc_info=failure)
    return problem("overtaken", 409, _("Something else happened at the same moment"), _("Read it again."))


@api.exception_handler(OperationalError)
def busy(request: HttpRequest, failure: OperationalError) -> HttpResponse:
    logger.error("%s: database busy", request.path, exc_info=failure)
    answer = problem("busy", 503, _("Gilydd is busy"), _("Nothing was written. Try again."))
    answer["Retry-After"] = str(BUSY_SECONDS)
    return answer


@api.exception_handler(Exception)
def broken(request: HttpRequest, failure: Exception) -> HttpResponse:
    logger.error("%s broke", request.path, exc_info=failure)
    return problem(
        "broken", 500, _("Something broke here"), _("It is not your fault, and it was written down.")
    )


def _field(where: tuple[Any, ...]) -> str:
    """The part of the request an error is about: body.rows.2.minutes is "rows.2.minutes"."""
    parts = [str(part) for part in where[1:]]
    return ".".join(parts[1:] if where[0] == "body" and len(parts) > 1 else parts)


ROOM_NAMES: Final = {
    "people": gettext_lazy("People"),
    "assets": gettext_lazy("What people can give"),
    "exchange": gettext_lazy("Hours"),
    "delivering": gettext_lazy("What's on"),
    "deciding": gettext_lazy("Votes"),
    "designing": gettext_lazy("Worked out together"),
    "commissioning": gettext_lazy("Commissioned together"),
    "peers": gettext_lazy("Finding each other"),
    "services": gettext_lazy("Help and services"),
    "stories": gettext_lazy("Stories"),
    "partnerships": gettext_lazy("Partnerships"),
    "surveys": gettext_lazy("Surveys"),
    "safety": gettext_lazy("Safety"),
    "evaluating": gettext_lazy("Judged and learnt from"),
    "moderation": gettext_lazy("Moderation"),
}


@dataclass(frozen=True)
class Told:
    """One operation on the page: what it does, its address, the scope of the key."""

    says: str
    method: str
    path: str
    scope: str


def told() -> list[tuple[str, list[Told]]]:
    """Every operation by room, for the page and for docs/api.md."""
    rooms: dict[str, list[Told]] = defaultdict(list)
    for method, where, operation in operations(description()):
        (scope,) = operation["security"][0]["key"]
        room = operation["tags"][0]
        rooms[room].append(Told(operation["summary"], method, where, scope))
    order = list(ROOM_NAMES)
    return [(str(ROOM_NAMES[room]), rooms[room]) for room in sorted(rooms, key=order.index)]


@page("GET", who=PUBLIC)
def book(request: HttpRequest) -> HttpResponse:
    """What programs can do here: every operation, made from the description."""
    return render(request, "site/api.html", {"rooms": told(), "pace": settings.KEY_REQUESTS_A_MINUTE})


_DESCRIPTIONS: dict[str, dict[str, Any]] = {}


def description() -> dict[str, Any]:
    """The OpenAPI description in the present language, made once a language."""
    language = get_language() or ""
    if language not in _DESCRIPTIONS:
        _DESCRIPTIONS[language] = json.loads(json.dumps(api.get_openapi_schema(), default=str))
    return _DESCRIPTIONS[language]


@page("GET", who=PUBLIC)
def openapi(request: HttpRequest) -> HttpResponse:
    """The description for programs."""
    return JsonResponse(description(), json_dumps_params={"ensure_ascii": False})


@page("GET", who=PUBLIC)
def start(request: HttpRequest) -> HttpResponse:
    """The address of the API itself leads to its page."""
    return HttpResponseRedirect(reverse("site:api"))


@csrf_exempt
@page("GET", "POST", "PUT", "PATCH", "DELETE", who=PUBLIC)
def nothing_here(request: HttpRequest, rest: str) -> HttpResponse:
    """An address below the API that is no operation."""
    return problem("not-found", 404, _("Not found"), _("There is no such operation."))


def wrong_method(methods: Sequence[str]) -> HttpResponse:
    """An operation's address with a method that it does not take."""
    answer = problem("method", 405, _("This address does not take this method"))
    answer["Allow"] = ", ".join(methods)
    return answer


def addresses() -> list[URLPattern]:
    """Every address of the API with its door: each operation's is opened by a key, and by nothing else.

    An operation that declared no need raises KeyError here, so the site does not start with it.
    """
    taken: dict[str, set[str]] = defaultdict(set)
    for method, where, _operation in operations(api.get_openapi_schema()):
        taken[where.removeprefix(PREFIX)].add(method)
    made = [path("openapi.json", openapi, name="openapi"), path("", start, name="api-root")]
    for entry in api.urls[0]:
        if isinstance(entry, URLPattern) and entry.name != "api-root":
            where = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(entry.pattern))
            entry.callback.door = Door(frozenset(taken[where]), frozenset({KEY}))  # type: ignore[attr-defined]
            entry.callback.wrong_method = wrong_method  # type: ignore[attr-defined]
            made.append(entry)
    return [*made, path("<path:rest>", nothing_here, name="nothing_here")]
