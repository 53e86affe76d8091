"""Keys of programs and calendars: how one is known again, and what it may open.

A key is never a session: cookies open nothing here, so no page elsewhere can act through a browser.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from gilydd.history.words import NotAllowed
from gilydd.ui.doors import MEMBER, PERSON

from .models import Community, Membership, Person, Token
from .queries import leave_roles_aside, standing
from .tries import Limit
from .words import MembershipState, Role, Scope, TokenKind

PREFIX: Final = "gilydd_"
SECRET_BYTES: Final = 32
NOTE_USE_EVERY: Final = dt.timedelta(hours=1)
STAFF: Final = frozenset({Role.BROKER, Role.COORDINATOR, Role.FACILITATOR, Role.SAFEGUARDING_LEAD})
STAFF_SCOPES: Final = frozenset({Scope.BROKER_READ, Scope.BROKER_WRITE})
FAILED: Final = Limit("failed key", allowed=20, seconds=600)


class Unknown(Exception):  # noqa: N818  (the key is unknown: read as a sentence)
    """No key came, or none that opens anything. `given` says whether one came."""

    def __init__(self, *, given: bool) -> None:
        super().__init__(_("Send a key that is valid: Authorization: Bearer …"))
        self.given = given


class TooMany(Exception):  # noqa: N818
    """Too many tries in a while; `wait_seconds` until the next one may be made."""

    def __init__(self, wait_seconds: int) -> None:
        super().__init__(_("Too many requests. Wait a while, then try again."))
        self.wait_seconds = wait_seconds


class OutOfScope(NotAllowed):
    """The key was not made for this; `scope` names what it lacks."""

    def __init__(self, scope: str) -> None:
        super().__init__(_("This key was not made for that."))
        self.scope = scope


@dataclass(frozen=True)
class Need:
    """What an operation asks of a key: its scope, and the least its person must be."""

    scope: str
    who: frozenset[str]


def new_secret() -> str:
    """A fresh key: 256 random bits behind a prefix that secret scanners can find."""
    return PREFIX + secrets.token_urlsafe(SECRET_BYTES)


def digest_of(secret: str) -> str:
    """SHA-256 is enough for 256 random bits: there is nothing to guess, so nothing to slow down."""
    return hashlib.sha256(secret.encode()).hexdigest()


def address_of(request: HttpRequest) -> str:
    """Where the request came from: the last hop before us, as our own proxy wrote it down."""
    if getattr(settings, "BEHIND_PROXY", False):
        return request.headers.get("X-Forwarded-For", "").split(",")[-1].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def holder_of(request: HttpRequest, secret: str, kind: str) -> Token:
    """The live key with its person; raises Unknown, or TooMany where unknown keys come in a row.

    Live: not revoked, not past its day, its person has a sign-in and is an active member somewhere the key
    reaches. Two queries.
    """
    today = timezone.localdate()
    rows = Token.objects.filter(digest=digest_of(secret), kind=kind, revoked_at__isnull=True)
    rows = rows.filter(Q(expires_on__isnull=True) | Q(expires_on__gte=today))
    token = rows.filter(person__login__is_active=True).select_related("person__party", "community").first()
    if token is None or not active_in(token).exists():
        wait = FAILED.wait_seconds(address_of(request))
        raise TooMany(wait) if wait else Unknown(given=True)
    _note_use(token)
    return token


def active_in(token: Token) -> Any:
    """Active memberships of the key's person that the key reaches."""
    rows = Membership.objects.filter(party=token.person_id, state=MembershipState.ACTIVE)
    return rows.filter(community=token.community_id) if token.community_id else rows


def may_have_staff_scopes(person: Person, community: Community | None) -> bool:
    """Whether the person holds a role of those who run the timebank, here or (None) in any community."""
    if community is not None:
        here = [standing(person, community)]
    else:
        rows = Membership.objects.filter(party=person.pk, state=MembershipState.ACTIVE)
        here = [standing(person, row.community) for row in rows.select_related("community")]
    return any(one.active and one.roles & STAFF for one in here)


def _note_use(token: Token) -> None:
    now = timezone.now()
    if token.used_at is None or token.used_at <= now - NOTE_USE_EVERY:
        Token.objects.filter(pk=token.pk).update(used_at=now)


@dataclass(frozen=True)
class Keeper:
    """Keeps the door of one operation: the key, its pace, its scope, the community, the person's role."""

    need: Need

    openapi_security_schema = {"type": "http", "scheme": "bearer"}

    def __call__(self, request: Any) -> Token:
        request.person = request.community = None
        kind, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer" or not secret.strip():
            raise Unknown(given=False)
        token = holder_of(request, secret.strip(), TokenKind.API)
        wait = pace().wait_seconds(token.digest)
        if wait:
            raise TooMany(wait)
        request.person = token.person
        staff = Scope.BROKER_READ if request.method == "GET" else Scope.BROKER_WRITE
        if staff not in token.scopes:
            leave_roles_aside(token.person)
        _speak(request, token.person)
        if self.need.scope not in token.scopes:
            raise OutOfScope(self.need.scope)
        slug = request.resolver_match.kwargs.get("community")
        if slug is not None:
            request.community = self._community(token, slug)
        elif PERSON not in self.need.who:
            raise NotAllowed(_("This page was not opened to anybody."))
        return token

    def _community(self, token: Token, slug: str) -> Community:
        community = Community.objects.filter(slug=slug).first()
        if community is None:
            raise Http404
        if token.community_id not in (None, community.pk):
            raise NotAllowed(_("This key was made for another community."))
        here = standing(token.person, community)
        if not here.active or (MEMBER not in self.need.who and here.roles.isdisjoint(self.need.who)):
            raise NotAllowed(_("This is not open to you."))
        return community


def pace() -> Limit:
    """How many requests a minute one key may make."""
    allowed = settings.KEY_REQUESTS_A_MINUTE
    return Limit("key", allowed=allowed, seconds=60, lot=max(1, min(20, allowed // 10)))


def _speak(request: Any, person: Person) -> None:
    """Errors in the language the program asks for, else in its person's."""
    if "Accept-Language" not in request.headers and person.language:
        translation.activate(person.language)
        request.LANGUAGE_CODE = translation.get_language()
