"""Writes: agreements and their versions, who signs; requests to co-operate and their answers."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.commands import later
from gilydd.history.words import Refused
from gilydd.people.policy import System, type_of_actor

from ..models import (
    Agreement,
    AgreementVersion,
    CooperationRequest,
    Ground,
    Partner,
    Partnership,
    Signature,
)
from ..policy import policy, speaks_for_partner
from ..words import REQUEST_MOVES, RequestState
from ._shared import (
    both,
    capacity_in,
    fresh,
    locked,
    move,
    note,
    of_it,
    running,
    said,
    same_community,
    written_by,
)


@transaction.atomic
def write_agreement(
    *,
    by: type_of_actor,
    partnership: Partnership,
    title_cy: str,
    title_en: str,
    text_cy: str,
    text_en: str,
    from_on: dt.date,
    review_on: dt.date,
    until_on: dt.date | None = None,
    agreement: Agreement | None = None,
) -> AgreementVersion:
    """Write an agreement, or its next version, in both languages. A new version is signed anew."""
    partnership = locked(partnership)
    policy.check(by, "write_agreement", partnership)
    running(partnership)
    titles, texts = both("title", title_cy, title_en), both("text", text_cy, text_en, 40_000)
    if until_on is not None and until_on < from_on:
        raise Refused(_("It cannot end before it begins."), field="until_on")
    if review_on < from_on:
        raise Refused(_("It is looked at again after it has begun."), field="review_on")
    if agreement is None:
        agreement = Agreement.objects.create(
            community=partnership.community, partnership=partnership, **titles
        )
    elif agreement.partnership_id != partnership.pk:
        raise Refused(_("This belongs to another partnership."))
    else:
        agreement.title_cy, agreement.title_en = titles["title_cy"], titles["title_en"]
        agreement.reminded_on = None
        agreement.save(update_fields=["title_cy", "title_en", "reminded_on"])
    number = (agreement.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    made = AgreementVersion.objects.create(
        community=partnership.community, agreement=agreement, number=number, from_on=from_on,
        until_on=until_on, review_on=review_on, written_by_key=written_by(by),
        capacity=capacity_in(by, partnership), **texts,
    )  # fmt: skip
    note("write_agreement", by, agreement, partnership, version=number)
    later("gilydd.partnerships.notices.to_sign", made.pk)
    return made


@transaction.atomic
def sign_agreement(*, by: type_of_actor, version: AgreementVersion, partner: Partner) -> Signature:
    """A partner stands behind the newest version, through somebody who speaks for it. Twice is once."""
    partnership = locked(version.agreement.partnership)
    of_it(partnership, partner)
    policy.check(by, "sign_agreement", partner)
    newest = version.agreement.versions.order_by("-number").first()
    if newest is None or newest.pk != version.pk:
        raise Refused(_("There is a newer version. Read and sign that one."))
    made, is_new = Signature.objects.get_or_create(
        version=version,
        partner=partner,
        defaults={
            "community": partnership.community,
            "signed_by_key": written_by(by),
            "capacity": capacity_in(by, partnership),
        },
    )
    if is_new:
        note("sign_agreement", by, version.agreement, partnership, mentions=[partner], version=version.number)
    return made


@transaction.atomic
def request_cooperation(
    *,
    by: type_of_actor,
    asker: Partner,
    asked: Partner,
    ground: Ground,
    title: str,
    words: str,
    lang: str,
    answer_by: dt.date,
) -> CooperationRequest:
    """One partner asks another to co-operate, on a legal ground, with a last day for the answer."""
    partnership = fresh(asker.partnership)
    policy.check(by, "request_cooperation", asker)
    running(partnership)
    of_it(partnership, asker, "asker")
    of_it(partnership, asked, "asked")
    if asker.pk == asked.pk:
        raise Refused(_("A partner asks another one."), field="asked")
    same_community(partnership, ground, "ground")
    if answer_by < timezone.localdate():
        raise Refused(_("Give them time to answer: the last day has passed."), field="answer_by")
    made = CooperationRequest.objects.create(
        community=partnership.community, partnership=partnership, asker=asker, asked=asked, ground=ground,
        title=said(title, _("Say in a few words what you ask for."), "title", 160),
        words=said(words, _("Say what you ask for and why."), "words"),
        lang=lang, answer_by=answer_by, made_by_key=written_by(by),
        made_capacity=capacity_in(by, partnership),
    )  # fmt: skip
    note("request_cooperation", by, made, partnership, mentions=[asker, asked], ground=ground.code)
    later("gilydd.partnerships.notices.asked", made.pk)
    return made


@transaction.atomic
def answer_request(
    *, by: type_of_actor, cooperation: CooperationRequest, yes: bool, answer: str, lang: str
) -> CooperationRequest:
    """The partner that was asked says yes, or no with its reasons in writing. The first answer stands."""
    request = _locked(cooperation)
    policy.check(by, "answer_request", request)
    answer = answer.strip()
    if not yes:
        answer = said(
            answer,
            _("A refusal needs its reasons in writing. Say why this cannot be done."),
            "answer",
        )
    move(request, RequestState.ACCEPTED if yes else RequestState.REFUSED, REQUEST_MOVES)
    request.answer, request.answer_lang = answer, lang
    request.answered_at, request.answered_by_key = timezone.now(), written_by(by)
    request.answered_capacity = capacity_in(by, request.partnership)
    request.typed_for_them = not isinstance(by, System) and not speaks_for_partner(by, request.asked)
    request.save()
    note(
        "answer_request", by, request, request.partnership, mentions=[request.asker, request.asked], yes=yes,
        late=timezone.localdate() > request.answer_by,
    )  # fmt: skip
    later("gilydd.partnerships.notices.answered", request.pk)
    return request


@transaction.atomic
def withdraw_request(*, by: type_of_actor, cooperation: CooperationRequest) -> CooperationRequest:
    """The partner that asked takes its request back. It stays in the log."""
    request = _locked(cooperation)
    policy.check(by, "withdraw_request", request)
    move(request, RequestState.WITHDRAWN, REQUEST_MOVES)
    request.save(update_fields=["state"])
    note("withdraw_request", by, request, request.partnership, mentions=[request.asked])
    return request


def _locked(request: CooperationRequest) -> CooperationRequest:
    rows = CooperationRequest.objects.select_for_update(of=("self",))
    return rows.select_related(
        "partnership__community",
        "asker__partnership__community",
        "asked__partnership__community",
        "community",
    ).get(pk=request.pk)
