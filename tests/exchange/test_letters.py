"""Letters and cards to print: who gets one, in which language and size, made by a job, kept for their maker."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from gilydd.exchange import commands, ledger, letters
from gilydd.exchange.models import Paper
from gilydd.exchange.words import Evidence
from gilydd.history.commands import seal_everything
from gilydd.history.words import NotAllowed, Refused
from gilydd.people import commands as people
from gilydd.people.models import Identity, Message, Person
from gilydd.people.policy import SYSTEM
from gilydd.people.words import Channel, Role
from gilydd.safety.models import Block
from gilydd.ui import papers
from tests.cast import Cast, entry, work

pytestmark = pytest.mark.django_db
MARCH = (dt.date(2026, 1, 1), dt.date(2026, 3, 31))


@pytest.fixture
def posted(garw: Cast) -> Cast:
    """Mair (Welsh, by post) with an address, an hour in March, a message by post; and asks of Dai and Siân."""
    Identity.objects.filter(person=garw.mair).update(
        address="1 Stryd Fawr\nGarw, Cwm Garw", postcode="cf32 8aa"
    )
    ledger.post(
        entry(
            garw, "Mair", "Dai", 60, occurred_at=dt.datetime(2026, 3, 2, 10, tzinfo=dt.UTC),
            recorded_by=garw.tomos, evidence=Evidence.PHONE, on_behalf_of=garw.mair,
        )
    )  # fmt: skip
    Message.objects.create(
        party=garw.mair.party, community=garw.community, key="a", language="cy", channel=Channel.POST,
        subject="Cyfarfod", text="Dewch nos Fawrth.",
    )  # fmt: skip
    Message.objects.create(
        party=garw.mair.party, community=garw.community, key=f"{letters.OF_STATEMENTS}1", language="cy",
        channel=Channel.POST, subject="Eich cyfriflen", text="Balans.",
    )  # fmt: skip
    for name, title in (("Dai", "Torri gwair"), ("Siân", "Digging a pond")):
        commands.ask_for_help(
            by=garw.people[name], community=garw.community, asker=garw.party(name), title=title, minutes=60,
            work=work(), lang="cy" if name == "Dai" else "en",
        )  # fmt: skip
    return garw


def made(cast: Cast, by: Any = None, kind: str = "letters", **more: Any) -> Paper:
    paper = commands.make_paper(
        by=by or cast.tomos, community=cast.community, kind=kind, since=MARCH[0], until=MARCH[1], **more
    )
    letters.make(paper.pk)
    paper.refresh_from_db()
    return paper


def pages(paper: Paper) -> list[str]:
    assert paper.content is not None, paper.problem
    return [
        " ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(bytes(paper.content))).pages
    ]


def sizes(paper: Paper) -> set[int]:
    """The sizes of letters in points, as they are printed."""
    found: set[int] = set()

    def visit(words: str, _cm: Any, tm: Any, _font: Any, size: float) -> None:
        if words.strip():
            found.add(round(abs(size * tm[3] * 0.75)) if abs(tm[3]) != 1 else round(size * 0.75))

    assert paper.content is not None
    for page in PdfReader(io.BytesIO(bytes(paper.content))).pages:
        page.extract_text(visitor_text=visit)
    return found


def test_everybody_on_paper_gets_a_letter_and_nobody_else(garw: Cast) -> None:
    def who() -> list[str]:
        return [row.party.person.identity.known_as for row in letters.on_paper(garw.community)]

    assert who() == ["Mair"]
    Person.objects.filter(pk=garw.dai.pk).update(large_print=True)
    Person.objects.filter(pk=garw.sian.pk).update(channel=Channel.BROKER)
    assert who() == ["Mair", "Dai", "Siân"]
    row = garw.member("Siân")
    people.close_membership(by=garw.tomos, membership=row, reason="Moved.")
    assert who() == ["Mair", "Dai"]


def test_a_letter_tells_hours_news_asks_and_carries_a_slip_with_the_seal(posted: Cast) -> None:
    seal_everything()
    paper = made(posted)
    assert (paper.state, paper.done, paper.total, paper.pages) == ("ready", 1, 1, len(pages(paper)))
    (letter,) = [" ".join(pages(paper))]
    for words in (
        "Mair Rees",
        "1 Stryd Fawr",
        "Cwm Garw",
        "CF32 8AA",
        "Dai",
        "Dewch nos Fawrth.",
        "Torri gwair",
    ):
        assert words in letter
    assert "Eich cyfriflen" not in letter
    assert re.search(r"([0-9a-f]{4} ){3}[0-9a-f]{4}", letter)
    assert Message.objects.filter(pk__in=paper.messages).count() == 2


def test_the_address_stands_in_the_window_of_the_envelope(posted: Cast) -> None:
    paper = made(posted)
    found: list[tuple[float, float]] = []

    def visit(words: str, cm: Any, tm: Any, _font: Any, _size: float) -> None:
        if "Stryd Fawr" in words:
            found.append((cm[0] * tm[4] + cm[4], cm[3] * tm[5] + cm[5]))

    assert paper.content is not None
    PdfReader(io.BytesIO(bytes(paper.content))).pages[0].extract_text(visitor_text=visit)
    ((left, up),) = found
    millimetre = 72 / 25.4
    assert 20 <= left / millimetre <= 30
    assert 57 <= 297 - up / millimetre <= 81


def test_who_was_not_asked_yet_gets_welsh_and_english_welsh_first(posted: Cast) -> None:
    Person.objects.filter(pk=posted.mair.pk).update(language="")
    Message.objects.filter(key="a").update(
        language="cy+en", subject="Cyfarfod / Meeting", text="Dewch.\n\n– – –\n\nCome."
    )
    found = pages(made(posted))
    welsh, english = found[0], next(page for page in found if "Come." in page)
    assert "Cyfarfod" in welsh and "Dewch." in welsh and "Meeting" not in welsh
    assert "Meeting" in english and "Dewch." not in english
    assert "Stryd Fawr" in welsh and "Stryd Fawr" not in english


def test_large_print_and_easy_read_are_kept_to(posted: Cast) -> None:
    assert min(sizes(made(posted))) < 11
    Person.objects.filter(pk=posted.mair.pk).update(large_print=True)
    # The address alone keeps the size that the window of the envelope has room for.
    assert sorted(sizes(made(posted)))[:2] == [11, 18]
    Person.objects.filter(pk=posted.mair.pk).update(large_print=False, easy_read=True, language="en")
    assert "This letter is about your hours." in " ".join(pages(made(posted)))


def test_asks_near_come_first_and_blocks_are_kept(posted: Cast) -> None:
    def titles() -> list[str]:
        found = letters.asks_near(posted.community, [posted.member("Mair")])
        return [near.title for near in found[posted.party("Mair").pk]]

    assert titles() == ["Torri gwair", "Digging a pond"]
    area = people.add_area(by=SYSTEM, community=posted.community, code="top", name_cy="Top", name_en="Top")
    for name in ("Mair", "Siân"):
        row = posted.member(name)
        row.area = area
        row.save()
    assert titles() == ["Digging a pond", "Torri gwair"]
    Block.objects.create(community=posted.community, party=posted.party("Siân"), blocked=posted.party("Mair"))
    assert titles() == ["Torri gwair"]


def test_gathering_costs_the_same_queries_for_one_and_for_three(posted: Cast) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            letters.gather(posted.community)
        return len(seen)

    before = count()
    Person.objects.filter(pk__in=[posted.dai.pk, posted.sian.pk]).update(channel=Channel.POST)
    assert len(letters.gather(posted.community)) == 3
    assert count() == before <= 12


def test_the_code_leads_to_the_slips_of_that_member(posted: Cast, settings: Any) -> None:
    settings.SITE_ADDRESS = "https://gilydd.example"
    address = letters.slip_address(posted.community, "1")
    assert address == "https://gilydd.example/cy/c/garw/exchange/slips/?member=1"
    assert papers.qr(address, "1") == letters.card_of(posted.member("Mair"))["qr"]


def test_sent_letters_are_marked_once_and_only_their_messages(posted: Cast) -> None:
    paper = made(posted)
    late = Message.objects.create(
        party=posted.mair.party, community=posted.community, key="late", language="cy", channel=Channel.POST,
        subject="Hwyr", text="Hwyr.",
    )  # fmt: skip
    assert commands.mark_paper_sent(by=posted.tomos, paper=paper) == 2
    assert commands.mark_paper_sent(by=posted.tomos, paper=paper) == 0
    assert list(Message.objects.filter(sent_at__isnull=True, channel=Channel.POST)) == [late]


def test_a_job_that_runs_twice_makes_one_file_and_a_stopped_one_none(posted: Cast) -> None:
    paper = made(posted)
    before = bytes(paper.content or b"")
    letters.make(paper.pk)
    paper.refresh_from_db()
    assert bytes(paper.content or b"") == before
    stopped = commands.make_paper(by=posted.tomos, community=posted.community, kind="letters")
    commands.stop_paper(by=posted.tomos, paper=stopped)
    letters.make(stopped.pk)
    stopped.refresh_from_db()
    assert (stopped.state, stopped.content) == ("stopped", None)
    with pytest.raises(Refused, match="cannot be done now"):
        commands.stop_paper(by=posted.tomos, paper=paper)
    with pytest.raises(Refused, match="Only letters that are ready"):
        commands.mark_paper_sent(by=posted.tomos, paper=stopped)


def test_stopping_half_way_leaves_nothing(posted: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    Person.objects.filter(pk=posted.dai.pk).update(channel=Channel.POST)
    paper = commands.make_paper(by=posted.tomos, community=posted.community, kind="letters")
    real = papers.Binder.add

    def add(binder: papers.Binder, sheet: papers.Sheet) -> int:
        if Paper.objects.get(pk=paper.pk).state == "making":
            commands.stop_paper(by=posted.tomos, paper=paper)
        return real(binder, sheet)

    monkeypatch.setattr(papers.Binder, "add", add)
    letters.make(paper.pk)
    paper.refresh_from_db()
    assert (paper.state, paper.done, paper.content) == ("stopped", 0, None)


def test_nobody_on_paper_is_said_and_not_an_empty_file(garw: Cast) -> None:
    Person.objects.update(channel=Channel.EMAIL)
    paper = made(garw)
    assert (paper.state, "nothing to print" in paper.problem) == ("failed", True)


def test_more_letters_than_a_job_can_make_are_refused_with_advice(
    posted: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letters, "MOST_LETTERS", 0)
    assert "Choose one area at a time" in made(posted).problem


def test_a_file_is_for_its_maker_while_a_broker_and_for_thirty_days(
    posted: Cast, taf: Cast, sign_in: Callable[..., Any]
) -> None:
    people.give_role(by=SYSTEM, membership=posted.member("Dai"), role=Role.BROKER)
    paper = made(posted)
    file = reverse("exchange:paper_file", args=["garw", paper.pk])
    assert sign_in(posted.tomos).get(file).content.startswith(b"%PDF")
    for person, status in ((posted.fresh("Dai"), 404), (posted.sian, 403), (taf.tomos, 403)):
        assert sign_in(person).get(file).status_code == status
    assert sign_in().get(file).status_code == 302
    for act in (commands.stop_paper, commands.mark_paper_sent):
        with pytest.raises(NotAllowed):
            act(by=posted.fresh("Dai"), paper=paper)
    Paper.objects.filter(pk=paper.pk).update(made_at=timezone.now() - dt.timedelta(days=29))
    letters.forget_old()
    assert sign_in(posted.tomos).get(file).status_code == 200
    Paper.objects.filter(pk=paper.pk).update(made_at=timezone.now() - dt.timedelta(days=31))
    letters.forget_old()
    paper.refresh_from_db()
    assert (paper.content, paper.state) == (None, "ended")
    assert sign_in(posted.tomos).get(file).status_code == 404
    people.end_role(by=SYSTEM, held=posted.member("Tomos").roles.get(until=None))
    assert sign_in(posted.fresh("Tomos")).get(file).status_code == 403


def test_from_the_page_to_the_file_and_marked_as_sent(
    posted: Cast, sign_in: Callable[..., Any], run_jobs: Callable[[], int]
) -> None:
    client, address = sign_in(posted.tomos), reverse("exchange:letters", args=["garw"])
    assert "1 person here is told on paper" in client.get(address).text
    wrong = client.post(address, {})
    assert "There is a problem" in wrong.text
    begun = client.post(address, {"kind": "letters", "period": "quarter", "two_sided": "on"})
    waiting = client.get(begun["Location"])
    assert "See how far it is" in waiting.text and "Stop it" in waiting.text
    assert client.get(begun["Location"] + "?as=json").json() == {"done": 0, "total": 0, "live": True}
    run_jobs()
    ready = client.get(begun["Location"])
    assert "Open the file (PDF)" in ready.text and "2 messages are printed" in ready.text
    paper = Paper.objects.get()
    assert paper.pages % 2 == 0
    sent = client.post(reverse("exchange:paper_sent", args=["garw", paper.pk]), follow=True)
    assert "2 messages count as sent now." in sent.text and "Mark as sent" not in sent.text
    assert "sent" in client.get(address).text


def test_cards_are_ten_to_a_sheet_and_one_is_the_size_of_a_bank_card(
    posted: Cast, sign_in: Callable[..., Any]
) -> None:
    for number in range(20, 26):
        people.enrol(by=SYSTEM, community=posted.community, full_name=f"M {number}", number=str(number))
    paper = made(posted, kind="cards")
    assert (paper.total, paper.pages) == (13, 2)
    assert "Rhif aelod" in pages(paper)[0] or "Member number" in pages(paper)[0]
    card = reverse("exchange:card", args=["garw", posted.member("Dai").pk])
    answer = sign_in(posted.dai).get(card)
    (page,) = PdfReader(io.BytesIO(answer.content)).pages
    size = [round(float(edge) * 25.4 / 72, 1) for edge in page.mediabox[2:]]
    assert size == [85.6, 54.0] and "Dai Morgan" in page.extract_text()
    assert sign_in(posted.sian).get(card).status_code == 404


def test_only_one_area_can_be_printed(posted: Cast, sign_in: Callable[..., Any]) -> None:
    area = people.add_area(by=SYSTEM, community=posted.community, code="top", name_cy="Top", name_en="Top")
    paper = made(posted, area=area)
    assert paper.state == "failed"
    row = posted.member("Mair")
    row.area = area
    row.save()
    assert made(posted, area=area).total == 1
    page = sign_in(posted.tomos).get(reverse("exchange:letters", args=["garw"]))
    assert "For which area?" in page.text


def test_an_area_of_the_twin_is_refused(posted: Cast, taf: Cast) -> None:
    area = people.add_area(by=SYSTEM, community=taf.community, code="x", name_cy="X", name_en="X")
    with pytest.raises(Refused, match="another community"):
        commands.make_paper(by=posted.tomos, community=posted.community, kind="letters", area=area)
    with pytest.raises(NotAllowed):
        commands.make_paper(by=taf.tomos, community=posted.community, kind="letters")


PAYLOADS = ['<img src="file:///etc/passwd">', "{{ 7 * 7 }}", "</p><script>alert(1)</script>", "=1+1"]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_people_wrote_is_printed_as_words(posted: Cast, payload: str) -> None:
    Identity.objects.filter(person=posted.mair).update(full_name=payload, address=payload)
    Message.objects.filter(key="a").update(subject=payload, text=payload)
    found = " ".join(pages(made(posted)))
    assert found.count(" ".join(payload.split())) >= 3
