"""Letters and cards for everybody who lives without a screen: one file to print, made by a job.

Each letter is in its reader's own language (both, Welsh first, where nobody asked yet), in large print or
Easy Read where they like it: the statement of the quarter, what they were told by post, who near them could
do with a hand, and a slip to tear off.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from markupsafe import Markup

from gilydd.assets.models import Asset
from gilydd.assets.words import AssetKind, AssetState
from gilydd.history.words import Refused
from gilydd.people.models import Area, Community, Membership, Message
from gilydd.people.queries import aside, names, not_begun, unsent_letters, without_letters
from gilydd.people.words import Channel, Language, MembershipState, PartyKind
from gilydd.safety.queries import blocked_pairs
from gilydd.ui.bilingual import said
from gilydd.ui.papers import Binder, Sheet, qr

from .models import Account, Ask, Paper, Transfer
from .queries import statements
from .queries.statements import Span
from .rules import rules_of
from .words import PAPER_KEPT_DAYS, AccountKind, AskState, Nature, PaperKind, PaperState

BOTH = (Language.WELSH, Language.ENGLISH)
BETWEEN_LANGUAGES = "\n\n– – –\n\n"  # as people.notices joins a text in both languages
ASKS_A_LETTER = 3
CARDS_A_SHEET = 10
# About 0.4 s each: more would take longer than a job may (JOB_SECONDS).
MOST_LETTERS = 500
# The quarter's statement is in the letter itself; its notice is not printed beside it.
OF_STATEMENTS = "exchange.statement:"


@dataclass(frozen=True)
class Near:
    """An open ask that somebody might like: what, whose, where, about how long, on which day."""

    title: str
    lang: str
    asker: str
    area: Area | None
    minutes: int
    wanted_on: dt.date | None


@dataclass(frozen=True)
class Letter:
    """What one member gets: who and where they are, what they were told, and asks near them."""

    membership: Membership
    messages: list[Message] = field(default_factory=list)
    asks: list[Near] = field(default_factory=list)

    @property
    def languages(self) -> tuple[str, ...]:
        """The member's language; both, Welsh first, where nobody asked yet (No. 9 Regulations 2023)."""
        language = self.membership.party.person.language
        return (language,) if language else BOTH


def on_paper(community: Community, area: Area | None = None) -> list[Membership]:
    """Everybody who gets letters: told by post or by a broker, or a reader of large print. One query.

    Nothing is posted to anybody whose safe contact says so.
    """
    rows = Membership.objects.of(community).filter(
        Q(party__person__channel__in=(Channel.POST, Channel.BROKER)) | Q(party__person__large_print=True),
        party__kind=PartyKind.PERSON,
        party__person__identity__isnull=False,
        state__in=(MembershipState.ACTIVE, MembershipState.PAUSED),
    )
    rows = rows.exclude(party__in=without_letters()).exclude(party__in=not_begun(community))
    if area is not None:
        rows = rows.filter(area=area)
    return list(rows.select_related("party__person__identity", "area").order_by("area__code", "pk"))


def gather(community: Community, area: Area | None = None) -> list[Letter]:
    """The letters of a community or an area with everything but the statements; twelve queries."""
    members = on_paper(community, area)
    waiting: dict[int, list[Message]] = defaultdict(list)
    for message in unsent_letters(community):
        waiting[message.party_id].append(message)
    asks = asks_near(community, members)
    return [Letter(row, waiting.get(row.party_id, []), asks.get(row.party_id, [])) for row in members]


def asks_near(community: Community, members: Iterable[Membership]) -> dict[int, list[Near]]:
    """For each member up to three open asks: of their area first, then of work they know, then the oldest.

    Nobody is shown an ask of somebody they are not to meet. Seven queries, whatever the number of members.
    """
    members = list(members)
    parties = {row.party_id for row in members}
    asks = list(
        Ask.objects.of(community)
        .filter(state=AskState.OPEN, asked_of__isnull=True)
        .exclude(pk__in=aside(community, "exchange.ask"))
        .select_related("work")
        .order_by("asked_at")[:300]
    )
    askers = {ask.asker_id for ask in asks}
    called = names(askers)
    lives = {
        row.party_id: row.area
        for row in Membership.objects.of(community).filter(party__in=askers).select_related("area")
    }
    knows = _known_work(community, parties)
    apart = blocked_pairs(community, parties | askers)

    def fits(row: Membership, ask: Ask) -> tuple[bool, bool, dt.datetime]:
        home = lives.get(ask.asker_id)
        near = row.area_id is not None and home is not None and home.pk == row.area_id
        return not near, ask.work_id not in knows.get(row.party_id, ()), ask.asked_at

    found: dict[int, list[Near]] = {}
    for row in members:
        open_to = [
            ask
            for ask in asks
            if ask.asker_id != row.party_id and frozenset({ask.asker_id, row.party_id}) not in apart
        ]
        best = sorted(open_to, key=lambda ask, row=row: fits(row, ask))[:ASKS_A_LETTER]  # type: ignore[misc]
        found[row.party_id] = [
            Near(
                ask.title, ask.lang, called[ask.asker_id], lives.get(ask.asker_id), ask.minutes, ask.wanted_on
            )
            for ask in best
        ]
    return found


def make(paper_id: int) -> None:
    """Make one paper, saying how far it is, until it is ready or stopped. Run again, it begins anew."""
    begun = Paper.objects.filter(pk=paper_id, state__in=(PaperState.WAITING, PaperState.MAKING))
    if not begun.update(state=PaperState.MAKING, done=0):
        return
    paper = Paper.objects.select_related("community", "area").get(pk=paper_id)
    live = Paper.objects.filter(pk=paper_id, state=PaperState.MAKING)
    try:
        with translation.override(Language.WELSH):
            binder = Binder(
                f"{paper.get_kind_display()} · {said(paper.community, 'name')}", two_sided=paper.two_sided
            )
        made = _letters(paper, binder) if paper.kind == PaperKind.LETTERS else _cards(paper, binder)
        pages = 0
        for done, more in made:
            pages += more
            if not live.update(done=done):
                return
        if not pages:
            raise Refused(_("Nobody here is told on paper, so there is nothing to print."))
        content = binder.write()
    except Refused as refusal:
        live.update(state=PaperState.FAILED, problem=str(refusal), ended_at=timezone.now())
        return
    live.update(state=PaperState.READY, content=content, pages=pages, ended_at=timezone.now())


def forget_old() -> None:
    """Delete the files that were made more than 30 days ago."""
    before = timezone.now() - dt.timedelta(days=PAPER_KEPT_DAYS)
    old = Paper.objects.filter(made_at__lt=before, content__isnull=False)
    old.update(content=None, state=PaperState.ENDED, messages=[])


def slip_address(community: Community, number: str) -> str:
    """The address in a QR code: the page for slips with the member filled in, for whoever may open it."""
    with translation.override(Language.WELSH):
        path = reverse("exchange:slips", args=[community.slug])
    return f"{settings.SITE_ADDRESS}{path}?member={number}"


def card_of(membership: Membership) -> dict[str, Any]:
    """What a member card shows: the name, the number, and the QR code of the number."""
    person = getattr(membership.party, "person", None)
    identity = getattr(person, "identity", None)
    number = membership.number or str(membership.pk)
    numbers, says = [], []
    for code in (person.language,) if person and person.language else BOTH:
        with translation.override(code):
            numbers.append(_("Member number %(number)s") % {"number": membership.number})
            says.append(_("An hour is an hour, whoever gives it."))
    return {
        "name": identity.full_name if identity else membership.party.called,
        "number": membership.number,
        "numbers": numbers,
        "says": says,
        "qr": qr(slip_address(membership.community, number), number),
    }


def _letters(paper: Paper, binder: Binder) -> Iterator[tuple[int, int]]:
    """Lay out letter after letter; gives how many are done, and the pages of each."""
    community = paper.community
    letters = gather(community, paper.area)
    if len(letters) > MOST_LETTERS:
        told = {"num": len(letters), "most": MOST_LETTERS}
        raise Refused(
            _("There are %(num)s letters, and one file holds %(most)s. Choose one area at a time.") % told
        )
    printed = [message.pk for letter in letters for message in letter.messages]
    Paper.objects.filter(pk=paper.pk).update(total=len(letters), messages=printed)
    parties = [letter.membership.party_id for letter in letters]
    rows = Account.objects.of(community).filter(kind=AccountKind.MEMBER, party__in=parties)
    accounts = {row.party_id: row for row in rows}
    shared = {
        "community": community,
        "gift_mode": rules_of(community).gift_mode,
        "seal": statements.seal_of(community),
        "today": timezone.localdate(),
    }
    span = Span("own", paper.since, paper.until)
    for done, letter in enumerate(letters, 1):
        person = letter.membership.party.person
        number = letter.membership.number
        own = {
            "letter": letter,
            "identity": person.identity,
            "number": number,
            "address": _address(letter.membership),
            "foot": number,
            "tell": _teller(accounts.get(letter.membership.party_id), span),
            "qr": qr(slip_address(community, number), number or "QR") if number else Markup(""),
        }
        pages = 0
        for place, language in enumerate(letter.languages):
            context = {**shared, **own, "first": place == 0, "told": _said_to(letter.messages, language)}
            pages += binder.add(
                Sheet("exchange/paper_letter.html", context, language, person.large_print, person.easy_read)
            )
        yield done, pages


def _cards(paper: Paper, binder: Binder) -> Iterator[tuple[int, int]]:
    """Lay out the cards of active members, ten to a sheet of A4."""
    rows = Membership.objects.of(paper.community).filter(
        state=MembershipState.ACTIVE, party__kind=PartyKind.PERSON, party__person__identity__isnull=False
    )
    rows = rows.exclude(party__in=not_begun(paper.community))
    if paper.area is not None:
        rows = rows.filter(area=paper.area)
    members = list(rows.select_related("party__person__identity", "community").order_by("area__code", "pk"))
    Paper.objects.filter(pk=paper.pk).update(total=len(members))
    for begin in range(0, len(members), CARDS_A_SHEET):
        cards = [card_of(row) for row in members[begin : begin + CARDS_A_SHEET]]
        sheet = Sheet(
            "exchange/paper_cards.html", {"community": paper.community, "cards": cards}, Language.WELSH
        )
        yield begin + len(cards), binder.add(sheet)


def _teller(account: Account | None, span: Span) -> Any:
    """The statement as it is read in the language of the page that asks for it."""
    return lambda: statements.told(account, span, size=None)


def _address(membership: Membership) -> list[str]:
    """The lines in the window of the envelope: the name, the address, the postcode; six at most."""
    identity = membership.party.person.identity
    lines = [line.strip() for line in identity.address.replace(",", "\n").splitlines() if line.strip()]
    if identity.postcode and identity.postcode not in lines:
        lines.append(identity.postcode.upper())
    return [identity.full_name, *lines][:5] + [identity.full_name, *lines][5:][-1:]


def _said_to(messages: list[Message], language: str) -> list[tuple[str, str]]:
    """(subject, text) of each message in one language, where it was written in both."""
    found = []
    for message in messages:
        if message.key.startswith(OF_STATEMENTS):
            continue
        subject, text = message.subject, message.text
        languages = message.language.split("+")
        texts, subjects = text.split(BETWEEN_LANGUAGES), subject.split(" / ")
        if language in languages and len(texts) == len(subjects) == len(languages):
            place = languages.index(language)
            subject, text = subjects[place], texts[place]
        found.append((subject, text))
    return found


def _known_work(community: Community, parties: set[int]) -> dict[int, set[int]]:
    """The kinds of work that each party gave before or offers; two queries."""
    known: dict[int, set[int]] = defaultdict(set)
    gave = Transfer.objects.of(community).filter(payee__party__in=parties, nature=Nature.WORK)
    for party, work in gave.values_list("payee__party", "work").distinct():
        known[party].add(work)
    offers = Asset.objects.of(community).filter(
        party__in=parties, kind__in=(AssetKind.OFFER, AssetKind.SKILL), state=AssetState.LIVE
    )
    for party, term in offers.values_list("party", "term"):
        known[party].add(term)
    return known
