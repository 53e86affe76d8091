"""Pages: agreements and who signed them; the public log of requests to co-operate."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gilydd.people.models import Community
from gilydd.people.queries import names
from gilydd.ui.doors import PERSON, PUBLIC, page

from .. import commands, queries
from ..forms import AgreementForm, AnswerForm, RequestForm
from ..models import Signature
from ..policy import may, visible_agreements, visible_requests
from ..words import RequestState
from ._shared import mine, one, own_or_404, runs, shown_with, step


@page("GET", "POST", who=PERSON)
def agreement_new(request: Any, community: Community, partnership: int) -> HttpResponse:
    """Write an agreement."""
    row = runs(request, community, partnership, "write_agreement")
    return step(
        request, row, AgreementForm(request.POST or None), commands.write_agreement,
        title=_("Write an agreement"), submit=_("Keep it for signing"), to=("partnership", row.pk),
        done=_("The partners are asked to sign."), partnership=row,
    )  # fmt: skip


@page("GET", who=PUBLIC)
def agreement(request: Any, community: Community, partner_agreement: int) -> HttpResponse:
    """The words of an agreement, its versions, who signed, and when it is looked at again."""
    row = get_object_or_404(visible_agreements(request.person, community), pk=partner_agreement)
    versions = list(row.versions.order_by("-number"))
    signed = list(
        Signature.objects.filter(version__in=versions).select_related("partner__party").order_by("signed_at")
    )
    called = queries.partner_names(request.person, row.partnership, [one.partner for one in signed])
    lines = [
        (version, [(called[one.partner_id], one) for one in signed if one.version_id == version.pk])
        for version in versions
    ]
    shown = shown_with(request, row.partnership, agreement=row, lines=lines)
    by_them = {one.partner_id for one in signed if versions and one.version_id == versions[0].pk}
    shown["to_sign"] = [one for one in shown["own"] if one.pk not in by_them]
    return render(request, "partnerships/agreement.html", shown)


@page("GET", "POST", who=PERSON)
def version_new(request: Any, community: Community, partner_agreement: int) -> HttpResponse:
    """Write the next version of an agreement."""
    row = mine(request, visible_agreements(request.person, community), "write_agreement", partner_agreement)
    last = row.versions.order_by("-number").first()
    start = {
        "title_cy": row.title_cy, "title_en": row.title_en, "text_cy": last.text_cy, "text_en": last.text_en,
        "from_on": last.from_on, "until_on": last.until_on, "review_on": last.review_on,
    }  # fmt: skip
    return step(
        request, row, AgreementForm(request.POST or None, initial=start), commands.write_agreement,
        title=_("Write the next version"), submit=_("Keep it for signing"), to=("agreement", row.pk),
        done=_("The partners are asked to sign."), partnership=row.partnership, agreement=row,
        lead=_("Every partner signs the new version anew. The old one stays to be read."),
    )  # fmt: skip


@page("POST", who=PERSON)
def sign(request: Any, community: Community, partner_agreement: int) -> HttpResponse:
    """The partners for whom somebody speaks stand behind the newest version."""
    row = get_object_or_404(visible_agreements(request.person, community), pk=partner_agreement)
    own = own_or_404(request, row.partnership)
    versions = row.versions.select_related("agreement__partnership__community")
    version = versions.latest("number")
    for partner in own:
        commands.sign_agreement(by=request.person, version=version, partner=partner)
    messages.success(request, _("Signed. Everybody can see it."))
    return redirect("partnerships:agreement", community.slug, row.pk)


@page("GET", who=PUBLIC)
def requests(request: Any, community: Community) -> HttpResponse:
    """The public log of requests to co-operate."""
    lines = queries.requests_log(request.person, community)
    return render(request, "partnerships/requests.html", {"lines": lines})


@page("GET", who=PUBLIC)
def request_one(request: Any, community: Community, cooperation: int) -> HttpResponse:
    """One request: what was asked, on what ground, and the answer with its reasons."""
    rows = visible_requests(request.person, community).filter(pk=cooperation)
    lines = queries.request_lines(request.person, rows)
    if not lines:
        raise Http404
    (line,) = lines
    waits = line.row.state == RequestState.WAITING
    shown = shown_with(
        request, line.row.partnership, line=line,
        answers=waits and may(request.person, "answer_request", line.row),
        withdraws=waits and may(request.person, "withdraw_request", line.row),
    )  # fmt: skip
    return render(request, "partnerships/request.html", shown)


@page("GET", "POST", who=PERSON)
def request_new(request: Any, community: Community, partnership: int) -> HttpResponse:
    """Ask another partner to co-operate."""
    row = one(request, community, partnership)
    form = RequestForm(own_or_404(request, row), row, request.POST or None)
    return step(
        request, row, form, commands.request_cooperation, title=_("Ask a partner to co-operate"),
        submit=_("Ask"), to=("partnership", row.pk), done=_("They are told, and answer by the last day."),
        lead=_("The request and its answer are in a log that everybody can read."),
        easy_lines=[
            ("handshake", _("We ask another partner for help.")),
            ("calendar", _("They answer by a day.")),
            ("eye", _("Everybody can read the question and the answer.")),
        ],
    )  # fmt: skip


@page("GET", "POST", who=PERSON)
def request_answer(request: Any, community: Community, cooperation: int) -> HttpResponse:
    """Yes, or no with reasons."""
    row = mine(request, visible_requests(request.person, community), "answer_request", cooperation)
    called = names([row.asker.party_id])[row.asker.party_id]
    return step(
        request, row, AnswerForm(request.POST or None), commands.answer_request,
        title=_("Answer: %(title)s") % {"title": row.title}, submit=_("Answer"), to=("request", row.pk),
        done=_("The answer is in the log, and they are told."), cooperation=row,
        lead=_("%(partner)s asks this. The first answer stands.") % {"partner": called},
    )  # fmt: skip


@page("POST", who=PERSON)
def request_withdraw(request: Any, community: Community, cooperation: int) -> HttpResponse:
    """The partner that asked takes it back."""
    row = mine(request, visible_requests(request.person, community), "withdraw_request", cooperation)
    commands.withdraw_request(by=request.person, cooperation=row)
    messages.success(request, _("Taken back. It stays in the log."))
    return redirect("partnerships:request", community.slug, row.pk)
