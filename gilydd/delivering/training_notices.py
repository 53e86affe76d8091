"""What people are told of their certificates."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext as _

from gilydd.people.notices import Rendered, notify
from gilydd.people.queries import standing
from gilydd.ui.bilingual import said
from gilydd.ui.filters import day

from .models import Certificate


def certificate_given(certificate_id: int) -> None:
    """Tell somebody that they completed a course, and that the certificate is theirs to show or not."""
    row = _certificate(certificate_id)
    if row.withdrawn_at is not None:
        return

    def render() -> Rendered:
        words = {
            "course": said(row.course.activity, "title"),
            "number": row.number,
            "day": day(row.completed_on),
        }
        return (
            _("Your certificate: %(course)s") % words,
            _(
                "You completed “%(course)s” on %(day)s. Your certificate has the number %(number)s. It is in "
                "your record of learning: you say who may see it, and you can print it."
            )
            % words,
        )

    _tell(row, "given", render)


def certificate_withdrawn(certificate_id: int) -> None:
    """Tell somebody that their certificate does not hold any more."""
    row = _certificate(certificate_id)

    def render() -> Rendered:
        words = {"course": said(row.course.activity, "title"), "number": row.number}
        return (
            _("A certificate was withdrawn: %(course)s") % words,
            _("Certificate %(number)s for “%(course)s” does not hold any more. Ask your broker why.") % words,
        )

    _tell(row, "withdrawn", render)


def _certificate(pk: int) -> Certificate:
    rows = Certificate.objects.select_related("community", "course__activity", "party__person")
    return rows.get(pk=pk)


def _tell(row: Certificate, what: str, render: Callable[[], Rendered]) -> None:
    person = getattr(row.party, "person", None)
    if person is None or not standing(person, row.community).active:
        return
    notify(
        party=row.party,
        community=row.community,
        key=f"delivering.certificate:{row.pk}:{what}",
        render=render,
        href=lambda: reverse("delivering:learning", args=[row.community.slug]),
    )
