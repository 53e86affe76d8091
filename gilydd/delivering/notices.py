"""What people are told of sessions. Each notice reads its rows and asks its policy when it is sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.people.models import ActsFor, Party
from gilydd.people.notices import Rendered, notify
from gilydd.people.queries import acting_now, names
from gilydd.people.words import Channel
from gilydd.ui.bilingual import said
from gilydd.ui.filters import clock, day

from .models import Lead, Session, SignUp, Swap
from .policy import may
from .queries.rota import called, others_of
from .words import LIVE, SessionState, SignUpState, SwapState

# A letter takes its days: whoever is told by post is reminded a week before, everybody else the day before.
POST_DAYS = 7


def session_cancelled(session_id: int) -> None:
    """Tell everybody on the lists of a session, and who runs it, that it is off; offer the next date."""
    session = _session(session_id)
    if session.state != SessionState.CANCELLED:
        return
    following = _next_of(session)

    def render() -> Rendered:
        words = _words(session)
        lines = [_("“%(title)s” on %(day)s at %(time)s will not take place. We are sorry.") % words]
        if session.why_cancelled_cy or session.why_cancelled_en:
            lines.append(said(session, "why_cancelled"))
        if following:
            lines.append(
                _("The next one is on %(day)s at %(time)s. You can sign up for it.") % _words(following)
            )
        return _("Cancelled: %(title)s on %(day)s") % words, "\n".join(lines)

    page = following or session
    for party in _all_of(session):
        _tell(session, party, "cancelled", render, page)


def session_moved(session_id: int) -> None:
    """Tell everybody on the lists of a session, and who runs it, when and where it takes place now."""
    session = _session(session_id)
    if session.state != SessionState.PLANNED:
        return

    def render() -> Rendered:
        words = _words(session)
        lines = [
            _("“%(title)s” has changed. It now takes place on %(day)s, from %(time)s to %(end)s.") % words,
            *_where(session),
            _("If you cannot come, withdraw, so that somebody else gets the place."),
        ]
        return _("Changed: %(title)s, now on %(day)s") % words, "\n".join(lines)

    for party in _all_of(session):
        # Each change is told once, and a later one again.
        _tell(session, party, f"moved:{session.version}", render)


def moved_up(sign_up_id: int) -> None:
    """Tell somebody that a place became free for them."""
    row = _sign_up(sign_up_id)
    session = row.session
    if row.state != SignUpState.SIGNED or session.state != SessionState.PLANNED:
        return

    def render() -> Rendered:
        words = _words(session)
        return (
            _("You have a place: %(title)s on %(day)s") % words,
            _(
                "A place became free. You are now on the list for “%(title)s” on %(day)s at %(time)s. "
                "If you cannot come, withdraw, so that somebody else gets the place."
            )
            % words,
        )

    _tell(session, row.party, f"up:{row.pk}", render)


def remind(session_id: int) -> None:
    """Remind who is on the list: the day before by their own channel, a week before by post; each once."""
    session = _session(session_id)
    if session.state != SessionState.PLANNED or session.starts_at <= timezone.now():
        return
    on = timezone.localtime(session.starts_at).date()
    days = (on - timezone.localdate()).days
    rows = session.sign_ups.filter(state=SignUpState.SIGNED).select_related("party__person", "role")
    for row in rows.order_by("pk"):
        person = getattr(row.party, "person", None)
        if person and days <= (POST_DAYS if person.channel == Channel.POST else 1):
            _tell(session, row.party, f"remind:{on:%Y%m%d}", _reminder(session, row))


def swap_asked(swap_id: int) -> None:
    """Ask those who do the same whether they can take somebody's turn. It says whose only by the role."""
    swap = _swap(swap_id)
    session = swap.sign_up.session
    if swap.state != SwapState.OPEN or session.state != SessionState.PLANNED:
        return

    def render() -> Rendered:
        words = _words(session) | {"role": called(swap.sign_up.role) if swap.sign_up.role else ""}
        lines = [_("Somebody cannot come to “%(title)s” on %(day)s at %(time)s.") % words]
        if words["role"]:
            lines.append(_("What they do there: %(role)s.") % words)
        lines.append(_("Can you take their turn? The first who says yes has it."))
        return _("Can you take a turn? %(title)s on %(day)s") % words, "\n".join(lines)

    others = Party.objects.filter(pk__in=others_of(swap.sign_up)).select_related("person").order_by("pk")
    for party in others:
        _tell(session, party, f"swap:{swap.pk}", render)


def swap_taken(swap_id: int) -> None:
    """Tell who asked that their turn is taken, and who runs the activity who comes now."""
    swap = _swap(swap_id)
    if swap.state != SwapState.TAKEN or swap.taken_by is None:
        return
    session, asker, taker = swap.sign_up.session, swap.sign_up.party_id, swap.taken_by.party_id

    def to_asker() -> Rendered:
        words = _words(session)
        return (
            _("Your turn is taken: %(title)s on %(day)s") % words,
            _("Somebody does your turn in “%(title)s” on %(day)s. You need not come.") % words,
        )

    def to_runner() -> Rendered:
        who = names([asker, taker])
        words = _words(session) | {"taker": who[taker], "asker": who[asker]}
        return (
            _("A swap: %(title)s on %(day)s") % words,
            _("%(taker)s comes to “%(title)s” on %(day)s in place of %(asker)s.") % words,
        )

    _tell(session, swap.sign_up.party, f"swapped:{swap.pk}", to_asker)
    for party in _who_run(session):
        if party.pk not in (asker, taker):
            _tell(session, party, f"swap-told:{swap.pk}", to_runner)


def lead_appointed(lead_id: int) -> None:
    """Tell a member that they lead an activity, and what they may do there."""
    lead = Lead.objects.select_related("community", "activity", "person__party__person").get(pk=lead_id)
    if lead.ended_on is not None or not may(lead.person, "see_list", lead.activity):
        return

    def render() -> Rendered:
        words = {"title": said(lead.activity, "title")}
        return (
            _("You lead: %(title)s") % words,
            _(
                "You now lead “%(title)s”: you plan its sessions, you see who is on the list, and you write "
                "down who was there."
            )
            % words,
        )

    notify(
        party=lead.person.party,
        community=lead.community,
        key=f"delivering.lead:{lead.pk}",
        render=render,
        href=lambda: reverse("delivering:activity", args=[lead.community.slug, lead.activity_id]),
    )


def _reminder(session: Session, row: SignUp) -> Callable[[], Rendered]:
    def render() -> Rendered:
        words = _words(session) | {"role": called(row.role) if row.role else ""}
        lines = [_("“%(title)s” is on %(day)s, from %(time)s to %(end)s.") % words, *_where(session)]
        if words["role"]:
            lines.append(_("What you do there: %(role)s.") % words)
        if session.activity.takes_time_entry and row.part == "taking_part":
            lines.append(_("You pay an hour for each hour."))
        lines.append(_("If you cannot come, withdraw, so that somebody else gets the place."))
        return _("Reminder: %(title)s on %(day)s") % words, "\n".join(lines)

    return render


def _where(session: Session) -> list[str]:
    """Where it is, how one gets there and in, and what the weather asks for; only what is known."""
    place = session.place or session.activity.place
    lines = []
    if place:
        where = ", ".join(part for part in (said(place, "name"), *place.address.splitlines()) if part)
        lines.append(_("Where: %(place)s.") % {"place": where})
        if place.access_cy or place.access_en:
            lines.append(said(place, "access"))
    lines += [said(session, name) for name in ("transport", "weather")]
    return [line for line in lines if line]


def _words(session: Session) -> dict[str, str]:
    return {
        "title": said(session.activity, "title"),
        "day": day(session.starts_at),
        "time": clock(session.starts_at),
        "end": clock(session.ends_at),
    }


def _next_of(session: Session) -> Session | None:
    rows = Session.objects.filter(activity=session.activity_id, state=SessionState.PLANNED)
    rows = rows.filter(starts_at__gt=timezone.now()).select_related("community", "activity")
    return rows.exclude(pk=session.pk).order_by("starts_at", "pk").first()


def _all_of(session: Session) -> Iterable[Party]:
    """Everybody on the list or waiting, then who runs the activity; each once."""
    rows = session.sign_ups.filter(state__in=LIVE).select_related("party__person").order_by("pk")
    found = {row.party_id: row.party for row in rows}
    return (found | {party.pk: party for party in _who_run(session) if party.pk not in found}).values()


def _who_run(session: Session) -> list[Party]:
    """The leads of the activity, and who acts for the circle or organisation that runs it."""
    activity = session.activity
    people = set(
        Lead.objects.filter(activity=activity, ended_on__isnull=True).values_list("person", flat=True)
    )
    if activity.run_by_id:
        acting = acting_now(ActsFor.objects.of(session.community)).filter(party=activity.run_by_id)
        people |= set(acting.values_list("person", flat=True))
    return list(Party.objects.filter(pk__in=people).select_related("person").order_by("pk"))


def _tell(
    session: Session,
    party: Party,
    what: str,
    render: Callable[[], Rendered],
    page: Session | None = None,
) -> None:
    person = getattr(party, "person", None)
    if person is None or not may(person, "sign_up", session):
        return
    notify(
        party=party,
        community=session.community,
        key=f"delivering.session:{session.pk}:{what}:{party.pk}",
        render=render,
        href=lambda: reverse("delivering:session", args=[session.community.slug, (page or session).pk]),
    )


def _session(session_id: int) -> Session:
    rows = Session.objects.select_related("community", "activity__place", "place")
    return rows.get(pk=session_id)


def _sign_up(sign_up_id: int) -> SignUp:
    rows = SignUp.objects.select_related("session__community", "session__activity", "party__person")
    return rows.get(pk=sign_up_id)


def _swap(swap_id: int) -> Swap:
    rows = Swap.objects.select_related(
        "sign_up__session__community", "sign_up__session__activity", "sign_up__session__place",
        "sign_up__party__person", "sign_up__role", "sign_up__community", "taken_by",
    )  # fmt: skip
    return rows.get(pk=swap_id)
