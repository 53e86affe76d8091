"""Writes: a panel is opened, people say whether they may be drawn, it is drawn, and seats are taken."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from gilydd.algorithms.panels import pool_digest
from gilydd.history.words import Audience, Refused
from gilydd.people.models import Area, Community, Membership, Party
from gilydd.people.policy import type_of_actor
from gilydd.people.words import CITIZENS, PROFESSIONALS, MembershipState, PartyKind
from gilydd.services.models import Turn

from .. import drawing
from ..drawing import NoPanel, Quota
from ..models import Panel, PanelQuota, PoolMember, Seat
from ..policy import policy
from ..words import PanelState, SeatState
from ..words_panel import (
    CHOICES_OF,
    LARGEST_SEED,
    LEAST_SEATS,
    LONGEST_LINE,
    MOST_PROFESSIONALS,
    MOST_SEATS,
    NO_AREA,
    PICKED_BITS,
    Feature,
    PoolState,
    SeedFrom,
)
from ._panel import acting, in_state, locked_panel, note, tell

FEATURES = tuple(feature.value for feature in Feature)
ENDS = (SeatState.DECLINED, SeatState.LEFT)


@transaction.atomic
def open_panel(
    *, by: type_of_actor, turn: Turn, seats: int, asks_cy: str, asks_en: str, closes_on: dt.date
) -> Panel:
    """Begin the panel of a turn: so many citizens will be drawn, and people can be invited until a day.

    `asks` says what somebody on it does, how often and how long, in both languages.
    """
    policy.check(by, "run_panel", turn)
    if turn.ended_on:
        raise Refused(_("This turn has ended."))
    if not LEAST_SEATS <= seats <= MOST_SEATS:
        raise Refused(
            _("Draw between %(least)s and %(most)s citizens.") % {"least": LEAST_SEATS, "most": MOST_SEATS},
            field="seats",
        )
    if not (asks_cy.strip() and asks_en.strip()):
        raise Refused(_("Say in both languages what somebody on the panel does."), field="asks_cy")
    if closes_on < timezone.localdate():
        raise Refused(_("Choose a day that is still to come."), field="closes_on")
    panel, fresh = Panel.objects.get_or_create(
        turn=turn,
        defaults={
            "community": turn.community, "seats": seats, "asks_cy": asks_cy.strip(),
            "asks_en": asks_en.strip(), "pool_closes_on": closes_on,
        },
    )  # fmt: skip
    if not fresh:
        raise Refused(_("This turn has a panel already."))
    note("open_panel", by, panel, turn, seats=seats)
    return panel


@transaction.atomic
def set_quotas(*, by: type_of_actor, panel: Panel, quotas: Sequence[Quota]) -> Panel:
    """Say from how many to how many of the citizens drawn are of each age, place and so on.

    They take the place of what was said before, and stand once the pool is closed.
    """
    panel = locked_panel(panel)
    policy.check(by, "run_panel", panel)
    in_state(panel, PanelState.INVITING)
    areas = set(Area.objects.of(panel.community).values_list("code", flat=True)) | {NO_AREA}
    for quota in quotas:
        _check_quota(quota, areas, panel.seats)
    if len({(quota.feature, quota.value) for quota in quotas}) < len(quotas):
        raise Refused(_("A quota stands twice."), field="quotas")
    for feature in {quota.feature for quota in quotas}:
        if sum(quota.lowest for quota in quotas if quota.feature == feature) > panel.seats:
            raise Refused(
                _("“%(feature)s” asks for more people than there are seats.")
                % {"feature": Feature(feature).label},
                field="quotas",
            )
    panel.quotas.all().delete()
    PanelQuota.objects.bulk_create(
        PanelQuota(
            community=panel.community, panel=panel, feature=quota.feature, value=quota.value,
            lowest=quota.lowest, highest=quota.highest,
        )
        for quota in quotas
    )  # fmt: skip
    note("set_quotas", by, panel, panel.turn, quotas=len(quotas))
    return panel


def _check_quota(quota: Quota, areas: set[str], seats: int) -> None:
    known = quota.feature in FEATURES and (
        quota.value in areas
        if quota.feature == Feature.AREA
        else quota.value in CHOICES_OF[Feature(quota.feature)].values
    )
    if not known:
        raise Refused(_("This is no value that people can tell for the draw."), field="quotas")
    if not 0 <= quota.lowest <= quota.highest <= seats:
        raise Refused(_("A quota goes from a number to one that is not smaller."), field="quotas")


@transaction.atomic
def invite_to_pool(
    *, by: type_of_actor, panel: Panel, memberships: Iterable[Membership] | None = None
) -> int:
    """Invite members to be in the draw: those named, else every active citizen. Nobody is invited twice.

    Everybody is told in the way they like. Returns how many are newly invited.
    """
    panel = locked_panel(panel)
    policy.check(by, "run_panel", panel)
    in_state(panel, PanelState.INVITING)
    rows = Membership.objects.of(panel.community).filter(
        state=MembershipState.ACTIVE, capacity__in=CITIZENS, party__kind=PartyKind.PERSON
    )
    if memberships is not None:
        rows = rows.filter(pk__in=[row.pk for row in memberships])
    known = set(PoolMember.objects.filter(panel=panel).values_list("party", flat=True))
    known |= set(Seat.objects.filter(panel=panel).values_list("party", flat=True))
    now = timezone.now()
    made = PoolMember.objects.bulk_create(
        [
            PoolMember(community=panel.community, panel=panel, party_id=pk, invited_at=now)
            for pk in rows.values_list("party", flat=True)
            if pk not in known
        ],
        batch_size=1_000,
    )
    if made:
        note("invite_to_pool", by, panel, panel.turn)
        tell("invited", panel.pk)
    return len(made)


@transaction.atomic
def join_pool(
    *,
    by: type_of_actor,
    panel: Panel,
    party: Party,
    age: str,
    area: str,
    gender: str,
    language: str,
    experience: str,
    agreed: bool,
    entered_from: str = "",
) -> PoolMember:
    """Yes, I may be drawn: with what somebody tells for it, and their consent to the list without names.

    Said again before the pool closes, the later words count. A broker may enter it for a member.
    """
    panel = locked_panel(panel)
    act = acting(by, panel.community, party, entered_from)
    in_state(panel, PanelState.INVITING)
    told = {"age": age, "area": area, "gender": gender, "language": language, "experience": experience}
    _check_told(panel.community, told)
    if not agreed:
        raise Refused(_("You can be drawn only if you agree to the list without names."), field="agreed")
    if party.kind != PartyKind.PERSON or act.capacity not in CITIZENS:
        raise Refused(_("Citizens are drawn. Professionals are named beside them."))
    if Seat.objects.filter(panel=panel, party=party, left_at__isnull=True).exists():
        raise Refused(_("You have a seat on this panel already."))
    now = timezone.now()
    row, _fresh = PoolMember.objects.update_or_create(
        panel=panel,
        party=party,
        defaults={
            **told, "community": panel.community, "state": PoolState.IN, "answered_at": now, "agreed_at": now,
            "typed_by_key": act.typed_by_key, "entered_from": act.entered_from,
        },
    )  # fmt: skip
    note("join_pool", by, row, panel.turn, audience=Audience.PRIVATE, behalf=act.behalf)
    return row


def _check_told(community: Community, told: dict[str, str]) -> None:
    for name, choices in CHOICES_OF.items():
        if told[name] not in choices.values:
            raise Refused(_("Choose one of the answers."), field=name.value)
    areas = Area.objects.of(community).values_list("code", flat=True)
    if told["area"] not in {NO_AREA, *areas}:
        raise Refused(_("Choose one of the answers."), field="area")


@transaction.atomic
def leave_pool(*, by: type_of_actor, panel: Panel, party: Party, entered_from: str = "") -> PoolMember:
    """No, I do not want to be drawn. What was told for it is deleted; possible until the pool closes."""
    panel = locked_panel(panel)
    act = acting(by, panel.community, party, entered_from, active=False)
    in_state(panel, PanelState.INVITING)
    row, _fresh = PoolMember.objects.update_or_create(
        panel=panel,
        party=party,
        defaults={
            **dict.fromkeys(FEATURES, ""), "community": panel.community, "state": PoolState.NO,
            "answered_at": timezone.now(), "agreed_at": None, "typed_by_key": act.typed_by_key,
            "entered_from": act.entered_from,
        },
    )  # fmt: skip
    note("leave_pool", by, row, panel.turn, audience=Audience.PRIVATE, behalf=act.behalf)
    return row


@transaction.atomic
def close_pool(
    *,
    by: type_of_actor,
    panel: Panel,
    seed_from: str,
    seed_source_cy: str = "",
    seed_source_en: str = "",
    seed_on: dt.date | None = None,
) -> Panel:
    """Close the pool: the list without names, its digest, the quotas and everybody's chance are published.

    From now on neither list nor quotas change, and it is said openly where the number of the draw will come
    from. Refused where no panel meets the quotas, or where somebody in the pool could never be drawn.
    """
    panel = locked_panel(panel)
    policy.check(by, "run_panel", panel)
    in_state(panel, PanelState.INVITING)
    _check_source(seed_from, seed_source_cy, seed_source_en, seed_on)
    people = list(_standing_pool(panel))
    secrets.SystemRandom().shuffle(people)
    quotas = [Quota(q.feature, q.value, q.lowest, q.highest) for q in panel.quotas.all()]
    features = [name for name in FEATURES if any(quota.feature == name for quota in quotas)]
    told = {n: {name: getattr(row, name) for name in features} for n, row in enumerate(people, 1)}
    panel.pool_file, panel.quotas_file = drawing.pool_csv(told, features), drawing.quotas_csv(quotas)
    pool = drawing.read_pool(panel.pool_file)
    lottery = _lottery(pool, quotas, panel.seats)
    chances = drawing.chances_of(pool, lottery)
    for number, row in enumerate(people, 1):
        row.number = number
        row.chance_parts, row.chance_whole = chances[number].numerator, chances[number].denominator
    PoolMember.objects.bulk_update(people, ["number", "chance_parts", "chance_whole"], batch_size=500)
    panel.lottery, panel.pool_digest = drawing.kept(lottery), pool_digest(panel.pool_file.encode())
    panel.state, panel.closed_at, panel.seed_from = PanelState.CLOSED, timezone.now(), seed_from
    panel.seed_source_cy, panel.seed_source_en = seed_source_cy.strip(), seed_source_en.strip()
    panel.seed_on = seed_on or timezone.localdate()
    panel.save()
    note("close_pool", by, panel, panel.turn, digest=panel.pool_digest)
    return panel


def _standing_pool(panel: Panel) -> Any:
    """Who is in the draw and still an active citizen member, without those who were named since."""
    here = Membership.objects.filter(
        community=panel.community_id, state=MembershipState.ACTIVE, capacity__in=CITIZENS
    )
    named = Seat.objects.filter(panel=panel, left_at__isnull=True).values("party")
    rows = PoolMember.objects.filter(panel=panel, state=PoolState.IN, party__in=here.values("party"))
    return rows.exclude(party__in=named).order_by("pk")


def _check_source(seed_from: str, cy: str, en: str, seed_on: dt.date | None) -> None:
    if seed_from not in SeedFrom.values:
        raise Refused(_("Say where the number of the draw comes from."), field="seed_from")
    if seed_from == SeedFrom.PICKED:
        return
    if not (cy.strip() and en.strip()) or max(len(cy), len(en)) > LONGEST_LINE:
        raise Refused(
            _("Name the public draw in both languages, so that everybody can look it up."),
            field="seed_source_cy",
        )
    if seed_on is None or seed_on <= timezone.localdate():
        raise Refused(
            _("Choose a draw on a day still to come: nobody may know its number yet."), field="seed_on"
        )


def _lottery(pool: drawing.Pool, quotas: Sequence[Quota], seats: int) -> drawing.Lottery:
    if len(pool.numbers) < seats:
        raise Refused(_("There are fewer people in the pool than seats. Invite more people."))
    try:
        lottery = drawing.lottery_of(pool, quotas, seats)
    except NoPanel as failure:
        for quota in quotas:
            there = sum(one[quota.feature] == quota.value for one in pool.people)
            if there < quota.lowest:
                words = {"feature": Feature(quota.feature).label, "lowest": quota.lowest}
                raise Refused(
                    _("“%(feature)s”: for one answer the quota asks for %(lowest)s, and the pool has fewer.")
                    % words
                ) from failure
        raise Refused(
            _("No panel meets all quotas together. Make one of them wider, or invite more people.")
        ) from failure
    if lottery.minimum_chance == 0:
        raise Refused(_("With these quotas somebody in the pool could never be drawn. Make them wider."))
    return lottery


@transaction.atomic
def draw_panel(*, by: type_of_actor, panel: Panel, seed: int | None = None) -> Panel:
    """Draw the panel, once: with the number of the public draw, or one that Gilydd picks and writes down.

    Everybody drawn is asked, everybody in the pool is told. Reserves are of the same kinds, in their order.
    """
    panel = locked_panel(panel)
    policy.check(by, "run_panel", panel)
    in_state(panel, PanelState.CLOSED)
    if panel.seed_from == SeedFrom.PUBLIC:
        if panel.seed_on and timezone.localdate() < panel.seed_on:
            raise Refused(_("The public draw has not taken place yet."), field="seed")
        if seed is None or not 0 <= seed <= LARGEST_SEED:
            raise Refused(_("Type the number of the public draw: digits alone, at most 18."), field="seed")
    else:
        seed = secrets.randbits(PICKED_BITS)
    result = drawing.result_of(drawing.read_pool(panel.pool_file), drawing.lottery_again(panel.lottery), seed)
    who = dict(PoolMember.objects.filter(panel=panel, number__isnull=False).values_list("number", "party"))
    capacities = dict(
        Membership.objects.filter(community=panel.community_id, party__in=who.values()).values_list(
            "party", "capacity"
        )
    )
    asked, reserve = SeatState.ASKED, SeatState.RESERVE
    places = [(number, asked, 0) for number in result.seated]
    places += [(number, reserve, order) for order, number in enumerate(result.reserves, 1)]
    Seat.objects.bulk_create(
        Seat(
            community=panel.community, panel=panel, party_id=who[number], side="citizens",
            capacity=capacities[who[number]], state=state, order=order,
        )
        for number, state, order in places
    )  # fmt: skip
    panel.seed, panel.drawn_at, panel.state = seed, timezone.now(), PanelState.SITTING
    panel.save(update_fields=["seed", "drawn_at", "state"])
    _without_those_who_left(panel)
    note("draw_panel", by, panel, panel.turn, seed=seed, digest=panel.pool_digest)
    tell("drawn", panel.pk)
    return panel


def _without_those_who_left(panel: Panel) -> None:
    """Whoever left the community since the list was closed is followed by their reserve."""
    here = Membership.objects.filter(community=panel.community_id, state=MembershipState.ACTIVE)
    gone = Seat.objects.filter(panel=panel, state=SeatState.ASKED).exclude(party__in=here.values("party"))
    for seat in gone.order_by("pk"):
        seat.panel, seat.state, seat.left_at = panel, SeatState.LEFT, timezone.now()
        seat.save(update_fields=["state", "left_at"])
        _follow(seat)


@transaction.atomic
def name_professional(*, by: type_of_actor, panel: Panel, party: Party) -> Seat:
    """Name a professional for the panel, beside the citizens; they are asked like everybody."""
    panel = locked_panel(panel)
    policy.check(by, "run_panel", panel)
    in_state(panel, PanelState.INVITING, PanelState.CLOSED, PanelState.SITTING)
    here = Membership.objects.of(panel.community).filter(party=party, state=MembershipState.ACTIVE).first()
    if here is None or here.capacity not in PROFESSIONALS or party.kind != PartyKind.PERSON:
        raise Refused(_("Name a member who is here as a professional. Citizens are drawn."), field="member")
    rows = Seat.objects.filter(panel=panel, left_at__isnull=True)
    if known := rows.filter(party=party).first():
        return known
    if rows.filter(side="professionals").count() >= MOST_PROFESSIONALS:
        raise Refused(_("There are enough professionals on this panel."))
    row = Seat.objects.create(
        community=panel.community, panel=panel, party=party, side="professionals", capacity=here.capacity
    )
    note("name_professional", by, row, panel.turn, audience=Audience.COMMUNITY, mentions=(party,))
    tell("asked", row.pk)
    return row


@transaction.atomic
def answer_seat(*, by: type_of_actor, seat: Seat, yes: bool, entered_from: str = "") -> Seat:
    """Take the seat, or say no; nobody needs a reason. For a citizen's no the next reserve is asked."""
    panel = locked_panel(seat.panel)
    row = Seat.objects.select_for_update(of=("self",)).select_related("party").get(pk=seat.pk)
    row.panel, row.community = panel, panel.community
    act = acting(by, panel.community, row.party, entered_from, active=yes)
    wanted = SeatState.SEATED if yes else SeatState.DECLINED
    if row.state == wanted:
        return row
    if row.state != SeatState.ASKED:
        raise Refused(_("This was answered already. Whoever cannot come any more can leave."))
    row.state = wanted
    row.left_at = None if yes else timezone.now()
    row.save(update_fields=["state", "left_at"])
    note("answer_seat", by, row, panel.turn, audience=Audience.PRIVATE, behalf=act.behalf, yes=yes)
    if not yes:
        _follow(row)
    return row


@transaction.atomic
def leave_seat(*, by: type_of_actor, seat: Seat, entered_from: str = "") -> Seat:
    """Leave the panel. The seat stays in the record; the next reserve of the same kind is asked."""
    panel = locked_panel(seat.panel)
    row = Seat.objects.select_for_update(of=("self",)).select_related("party").get(pk=seat.pk)
    row.panel, row.community = panel, panel.community
    act = acting(by, panel.community, row.party, entered_from, active=False)
    if row.state in ENDS:
        return row
    was_reserve = row.state == SeatState.RESERVE
    row.state, row.left_at = SeatState.LEFT, timezone.now()
    row.save(update_fields=["state", "left_at"])
    note("leave_seat", by, row, panel.turn, audience=Audience.PRIVATE, behalf=act.behalf)
    if not was_reserve:
        _follow(row)
    return row


def _follow(gone: Seat) -> None:
    """Ask the reserve who follows a citizen: of the same kind, else one with whom every quota holds."""
    panel = gone.panel
    if gone.side != "citizens" or panel.state != PanelState.SITTING:
        return
    pool = drawing.read_pool(panel.pool_file)
    told = dict(zip(pool.numbers, pool.people, strict=True))
    rows = PoolMember.objects.filter(panel=panel, number__isnull=False)
    by_party = {row.party_id: told[row.number] for row in rows if row.number is not None}
    if gone.party_id not in by_party:
        return
    seats = Seat.objects.filter(panel=panel, side="citizens").order_by("order", "pk")
    sits = (SeatState.ASKED, SeatState.SEATED)
    stay = [by_party[one.party_id] for one in seats if one.state in sits and one.party_id in by_party]
    here = Membership.objects.filter(community=panel.community_id, state=MembershipState.ACTIVE)
    active = set(here.values_list("party", flat=True))
    reserves = [one for one in seats if one.state == SeatState.RESERVE and one.party_id in active]
    quotas = drawing.read_quotas(panel.quotas_file)
    place = drawing.next_reserve(
        by_party[gone.party_id], stay, [by_party[one.party_id] for one in reserves], quotas
    )
    if place is None:
        return
    following = reserves[place]
    following.state, following.after, following.since = SeatState.ASKED, gone, timezone.now()
    following.save(update_fields=["state", "after", "since"])
    tell("asked", following.pk)


@transaction.atomic
def note_training(*, by: type_of_actor, seat: Seat, on: dt.date) -> Seat:
    """Note the day on which somebody on the panel had the training for it."""
    rows = Seat.objects.select_for_update(of=("self",)).select_related("community", "panel__turn__service")
    row = rows.get(pk=seat.pk)
    policy.check(by, "run_panel", row)
    if row.state != SeatState.SEATED:
        raise Refused(_("They are not on the panel."))
    if on > timezone.localdate():
        raise Refused(_("Training is noted once it took place."), field="on")
    row.trained_on = on
    row.save(update_fields=["trained_on"])
    note("note_training", by, row, row.panel.turn, audience=Audience.PRIVATE, mentions=(row.party,))
    return row


@transaction.atomic
def end_panel(*, by: type_of_actor, panel: Panel) -> Panel:
    """The panel's work is done. Its record stays; who was never seated is let go."""
    panel = locked_panel(panel)
    policy.check(by, "run_panel", panel)
    in_state(panel, PanelState.SITTING)
    now = timezone.now()
    waiting = Seat.objects.filter(panel=panel, state__in=(SeatState.ASKED, SeatState.RESERVE))
    waiting.update(state=SeatState.LEFT, left_at=now)
    panel.state, panel.ended_at = PanelState.ENDED, now
    panel.save(update_fields=["state", "ended_at"])
    note("end_panel", by, panel, panel.turn)
    return panel
