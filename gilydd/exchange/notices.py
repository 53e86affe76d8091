"""What people are told of their asks and promises. Each notice reads its rows again when it is sent."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from gilydd.people.notices import notify
from gilydd.people.queries import names
from gilydd.ui.filters import hours

from .models import Promise
from .policy import may
from .words import PromiseState


def promise_made(promise_id: int) -> None:
    """Tell the asker who will help."""
    promise = _promise(promise_id)
    if promise.state != PromiseState.MADE:
        return

    def render() -> tuple[str, str]:
        words = {"helper": names([promise.helper_id])[promise.helper_id], "title": promise.ask.title}
        return (
            _("%(helper)s will help you") % words,
            _("%(helper)s has promised to help you with “%(title)s”.") % words,
        )

    _tell(promise, promise.ask.asker, "made", render)


def promise_taken_back(promise_id: int) -> None:
    """Tell both that the promise will not be kept and the ask is open again."""
    promise = _promise(promise_id)

    def render() -> tuple[str, str]:
        words = {"title": promise.ask.title}
        return (
            _("A promise was taken back"),
            _("The promise to help with “%(title)s” was taken back. The ask is open again.") % words,
        )

    _tell(promise, promise.ask.asker, "back", render)
    _tell(promise, promise.helper, "back", render)


def hours_confirmed(promise_id: int) -> None:
    """Tell the helper that the hours arrived."""
    promise = _promise(promise_id)
    transfer = promise.transfer
    if transfer is None:
        return

    def render() -> tuple[str, str]:
        words = {
            "asker": names([promise.ask.asker_id])[promise.ask.asker_id],
            "hours": hours(transfer.minutes),
            "title": promise.ask.title,
        }
        return (
            _("You received %(hours)s") % words,
            _("%(asker)s confirmed %(hours)s for “%(title)s”. Thank you.") % words,
        )

    _tell(promise, promise.helper, "confirmed", render)


def _promise(promise_id: int) -> Promise:
    return Promise.objects.select_related(
        "community", "ask__asker__person", "ask__community", "helper__person", "transfer"
    ).get(pk=promise_id)


def _tell(promise: Promise, party, what: str, render) -> None:  # type: ignore[no-untyped-def]
    person = getattr(party, "person", None)
    if person is None or not may(person, "see_ask", promise.ask):
        return
    notify(
        party=party,
        community=promise.community,
        key=f"exchange.promise:{promise.pk}:{what}:{party.pk}",
        render=render,
        href=lambda: reverse("exchange:ask", args=[promise.community.slug, promise.ask_id]),
    )
