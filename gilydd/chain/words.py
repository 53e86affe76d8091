"""What each public record says on a service's page, and the quarter it belongs to."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gilydd.services.words import Quarter

ROOM_QUARTER = {
    "commissioning": Quarter.COMMISSION,
    "designing": Quarter.DESIGN,
    "deciding": Quarter.DESIGN,
    "delivering": Quarter.DELIVER,
    "exchange": Quarter.DELIVER,
    "evaluating": Quarter.EVALUATE,
    "surveys": Quarter.EVALUATE,
}

EMPTY = {
    Quarter.COMMISSION: _("Nothing is commissioned yet. Say what matters to you: it is where it begins."),
    Quarter.DESIGN: _("Nothing is designed yet. Here proposals will be shaped and costed together."),
    Quarter.DELIVER: _("Nothing is delivered yet. Here sessions and hours given will be counted."),
    Quarter.EVALUATE: _("Nothing is judged yet. Here both sides will say whether it worked."),
}
