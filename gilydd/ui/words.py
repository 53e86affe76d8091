"""The words of the ui room: the quarters, the states of a wheel, the kinds of notice."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

QUARTERS: Final = {
    "commission": _("Commission"),
    "design": _("Design"),
    "deliver": _("Deliver"),
    "evaluate": _("Evaluate"),
}
WHEEL_STATES: Final = {
    "done": _("Done"),
    "now": _("Happening now"),
    "next": _("Still to come"),
}
NOTICE_KINDS: Final = ("info", "success", "warning")
EASY_READ_COOKIE: Final = "easy_read"
QUICK_EXIT_URL: Final = "https://www.bbc.co.uk/weather"
