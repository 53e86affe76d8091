"""What those who ask, bid, propose or keep keys are told of a tender. No message says what a bid says."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.deciding import keyring
from gilydd.deciding.models import KeyHolder
from gilydd.deciding.words import HolderState
from gilydd.people.models import ActsFor, Membership, Party
from gilydd.people.notices import Rendered, notify
from gilydd.people.queries import acting_now, names
from gilydd.people.words import MembershipState, Role
from gilydd.ui.bilingual import said
from gilydd.ui.filters import clock, day

from .models import Amendment, BenefitStatement, Bid, Clarification, CriterionIdea, Procurement
from .words import ProcurementState, Route

PARTY = "people.party:"


def published(procurement_id: int) -> None:
    """Tell those whose proposals for criteria were asked for that the tender is open."""
    row = _procurement(procurement_id)
    if row.state != ProcurementState.OPEN:
        return
    ideas = CriterionIdea.objects.filter(procurement=row)
    took = set(ideas.filter(taken_as__isnull=False).values_list("party_id", flat=True))
    for party in _people(row, ideas.values_list("party_id", flat=True)):

        def render(taken: bool = party.pk in took) -> Rendered:
            came = (
                _("What you proposed is one of the criteria, with your name beside it.")
                if taken
                else _("What you proposed was read. The page shows which criteria there are now.")
            )
            return _("Open for bids: %(title)s") % _words(row), came

        _tell(row, party, "published", render)


def keys_asked(procurement_id: int) -> None:
    """Ask those who should keep a key whether they will."""
    row = _procurement(procurement_id)
    for holder in KeyHolder.objects.filter(split_key=row.split_key, state=HolderState.ASKED):
        party = Party.objects.select_related("person").get(pk=holder.party_id)

        def render() -> Rendered:
            return (
                _("Will you keep a key? %(title)s") % _words(row),
                _(
                    "You are asked to keep one of three keys. Two of you open all bids together when the "
                    "time is over; nobody can open them alone. Say yes, save your file, and show once that "
                    "it works."
                ),
            )

        notify(
            party=party, community=row.community, key=f"commissioning.key:{holder.pk}:{party.pk}",
            render=render,
            href=_to_share(row, holder),
        )  # fmt: skip


def practice_begun(procurement_id: int) -> None:
    """Tell the key holders that they can practise."""
    row = _procurement(procurement_id)
    if row.split_key is None:
        return
    practice = row.split_key.practices.filter(spent_at__isnull=True).order_by("-pk").first()
    if practice is None:
        return
    for holder in keyring.keepers(row.split_key):
        party = Party.objects.select_related("person").get(pk=holder.party_id)

        def render() -> Rendered:
            return (
                _("Practise the opening: %(title)s") % _words(row),
                _("A practice box is ready, with nothing but a word in it. Bring your file: two open it."),
            )

        notify(
            party=party, community=row.community, key=f"commissioning.practice:{practice.pk}:{party.pk}",
            render=render,
            href=_to_share(row, holder),
        )  # fmt: skip


def bid_is_in(bid_id: int) -> None:
    """Give whoever put a bid in their receipt: when it came by the database, and its hash."""
    bid = Bid.objects.select_related("procurement__community", "lot").get(pk=bid_id)
    row = bid.procurement
    if bid.withdrawn_at is not None:
        return
    for party in _people(row, _putters([bid])):

        def render() -> Rendered:
            told = {**_words(row), **_when(bid.received_at), "hash": bid.sealed_sha256}
            return (
                _("Your bid is in: %(title)s") % told,
                _("It came on %(day)s at %(time)s by the clock of the database, and was sealed at once.")
                % told
                + "\n"
                + _("The hash (SHA-256) of what lies here: %(hash)s") % told
                + "\n"
                + _("The hash (SHA-256) of what it will say: %(hash)s") % {"hash": bid.content_sha256}
                + "\n"
                + _("You can take it back or put another in its place until bids close."),
            )

        notify(
            party=party, community=row.community, key=f"commissioning.bid:{bid.pk}:{party.pk}",
            render=render,
            href=lambda: reverse("commissioning:receipt", args=[row.community.slug, bid.pk]),
        )  # fmt: skip


def asked(clarification_id: int) -> None:
    """Tell those who buy that a question waits; not who asked it."""
    question = Clarification.objects.select_related("procurement__community").get(pk=clarification_id)
    row = question.procurement
    if question.answered_at is not None:
        return
    runs = Membership.objects.of(row.community).filter(
        state=MembershipState.ACTIVE, roles__role=Role.COMMISSIONER, roles__until__isnull=True
    )

    def render() -> Rendered:
        return (
            _("A question about a tender: %(title)s") % _words(row),
            _("Somebody asked a question. Your answer goes to everybody; who asked is not shown."),
        )

    for party in _people(row, runs.values_list("party_id", flat=True)):
        _tell(row, party, f"asked:{question.pk}", render)


def answered(clarification_id: int) -> None:
    """Tell all who asked or bid that a question was answered."""
    question = Clarification.objects.select_related("procurement__community").get(pk=clarification_id)
    row = question.procurement

    def render() -> Rendered:
        return (
            _("A question was answered: %(title)s") % _words(row),
            said(question, "answer"),
        )

    for party in _people(row, _all_who_asked_or_bid(row)):
        _tell(row, party, f"answered:{question.pk}", render)


def amended(amendment_id: int) -> None:
    """Tell all who asked or bid of a change, and of the new time where there is one."""
    change = Amendment.objects.select_related("procurement__community").get(pk=amendment_id)
    row = change.procurement

    def render() -> Rendered:
        lines = [said(change, "text")]
        if change.closes_at is not None:
            lines.append(_("Bids can now come until %(day)s at %(time)s.") % _when(change.closes_at))
        return _("A change to a tender: %(title)s") % _words(row), "\n".join(lines)

    for party in _people(row, _all_who_asked_or_bid(row)):
        _tell(row, party, f"amended:{change.pk}", render)


def cancelled(procurement_id: int) -> None:
    """Tell all who asked or bid that it ended without a contract, and why."""
    row = _procurement(procurement_id)
    if row.state != ProcurementState.CANCELLED:
        return

    def render() -> Rendered:
        lines = [said(row, "why_cancelled")]
        if row.bids_opened_at is None:
            lines.append(_("Sealed bids were destroyed unread."))
        return _("Cancelled: %(title)s") % _words(row), "\n".join(lines)

    for party in _people(row, _all_who_asked_or_bid(row)):
        _tell(row, party, "cancelled", render)


def closed(procurement_id: int) -> None:
    """Ask the key holders to bring their files; on the light route tell those who buy."""
    row = _procurement(procurement_id)
    if row.state != ProcurementState.SEALED:
        return
    for holder in KeyHolder.objects.filter(split_key=row.split_key, split_key__isnull=False):
        party = Party.objects.select_related("person").get(pk=holder.party_id)

        def render() -> Rendered:
            return (
                _("Your key is needed: %(title)s") % _words(row),
                _("Bids have closed. Bring your file: with a second key all bids are opened together."),
            )

        notify(
            party=party, community=row.community, key=f"commissioning.key-needed:{holder.pk}",
            render=render,
            href=_to_share(row, holder),
        )  # fmt: skip
    if row.route != Route.LIGHT:
        return
    runs = Membership.objects.of(row.community).filter(
        state=MembershipState.ACTIVE, roles__role=Role.COMMISSIONER, roles__until__isnull=True
    )

    def ready() -> Rendered:
        return (
            _("Bids have closed: %(title)s") % _words(row),
            _("All bids can be opened now, together, from the page of the opening."),
        )

    for party in _people(row, runs.values_list("party_id", flat=True)):
        _tell(row, party, "closed", ready)


def one_key_is_there(procurement_id: int) -> None:
    """Tell the other two holders that one key was brought."""
    row = _procurement(procurement_id)
    if row.state != ProcurementState.SEALED or row.split_key is None:
        return
    waiting = KeyHolder.objects.filter(split_key=row.split_key, state=HolderState.READY)
    for holder in waiting:
        party = Party.objects.select_related("person").get(pk=holder.party_id)

        def render() -> Rendered:
            return (
                _("One key is there: %(title)s") % _words(row),
                _("Somebody brought the first key. Yours opens all bids."),
            )

        notify(
            party=party, community=row.community, key=f"commissioning.second-key:{holder.pk}",
            render=render,
            href=_to_share(row, holder),
        )  # fmt: skip


def bids_are_open(procurement_id: int) -> None:
    """Tell the bidders that all bids were opened, and where each can check their own."""
    row = _procurement(procurement_id)
    if row.bids_opened_at is None:
        return

    def render() -> Rendered:
        told = {**_words(row), **_when(row.bids_opened_at)}
        return (
            _("The bids are open: %(title)s") % told,
            _("All bids were opened together on %(day)s at %(time)s.") % told
            + "\n"
            + _("On the page of your bid you can check that it was opened as you sent it."),
        )

    bids = Bid.objects.filter(procurement=row, withdrawn_at__isnull=True)
    for party in _people(row, _putters(bids)):
        _tell(row, party, "opened", render, "commissioning:opening")


def benefit_checked(benefit_id: int) -> None:
    """Tell who answered for a body what the check of its social benefit found."""
    made = BenefitStatement.objects.select_related("community", "answered_by__person").get(pk=benefit_id)

    def render() -> Rendered:
        told = {"name": names([made.party_id])[made.party_id]}
        found = (
            _("All three parts hold: %(name)s counts as benefiting society.")
            if made.is_met
            else _("Not all three parts hold yet. Read what was found, and write a new statement.")
        )
        return _("The social benefit check of %(name)s") % told, found % told

    notify(
        party=made.answered_by, community=made.community, key=f"commissioning.benefit:{made.pk}",
        render=render, href=lambda: reverse("commissioning:benefits", args=[made.community.slug]),
    )  # fmt: skip


def _procurement(pk: int) -> Procurement:
    return Procurement.objects.select_related("community", "turn__service", "split_key").get(pk=pk)


def _to_share(row: Procurement, holder: KeyHolder) -> Callable[[], str]:
    return lambda: reverse("commissioning:my_share", args=[row.community.slug, holder.pk])


def _words(row: Procurement) -> dict[str, str]:
    return {"title": said(row, "title")}


def _when(moment: object) -> dict[str, str]:
    local = timezone.localtime(moment)  # type: ignore[arg-type]
    return {"day": day(local), "time": clock(local)}


def _putters(bids: Iterable[Bid]) -> list[int]:
    """Party ids of the people who put bids in, and of everybody who acts for those bidders today."""
    rows = list(bids)
    keys = [bid.put_in_by_key.removeprefix(PARTY) for bid in rows if bid.put_in_by_key.startswith(PARTY)]
    found = set(Party.objects.filter(key__in=keys).values_list("pk", flat=True))
    acting = acting_now(ActsFor.objects.filter(party__in=[bid.bidder_id for bid in rows]))
    return sorted(found | set(acting.values_list("person_id", flat=True)))


def _all_who_asked_or_bid(row: Procurement) -> list[int]:
    asked_it = Clarification.objects.filter(procurement=row).values_list("asked_by_id", flat=True)
    # A bid that was taken back may come again: they are told too.
    return sorted({*asked_it, *_putters(Bid.objects.filter(procurement=row))})


def _people(row: Procurement, party_ids: Iterable[int]) -> list[Party]:
    """Those of them who are active members here."""
    here = Membership.objects.of(row.community).filter(party__in=set(party_ids), state=MembershipState.ACTIVE)
    return list(Party.objects.filter(pk__in=here.values("party")).select_related("person").order_by("pk"))


def _tell(
    row: Procurement, party: Party, what: str, render: Callable[[], Rendered],
    to: str = "commissioning:procurement",
) -> None:  # fmt: skip
    notify(
        party=party, community=row.community, key=f"commissioning.tender:{row.pk}:{what}:{party.pk}",
        render=render, href=lambda: reverse(to, args=[row.community.slug, row.pk]),
    )  # fmt: skip
