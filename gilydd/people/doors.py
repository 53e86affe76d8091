"""Keeps the door of every page: its methods, who may open it, and the community it is in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import resolve, reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from gilydd.history.words import NotAllowed, Refused
from gilydd.ui.doors import KEY, MEMBER, PERSON, PUBLIC, Door

from .models import Community, Person
from .queries import standing
from .queries.standing import Standing


class DoorMiddleware:
    """Resolves the person and the community, and keeps the door of every page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        login = request.user
        request.person = login.person if login.is_authenticated else None  # type: ignore[attr-defined]
        request.community = None  # type: ignore[attr-defined]
        response = self.get_response(request)
        if login.is_authenticated:
            # Another person's page must never come out of a cache or the back button.
            response["Cache-Control"] = "no-store, private"
            patch_vary_headers(response, ["Cookie"])
        return response

    def process_view(
        self, request: Any, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        door: Door | None = getattr(view, "door", None)
        if door is None:
            raise NotAllowed(_("This page was not opened to anybody."))
        if request.method not in door.methods:
            return getattr(view, "wrong_method", HttpResponseNotAllowed)(sorted(door.methods))
        if KEY in door.who:
            return None  # people.keys asks for the key, the community and the role
        if "community" in kwargs:
            community = Community.objects.filter(slug=kwargs["community"]).first()
            if community is None:
                raise Http404(_("There is no community at this address."))
            request.community = kwargs["community"] = community
        return self._keep(request, door)

    def process_exception(self, request: Any, failure: Exception) -> HttpResponse | None:
        """A rule that refused a button becomes a page that says why; a form's refusal stays on the form."""
        if not isinstance(failure, Refused):
            return None
        back = request.META.get("HTTP_REFERER") or "/"
        back = back if url_has_allowed_host_and_scheme(back, {request.get_host()}) else "/"
        return render(request, "people/refused.html", {"reason": str(failure), "back": back}, status=409)

    def _keep(self, request: Any, door: Door) -> HttpResponse | None:
        person: Person | None = request.person
        if PUBLIC in door.who:
            return None
        if person is None:
            return redirect_to_login(request.get_full_path())
        if PERSON in door.who:
            return None
        if not _lets_in(door, standing(person, request.community)):
            raise NotAllowed(_("This page is not open to you."))
        return None


def open_doors(person: Person, community: Community, names: Iterable[str]) -> dict[str, str]:
    """Of pages that need only a community: the addresses of those open to a person, for a menu."""
    here = standing(person, community)
    found = {}
    for name in names:
        address = reverse(name, args=[community.slug])
        door = resolve(address).func.door  # type: ignore[attr-defined]
        if not door.who.isdisjoint({PUBLIC, PERSON}) or _lets_in(door, here):
            found[name] = address
    return found


def _lets_in(door: Door, here: Standing) -> bool:
    """Whether a door of a community lets in somebody who stands there so."""
    return here.active and (MEMBER in door.who or not here.roles.isdisjoint(door.who))
