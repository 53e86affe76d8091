"""Members write to each other through Gilydd: no address, a few first words a day, and either side ends it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gilydd.exchange import commands as exchange
from gilydd.history.models import Record
from gilydd.history.words import NotAllowed, Refused
from gilydd.peers import commands
from gilydd.peers.models import Conversation, Written
from gilydd.peers.queries import messages as reads
from gilydd.people import commands as people
from gilydd.people.models import Identity, Message, SupportAct
from gilydd.people.policy import SYSTEM
from gilydd.people.words import Role
from gilydd.safety import commands as safety
from gilydd.safety.models import Concern
from tests.cast import Cast

from .finding import be_found, born, crowd

pytestmark = pytest.mark.django_db
CANNOT = "You cannot write to this member here. Ask a broker to introduce you."
CLOSED = "This conversation is closed."
CANARY = "canary-4711"


@pytest.fixture
def found(garw: Cast) -> Cast:
    """Everybody chose to be found; each has an address, a phone and an email that nobody is to see."""
    be_found(garw, *garw.people)
    for name, person in garw.people.items():
        Identity.objects.filter(person=person).update(phone=f"{CANARY}-{name}", address=f"{CANARY}-{name}")
    return garw


def write(cast: Cast, who: str, whom: str, words: str = "Hello", by: str = "", **more: Any) -> Conversation:
    return commands.write_first(
        by=cast.fresh(by or who), community=cast.community, party=cast.party(who), to=cast.party(whom),
        words=words, lang="en", **{"key": f"{who}:{whom}:{words}"} | more,
    )  # fmt: skip


def answer(
    cast: Cast, row: Conversation, who: str, words: str = "Hello back", by: str = "", **more: Any
) -> Written:
    return commands.write_back(
        by=cast.fresh(by or who), conversation=row, party=cast.party(who), words=words, lang="en",
        **{"key": f"answer:{who}:{words}"} | more,
    )  # fmt: skip


def support(cast: Cast, who: str, whom: str, *scopes: str) -> Any:
    return people.propose_support(
        by=cast.fresh(whom), community=cast.community, supporter=cast.fresh(who), member=cast.fresh(whom),
        scopes=scopes, until=timezone.localdate() + dt.timedelta(days=30),
    )  # fmt: skip


# A first message and its answer


def test_two_write_to_each_other_and_no_address_is_shown(found: Cast, run_jobs: Any, sign_in: Any) -> None:
    row = write(found, "Dai", "Siân", "I saw that you garden too.")
    assert run_jobs() >= 1
    told = Message.objects.get(party=found.party("Siân"))
    assert "Dai wrote to you" in told.subject and "garden" not in told.text
    run_jobs()
    (sent,) = mail.outbox
    assert CANARY not in sent.body and "garden" not in sent.body and "dai@example.org" not in sent.body
    page = sign_in(found.sian).get(f"/en/c/garw/peers/conversations/{row.pk}/").content.decode()
    assert "I saw that you garden too." in page and CANARY not in page
    answer(found, row, "Siân", "Come and see it.")
    page = sign_in(found.dai).get(f"/en/c/garw/peers/conversations/{row.pk}/").content.decode()
    assert "Come and see it." in page and CANARY not in page


def test_the_same_key_is_the_same_message_and_two_have_one_conversation(found: Cast) -> None:
    first = write(found, "Dai", "Siân")
    assert write(found, "Dai", "Siân") == first
    assert write(found, "Siân", "Dai", "I wanted to write too") == first
    assert list(Written.objects.order_by("pk").values_list("words", flat=True)) == [
        "Hello",
        "I wanted to write too",
    ]
    assert Conversation.objects.get().answered_at is not None


def test_the_record_holds_no_word_and_is_nobodys_to_read(found: Cast) -> None:
    write(found, "Dai", "Siân", CANARY)
    record = Record.objects.get(verb="peers.write_first")
    assert (record.audience, record.facts) == ("private", {})


def hidden(cast: Cast) -> None:
    people.withdraw_consent(by=cast.sian, community=cast.community, person=cast.sian, purpose="directory")


def blocking(cast: Cast) -> None:
    safety.block(by=cast.sian, community=cast.community, party=cast.party("Siân"), blocked=cast.party("Dai"))


def blocked(cast: Cast) -> None:
    safety.block(by=cast.dai, community=cast.community, party=cast.party("Dai"), blocked=cast.party("Siân"))


def unsafe(cast: Cast) -> None:
    people.set_safe_contact(by=cast.sian, community=cast.community, person=cast.sian, no_first_messages=True)


def paused(cast: Cast) -> None:
    people.pause_membership(by=cast.tomos, membership=cast.member("Siân"), reason="A rest.")


def young(cast: Cast) -> None:
    born(cast, "Siân", timezone.localdate() - dt.timedelta(days=15 * 365))


def young_writer(cast: Cast) -> None:
    born(cast, "Dai", timezone.localdate() - dt.timedelta(days=15 * 365))


@pytest.mark.parametrize("reason", [hidden, blocking, blocked, unsafe, paused, young, young_writer])
def test_a_refusal_gives_no_reason_away(found: Cast, reason: Callable[[Cast], None], sign_in: Any) -> None:
    reason(found)
    with pytest.raises(Refused) as refusal:
        write(found, "Dai", "Siân")
    assert str(refusal.value) == CANNOT
    address = f"/en/c/garw/peers/people/{found.member('Siân').pk}/write/"
    assert sign_in(found.dai).get(address).status_code == 404
    assert not reads.may_write_to(found.fresh("Dai"), found.community, found.sian.pk)
    assert not Conversation.objects.exists()


def test_whom_a_broker_introduced_one_may_write_to(garw: Cast) -> None:
    with pytest.raises(Refused):
        write(garw, "Dai", "Siân")
    exchange.introduce(by=garw.tomos, first=garw.member("Dai"), second=garw.member("Siân"))
    assert write(garw, "Dai", "Siân").started_by == garw.party("Dai")


def test_only_members_of_this_community_and_never_oneself(found: Cast, taf: Cast) -> None:
    be_found(taf, "Siân")
    with pytest.raises(Refused) as refusal:
        commands.write_first(
            by=found.dai, community=found.community, party=found.party("Dai"), to=taf.party("Siân"),
            words="Hello", lang="en", key="k",
        )  # fmt: skip
    assert str(refusal.value) == CANNOT
    with pytest.raises(Refused):
        write(found, "Dai", "Dai")


def test_nobody_writes_in_anothers_name(found: Cast) -> None:
    with pytest.raises(NotAllowed):
        write(found, "Siân", "Rhodri", by="Dai")
    row = write(found, "Dai", "Siân")
    with pytest.raises(NotAllowed):
        answer(found, row, "Siân", by="Dai")
    with pytest.raises(Refused):
        answer(found, row, "Rhodri")


# Nuisance


def test_five_first_messages_a_day_and_no_more(found: Cast) -> None:
    many = crowd(found, 6)
    now = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)

    def hello(number: int) -> Conversation:
        return commands.write_first(
            by=found.fresh("Dai"), community=found.community, party=found.party("Dai"), to=many[number].party,
            words="Hello", lang="en", key=f"hello {number}",
        )  # fmt: skip

    with time_machine.travel(now, tick=False):
        for number in range(5):
            hello(number)
        with pytest.raises(Refused) as refusal:
            hello(5)
        assert "You wrote to 5 people for the first time today." in str(refusal.value)
    with time_machine.travel(now + dt.timedelta(hours=25), tick=False):
        hello(5)
    assert Conversation.objects.count() == 6


def test_two_messages_go_one_way_until_there_is_an_answer(found: Cast) -> None:
    row = write(found, "Dai", "Siân", "one")
    write(found, "Dai", "Siân", "two")
    with pytest.raises(Refused) as refusal:
        write(found, "Dai", "Siân", "three")
    assert str(refusal.value) == "Wait for an answer before you write again."
    answer(found, row, "Siân")
    for words in ("three", "four", "five"):
        answer(found, row, "Dai", words)
    assert row.written.count() == 6


def test_either_side_closes_it_and_only_they_begin_again(found: Cast, run_jobs: Any) -> None:
    row = write(found, "Dai", "Siân")
    answer(found, row, "Siân")
    commands.close_conversation(by=found.sian, conversation=row, party=found.party("Siân"))
    with pytest.raises(Refused) as refusal:
        answer(found, row, "Dai", "But why?")
    assert str(refusal.value) == CLOSED
    with pytest.raises(Refused) as refusal:
        write(found, "Dai", "Siân", "Once more")
    assert str(refusal.value) == CANNOT
    anew = write(found, "Siân", "Dai", "I am back")
    assert anew.pk != row.pk and answer(found, anew, "Dai", "Welcome")


def test_a_block_ends_a_conversation_in_the_words_of_any_other_end(
    found: Cast, run_jobs: Any, sign_in: Any
) -> None:
    row = write(found, "Dai", "Siân")
    blocking(found)
    with pytest.raises(Refused) as refusal:
        answer(found, row, "Dai", "Are you there?")
    assert str(refusal.value) == CLOSED
    run_jobs()
    assert not Message.objects.filter(party=found.party("Siân")).exists()
    for name in ("Dai", "Siân"):
        page = sign_in(found.fresh(name)).get(f"/en/c/garw/peers/conversations/{row.pk}/").content.decode()
        assert CLOSED in page
    assert reads.waiting(found.fresh("Siân"), found.community) == 0


# Members without a screen


def test_a_member_on_paper_gets_the_words_in_a_letter_and_a_broker_types_the_answer(
    found: Cast, run_jobs: Any, sign_in: Any
) -> None:
    row = write(found, "Dai", "Mair", "Would you like to sing with us?")
    run_jobs()
    letter = Message.objects.get(party=found.party("Mair"))
    assert letter.channel == "post" and "Would you like to sing with us?" in letter.text
    client = sign_in(found.tomos)
    assert "Mair" in client.get("/en/c/garw/peers/read-out/").content.decode()
    address = f"/en/c/garw/peers/read-out/{row.pk}/"
    assert "Would you like to sing with us?" in client.get(address).content.decode()
    form = {"words": "Gladly.", "lang": "en", "key": "typed"}
    assert "How do you know?" in client.post(address, form).content.decode()
    assert client.post(address, {**form, "evidence": "phone"}).status_code == 302
    typed = Written.objects.get(words="Gladly.")
    assert (typed.party, typed.evidence, typed.typed_by_key) == (
        found.party("Mair"), "phone", f"people.party:{found.tomos.key}",
    )  # fmt: skip
    page = sign_in(found.dai).get(f"/en/c/garw/peers/conversations/{row.pk}/").content.decode()
    assert "typed by Tomos" in page
    # Nothing waits any more, so the broker sees nothing of it any more.
    assert client.get(address).status_code == 404


def test_no_broker_sees_what_members_with_screens_write(found: Cast, sign_in: Any) -> None:
    row = write(found, "Dai", "Siân", CANARY)
    client = sign_in(found.tomos)
    for address in (f"peers/conversations/{row.pk}/", f"peers/read-out/{row.pk}/"):
        assert client.get(f"/en/c/garw/{address}").status_code == 404
    for address in ("peers/conversations/", "peers/read-out/", "people/letters/", "exchange/desk/"):
        assert CANARY not in client.get(f"/en/c/garw/{address}").content.decode()
    with pytest.raises(NotAllowed):
        answer(found, row, "Siân", by="Tomos", evidence="phone")


def test_a_member_without_a_screen_can_end_it_through_the_broker(found: Cast, sign_in: Any) -> None:
    row = write(found, "Dai", "Mair")
    sign_in(found.tomos).post(f"/en/c/garw/peers/read-out/{row.pk}/", {"close": "1"})
    row.refresh_from_db()
    assert row.closed_by == found.party("Mair")


def test_a_broker_writes_first_for_a_member_without_a_screen(found: Cast, sign_in: Any) -> None:
    address = f"/en/c/garw/peers/people/{found.member('Dai').pk}/write/?as={found.mair.pk}"
    form = {"words": "Hello Dai", "lang": "en", "key": "for mair", "evidence": "paper"}
    assert sign_in(found.tomos).post(address, form)["Location"] == "/en/c/garw/peers/read-out/"
    row = Conversation.objects.get()
    assert row.started_by == found.party("Mair") and row.written.get().evidence == "paper"


# Supporters


def test_a_supporter_sees_nothing_without_the_scope_and_writes_with_it(
    found: Cast, run_jobs: Any, sign_in: Any
) -> None:
    row = write(found, "Dai", "Siân", "Hello Siân")
    support(found, "Rhodri", "Siân", "sessions", "messages")
    client = sign_in(found.fresh("Rhodri"))
    assert client.get(f"/en/c/garw/peers/conversations/{row.pk}/").status_code == 404
    with pytest.raises(NotAllowed):
        answer(found, row, "Siân", by="Rhodri")
    people.end_support(by=found.sian, support=found.fresh("Siân").supported_in.get())
    support(found, "Rhodri", "Siân", "writing")
    client = sign_in(found.fresh("Rhodri"))
    assert "Hello Siân" in client.get(f"/en/c/garw/peers/conversations/{row.pk}/").content.decode()
    answer(found, row, "Siân", "Hello Dai", by="Rhodri")
    assert SupportAct.objects.get().what == "wrote"
    run_jobs()
    told = Message.objects.get(key__startswith="people.support-act:")
    assert told.party == found.party("Siân") and f"/peers/conversations/{row.pk}/" in told.href
    # Closing it, and telling the leads, stay the member's own.
    with pytest.raises(NotAllowed):
        commands.close_conversation(by=found.fresh("Rhodri"), conversation=row, party=found.party("Siân"))
    assert client.get(f"/en/c/garw/peers/conversations/{row.pk}/report/").status_code == 404


def test_nobody_reaches_whom_they_may_not_meet_through_a_member_they_support(found: Cast) -> None:
    support(found, "Rhodri", "Siân", "writing")
    safety.block(
        by=found.dai, community=found.community, party=found.party("Dai"), blocked=found.party("Rhodri")
    )
    with pytest.raises(Refused) as refusal:
        write(found, "Siân", "Dai", by="Rhodri")
    assert str(refusal.value) == CANNOT
    row = write(found, "Siân", "Dai")
    with pytest.raises(Refused) as refusal:
        answer(found, row, "Siân", "again", by="Rhodri")
    assert str(refusal.value) == CLOSED


# Safety


def test_the_leads_read_a_conversation_only_where_somebody_lets_them(found: Cast) -> None:
    people.give_role(by=SYSTEM, membership=found.member("Priya"), role=Role.SAFEGUARDING_LEAD)
    row = write(found, "Dai", "Siân", "Give me your address.")
    shared = {"by": found.fresh("Siân"), "conversation": row, "words": "He asks where I live.", "lang": "en"}
    commands.report_conversation(**shared)
    commands.report_conversation(**shared, with_it=True)
    bare, whole = Concern.objects.order_by("pk")
    assert bare.words == "He asks where I live." and bare.about == found.party("Dai")
    assert "Give me your address." in whole.words
    with pytest.raises(NotAllowed):
        commands.report_conversation(**{**shared, "by": found.fresh("Tomos")})


def test_an_email_names_nobody_where_that_is_not_safe(found: Cast, run_jobs: Any) -> None:
    people.set_safe_contact(by=found.sian, community=found.community, person=found.sian, no_names=True)
    write(found, "Dai", "Siân")
    run_jobs()
    run_jobs()
    (sent,) = mail.outbox
    assert "You have a message" in sent.subject
    assert "Dai" not in sent.subject + sent.body and "Garw" not in sent.subject + sent.body


# Lists


def test_lists_cost_the_same_whatever_their_length(found: Cast, sign_in: Any) -> None:
    many = crowd(found, 4)
    costs = []
    for people_written_to in (many[:1], many[1:]):
        for person in people_written_to:
            for by, party in (("Dai", found.party("Dai")), (None, person.party)):
                commands.write_first(
                    by=SYSTEM if by is None else found.fresh(by), community=found.community,
                    party=party, to=person.party if by else found.party("Mair"), words="Hello", lang="en",
                    key=f"{by}:{person.pk}",
                )  # fmt: skip
        made = []
        for name, path in (("Dai", "conversations/"), ("Tomos", "read-out/")):
            client = sign_in(found.fresh(name))
            client.get(f"/en/c/garw/peers/{path}")
            with CaptureQueriesContext(connection) as asked:
                assert client.get(f"/en/c/garw/peers/{path}").status_code == 200
            made.append(len(asked))
        costs.append(made)
    assert costs[0] == costs[1]
