"""Writes: thanks, feedback for brokers, a problem or a dispute, and how it was settled."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import later
from gilydd.history.words import Audience, Refused
from gilydd.people.models import Party
from gilydd.people.policy import type_of_actor

from ..models import Claim, Feedback, Promise, Thanks, Transfer, Trouble
from ..policy import policy, sides_of
from ..words import Feeling, Nature, TroubleKind, TroubleState
from ._shared import acts_as, other_half
from ._together import behalf, note, typed_by
from .paying import reverse_transfer


@transaction.atomic
def say_thanks(*, by: type_of_actor, transfer: Transfer, writer: Party, words: str, lang: str) -> Thanks:
    """Thank the other side of a transfer. They read the words; saying them twice is once."""
    transfer = _work_of(transfer)
    policy.check(by, "say_thanks", transfer)
    _side(by, transfer, writer)
    words = words.strip()
    if not words:
        raise Refused(_("Write a few words of thanks."), field="words")
    thanks, is_new = Thanks.objects.get_or_create(
        transfer=transfer,
        writer=writer,
        defaults={"community": transfer.community, "words": words, "lang": lang},
    )
    if is_new:
        note("say_thanks", by, transfer, behalf=behalf(by, writer))
        later("gilydd.exchange.notices.thanked", thanks.pk)
    elif thanks.words != words:
        raise Refused(_("You said thank you for this already."), field="words")
    return thanks


@transaction.atomic
def leave_feedback(
    *, by: type_of_actor, transfer: Transfer, writer: Party, feeling: str, words: str = "", lang: str = ""
) -> Feedback:
    """How it went, for brokers only and never made into a score; said again, it replaces what was said."""
    transfer = _work_of(transfer)
    policy.check(by, "leave_feedback", transfer)
    _side(by, transfer, writer)
    if feeling not in Feeling.values:
        raise Refused(_("Say how it went."), field="feeling")
    feedback, _fresh = Feedback.objects.update_or_create(
        transfer=transfer,
        writer=writer,
        defaults={
            "community": transfer.community,
            "feeling": feeling,
            "words": words.strip(),
            "lang": lang,
            "said_at": timezone.now(),
        },
    )
    note("leave_feedback", by, transfer, behalf=behalf(by, writer))
    return feedback


@transaction.atomic
def raise_trouble(
    *,
    by: type_of_actor,
    about: Promise | Claim | Transfer,
    raised_by: Party,
    kind: str,
    words: str,
    lang: str,
) -> Trouble:
    """Something went wrong, or hours are not right: a broker who is not part of it looks into it.

    The words are read by the one who raises it and by brokers. Only a dispute shows on statements.
    """
    policy.check(by, "raise_trouble", about)
    _side(by, about, raised_by)
    words = words.strip()
    if kind not in TroubleKind.values:
        raise Refused(_("Say what it is about."), field="kind")
    if not words:
        raise Refused(_("Say what happened."), field="words")
    field = type(about).__name__.lower()
    open_already = Trouble.objects.of(about.community).filter(
        raised_by=raised_by, state=TroubleState.OPEN, **{field: about}
    )
    known = open_already.first()
    if known:
        if known.words == words:
            return known
        raise Refused(_("A broker is already looking into this. Speak with them about it."))
    trouble = Trouble.objects.create(
        community=about.community,
        kind=kind,
        raised_by=raised_by,
        words=words,
        lang=lang,
        typed_by_key=typed_by(by, raised_by),
        **{field: about},
    )
    note("raise_trouble", by, trouble, behalf=behalf(by, raised_by), kind=kind, about=field)
    later("gilydd.exchange.notices.trouble_raised", trouble.pk)
    return trouble


@transaction.atomic
def settle_trouble(
    *, by: type_of_actor, trouble: Trouble, outcome: str, outcome_lang: str, reverse: bool = False
) -> Trouble:
    """A broker who is not part of it says how it was settled, and may take wrong hours back."""
    trouble = (
        Trouble.objects.select_for_update(of=("self",))
        .select_related("community", "promise__ask", "claim", "transfer", "raised_by")
        .get(pk=trouble.pk)
    )
    policy.check(by, "settle_trouble", trouble)
    outcome = outcome.strip()
    if trouble.state == TroubleState.SETTLED:
        if trouble.outcome == outcome:
            return trouble
        raise Refused(_("This was settled already."))
    if not outcome:
        raise Refused(_("Say how it was settled. Those it concerns read it."), field="outcome")
    if reverse:
        reverse_transfer(by=by, transfer=_hours_of(trouble), reason=outcome, lang=outcome_lang)
    trouble.state, trouble.settled_at = TroubleState.SETTLED, timezone.now()
    trouble.outcome, trouble.outcome_lang = outcome, outcome_lang
    trouble.save(update_fields=["state", "settled_at", "outcome", "outcome_lang"])
    note("settle_trouble", by, trouble, audience=Audience.PRIVATE, reversed=reverse)
    later("gilydd.exchange.notices.trouble_settled", trouble.pk)
    return trouble


def _hours_of(trouble: Trouble) -> Transfer:
    for about in (trouble.transfer, trouble.claim, trouble.promise):
        if isinstance(about, Transfer):
            return about
        if about is not None and about.transfer is not None:
            return about.transfer
    raise Refused(_("These hours are not in the books, so nothing can be reversed."), field="reverse")


def _work_of(transfer: Transfer) -> Transfer:
    """What was done: of help given freely the work, not the hours that went straight back."""
    if transfer.reverses_id:
        raise Refused(_("This transfer takes another one back. Open the first one."))
    if transfer.nature == Nature.FREELY:
        return other_half(transfer) or transfer
    return transfer


def _side(by: type_of_actor, thing: Promise | Claim | Transfer, party: Party) -> None:
    """The party is one of the two, and the actor may speak for it."""
    if party.pk not in sides_of(thing):
        raise Refused(_("Only those who gave or received these hours can say this."))
    acts_as(by, thing.community, party)
