"""The page on which slips are typed in, once or twice."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from gilydd.people.models import Community
from gilydd.ui.acting import carried_out
from gilydd.ui.context import page as look
from gilydd.ui.doors import page

from .. import commands
from ..forms import TypedForm
from ..models import Question
from ..policy import TYPISTS
from ._shared import survey_of


@page("GET", "POST", who=TYPISTS)
def paper(request: Any, community: Community, survey: int) -> HttpResponse:
    """Type in what somebody answered on paper or by phone; the second of two typists sees what differs."""
    row = survey_of(request.person, community, survey)
    questions = list(row.questions.prefetch_related("options"))
    form = TypedForm(community, questions, request.POST or None, easy=look(request)["easy"])
    differing: list[Question] = []
    if request.method == "POST" and form.is_valid():
        typed = carried_out(form, commands.type_slip, by=request.person, survey=row, **form.arguments())
        if typed and typed.state != "differs":
            counted = typed.state == "counted"
            messages.success(
                request,
                _("The slip is entered.")
                if counted
                else _("Typed once. It counts when somebody else has typed it too."),
            )
            return redirect("surveys:paper", community.slug, row.pk)
        if typed:
            differing = [one for one in questions if one.pk in typed.differing]
    context = {
        "form": form,
        "survey": row,
        "differing": differing,
        "waiting": row.typed_slips.order_by("pk").values_list("slip", flat=True),
    }
    return render(request, "surveys/paper.html", context)
