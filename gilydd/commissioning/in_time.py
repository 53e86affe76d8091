"""What is said to somebody who tried something outside its time."""

from __future__ import annotations

from typing import TypeVar

from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.history.words import Refused
from gilydd.ui.filters import day

from .models import BidAttempt
from .words_tender import Attempt

Row = TypeVar("Row")


def in_time(row: Row | BidAttempt) -> Row:
    """The row that a command gave; raises Refused, in words, where it was tried outside its time.

    A command that wrote an attempt down returns it: raising there would take the writing back.
    """
    if not isinstance(row, BidAttempt):
        return row
    tried, closes = timezone.localtime(row.tried_at), timezone.localtime(row.closes_at)
    told = {"day": day(closes), "closes": f"{closes:%H:%M:%S}", "tried": f"{tried:%H:%M:%S}"}
    sentences = {
        Attempt.LATE_BID: _(
            "Bids closed on %(day)s at %(closes)s. Yours came at %(tried)s by the clock of the database, so "
            "it is not taken and nothing of it is kept. That it was tried is written down."
        ),
        Attempt.EARLY_KEY: _(
            "Bids can come until %(day)s at %(closes)s. Before that no key opens anything. Your file was not "
            "looked at; that it was tried is written down."
        ),
        Attempt.EARLY_OPEN: _(
            "Bids can come until %(day)s at %(closes)s. Before that nothing is opened. That it was tried is "
            "written down."
        ),
        Attempt.INTEREST: _(
            "You have declared an interest in this tender, so your key is not taken. The other two can open "
            "the bids. That it was tried is written down."
        ),
    }
    raise Refused(sentences[Attempt(row.what)] % told)
