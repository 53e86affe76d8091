"""Keys of programs and calendars: made by the person, shown once, revoked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import record
from gilydd.history.words import Audience, Refused

from ..keys import STAFF_SCOPES, digest_of, may_have_staff_scopes, new_secret
from ..models import Community, Person, Token
from ..policy import policy, type_of_actor
from ..words import Scope, TokenKind

LONGEST_DAYS = 366
MOST_KEYS = 20


@transaction.atomic
def make_key(
    *,
    by: Person,
    name: str,
    scopes: Sequence[str],
    expires_on: dt.date,
    community: Community | None = None,
) -> tuple[Token, str]:
    """Make a key for a program, and the secret that is shown this once; only its digest is kept.

    `community` limits it to one. A scope beyond what the person may do is refused, and every operation asks
    again at the time: a role that is lost takes its scopes with it.
    """
    policy.check(by, "make_key", community)
    if not scopes or not set(scopes) <= set(Scope.values):
        raise Refused(_("Choose what the program may do."), field="scopes")
    if STAFF_SCOPES & set(scopes) and not may_have_staff_scopes(by, community):
        raise Refused(_("A key can do no more than you may do yourself."), field="scopes")
    today = timezone.localdate()
    if not today < expires_on <= today + dt.timedelta(days=LONGEST_DAYS):
        raise Refused(_("A key lasts a year at most. Choose a day in the next year."), field="expires_on")
    return _make(by, TokenKind.API, name, sorted(set(scopes)), expires_on, community)


@transaction.atomic
def make_feed(*, by: Person, name: str) -> tuple[Token, str]:
    """Make the address of a calendar feed of one's own dates; it holds until it is revoked."""
    policy.check(by, "make_key", None)
    return _make(by, TokenKind.FEED, name, [], None, None)


@transaction.atomic
def revoke_key(*, by: type_of_actor, token: Token) -> Token:
    """The key opens nothing from now on. Revoking twice is once."""
    token = Token.objects.select_for_update().get(pk=token.pk)
    policy.check(by, "revoke_key", token)
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at"])
        _record("revoke_key", by, token)
    return token


def _make(
    by: Person,
    kind: str,
    name: str,
    scopes: list[str],
    expires_on: dt.date | None,
    community: Community | None,
) -> tuple[Token, str]:
    if not name.strip():
        raise Refused(_("Give it a name, so that you know it again."), field="name")
    if Token.objects.filter(person=by, kind=kind, revoked_at__isnull=True).count() >= MOST_KEYS:
        raise Refused(_("You have 20 of these. Revoke one that you do not use."))
    secret = new_secret()
    token = Token.objects.create(
        person=by,
        community=community,
        kind=kind,
        name=name.strip(),
        digest=digest_of(secret),
        scopes=scopes,
        expires_on=expires_on,
    )
    _record("make_key", by, token)
    return token, secret


def _record(verb: str, by: type_of_actor, token: Token) -> None:
    record(
        community=token.community,
        actor=by,
        verb=f"people.{verb}",
        subject=token,
        audience=Audience.PRIVATE,
        facts={"kind": token.kind, "scopes": token.scopes},
    )
