"""What people are told of partnerships. Each notice reads its rows again when it is sent, and tells once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from gilydd.history.queries import timeline
from gilydd.people.models import ActsFor, Community, Membership, Party, RoleHeld
from gilydd.people.notices import Rendered, notify
from gilydd.people.queries import acting_now, names
from gilydd.people.words import MembershipState, PartyKind
from gilydd.ui.bilingual import said
from gilydd.ui.filters import day, pounds

from .models import (
    Action,
    Agreement,
    AgreementVersion,
    Assessment,
    BoardMember,
    CooperationRequest,
    Decision,
    Partner,
    Partnership,
    ProgrammeLink,
)
from .policy import RUNNERS, on_board_now, spanned, was_joined_here
from .queries import missing, programme_of
from .words import ActionState, DecisionState, LinkState, Part, RequestState, State

Render = Callable[[], Rendered]


def partner_added(partner_id: int) -> None:
    """Tell who speaks for a partner that it is in."""
    row = Partner.objects.select_related("partnership__community", "party").get(pk=partner_id)
    if row.until:
        return

    def render() -> Rendered:
        words = {"partner": _called(row.party), "partnership": said(row.partnership, "name")}
        return (
            _("%(partner)s is a partner in %(partnership)s") % words,
            _("You can sign its agreements, say what you give, and answer when another partner asks.")
            % words,
        )

    _tell(row.partnership, _speakers(row), f"partner:{row.pk}", render)


def seated(member_id: int) -> None:
    """Tell somebody that they sit on a board, and as what."""
    row = _seat(member_id)
    if row.until:
        return

    def render() -> Rendered:
        words = {"partnership": said(row.partnership, "name"), "part": row.get_part_display()}
        return (
            _("You sit on the board of %(partnership)s") % words,
            _("You are there as: %(part)s. You can propose, and say where you stand on what is proposed.")
            % words,
        )

    _tell(row.partnership, [row.party], f"seated:{row.pk}", render)


def seat_ended(member_id: int) -> None:
    """Tell somebody that they sit on the board no more, and why."""
    row = _seat(member_id)
    why = _reason_of(row)

    def render() -> Rendered:
        words = {"partnership": said(row.partnership, "name"), "why": why}
        return (
            _("You no longer sit on the board of %(partnership)s") % words,
            _("This is why: %(why)s") % words + "\n" + _("You can ask a broker about it."),
        )

    _tell(row.partnership, [row.party], f"seat_ended:{row.pk}", render)


def community_invited(link_id: int) -> None:
    """Tell the commissioners and facilitators of a community that a programme asks it to take part."""
    link = _link(link_id)
    if link.state != LinkState.INVITED or not was_joined_here(link):
        return

    def render() -> Rendered:
        words = {"programme": said(link, "name"), "home": said(link, "home")}
        return (
            _("%(programme)s asks your community to take part") % words,
            _("%(home)s keeps this programme. Your community decides for itself, and can leave again.")
            % words
            + (f"\n{link.words}" if link.words else ""),
        )

    slug = link.community.slug
    for party in _runners(link.community):
        notify(
            party=party,
            community=link.community,
            key=f"partnerships.link:{link.pk}:invited:{party.pk}",
            render=render,
            href=lambda: reverse("partnerships:link", args=[slug, link.pk]),
        )


def link_answered(link_id: int) -> None:
    """Tell those who run the programme what another community said."""
    link = _link(link_id)
    programme = programme_of(link)
    if programme is None or link.state == LinkState.INVITED:
        return

    def render() -> Rendered:
        words = {
            "community": said(link.community, "name"),
            "programme": said(link, "name"),
            "state": link.get_state_display(),
        }
        return (
            _("%(community)s and %(programme)s: %(state)s") % words,
            _("It was their own decision. You see it on the page of the programme."),
        )

    _tell(programme, _who_run(programme), f"link:{link.pk}:{link.state}", render)


def to_sign(version_id: int) -> None:
    """Tell who speaks for the partners that there are words to read and to sign."""
    row = AgreementVersion.objects.select_related("agreement__partnership__community").get(pk=version_id)
    agreement = row.agreement
    if agreement.versions.filter(number__gt=row.number).exists():
        return

    def render() -> Rendered:
        words = {"title": said(agreement, "title"), "partnership": said(agreement.partnership, "name")}
        return (
            _("To read and sign: %(title)s") % words,
            _("%(partnership)s has new words for this agreement. Sign them, or say what should change.")
            % words,
        )

    people = _all_speakers(agreement.partnership)
    _tell(agreement.partnership, people, f"sign:{row.pk}", render, ("agreement", agreement.pk))


def review_agreement(agreement_id: int) -> None:
    """Tell those who run the partnership to look at an agreement again. Once for each version."""
    with transaction.atomic():
        rows = Agreement.objects.select_for_update(of=("self",)).select_related("partnership__community")
        row = rows.get(pk=agreement_id)
        newest = row.versions.order_by("-number").first()
        if newest is None or row.reminded_on or row.partnership.state != State.RUNNING:
            return
        row.reminded_on = timezone.localdate()
        row.save(update_fields=["reminded_on"])

    def render() -> Rendered:
        words = {"title": said(row, "title"), "day": day(newest.review_on)}
        return (
            _("Look again at: %(title)s") % words,
            _("You wrote that it is looked at again on %(day)s. Keep it, or write the next version.") % words,
        )

    key = f"review:{row.pk}:{newest.number}"
    _tell(row.partnership, _who_run(row.partnership), key, render, ("agreement", row.pk))


def asked(request_id: int) -> None:
    """Tell the partner that was asked to co-operate, with the last day for its answer."""
    row = _request(request_id)
    if row.state == RequestState.WAITING:
        _of_request(
            row, _speakers(row.asked), "asked", gettext_noop("%(asker)s asks you to co-operate: %(title)s"),
            gettext_noop("Please answer by %(day)s. Where you cannot, give your reasons in writing."),
        )  # fmt: skip


def remind_request(request_id: int) -> None:
    """Remind the partner that was asked, once, before the last day passes."""
    row = _due(request_id, "reminded_at")
    if row:
        _of_request(
            row, _speakers(row.asked), "reminded", gettext_noop("Your answer is due: %(title)s"),
            gettext_noop("%(asker)s waits until %(day)s. Where you cannot, give your reasons in writing."),
        )  # fmt: skip


def escalate_request(request_id: int) -> None:
    """Take an unanswered request to those who run the partnership and to both partners, once."""
    row = _due(request_id, "escalated_at")
    if row:
        people = [*_who_run(row.partnership), *_speakers(row.asked), *_speakers(row.asker)]
        _of_request(
            row, people, "escalated", gettext_noop("No answer came: %(title)s"),
            gettext_noop("%(asked)s was to answer by %(day)s. The board can take it up now."),
        )  # fmt: skip


def answered(request_id: int) -> None:
    """Tell the partner that asked what the answer is."""
    row = _request(request_id)
    if row.state in (RequestState.ACCEPTED, RequestState.REFUSED):
        text = (
            gettext_noop("%(asked)s says yes.")
            if row.state == RequestState.ACCEPTED
            else gettext_noop("%(asked)s says no, with its reasons. You can read them.")
        )
        _of_request(
            row, _speakers(row.asker), "answered", gettext_noop("There is an answer: %(title)s"), text
        )


def to_decide(decision_id: int) -> None:
    """Tell the board that something was proposed."""
    row = _decision(decision_id)
    if row.state != DecisionState.PROPOSED:
        return

    def render() -> Rendered:
        words = {"title": row.title, "partnership": said(row.partnership, "name")}
        lines = [_("%(partnership)s: say whether you are for it, against it, or neither.") % words]
        if row.allows_pence:
            lines.append(_("By it %(money)s of the fund may be spent.") % {"money": pounds(row.allows_pence)})
        return _("The board is asked: %(title)s") % words, "\n".join(lines)

    _tell(row.partnership, _board(row.partnership), f"decide:{row.pk}", render, ("decision", row.pk))


def decided(decision_id: int) -> None:
    """Tell the board, and whoever proposed it, what was decided."""
    row = _decision(decision_id)
    if row.state not in (DecisionState.CARRIED, DecisionState.FAILED):
        return

    def render() -> Rendered:
        words = {"title": row.title, "state": row.get_state_display()}
        return (
            _("%(state)s: %(title)s") % words,
            _("The board has decided. You can read who stood where."),
        )

    people = [*_board(row.partnership), row.proposed_by]
    _tell(row.partnership, people, f"decided:{row.pk}", render, ("decision", row.pk))


def to_do(action_id: int) -> None:
    """Tell whoever carries an action."""
    row = _action(action_id)
    if row.state == ActionState.OPEN:
        _of_action(row, "to_do", gettext_noop("For you to do: %(what)s"))


def remind_action(action_id: int) -> None:
    """Remind whoever carries an action whose last day has come."""
    row = _action(action_id)
    if row.state == ActionState.OPEN:
        _of_action(row, "due", gettext_noop("Due now: %(what)s"))


def to_assess(assessment_id: int) -> None:
    """Tell the partners and the board that the self-assessment is open."""
    row = Assessment.objects.select_related("partnership__community", "survey").get(pk=assessment_id)

    def render() -> Rendered:
        words = {
            "partnership": said(row.partnership, "name"),
            "year": row.year,
            "day": day(row.survey.closes_on),
        }
        return (
            _("How does %(partnership)s work? Self-assessment %(year)s") % words,
            _("Until %(day)s partners answer openly, and staff and citizens in a survey.") % words,
        )

    people = [*_all_speakers(row.partnership), *_board(row.partnership)]
    _tell(row.partnership, people, f"assess:{row.pk}", render, ("assessment", row.pk))


def board_not_whole(partnership_id: int) -> None:
    """Tell those who run a partnership who is missing on its board, once a month."""
    row = Partnership.objects.select_related("community", "rules").get(pk=partnership_id)
    today = timezone.localdate()

    def render() -> Rendered:
        return (
            _("Who is missing on the board of %(partnership)s") % {"partnership": said(row, "name")},
            "\n".join(missing(row)),
        )

    if row.state == State.RUNNING and missing(row):
        _tell(row, _who_run(row), f"missing:{row.pk}:{today:%Y-%m}", render, ("board", row.pk))


def _of_request(row: CooperationRequest, people: Iterable[Party], what: str, subject: str, text: str) -> None:
    # The sentences are looked up again in each language: what is given is their id.
    def render() -> Rendered:
        called = names([row.asker.party_id, row.asked.party_id])
        words = {
            "asker": called[row.asker.party_id], "asked": called[row.asked.party_id], "title": row.title,
            "day": day(row.answer_by),
        }  # fmt: skip
        return _(subject) % words, _(text) % words

    _tell(row.partnership, people, f"request:{row.pk}:{what}", render, ("request", row.pk))


def _of_action(row: Action, what: str, subject: str) -> None:
    def render() -> Rendered:
        words = {"what": row.what, "day": day(row.due_on), "partnership": said(row.partnership, "name")}
        return (
            _(subject) % words,
            _("%(partnership)s counts on it by %(day)s. Say when it is done, or why it cannot be.") % words,
        )

    _tell(row.partnership, [row.carrier], f"action:{row.pk}:{what}", render, ("actions", row.partnership_id))


def _due(request_id: int, mark: str) -> CooperationRequest | None:
    """The request where it still waits and this was not told before; marks it as told."""
    with transaction.atomic():
        row = CooperationRequest.objects.select_for_update(of=("self",)).get(pk=request_id)
        if row.state != RequestState.WAITING or getattr(row, mark):
            return None
        setattr(row, mark, timezone.now())
        row.save(update_fields=[mark])
    return _request(request_id)


def _tell(
    partnership: Partnership,
    people: Iterable[Party],
    key: str,
    render: Render,
    page: tuple[str, int] | None = None,
) -> None:
    name, number = page or ("partnership", partnership.pk)
    slug = partnership.community.slug
    told: set[int] = set()
    for party in people:
        if party.pk in told or not _is_here(partnership, party):
            continue
        told.add(party.pk)
        notify(
            party=party,
            community=partnership.community,
            key=f"partnerships.{key}:{party.pk}",
            render=render,
            href=lambda: reverse(f"partnerships:{name}", args=[slug, number]),
        )


def _is_here(partnership: Partnership, party: Party) -> bool:
    rows = Membership.objects.filter(party=party, community__in=spanned(partnership))
    return rows.filter(state=MembershipState.ACTIVE).exists()


def _speakers(partner: Partner) -> list[Party]:
    """Who is told for a partner: the person, or all who act for it in the communities that it reaches."""
    if partner.until:
        return []
    if partner.party.kind == PartyKind.PERSON:
        return [partner.party]
    rows = acting_now(ActsFor.objects.filter(party=partner.party_id))
    rows = rows.filter(community__in=spanned(partner.partnership))
    acting = rows.values("person")
    return list(Party.objects.filter(pk__in=acting).select_related("person").order_by("pk"))


def _all_speakers(partnership: Partnership) -> list[Party]:
    found = []
    for partner in partnership.partners.filter(until__isnull=True).select_related("party"):
        partner.partnership = partnership
        found += _speakers(partner)
    return found


def _board(partnership: Partnership) -> list[Party]:
    seats = on_board_now(partnership.board.all()).values("party")
    return list(Party.objects.filter(pk__in=seats).select_related("person").order_by("pk"))


def _who_run(partnership: Partnership) -> list[Party]:
    """Whoever chairs the board, and the commissioners and facilitators of its community."""
    chairs = on_board_now(partnership.board.filter(part=Part.CHAIR)).values("party")
    found = list(Party.objects.filter(pk__in=chairs).select_related("person").order_by("pk"))
    return [*found, *_runners(partnership.community)]


def _runners(community: Community) -> list[Party]:
    held = RoleHeld.objects.filter(role__in=RUNNERS, until__isnull=True).values("membership")
    rows = Membership.objects.of(community).filter(state=MembershipState.ACTIVE, pk__in=held)
    return [row.party for row in rows.select_related("party__person").order_by("pk")]


def _called(party: Party) -> str:
    return names([party.pk])[party.pk]


def _reason_of(row: Any) -> str:
    record = timeline(row).filter(verb="partnerships.end_seat").select_related("reason").first()
    return record.reason.text if record and hasattr(record, "reason") else ""


def _seat(pk: int) -> BoardMember:
    return BoardMember.objects.select_related("partnership__community", "party__person").get(pk=pk)


def _link(pk: int) -> ProgrammeLink:
    return ProgrammeLink.objects.select_related("community").get(pk=pk)


def _request(pk: int) -> CooperationRequest:
    rows = CooperationRequest.objects.select_related(
        "partnership__community", "asker__party", "asked__party", "asker__partnership__community",
        "asked__partnership__community",
    )  # fmt: skip
    return rows.get(pk=pk)


def _decision(pk: int) -> Decision:
    return Decision.objects.select_related("partnership__community", "proposed_by__person").get(pk=pk)


def _action(pk: int) -> Action:
    return Action.objects.select_related("partnership__community", "carrier__person").get(pk=pk)
