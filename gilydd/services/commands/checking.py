"""Writes: is this still true? The owner is asked, and answers with one button."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import later
from gilydd.history.words import Refused
from gilydd.people.policy import type_of_actor

from ..models import Listing, ListingCheck, Mistake
from ..policy import policy
from ..words import Answer, MistakeKind, Status
from ._shared import fresh, reindexed, write_down


@transaction.atomic
def ask_check(*, by: type_of_actor, listing: Listing) -> ListingCheck:
    """Ask whoever answers for the listing whether it is still true. Asked twice, it is one asking."""
    listing = fresh(listing)
    policy.check(by, "ask_check", listing)
    if listing.owner_id is None and listing.provider.party_id is None and not listing.contact_email:
        raise Refused(_("Nobody answers for this entry yet. Give it an owner or an email to ask."))
    check, is_new = ListingCheck.objects.get_or_create(
        listing=listing, closed_at__isnull=True, defaults={"community": listing.community}
    )
    if is_new:
        write_down("ask_check", by, listing.community, listing)
        later("gilydd.services.notices.check_asked", check.pk)
    return check


@transaction.atomic
def note_asked(*, by: type_of_actor, check: ListingCheck, now: dt.datetime) -> None:
    """Note that the owner was reminded; the daily round does it once for each asking."""
    policy.check(by, "ask_check", check)
    ListingCheck.objects.filter(pk=check.pk, reminded_at__isnull=True).update(reminded_at=now)


@transaction.atomic
def answer_check(
    *, by: type_of_actor, check: ListingCheck, answer: str, words: str = "", lang: str = ""
) -> ListingCheck:
    """The owner answers. What has changed goes to whoever keeps the directory; what is gone is taken down.

    The secret link of the mail answers as Gilydd itself: whoever holds it is the owner. Answered once.
    """
    check = ListingCheck.objects.select_for_update(of=("self",)).select_related("community").get(pk=check.pk)
    listing = fresh(check.listing)
    policy.check(by, "answer_check", listing)
    if check.closed_at is not None:
        raise Refused(_("This was answered already. Thank you."))
    if answer not in Answer.values:
        raise Refused(_("Choose one of the answers."), field="answer")
    if answer == Answer.CHANGED and not words.strip():
        raise Refused(_("Write what has changed."), field="words")
    if words.strip() and lang not in ("cy", "en"):
        raise Refused(_("Say which language you wrote in."), field="lang")
    now = timezone.now()
    check.answer, check.words, check.lang = answer, words.strip(), lang if words.strip() else ""
    check.answered_at = check.closed_at = now
    check.save()
    if answer == Answer.TRUE:
        listing.checked_on = timezone.localdate()
    elif answer == Answer.ENDED:
        listing.status, listing.checked_on = Status.INACTIVE, timezone.localdate()
    listing.save(update_fields=["status", "checked_on"])
    if answer != Answer.TRUE:
        _to_the_queue(check, listing)
    write_down("answer_check", by, listing.community, listing, answer=str(answer))
    reindexed(listing)
    return check


@transaction.atomic
def stop_asking(*, by: type_of_actor, check: ListingCheck) -> ListingCheck:
    """Whoever was asked by email is not the one: the address is forgotten, and not asked again."""
    check = ListingCheck.objects.select_for_update(of=("self",)).select_related("community").get(pk=check.pk)
    listing = fresh(check.listing)
    policy.check(by, "answer_check", listing)
    if check.closed_at is None:
        check.closed_at = timezone.now()
        check.save(update_fields=["closed_at"])
    listing.contact_email = ""
    listing.save(update_fields=["contact_email"])
    write_down("stop_asking", by, listing.community, listing)
    return check


@transaction.atomic
def confirm_listing(*, by: type_of_actor, listing: Listing) -> Listing:
    """Somebody who answers for it has looked today: it is all true."""
    listing = fresh(listing)
    policy.check(by, "confirm_listing", listing)
    now = timezone.now()
    listing.checked_on = timezone.localdate()
    listing.save(update_fields=["checked_on"])
    listing.checks.filter(closed_at__isnull=True).update(answer=Answer.TRUE, answered_at=now, closed_at=now)
    write_down("confirm_listing", by, listing.community, listing)
    return listing


def _to_the_queue(check: ListingCheck, listing: Listing) -> None:
    """What the owner says is worked through like any other word about the directory."""
    kind = MistakeKind.GONE if check.answer == Answer.ENDED else MistakeKind.OTHER
    Mistake.objects.create(
        community=listing.community,
        listing=listing,
        kind=kind,
        words=check.words,
        lang=check.lang or "cy",
        party=listing.owner,
        email="" if listing.owner_id else listing.contact_email,
    )
