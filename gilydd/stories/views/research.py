"""Pages of peer research: studies, who codes, their texts, findings, hours and files."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.people.imports import BadFile, Report
from gilydd.people.models import Community, Party
from gilydd.people.queries import work_terms
from gilydd.people.words import Role
from gilydd.services.models import Service
from gilydd.ui.acting import carried_out
from gilydd.ui.bilingual import said
from gilydd.ui.doors import PUBLIC, page
from gilydd.ui.sheets import Cell, Table, file_name, write

from ..commands import codebooks as codebook_commands
from ..commands import projects, studies
from ..forms.research import (
    AddStoriesForm,
    CoderForm,
    FindingsForm,
    NothingForm,
    PassagesForm,
    ProjectForm,
    ResearchHoursForm,
    StudyForm,
    TranscriptForm,
)
from ..models import Codebook, Study, StudyCoder
from ..queries import comparing
from ..queries import research as reads
from ..queries.agreement import agreement
from ..queries.shown import latest_versions
from ..research_policy import (
    codable_stories,
    coder_of,
    may,
    policy,
    published_studies,
    visible_codebooks,
    visible_sources,
    visible_studies,
)
from ..research_words import ExportKind, StudyState


def one_study(request: Any, community: Community, study: int) -> Study:
    """A study in which the person codes, or nothing."""
    row: Study = get_object_or_404(visible_studies(request.person, community), pk=study)
    return row


def to_study(study: Study, name: str = "stories:study") -> HttpResponse:
    """On to a page of the study."""
    return redirect(name, study.community.slug, study.pk)


def services_of(community: Community) -> list[tuple[str, str]]:
    """The services to choose from."""
    return [(str(one.pk), said(one, "name")) for one in Service.objects.of(community).order_by("pk")]


def step(request: Any, study: Study | None, form: Any, **shown: Any) -> HttpResponse:
    """A page of a study with one form."""
    return render(request, "stories/research_step.html", {"study": study, "form": form, **shown})


@page("GET", who=Role.RESEARCHER)
def study_list(request: Any, community: Community) -> HttpResponse:
    """My studies, and the codebooks."""
    shown = {
        "studies": reads.studies(request.person, community),
        "codebooks": reads.codebooks(request.person, community),
    }
    return render(request, "stories/studies.html", shown)


@page("GET", "POST", who=Role.RESEARCHER)
def study_new(request: Any, community: Community) -> HttpResponse:
    """Begin a study."""
    books = visible_codebooks(request.person, community).order_by("pk")
    form = StudyForm(request.POST or None, codebooks=[(str(one.pk), said(one, "name")) for one in books])
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        chosen = given.pop("codebook")
        codebook: Codebook = (
            codebook_commands.make_codebook(
                by=request.person, community=community, **{f"name_{given['lang']}": given["name"][:120]}
            )
            if chosen == "new"
            else get_object_or_404(books, pk=chosen)
        )
        made = carried_out(
            form, studies.start_study, by=request.person, community=community, codebook=codebook,
            lead=request.person.party, **given,
        )  # fmt: skip
        if made:
            messages.success(request, _("The study is begun. Now put texts into it."))
            return to_study(made)
    return step(
        request, None, form, title=_("Begin a study"), submit=_("Begin"),
        lead=_("You lead it, and code in it like the others."),
    )  # fmt: skip


@page("GET", who=Role.RESEARCHER)
def study_page(request: Any, community: Community, study: int) -> HttpResponse:
    """One study: what to do next, its texts, who codes."""
    row = one_study(request, community, study)
    shown = {
        "study": row,
        "next_step": reads.next_step(request.person, row),
        "texts": reads.texts(request.person, row),
        "coders": reads.coders(request.person, row),
        "leads": may(request.person, "lead_study", row),
        "credited": may(request.person, "credit_research", row),
        "me": coder_of(request.person, row),
        "coding": row.state == StudyState.CODING,
        "closed": row.state == StudyState.CLOSED,
    }
    return render(request, "stories/study.html", shown)


@page("GET", "POST", who=Role.RESEARCHER)
def study_stories(request: Any, community: Community, study: int) -> HttpResponse:
    """Take stories into the study."""
    row = one_study(request, community, study)
    policy.check(request.person, "lead_study", row)
    found = list(codable_stories(request.person, row).order_by("-agreed_at"))
    versions = latest_versions(one.pk for one in found)
    choices = [
        (str(one.pk), f"{versions[one.pk].title or _('Without a title')} ({one.lang})")
        for one in found
        if one.pk in versions
    ]
    form = AddStoriesForm(request.POST or None, stories=choices)
    if request.method == "POST" and form.is_valid():
        wanted = [one for one in found if str(one.pk) in form.cleaned_data["stories"]]
        if carried_out(form, studies.add_stories, by=request.person, study=row, stories=wanted):
            messages.success(request, _("The stories are in the study."))
            return to_study(row)
    return step(
        request, row, form, title=_("Put stories in"), submit=_("Put them in"), empty=not choices,
        empty_text=_("No more stories have a yes to research. You can put in a talk that you wrote down."),
        empty_href="stories:transcript_new", empty_action=_("Put in a talk or a group"),
    )  # fmt: skip


@page("GET", "POST", who=Role.RESEARCHER)
def transcript_new(request: Any, community: Community, study: int) -> HttpResponse:
    """Put in what was said in a talk or a group."""
    row = one_study(request, community, study)
    form = TranscriptForm(request.POST or None, services=services_of(community), initial={"lang": row.lang})
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        chosen = given.pop("service")
        given["lang"] = given["lang"] or "und"
        service = get_object_or_404(Service.objects.of(community), pk=chosen) if chosen else None
        if carried_out(form, studies.add_transcript, by=request.person, study=row, service=service, **given):
            messages.success(request, _("The text is in the study."))
            return to_study(row)
    return step(
        request, row, form, title=_("Put in a talk or a group"), submit=_("Put it in"),
        lead=_("Only with the consent of those who spoke."),
    )  # fmt: skip


@page("GET", "POST", who=Role.RESEARCHER)
def coder_new(request: Any, community: Community, study: int) -> HttpResponse:
    """Let somebody code here."""
    row = one_study(request, community, study)
    policy.check(request.person, "lead_study", row)
    people = reads.researchers_to_add(row)
    form = CoderForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        party = get_object_or_404(Party, pk=given.pop("member"))
        if carried_out(form, studies.add_coder, by=request.person, study=row, party=party, **given):
            messages.success(request, _("They are told that they can begin."))
            return to_study(row)
    return step(
        request, row, form, title=_("Let somebody code"), submit=_("Let them code"), empty=not people,
        empty_text=_("Every peer researcher codes here already. A broker gives a member that role."),
    )  # fmt: skip


@page("POST", who=Role.RESEARCHER)
def coder_end(request: Any, community: Community, study_coder: int) -> HttpResponse:
    """Somebody stops coding here."""
    rows = StudyCoder.objects.of(community).filter(study__in=visible_studies(request.person, community))
    row = get_object_or_404(rows.select_related("study__community", "community", "party"), pk=study_coder)
    studies.end_coder(by=request.person, coder=row)
    messages.success(request, _("They do not code here any more. Their marks stay."))
    if row.party_id == request.person.pk:
        return redirect("stories:studies", community.slug)
    return to_study(row.study)


@page("POST", who=Role.RESEARCHER)
def study_named(request: Any, community: Community, study: int) -> HttpResponse:
    """Whether I am named with the findings."""
    row = one_study(request, community, study)
    by_name = request.POST.get("by_name") == "yes"
    studies.be_named(by=request.person, study=row, by_name=by_name)
    told = _("You are named with the findings.") if by_name else _("You are not named with the findings.")
    messages.success(request, told)
    return to_study(row)


@page("GET", "POST", who=Role.RESEARCHER)
def study_compare(request: Any, community: Community, study: int) -> HttpResponse:
    """Begin to see each other's marks."""
    row = one_study(request, community, study)
    policy.check(request.person, "lead_study", row)
    form = NothingForm(request.POST if request.method == "POST" else None)
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(form, studies.compare_study, by=request.person, study=row)
    ):
        messages.success(request, _("Everybody who codes sees all marks now, and is told."))
        return to_study(row, "stories:study_agreement")
    return step(
        request, row, form, title=_("Compare what you marked"), submit=_("Compare now"), warning=True,
        lead=_(
            "From then on everybody sees all marks. It cannot be undone: the agreement is reckoned from "
            "what each marked alone."
        ),
    )  # fmt: skip


@page("GET", "POST", who=Role.RESEARCHER)
def study_close(request: Any, community: Community, study: int) -> HttpResponse:
    """Close the study."""
    row = one_study(request, community, study)
    policy.check(request.person, "lead_study", row)
    form = NothingForm(request.POST if request.method == "POST" else None)
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(form, studies.close_study, by=request.person, study=row)
    ):
        messages.success(request, _("The study is closed. Now you can tell what it found."))
        return to_study(row)
    return step(
        request, row, form, title=_("Close the study"), submit=_("Close it"), warning=True,
        lead=_("Nothing more is marked then. You can still read it and take it away as a file."),
    )  # fmt: skip


@page("GET", "POST", who=Role.RESEARCHER)
def findings_write(request: Any, community: Community, study: int) -> HttpResponse:
    """Tell everybody what was found."""
    row = one_study(request, community, study)
    policy.check(request.person, "lead_study", row)
    form = FindingsForm(
        request.POST or None, initial={"findings": row.findings, "lang": row.findings_lang or row.lang}
    )
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        if carried_out(form, studies.publish_findings, by=request.person, study=row, **told):
            messages.success(request, _("Everybody can read it now."))
            return redirect("stories:findings", community.slug, row.pk)
    return step(
        request, row, form, title=_("What we found"), submit=_("Tell everybody"),
        lead=_("With it stand rounded numbers of texts for each theme, and those who want to be named."),
    )  # fmt: skip


@page("GET", who=PUBLIC)
def findings(request: Any, community: Community, told_study: int) -> HttpResponse:
    """What a study found, for everybody."""
    row = get_object_or_404(published_studies(community), pk=told_study)
    return render(request, "stories/findings.html", {"study": row, "found": comparing.findings(row)})


@page("GET", "POST", who=Role.RESEARCHER)
def study_hours(request: Any, community: Community, study: int) -> HttpResponse:
    """Enter hours that I gave to the study."""
    row = one_study(request, community, study)
    if not may(request.person, "credit_research", row):
        raise Http404
    form = ResearchHoursForm(community, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        noon = dt.datetime.combine(given["occurred_on"], dt.time(12))
        done = carried_out(
            form, studies.claim_research_hours, by=request.person, study=row, minutes=given["minutes"],
            work=get_object_or_404(work_terms(community), code=given["work"]),
            occurred_at=min(timezone.make_aware(noon), timezone.now()),
            key=f"{request.person.pk}:{given['key']}",
        )  # fmt: skip
        if done:
            messages.success(request, _("A broker confirms your hours, and then they stand in your account."))
            return to_study(row)
    return step(
        request, row, form, title=_("Hours for this study"), submit=_("Send the hours"),
        lead=_("Reading, coding and talking it through count like every other hour."),
    )  # fmt: skip


@page("GET", who=Role.RESEARCHER)
def study_agreement(request: Any, community: Community, study: int) -> HttpResponse:
    """How far the coders agree."""
    row = one_study(request, community, study)
    shown = {"study": row, "agreement": agreement(request.person, row)}
    return render(request, "stories/agreement.html", shown)


@page("GET", who=Role.RESEARCHER)
def study_matrix(request: Any, community: Community, study: int) -> HttpResponse:
    """Themes by service."""
    row = one_study(request, community, study)
    return render(
        request, "stories/matrix.html", {"study": row, "matrix": comparing.matrix(request.person, row)}
    )


def _passages(request: Any, community: Community, row: Study, given: Any) -> tuple[Any, list[Any]]:
    form = PassagesForm(
        given or None, themes=reads.theme_choices(row.codebook), services=services_of(community)
    )
    wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
    theme, service = wanted.get("theme") or None, wanted.get("service") or None
    rows = comparing.passages(
        request.person, row, int(theme) if theme else None, int(service) if service else None
    )
    return form, rows


@page("GET", who=Role.RESEARCHER)
def study_passages(request: Any, community: Community, study: int) -> HttpResponse:
    """What was marked, by theme and service."""
    row = one_study(request, community, study)
    form, rows = _passages(request, community, row, request.GET)
    return render(
        request,
        "stories/passages.html",
        {"study": row, "form": form, "passages": rows[:300], "all": len(rows)},
    )


@page("GET", "POST", who=Role.RESEARCHER)
def study_take(request: Any, community: Community, study: int) -> HttpResponse:
    """Take the study away as a file; who took which texts is written down."""
    row = one_study(request, community, study)
    if request.method == "POST":
        if request.POST.get("kind") == ExportKind.PASSAGES:
            return _taken_passages(request, row)
        content = projects.take_project(by=request.person, study=row)
        return _file(content, f"{row.name}.qdpx", "application/zip")
    texts = visible_sources(request.person, community).filter(study=row).count()
    return render(request, "stories/study_take.html", {"study": row, "texts": texts})


def _taken_passages(request: Any, row: Study) -> HttpResponse:
    rows = comparing.passages(request.person, row)
    head = [_("Text"), _("Service"), _("Theme"), _("Coder"), _("Language"), _("Words")]
    cells: list[list[Cell]] = [
        [one.text, one.service, one.theme, one.who, one.lang, one.words] for one in rows
    ]
    content = write([Table(row.name, head, cells)], "csv")
    projects.log_export(
        by=request.person, study=row, kind=ExportKind.PASSAGES,
        numbers=sorted({one.text for one in rows}), content=content,
    )  # fmt: skip
    return _file(content, f"{row.name}.csv", "text/csv; charset=utf-8")


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    stem, _dot, ending = name.rpartition(".")
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{file_name(stem, ending)}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _consent(given: dict[str, Any]) -> projects.Consent:
    fields = ("consented_how", "consented_on", "consent_sheet", "consent_until")
    return projects.Consent(*(given[name] for name in fields))


@page("GET", "POST", who=Role.RESEARCHER)
def project_in(request: Any, community: Community) -> HttpResponse:
    """Bring a project of another program in."""
    policy.check(request.person, "start_study", community)
    form = ProjectForm(request.POST or None, request.FILES or None)
    report: Report | None = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            done = carried_out(
                form, projects.bring_in_project, by=request.person, community=community,
                content=given["file"].read(), file_name=given["file"].name, lang=given["lang"],
                training=given["training"], trained_on=given["trained_on"],
                consent=_consent(given),
                write=given["write"] == "yes",
            )  # fmt: skip
        except BadFile as failure:
            form.add_error("file", str(failure))
            done = None
        if done:
            report, made = done
            if made:
                messages.success(request, _("The project is a study here now."))
                return to_study(made)
    shown = {
        "form": form, "report": report, "title": _("Bring in a project"), "submit": _("Go on"),
        "lead": _("Nothing is written until you say so."),
    }  # fmt: skip
    return render(request, "stories/project_in.html", shown)
