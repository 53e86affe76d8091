"""Pages of training: courses, certificates, and the public check of a certificate."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gilydd.people.keys import address_of
from gilydd.people.models import Community, Identity, Party
from gilydd.people.tries import Limit
from gilydd.ui.acting import carried_out
from gilydd.ui.doors import PUBLIC, page
from gilydd.ui.filters import language
from gilydd.ui.papers import paper_response, pdf, qr

from .. import commands
from ..forms.training import CertificatesForm, CourseForm, NumberForm, WithdrawForm
from ..models import Activity, Certificate, Course
from ..policy import may
from ..queries import training as reads
from ._shared import activity_to_manage, activity_to_run

CHECKS = Limit("certificate", allowed=30, seconds=600)


@page("GET", who=PUBLIC)
def training(request: Any, community: Community) -> HttpResponse:
    """Courses that people here give each other, and how many were trained."""
    context = {
        "courses": reads.courses(request.person, community),
        "trained": reads.trained(community),
    }
    return render(request, "delivering/training.html", context)


@page("GET", "POST")
def course_keep(request: Any, community: Community, activity: int) -> HttpResponse:
    """Make an activity a course, or change it."""
    row = activity_to_manage(request, community, activity)
    course = getattr(row, "course", None)
    fields = ("sessions_needed", "learns_cy", "learns_en")
    start = {name: getattr(course, name) for name in fields} if course else {}
    form = CourseForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        done = carried_out(form, commands.keep_course, by=request.person, activity=row, **form.cleaned_data)
        if done:
            messages.success(request, _("The course is kept."))
            return redirect("delivering:course_people", community.slug, row.pk)
    return render(request, "delivering/course_keep.html", {"form": form, "activity": row, "course": course})


@page("GET", "POST")
def course_people(request: Any, community: Community, activity: int) -> HttpResponse:
    """How far everybody is with a course, and giving certificates to those who completed it."""
    row = activity_to_run(request, community, activity)
    course = _course(row)
    far = reads.progress(course)
    form = CertificatesForm([one for one in far if one.party_id != request.person.pk], request.POST or None)
    if request.method == "POST" and form.is_valid():
        parties = list(Party.objects.filter(pk__in=form.cleaned_data["parties"]).order_by("pk"))
        done = carried_out(
            form, commands.issue_certificates, by=request.person, course=course, parties=parties
        )
        if done:
            said = ngettext("%(num)s certificate is given.", "%(num)s certificates are given.", len(done))
            messages.success(request, said % {"num": len(done)})
            return redirect("delivering:course_people", community.slug, row.pk)
    context = {
        "form": form,
        "activity": row,
        "course": course,
        "people": far,
        "ready": bool(form.fields["parties"].choices),  # type: ignore[attr-defined]
        "can_withdraw": may(request.person, "withdraw_certificate", row),
    }
    return render(request, "delivering/course_people.html", context)


@page("GET")
def certificate_file(request: Any, community: Community, certificate: int) -> HttpResponse:
    """A certificate to print, in both languages: for its holder, and for who gave it."""
    row = _certificate(request, community, certificate)
    holder = Identity.objects.filter(person=row.party_id).first()
    if row.withdrawn_at or holder is None:
        raise Http404(_("This certificate does not hold any more."))

    def address() -> str:
        """Where the number is checked, in the language of the page that asks."""
        path = reverse("delivering:certificate_check_one", args=[community.slug, row.number])
        return f"{settings.SITE_ADDRESS}{path}"

    context = {
        "community": community,
        "certificate": row,
        "course": row.course,
        "holder": holder.full_name,
        "address": address,
        "qr": lambda: qr(address(), row.number),
    }
    return paper_response(
        f"{_('certificate')} {row.number}", pdf("delivering/paper_certificate.html", context, ["cy", "en"])
    )


@page("GET", "POST")
def certificate_withdraw(request: Any, community: Community, certificate: int) -> HttpResponse:
    """Withdraw a certificate that was given by mistake."""
    row = _certificate(request, community, certificate)
    if not may(request.person, "withdraw_certificate", row):
        raise Http404(_("There is no such certificate here."))
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = {"certificate": row, "reason": form.cleaned_data["reason"], "lang": language()}
        if carried_out(form, commands.withdraw_certificate, by=request.person, **told):
            messages.success(request, _("The certificate does not hold any more."))
            return redirect("delivering:course_people", community.slug, row.course_id)
    return render(request, "delivering/certificate_withdraw.html", {"form": form, "certificate": row})


@page("GET", who=PUBLIC)
def certificate_check(request: Any, community: Community) -> HttpResponse:
    """Type the number of a certificate to see whether it holds."""
    form = NumberForm(request.GET or None)
    if form.is_bound and form.is_valid():
        return _checked(request, community, form.cleaned_data["number"], form)
    return render(request, "delivering/certificate_check.html", {"form": form, "asked": ""})


@page("GET", who=PUBLIC)
def certificate_check_one(request: Any, community: Community, certificate_number: str) -> HttpResponse:
    """Whether the certificate with this number holds: what its QR code opens."""
    form = NumberForm(initial={"number": certificate_number[:40]})
    return _checked(request, community, certificate_number, form)


def _checked(request: Any, community: Community, number: str, form: NumberForm) -> HttpResponse:
    """Says that it holds, for what and since when; the name only where the holder allows it."""
    wait = CHECKS.wait_seconds(address_of(request))
    if wait:
        return HttpResponse(
            _("Too many numbers were tried from here. Please wait a few minutes."),
            status=429,
            content_type="text/plain; charset=utf-8",
            headers={"Retry-After": str(wait)},
        )
    row = reads.certificate_called(community, number)
    named = row and row.names_holder and not row.withdrawn_at
    holder = Identity.objects.filter(person=row.party_id).first() if row and named else None
    context = {
        "form": form,
        "asked": number[:20],
        "found": row,
        "holds": bool(row and row.withdrawn_at is None),
        "holder": holder.full_name if holder else "",
    }
    return render(request, "delivering/certificate_check.html", context, status=200 if row else 404)


def _course(activity: Activity) -> Course:
    course: Course | None = getattr(activity, "course", None)
    if course is None:
        raise Http404(_("This activity is no course."))
    course.activity = activity
    return course


def _certificate(request: Any, community: Community, pk: int) -> Certificate:
    rows = Certificate.objects.of(community).select_related("community", "course__activity", "party")
    row: Certificate = get_object_or_404(rows, pk=pk)
    person = request.person
    if row.party_id != person.pk and not may(person, "issue_certificates", row.course.activity):
        raise Http404(_("There is no such certificate here."))
    return row
