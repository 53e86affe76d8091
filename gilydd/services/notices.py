"""What owners of listings are asked, and what those are told who noticed a mistake; the daily round.

Each notice reads its rows again when it is sent. Whoever is nobody here is written to by email alone, in
both languages, and told how to hear no more of us.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.core import signing
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import later
from gilydd.people.models import ActsFor, Community, Party
from gilydd.people.notices import Rendered, in_their_languages, notify
from gilydd.people.policy import SYSTEM
from gilydd.people.words import PartyKind
from gilydd.ui.bilingual import said
from gilydd.ui.filters import day

from . import commands
from .models import Listing, ListingCheck, Mistake
from .policy import listed
from .words import ANSWER_WITHIN_DAYS, REMIND_AFTER_DAYS, MistakeKind, MistakeState

SALT: Final = "gilydd.services.check"


def secret_of(check: ListingCheck) -> str:
    """What stands in the link of the mail: the check, signed; it opens this one check, for sixty days."""
    return signing.dumps([check.pk], salt=SALT)


def check_behind(secret: str) -> ListingCheck | None:
    """The check that a link opens; None for a link that is forged, too old, or of a check that is gone."""
    try:
        (pk,) = signing.loads(secret, salt=SALT, max_age=ANSWER_WITHIN_DAYS * 86_400)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    rows = ListingCheck.objects.select_related("community", "listing__provider", "listing__community")
    return rows.filter(pk=pk).first()


def check_asked(check_id: int) -> None:
    """Ask the owner: is this still true?"""
    _ask(_check(check_id), "asked")


def check_reminded(check_id: int) -> None:
    """Ask once more, after two weeks."""
    check = _check(check_id)
    with transaction.atomic():
        commands.note_asked(by=SYSTEM, check=check, now=timezone.now())
        _ask(check, "reminded")


def mistake_told(mistake_id: int) -> None:
    """Tell whoever answers for the listing that somebody noticed something."""
    mistake = _mistake(mistake_id)
    if mistake.state != MistakeState.OPEN or mistake.listing is None:
        return
    listing, slug = mistake.listing, mistake.community.slug

    def render() -> Rendered:
        words = {"name": said(listing, "name"), "what": mistake.get_kind_display()}
        return (
            _("Somebody noticed something about “%(name)s”") % words,
            _("What they say: %(what)s.") % words
            + (f"\n“{mistake.words}”" if mistake.words else "")
            + "\n"
            + _("Please look, put it right if it is wrong, and say what came of it."),
        )

    for party in people_of(mistake.community, _owner_of(listing)):
        notify(
            party=party,
            community=mistake.community,
            key=f"services.mistake:{mistake.pk}:told:{party.pk}",
            render=render,
            href=lambda: reverse("services:mistake", args=[slug, mistake.pk]),
        )


def mistake_settled(mistake_id: int) -> None:
    """Tell whoever noticed it what came of it; an email address is then forgotten."""
    mistake = _mistake(mistake_id)
    if mistake.state == MistakeState.OPEN:
        return

    def render() -> Rendered:
        return _("What you told us about our directory"), _settled_words(mistake)

    if mistake.party is not None:
        for party in people_of(mistake.community, mistake.party):
            notify(
                party=party,
                community=mistake.community,
                key=f"services.mistake:{mistake.pk}:settled:{party.pk}",
                render=render,
                href=lambda: _listing_href(mistake.listing, mistake.community),
            )
        return
    with transaction.atomic():
        row = Mistake.objects.select_for_update().get(pk=mistake.pk)
        if not row.email:
            return
        _mail(row.email, render, lambda: _listing_href(mistake.listing, mistake.community))
        row.email = ""
        row.save(update_fields=["email"])


def round() -> None:
    """The daily round of the directory: ask what is due, remind once, stop waiting after sixty days."""
    later("gilydd.services.notices.ask_due")
    later("gilydd.services.notices.remind_due")
    later("gilydd.services.notices.stop_waiting")


def ask_due(today: dt.date | None = None) -> int:
    """Ask about each listing whose time has come; returns how many were asked about.

    A listing that came from another list and was never checked is due at once.
    """
    today = today or timezone.localdate()
    asked = 0
    for community in Community.objects.order_by("pk"):
        rows = listed(community).filter(
            Q(owner__isnull=False) | Q(provider__party__isnull=False) | ~Q(contact_email="")
        )
        waiting = ListingCheck.objects.of(community).filter(closed_at__isnull=True).values("listing")
        for row in rows.exclude(pk__in=waiting).order_by("pk"):
            last = _last_asked(row)
            if last is None or last + dt.timedelta(days=row.check_every_days) <= today:
                commands.ask_check(by=SYSTEM, listing=row)
                asked += 1
    return asked


def remind_due(now: dt.datetime | None = None) -> int:
    """Queue a reminder of each asking that nobody answered for two weeks; returns how many."""
    now = now or timezone.now()
    rows = ListingCheck.objects.filter(
        closed_at__isnull=True,
        reminded_at__isnull=True,
        asked_at__lt=now - dt.timedelta(days=REMIND_AFTER_DAYS),
    )
    for pk in rows.order_by("pk").values_list("pk", flat=True):
        later("gilydd.services.notices.check_reminded", pk)
    return rows.count()


def stop_waiting(now: dt.datetime | None = None) -> int:
    """Close the askings that nobody answered in sixty days: the page says when it was last checked."""
    now = now or timezone.now()
    rows = ListingCheck.objects.filter(
        closed_at__isnull=True, asked_at__lt=now - dt.timedelta(days=ANSWER_WITHIN_DAYS)
    )
    return rows.update(closed_at=now)


def _last_asked(row: Listing) -> dt.date | None:
    """When it was last checked or, where nobody answered, last asked about."""
    last = row.checks.order_by("-asked_at").first()
    days = [row.checked_on, timezone.localdate(last.asked_at) if last else None]
    return max((one for one in days if one is not None), default=None)


def _ask(check: ListingCheck, what: str) -> None:
    if check.closed_at is not None or check.listing.merged_into_id is not None:
        return
    listing, slug = check.listing, check.community.slug
    secret = secret_of(check)

    def render() -> Rendered:
        words = {"name": said(listing, "name"), "community": said(check.community, "name")}
        since = (
            _("It was last checked on %(day)s.") % {"day": day(listing.checked_on)}
            if listing.checked_on
            else _("Nobody has checked it yet.")
        )
        lines = [
            _("“%(name)s” stands in the directory of %(community)s. %(since)s") % {**words, "since": since},
            _("Please look at it, and tell us with one button whether it is all still true."),
        ]
        if what == "reminded":
            lines.append(_("We asked you two weeks ago, and will not ask again this time."))
        return _("Is this still true? “%(name)s”") % words, "\n".join(lines)

    def href() -> str:
        return reverse("services:check", args=[slug, secret])

    people = people_of(check.community, _owner_of(listing))
    for party in people:
        key = f"services.check:{check.pk}:{what}:{party.pk}"
        notify(party=party, community=check.community, key=key, render=render, href=href)
    if not people and listing.contact_email:
        _ask_by_email(check, what, render, href)


def _ask_by_email(
    check: ListingCheck, what: str, render: Callable[[], Rendered], href: Callable[[], str]
) -> None:
    """Once for the asking and once for the reminder, whoever runs it again."""
    with transaction.atomic():
        row = ListingCheck.objects.select_for_update().get(pk=check.pk)
        before = row.reminded_at if what == "reminded" else None
        if row.mailed_at is not None and (before is None or row.mailed_at >= before):
            return

        def with_end() -> Rendered:
            subject, text = render()
            end = _("If this is not for you any more, answer so on the page, and we will not write again.")
            return subject, f"{text}\n{end}"

        _mail(check.listing.contact_email, with_end, href)
        row.mailed_at = timezone.now()
        row.save(update_fields=["mailed_at"])


def _mail(to: str, render: Callable[[], Rendered], href: Callable[[], str]) -> None:
    """An email to somebody whose language nobody asked: both, Welsh first."""

    def with_link() -> Rendered:
        subject, text = render()
        address = href()
        return subject, f"{text}\n\n{settings.SITE_ADDRESS}{address}" if address else text

    _languages, subject, text = in_their_languages("", with_link)
    send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [to])


def _settled_words(mistake: Mistake) -> str:
    if mistake.listing is None:
        lines = [_("You told us that something is missing from our directory. Thank you.")]
    else:
        words = {"name": said(mistake.listing, "name"), "what": MistakeKind(mistake.kind).label}
        lines = [_("About “%(name)s” you told us: %(what)s. Thank you.") % words]
    if mistake.state == MistakeState.MENDED:
        lines.append(_("It is put right now."))
    else:
        lines.append(_("We looked, and it stays as it is."))
    if mistake.reply:
        lines.append(f"“{mistake.reply}”")
    return "\n".join(lines)


def _listing_href(listing: Listing | None, community: Community) -> str:
    if listing is None:
        return reverse("services:directory", args=[community.slug])
    return reverse("services:listing", args=[community.slug, listing.pk])


def _owner_of(listing: Listing) -> Party | None:
    return listing.owner or listing.provider.party


def people_of(community: Community, party: Party | None) -> list[Party]:
    """The person, or those who act for the household, group or organisation."""
    if party is None:
        return []
    if party.kind == PartyKind.PERSON:
        return [party]
    today = timezone.localdate()
    acting = ActsFor.objects.of(community).filter(Q(until__isnull=True) | Q(until__gte=today), party=party)
    return [row.person.party for row in acting.select_related("person__party").order_by("pk")]


def _check(pk: int) -> ListingCheck:
    return ListingCheck.objects.select_related(
        "community", "listing__owner__person", "listing__provider__party__person", "listing__community"
    ).get(pk=pk)


def _mistake(pk: int) -> Mistake:
    return Mistake.objects.select_related(
        "community", "party__person", "listing__owner__person", "listing__provider__party__person"
    ).get(pk=pk)
