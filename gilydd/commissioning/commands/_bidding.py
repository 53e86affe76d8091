"""What a bid must say before it is sealed: afterwards nobody can ask."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from gilydd.history.words import Refused

from .. import sealing
from ..models import Procurement
from ..words import CriterionKind, Route
from ..words_bids import BidError, read, written
from ..words_tender import BUDGET_LINES, MOST_FILES, PROMISES


@sensitive_variables()
def check_content(procurement: Procurement, content: dict[str, Any]) -> None:
    """Refuse a bid that leaves something out; the field named is that of the page."""
    try:
        read(written(content | {"nonce": ""}))
    except BidError:
        raise Refused(_("This is not the form of a bid.")) from None
    full = procurement.route == Route.FULL
    _check_answers(procurement, content)
    asked = {
        "evidence": _("Say what shows that this is needed."),
        "who_coproduced": _("Say who worked this out with you."),
        "how_evidenced": _("Say how you will show what came of it."),
    }
    for name, words in asked.items():
        if full and not content[name].strip():
            raise Refused(words, field=name)
    if not content["coproduction"]["roles"].strip():
        raise Refused(_("Say which roles citizens have."), field="roles")
    if not 1 <= len(content["promises"]) <= PROMISES[procurement.route]:
        raise Refused(_("Promise at least one thing that can be counted."), field="promise_1_measure")
    _check_budget(procurement, content)
    if len(content["files"]) > MOST_FILES or len(written(content)) > sealing.LENGTHS[-1] - 1_000:
        raise Refused(_("The files are too large. All together can have 10 megabytes."), field="file_1")


def _check_answers(procurement: Procurement, content: dict[str, Any]) -> None:
    asked = procurement.criteria.exclude(kind=CriterionKind.PRICE).values_list("pk", flat=True)
    said = {one["criterion"]: one["text"].strip() for one in content["answers"]}
    for pk in asked:
        if not said.get(pk):
            raise Refused(_("Write an answer to each criterion."), field=f"answer_{pk}")
    if set(said) - set(asked):
        raise Refused(_("One of the answers belongs to another tender."))


def _check_budget(procurement: Procurement, content: dict[str, Any]) -> None:
    lines = content["budget"]
    if not 1 <= len(lines) <= BUDGET_LINES[procurement.route] or any(one["pence"] < 0 for one in lines):
        raise Refused(_("Say what it costs, line by line."), field="budget_1_name")
    if not any(one["for_peoples_time"] for one in lines):
        raise Refused(
            _(
                "Mark at least one line as what people get for their time. If they earn hours in the "
                "timebank, write that line with £0."
            ),
            field="budget_1_time",
        )
    if sum(one["pence"] for one in lines) != content["price_pence"]:
        raise Refused(_("The price is what the lines of the budget add up to."), field="budget_1_name")
    if content["price_pence"] < 1:
        raise Refused(_("The price must be above zero."), field="budget_1_name")
