"""Pages of the panel: its own, the invitation, the draw and its files, seats."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from gilydd.designing.forms.fields import EnteredForm
from gilydd.designing.views._shared import step
from gilydd.people.models import Community
from gilydd.people.policy import speaks_for
from gilydd.ui.acting import carried_out
from gilydd.ui.bilingual import said
from gilydd.ui.doors import MEMBER, PUBLIC, page
from gilydd.ui.forms import Form
from gilydd.ui.papers import Sheet, bind, paper_response

from ..commands import panel as commands
from ..forms.panel import (
    ClosePoolForm,
    DrawForm,
    JoinPoolForm,
    OpenForm,
    ProfessionalForm,
    QuotaForm,
    SeatForm,
    TrainingForm,
)
from ..models import Panel, PoolMember, Seat
from ..policy import may, visible_panels, visible_seats
from ..queries import panel as queries
from ..words_panel import RUNS, SeedFrom
from ._shared import turn_of

EASY_DRAW = (
    ("people", gettext_lazy("People say yes or no.")),
    ("document", gettext_lazy("Everybody who says yes is on a list.")),
    ("ticket", gettext_lazy("A computer draws numbers, like a raffle.")),
    ("scales", gettext_lazy("The draw is fair. Nobody can choose who is drawn.")),
    ("speech", gettext_lazy("Then you are asked. You can still say no.")),
)

FILES = (
    ("pool.csv", gettext_lazy("The list without names (CSV)")),
    ("quotas.csv", gettext_lazy("The quotas (CSV)")),
    ("chances.csv", gettext_lazy("Everybody’s exact chance (CSV)")),
    ("draw.json", gettext_lazy("The draw, with all it was made from (JSON)")),
)


@page("GET", who=PUBLIC)
def panel(request: Any, community: Community, turn: int) -> HttpResponse:
    """Who commissions this turn together."""
    row = turn_of(request, community, turn)
    found = queries.panel_of(row)
    shown = queries.page_of(request.person, found) if found else None
    mine = shown.mine if shown else None
    told = {
        "turn": row,
        "panel_page": shown,
        "runs": may(request.person, "run_panel", row),
        "enters": may(request.person, "enter_for_panel", row),
        "own_percent": queries.percent(chance) if (chance := queries.own_chance(mine)) else "",
        "easy_draw": EASY_DRAW,
        "files": FILES,
    }
    return render(request, "commissioning/panel.html", told)


@page("GET", "POST", who=RUNS)
def panel_new(request: Any, community: Community, turn: int) -> HttpResponse:
    """Begin the panel of a turn."""
    row = turn_of(request, community, turn)
    form = OpenForm(request.POST or None, initial={"seats": 12})
    return step(
        request, form, lambda: commands.open_panel(by=request.person, turn=row, **form.cleaned_data),
        title=_("Begin the panel"), submit=_("Begin"), crumbs=[_to_turn(row)],
        done=_("The panel has begun. Set the quotas, and invite people."), to=_to,
        lead=_("Citizens are drawn by lot: everybody has a chance. Professionals are named beside them."),
    )  # fmt: skip


@page("GET", "POST", who=RUNS)
def quotas(request: Any, community: Community, panel: int) -> HttpResponse:
    """From how many to how many are of each age, place and so on."""
    row = panel_at(request, community, panel)
    form = QuotaForm(row, request.POST or None)
    return step(
        request, form, lambda: commands.set_quotas(by=request.person, panel=row, quotas=form.quotas()),
        title=_("Who shall be on the panel?"), submit=_("Keep the quotas"), crumbs=[crumb(row)],
        done=_("The quotas are kept."), to=_to,
        lead=_("Write how many of those drawn: 3, or 2-4 for two to four. Leave empty what does not matter."),
    )  # fmt: skip


@page("POST", who=RUNS)
def invite(request: Any, community: Community, panel: int) -> HttpResponse:
    """Invite every active citizen."""
    row = panel_at(request, community, panel)
    number = commands.invite_to_pool(by=request.person, panel=row)
    told = ngettext("%(num)s member was invited.", "%(num)s members were invited.", number)
    messages.success(request, told % {"num": number} if number else _("Everybody was invited already."))
    return _to(row)


@page("GET", who=MEMBER)
def invitation(request: Any, community: Community, panel: int) -> HttpResponse:
    """The invitation as a letter in both languages, with boxes to tick, plain or in Easy Read."""
    row = panel_at(request, community, panel)
    easy = request.GET.get("easy") == "1"
    # The words are read while each language is set, not before.
    told = {"community": community, "panel": row, "questions": lambda: queries.questions_of(row)}
    sheets = [
        Sheet(
            "commissioning/paper_invitation.html",
            told,
            language,
            True,
            easy,
        )
        for language in ("cy", "en")
    ]
    return paper_response(f"{pgettext('name of a file', 'invitation')} {row.pk}", bind(sheets))


@page("GET", "POST", who=MEMBER)
def pool_join(request: Any, community: Community, panel: int) -> HttpResponse:
    """The invitation: may you be drawn?"""
    row = panel_at(request, community, panel)
    mine = PoolMember.objects.filter(panel=row, party=request.person.pk).first()
    form = JoinPoolForm(request.person, row, mine, request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = carried_out(form, commands.join_pool, by=request.person, panel=row, **form.given())
        if done:
            messages.success(request, _("Thank you. You are in the draw, and you are told what comes of it."))
            return _to(row)
    told = {"form": form, "panel": row, "turn": row.turn, "mine": mine, "easy_draw": EASY_DRAW}
    return render(request, "commissioning/pool_join.html", told)


@page("GET", "POST", who=MEMBER)
def pool_out(request: Any, community: Community, panel: int) -> HttpResponse:
    """No, I do not want to be drawn."""
    row = panel_at(request, community, panel)
    form = EnteredForm(request.person, community, request.person.pk, request.POST or None)
    return step(
        request, form,
        lambda: commands.leave_pool(by=request.person, panel=row, party=request.person.party),
        title=_("Do you not want to be drawn?"), submit=_("No, I do not want to be drawn"),
        crumbs=[crumb(row)],
        done=_("You are not in the draw. What you told for it is deleted."), to=_to,
        lead=_("You need no reason. What you told for the draw is deleted."),
        easy_lines=[("cross", _("You can say no.")), ("check", _("That is fine. You need no reason."))],
    )  # fmt: skip


@page("GET", "POST", who=RUNS)
def pool_close(request: Any, community: Community, panel: int) -> HttpResponse:
    """Close the pool, and publish list, quotas and chances."""
    row = panel_at(request, community, panel)
    form = ClosePoolForm(request.POST or None, initial={"seed_from": SeedFrom.PUBLIC})
    return step(
        request, form, lambda: commands.close_pool(by=request.person, panel=row, **form.cleaned_data),
        title=_("Close the list and publish it"), submit=_("Close the list"), crumbs=[crumb(row)],
        done=_("The list without names, the quotas and everybody’s chance are published."), to=_to,
        warning=True,
        lead=_("Nobody can join or leave the draw after this, and nothing of it can be changed."),
    )  # fmt: skip


@page("GET", "POST", who=RUNS)
def panel_draw(request: Any, community: Community, panel: int) -> HttpResponse:
    """The draw, once."""
    row = panel_at(request, community, panel)
    picked = row.seed_from == SeedFrom.PICKED
    form = Form(request.POST or None) if picked else DrawForm(request.POST or None)
    source = said(row, "seed_source")
    lead = _("Gilydd picks a number and writes it down. The draw can be made once.")
    if not picked:
        lead = _("The number comes from: %(source)s. The draw can be made once.") % {"source": source}
    return step(
        request, form,
        lambda: commands.draw_panel(by=request.person, panel=row, seed=form.cleaned_data.get("seed")),
        title=_("Draw the panel"), submit=_("Draw now"), crumbs=[crumb(row)],
        done=_("The panel is drawn. Everybody drawn is asked, and everybody on the list is told."), to=_to,
        lead=lead, warning=True, easy_lines=[(picture, str(line)) for picture, line in EASY_DRAW],
    )  # fmt: skip


@page("GET", who=PUBLIC)
def panel_file(request: Any, community: Community, panel: int, panel_file: str) -> HttpResponse:
    """A published file of the draw, with numbers and no names."""
    row = panel_at(request, community, panel)
    found = queries.file_of(row, panel_file)
    if found is None:
        raise Http404(_("There is no such file yet."))
    answer = HttpResponse(found[0].encode(), content_type=f"{found[1]}; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{panel_file}"'
    return answer


@page("GET", "POST", who=RUNS)
def professional_new(request: Any, community: Community, panel: int) -> HttpResponse:
    """Name a professional for the panel."""
    row = panel_at(request, community, panel)
    form = ProfessionalForm(request.person, community, request.POST or None)
    return step(
        request, form,
        lambda: commands.name_professional(by=request.person, panel=row, party=form.cleaned_data["member"]),
        title=_("Name a professional"), submit=_("Ask them"), crumbs=[crumb(row)],
        done=_("They are asked, and can say yes or no."), to=lambda _made: _to(row),
    )  # fmt: skip


@page("GET", "POST", who=MEMBER)
def seat(request: Any, community: Community, panel_seat: int) -> HttpResponse:
    """You were drawn: will you come?"""
    row = seat_at(request, community, panel_seat)
    form = SeatForm(request.POST or None)
    entered = EnteredForm(request.person, community, row.party_id)
    form.fields.update(entered.fields)

    def act() -> Seat:
        data = form.cleaned_data
        yes, how = data["yes"] == "yes", data.get("entered_from", "")
        return commands.answer_seat(by=request.person, seat=row, yes=yes, entered_from=how)

    own = speaks_for(request.person, community, row.party_id)
    who = "" if own else queries.party_called(row.party_id)
    return step(
        request, form, act, title=_("You are asked to sit on the panel") if own else who,
        submit=_("Send the answer"), crumbs=[crumb(row.panel)], done=_("Thank you. Your answer is kept."),
        to=lambda _made: _to(row.panel), lead=said(row.panel, "asks"),
        easy_lines=[
            ("ticket", _("Your number was drawn.")), ("people", _("Will you sit on the panel?")),
            ("clock", _("You get time credits for it.")), ("coin", _("Your costs are paid.")),
            ("check", _("You can say yes or no.")),
        ],
    )  # fmt: skip


@page("GET", "POST", who=MEMBER)
def seat_leave(request: Any, community: Community, panel_seat: int) -> HttpResponse:
    """Leave the panel."""
    row = seat_at(request, community, panel_seat)
    form = EnteredForm(request.person, community, row.party_id, request.POST or None)
    return step(
        request, form,
        lambda: commands.leave_seat(by=request.person, seat=row, **form.cleaned_data),
        title=_("Leave the panel"), submit=_("Leave the panel"), crumbs=[crumb(row.panel)], warning=True,
        done=_("The seat is free, and the next in reserve is asked."), to=lambda _made: _to(row.panel),
        lead=_("Nobody needs a reason. What was decided and the hours given stay in the record."),
        easy_lines=[("door", _("You can leave.")), ("check", _("You need no reason."))],
    )  # fmt: skip


@page("GET", "POST", who=RUNS)
def seat_training(request: Any, community: Community, panel_seat: int) -> HttpResponse:
    """Note the training that somebody had."""
    row = seat_at(request, community, panel_seat)
    form = TrainingForm(request.POST or None)
    return step(
        request, form,
        lambda: commands.note_training(by=request.person, seat=row, on=form.cleaned_data["on"]),
        title=_("Note the training"), submit=_("Note it"), crumbs=[crumb(row.panel)], done=_("It is noted."),
        to=lambda _made: _to(row.panel), lead=queries.party_called(row.party_id),
    )  # fmt: skip


@page("POST", who=RUNS)
def panel_end(request: Any, community: Community, panel: int) -> HttpResponse:
    """The panel's work is done."""
    row = panel_at(request, community, panel)
    commands.end_panel(by=request.person, panel=row)
    messages.success(request, _("The panel has ended. Thank you to everybody on it."))
    return _to(row)


def panel_at(request: Any, community: Community, pk: int) -> Panel:
    """A panel of this community, or a missing page."""
    return get_object_or_404(visible_panels(request.person, community), pk=pk)


def seat_at(request: Any, community: Community, pk: int) -> Seat:
    """A seat that the person may act on, or a missing page."""
    return get_object_or_404(visible_seats(request.person, community), pk=pk)


def crumb(panel: Panel) -> dict[str, str]:
    """The way back to the page of a panel."""
    href = reverse("commissioning:panel", args=[panel.community.slug, panel.turn_id])
    return {"text": _("The panel"), "href": href}


def _to_turn(turn: Any) -> dict[str, str]:
    href = reverse("commissioning:panel", args=[turn.community.slug, turn.pk])
    return {"text": said(turn.service, "name"), "href": href}


def _to(panel: Panel) -> HttpResponse:
    return redirect("commissioning:panel", panel.community.slug, panel.turn_id)
