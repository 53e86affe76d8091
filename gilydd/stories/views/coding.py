"""Pages of coding: a text with its marks, notes and journals; codebooks and their themes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from gilydd.algorithms.offsets import normal, sentences
from gilydd.history.words import Refused
from gilydd.people.imports import BadFile
from gilydd.people.models import Community
from gilydd.people.queries import names
from gilydd.people.words import Role
from gilydd.ui.acting import carried_out
from gilydd.ui.bilingual import said
from gilydd.ui.doors import page
from gilydd.ui.sheets import sheet_response

from .. import codebook_sheets
from ..commands import codebooks as commands
from ..commands import coding, studies
from ..forms.research import CodebookForm, MarkForm, MemoForm, NothingForm, SheetForm, ThemeForm
from ..models import Codebook, Highlight, Memo, StudySource, Theme
from ..queries import coding as reads
from ..queries.research import theme_choices, theme_tree
from ..research_policy import (
    may,
    policy,
    visible_codebooks,
    visible_highlights,
    visible_memos,
    visible_sources,
    visible_themes,
)
from ..research_projects import codebook_rows
from ..research_words import MemoKind, StudyState
from .research import one_study, step, to_study


def one_text(request: Any, community: Community, study_text: int) -> StudySource:
    """A text that the person may read now, or nothing."""
    row: StudySource = get_object_or_404(visible_sources(request.person, community), pk=study_text)
    return row


def to_text(source: StudySource) -> HttpResponse:
    """Back to a text."""
    return redirect("stories:text", source.community.slug, source.pk)


@page("GET", "POST", who=Role.RESEARCHER)
def text(request: Any, community: Community, study_text: int) -> HttpResponse:
    """One text: tick what was said, choose a theme, mark it."""
    row = one_text(request, community, study_text)
    form = MarkForm(
        request.POST or None, themes=theme_choices(row.study.codebook), sentences=len(sentences(row.text))
    )
    if request.method == "POST" and form.is_valid() and _marked(request, row, form):
        return to_text(row)
    whole = reads.page(request.person, row)
    others = list(
        visible_sources(request.person, community)
        .filter(study=row.study)
        .order_by("number")
        .values_list("pk", flat=True)
    )
    place = others.index(row.pk)
    shown = {
        "text": row,
        "study": row.study,
        "whole": whole,
        "form": form,
        "ticked": set(form["sentences"].value() or ()) if form.is_bound else set(),
        "codes": may(request.person, "code", row.study),
        "coding": row.study.state == StudyState.CODING,
        "read": row.readings.filter(coder__party=request.person.pk).exists(),
        "leads": may(request.person, "lead_study", row.study),
        "before": others[place - 1] if place else None,
        "after": others[place + 1] if place + 1 < len(others) else None,
    }
    return render(request, "stories/text.html", shown)


def _marked(request: Any, row: StudySource, form: MarkForm) -> bool:
    """Mark what was ticked; True where at least one mark was made and nothing was refused."""
    given = form.cleaned_data
    theme = get_object_or_404(Theme, pk=given["theme"], codebook=row.study.codebook)
    spans = reads.span_of(row.text, [int(place) for place in given["sentences"]])
    if not spans:
        form.add_error("sentences", _("Tick the sentence first, or several."))
        return False
    words = normal(given["words"]).strip()
    if words:
        spans = [found for span in spans for found in reads.found_words(row.text, span, words)]
        if len(spans) != 1:
            told = (
                _("These words do not stand in what you ticked. Copy them as they stand there.")
                if not spans
                else _("These words stand there more than once. Copy a few words around them too.")
            )
            form.add_error("words", told)
            return False
    made = [
        carried_out(form, coding.highlight, by=request.person, source=row, theme=theme, start=start, end=end)
        for start, end in spans
    ]
    return all(made)


@page("POST", who=Role.RESEARCHER)
def text_read(request: Any, community: Community, study_text: int) -> HttpResponse:
    """I have read it to the end, or not yet after all."""
    row = one_text(request, community, study_text)
    finished = request.POST.get("finished") != "no"
    coding.finish_reading(by=request.person, source=row, finished=finished)
    return to_study(row.study) if finished else to_text(row)


@page("GET", "POST", who=Role.RESEARCHER)
def text_remove(request: Any, community: Community, study_text: int) -> HttpResponse:
    """A text goes: those who spoke took it back, or it was a mistake."""
    row = one_text(request, community, study_text)
    form = NothingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        withdrawn = request.POST.get("why") == "withdrawn"
        if carried_out(form, studies.remove_text, by=request.person, source=row, withdrawn=withdrawn):
            messages.success(request, _("The text is gone, with every mark and note on it."))
            return to_study(row.study)
    shown = {
        "text": row,
        "study": row.study,
        "leads": may(request.person, "lead_study", row.study),
        "form": form,
    }
    return render(request, "stories/text_remove.html", shown)


def _own_mark(request: Any, community: Community, mark: int) -> Highlight:
    rows = visible_highlights(request.person, community).filter(removed_at__isnull=True)
    row: Highlight = get_object_or_404(rows.filter(coder__party=request.person.pk), pk=mark)
    return row


@page("POST", who=Role.RESEARCHER)
def mark_remove(request: Any, community: Community, mark: int) -> HttpResponse:
    """Take an own mark away."""
    row = _own_mark(request, community, mark)
    coding.remove_highlight(by=request.person, highlight=row)
    return to_text(row.source)


@page("POST", who=Role.RESEARCHER)
def mark_keep(request: Any, community: Community, mark: int) -> HttpResponse:
    """The mark is still right."""
    row = _own_mark(request, community, mark)
    coding.keep_highlight(by=request.person, highlight=row)
    return to_text(row.source)


@page("GET", "POST", who=Role.RESEARCHER)
def text_note(request: Any, community: Community, study_text: int) -> HttpResponse:
    """A note on a text, or on a mark in it (?mark=)."""
    row = one_text(request, community, study_text)
    wanted = request.GET.get("mark", "")
    mark = None
    if wanted.isdecimal() and len(wanted) < 18:
        marks = visible_highlights(request.person, community).filter(source=row, removed_at__isnull=True)
        mark = get_object_or_404(marks, pk=int(wanted))
    form = MemoForm(request.POST or None, initial={"lang": row.study.lang})
    if request.method == "POST" and form.is_valid():
        done = carried_out(
            form, coding.write_memo, by=request.person, study=row.study, source=row, highlight=mark,
            **form.cleaned_data,
        )  # fmt: skip
        if done:
            return to_text(row)
    quote = {"words": row.text[mark.start : mark.end], "lang": row.lang} if mark else None
    return step(
        request, row.study, form, title=_("Note on text %(number)s") % {"number": row.number},
        submit=_("Keep the note"), quote=quote,
    )  # fmt: skip


@page("GET", "POST", who=Role.RESEARCHER)
def journal(request: Any, community: Community, study: int) -> HttpResponse:
    """My journal of the study, and notes that the others share."""
    row = one_study(request, community, study)
    form = MemoForm(request.POST or None, themes=theme_choices(row.codebook), initial={"lang": row.lang})
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        chosen = given.pop("theme", "")
        theme = get_object_or_404(Theme, pk=chosen, codebook=row.codebook) if chosen else None
        kind = MemoKind.MEMO if theme else MemoKind.JOURNAL
        done = carried_out(
            form, coding.write_memo, by=request.person, study=row, kind=kind, theme=theme, **given
        )
        if done:
            return to_study(row, "stories:journal")
    memos = list(visible_memos(request.person, community).filter(study=row).order_by("-pk")[:200])
    called = names(one.coder.party_id for one in memos if one.coder.party_id)
    shown = {
        "study": row,
        "form": form,
        "memos": [(reads.memo_line(request.person, one, called), one) for one in memos],
        "writes": may(request.person, "code", row),
    }
    return render(request, "stories/journal.html", shown)


def _own_memo(request: Any, community: Community, memo: int) -> Memo:
    rows = visible_memos(request.person, community).filter(coder__party=request.person.pk)
    row: Memo = get_object_or_404(rows, pk=memo)
    return row


@page("GET", "POST", who=Role.RESEARCHER)
def memo_change(request: Any, community: Community, memo: int) -> HttpResponse:
    """Change an own note."""
    row = _own_memo(request, community, memo)
    start = {"words": row.words, "lang": row.lang, "shared": row.shared}
    form = MemoForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        done = carried_out(form, coding.change_memo, by=request.person, memo=row, **form.cleaned_data)
        if done:
            return to_study(row.study, "stories:journal")
    return step(request, row.study, form, title=_("Change your note"), submit=_("Keep it so"))


@page("POST", who=Role.RESEARCHER)
def memo_delete(request: Any, community: Community, memo: int) -> HttpResponse:
    """Delete an own note."""
    row = _own_memo(request, community, memo)
    coding.delete_memo(by=request.person, memo=row)
    return to_study(row.study, "stories:journal")


def one_codebook(request: Any, community: Community, codebook: int) -> Codebook:
    """A codebook, for peer researchers."""
    row: Codebook = get_object_or_404(visible_codebooks(request.person, community), pk=codebook)
    return row


@page("GET", "POST", who=Role.RESEARCHER)
def codebook_new(request: Any, community: Community) -> HttpResponse:
    """Begin a codebook."""
    form = CodebookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = carried_out(
            form, commands.make_codebook, by=request.person, community=community, **form.cleaned_data
        )
        if made:
            return redirect("stories:codebook", community.slug, made.pk)
    return step(request, None, form, title=_("Begin a codebook"), submit=_("Begin"))


@page("GET", who=Role.RESEARCHER)
def codebook_page(request: Any, community: Community, codebook: int) -> HttpResponse:
    """A codebook: its themes as a tree."""
    row = one_codebook(request, community, codebook)
    return render(request, "stories/codebook.html", {"codebook": row, "themes": theme_tree(row)})


def _theme_form(request: Any, row: Codebook, theme: Theme | None = None) -> ThemeForm:
    choices = [one for one in theme_choices(row) if theme is None or one[0] != str(theme.pk)]
    start = {"parent": request.GET.get("below", "")}
    if theme is not None:
        fields = ("name_cy", "name_en", "meaning_cy", "meaning_en")
        start = {name: getattr(theme, name) for name in fields} | {"parent": str(theme.parent_id or "")}
    return ThemeForm(request.POST or None, themes=choices, initial=start)


def _words_of(row: Codebook, form: ThemeForm) -> dict[str, Any]:
    given = dict(form.cleaned_data)
    chosen = given["parent"]
    given["parent"] = get_object_or_404(row.themes, pk=chosen) if chosen else None
    return given


@page("GET", "POST", who=Role.RESEARCHER)
def theme_new(request: Any, community: Community, codebook: int) -> HttpResponse:
    """Add a theme."""
    row = one_codebook(request, community, codebook)
    form = _theme_form(request, row)
    if request.method == "POST" and form.is_valid():
        words = _words_of(row, form)
        if carried_out(form, commands.add_theme, by=request.person, codebook=row, **words):
            return redirect("stories:codebook", community.slug, row.pk)
    shown = {"title": _("Add a theme"), "submit": _("Add it"), "codebook": row}
    return step(request, None, form, **shown)


@page("GET", "POST", who=Role.RESEARCHER)
def theme_change(request: Any, community: Community, theme: int) -> HttpResponse:
    """Change a theme."""
    found: Theme = get_object_or_404(visible_themes(request.person, community), pk=theme)
    row = found.codebook
    form = _theme_form(request, row, found)
    if request.method == "POST" and form.is_valid():
        words = _words_of(row, form)
        if carried_out(form, commands.change_theme, by=request.person, theme=found, **words):
            return redirect("stories:codebook", community.slug, row.pk)
    shown = {"title": said(found, "name"), "submit": _("Keep it so"), "codebook": row}
    return step(request, None, form, **shown)


@page("POST", who=Role.RESEARCHER)
def theme_retire(request: Any, community: Community, theme: int) -> HttpResponse:
    """Use a theme no more."""
    found: Theme = get_object_or_404(visible_themes(request.person, community), pk=theme)
    commands.retire_theme(by=request.person, theme=found)
    messages.success(request, _("New marks do not take this theme any more."))
    return redirect("stories:codebook", community.slug, found.codebook_id)


@page("GET", who=Role.RESEARCHER)
def codebook_file(request: Any, community: Community, codebook: int) -> HttpResponse:
    """The codebook as a CSV file."""
    row = one_codebook(request, community, codebook)
    name = said(row, "name")
    return sheet_response(name, [codebook_sheets.table(name, codebook_rows(row))], "csv")


@page("GET", "POST", who=Role.RESEARCHER)
def codebook_fill(request: Any, community: Community, codebook: int) -> HttpResponse:
    """Bring themes in from a CSV file: looked at first, then all or nothing."""
    row = one_codebook(request, community, codebook)
    policy.check(request.person, "keep_codebook", row)
    form = SheetForm(request.POST or None, request.FILES or None)
    found: list[codebook_sheets.Row] = []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            found = codebook_sheets.read(given["file"].read(), given["file"].name)
            if given["write"] == "yes":
                commands.fill_codebook(by=request.person, codebook=row, rows=found)
                messages.success(request, _("The themes are in the codebook."))
                return redirect("stories:codebook", community.slug, row.pk)
        except (BadFile, Refused) as failure:
            form.add_error("file", str(failure))
            found = []
    return render(request, "stories/codebook_fill.html", {"codebook": row, "form": form, "found": found})
