"""Safeguarding concerns: who reads them, who does not, and that no word of them goes anywhere else."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_q.models import OrmQ

from gilydd.history.models import Reason, Record
from gilydd.history.words import NotAllowed, Refused
from gilydd.people import commands as people
from gilydd.people.models import ActsFor, Message
from gilydd.people.policy import SYSTEM
from gilydd.people.queries import forget_standing
from gilydd.people.words import PartyKind
from gilydd.safety import commands, queries
from gilydd.safety.models import Concern, ConcernNote, ConcernShare
from gilydd.safety.policy import may, visible_concerns, visible_notes, visible_shares
from gilydd.safety.words import ConcernState
from tests.cast import Cast

pytestmark = pytest.mark.django_db
WORDS, NOTE, SHARED = "CANARYCONCERN", "CANARYNOTE", "CANARYSHARED"
LEADS, OTHERS = ("Priya", "Rhodri"), ("Mair", "Dai", "Siân", "Tomos", "Ffion")


def worry(
    cast: Cast, by: str = "Dai", about: str | None = "Siân", words: str = WORDS, **more: Any
) -> Concern:
    return commands.raise_concern(
        by=cast.people[by],
        community=cast.community,
        words=words,
        lang="en",
        about=cast.party(about) if about else None,
        **more,
    )


def note(
    cast: Cast, concern: Concern, words: str = NOTE, to_share: bool = False, by: str = "Priya"
) -> ConcernNote:
    return commands.write_note(by=cast.people[by], concern=concern, words=words, lang="en", to_share=to_share)


@pytest.mark.parametrize("who", [*LEADS, *OTHERS])
def test_any_member_raises_a_concern_and_only_leads_read_it(guarded: Cast, who: str) -> None:
    concern = worry(guarded, by=who, about=None)
    readers = {name for name, person in guarded.people.items() if may(person, "read_concern", concern)}
    assert readers == set(LEADS)
    for name in OTHERS:
        person = guarded.people[name]
        assert not visible_concerns(person, guarded.community).exists()
        for act in (
            lambda p=person: commands.write_note(by=p, concern=concern, words="x", lang="en"),
            lambda p=person: commands.share_concern(by=p, concern=concern, person=guarded.tomos),
            lambda p=person: commands.close_concern(by=p, concern=concern, outcome="help"),
            lambda p=person: commands.reopen_concern(by=p, concern=concern),
        ):
            with pytest.raises(NotAllowed):
                act()


def test_a_visitor_and_the_twins_leads_can_do_nothing(guarded: Cast, taf: Cast) -> None:
    concern = worry(guarded)
    people.give_role(by=SYSTEM, membership=taf.member("Priya"), role="safeguarding_lead")
    for person in (None, taf.fresh("Priya"), taf.fresh("Tomos")):
        assert not visible_concerns(person, guarded.community).exists()
        assert not may(person, "read_concern", concern)
        with pytest.raises(NotAllowed):
            commands.raise_concern(by=person, community=guarded.community, words="x", lang="en")


def test_a_lead_whom_it_is_about_cannot_read_share_or_close_it(guarded: Cast) -> None:
    concern = worry(guarded, about="Priya")
    kept = note(guarded, concern, by="Rhodri")
    share = commands.share_concern(by=guarded.rhodri, concern=concern, person=guarded.tomos)
    assert not visible_concerns(guarded.priya, guarded.community).exists()
    assert not visible_notes(guarded.priya, guarded.community).exists()
    assert not visible_shares(guarded.priya, guarded.community).exists()
    for act in (
        lambda: note(guarded, concern, by="Priya"),
        lambda: commands.mark_note(by=guarded.priya, note=kept, to_share=True),
        lambda: commands.share_concern(by=guarded.priya, concern=concern, person=guarded.dai),
        lambda: commands.end_share(by=guarded.priya, share=share),
        lambda: commands.close_concern(by=guarded.priya, concern=concern, outcome="help"),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert [one.pk for one in queries.leads(guarded.community, concern=concern)] == [guarded.rhodri.pk]


def test_a_lead_who_acts_for_the_group_it_is_about_cannot_read_it(guarded: Cast) -> None:
    group = people.add_organisation(
        by=SYSTEM, community=guarded.community, name="Choir", kind=PartyKind.GROUP
    )
    ActsFor.objects.create(
        community=guarded.community, person=guarded.priya, party=group.party, since=group.joined_on
    )
    forget_standing(guarded.priya)
    concern = commands.raise_concern(
        by=guarded.dai, community=guarded.community, words=WORDS, lang="en", about=group.party
    )
    assert not may(guarded.priya, "read_concern", concern)
    assert may(guarded.rhodri, "read_concern", concern)


def test_leads_are_told_that_there_is_one_and_nothing_more(guarded: Cast, run_jobs: Any) -> None:
    worry(guarded, about="Priya")
    run_jobs()
    run_jobs()
    (told,) = Message.objects.all()
    assert told.party_id == guarded.rhodri.pk
    assert "Somebody raised a safeguarding concern" in told.subject
    assert not any(word in told.subject + told.text for word in (WORDS, "Priya", "Dai"))


@pytest.mark.parametrize("lead", [False, True])
def test_where_no_lead_can_read_it_the_brokers_hear_that_one_is_needed(
    garw: Cast, run_jobs: Any, lead: bool
) -> None:
    if lead:
        people.give_role(by=SYSTEM, membership=garw.member("Priya"), role="safeguarding_lead")
    commands.raise_concern(
        by=garw.dai, community=garw.community, words=WORDS, lang="en", about=garw.party("Priya")
    )
    run_jobs()
    (told,) = Message.objects.all()
    assert told.party_id == garw.tomos.pk
    assert WORDS not in told.text and "Priya" not in told.text


def test_whoever_raised_it_sees_that_it_was_received_and_its_state(
    guarded: Cast, sign_in: Any, run_jobs: Any
) -> None:
    concern = worry(guarded)
    note(guarded, concern, to_share=True)
    (line,) = queries.raised_by_me(guarded.dai, guarded.community)
    assert (line.about, line.state, line.notes) == ("", ConcernState.OPEN, 0)
    page = sign_in(guarded.dai).get("/en/c/garw/safety/concerns/mine/").content.decode()
    assert "Received" in page and "Open" in page
    assert not any(word in page for word in (WORDS, NOTE, "Siân"))
    commands.close_concern(by=guarded.priya, concern=concern, outcome="help")
    run_jobs()
    assert "Closed" in sign_in(guarded.dai).get("/en/c/garw/safety/concerns/mine/").content.decode()
    told = Message.objects.filter(party=guarded.party("Dai")).get()
    assert WORDS not in told.text and NOTE not in told.text
    assert queries.raised_by_me(guarded.sian, guarded.community) == []


def test_a_broker_types_what_mair_is_worried_about_and_does_not_see_it_again(guarded: Cast) -> None:
    concern = worry(guarded, by="Tomos", raised_by=guarded.party("Mair"))
    assert (concern.raised_by_id, bool(concern.typed_by_key)) == (guarded.mair.pk, True)
    assert queries.raised_by_me(guarded.tomos, guarded.community) == []
    assert not may(guarded.tomos, "read_concern", concern)
    with pytest.raises(NotAllowed):
        worry(guarded, by="Dai", raised_by=guarded.party("Mair"))


def test_only_marked_notes_are_read_by_named_people_until_the_day(guarded: Cast, run_jobs: Any) -> None:
    concern = worry(guarded)
    private, marked = note(guarded, concern), note(guarded, concern, SHARED, to_share=True)
    today = timezone.localdate()
    friday = today + dt.timedelta(days=3)
    commands.share_concern(by=guarded.priya, concern=concern, person=guarded.tomos, until=friday)
    (seen,) = queries.notes_for(guarded.tomos, guarded.community)
    assert (seen.pk, seen.words, seen.about, seen.until) == (marked.pk, SHARED, "Siân", friday)
    assert seen.member == guarded.member("Siân").pk
    for name in ("Dai", "Siân", "Ffion", "Priya"):
        assert queries.notes_for(guarded.people[name], guarded.community) == []
    with time_machine.travel(timezone.now() + dt.timedelta(days=3)):
        assert len(queries.notes_for(guarded.tomos, guarded.community)) == 1
    with time_machine.travel(timezone.now() + dt.timedelta(days=4)):
        assert queries.notes_for(guarded.tomos, guarded.community) == []
    commands.mark_note(by=guarded.priya, note=private, to_share=True)
    assert len(queries.notes_for(guarded.tomos, guarded.community)) == 2
    commands.mark_note(by=guarded.priya, note=marked, to_share=False)
    assert [one.words for one in queries.notes_for(guarded.tomos, guarded.community)] == [NOTE]
    run_jobs()
    (told,) = Message.objects.filter(party=guarded.party("Tomos"))
    assert not any(word in told.subject + told.text for word in (WORDS, NOTE, SHARED, "Siân"))


def test_a_share_ends_and_closing_hides_the_notes_until_it_is_opened_again(guarded: Cast) -> None:
    concern = worry(guarded)
    note(guarded, concern, SHARED, to_share=True)
    share = commands.share_concern(by=guarded.priya, concern=concern, person=guarded.tomos)
    assert len(queries.notes_for(guarded.tomos, guarded.community)) == 1
    commands.close_concern(by=guarded.rhodri, concern=concern, outcome="help")
    assert queries.notes_for(guarded.tomos, guarded.community) == []
    commands.reopen_concern(by=guarded.priya, concern=concern)
    assert len(queries.notes_for(guarded.tomos, guarded.community)) == 1
    commands.end_share(by=guarded.priya, share=share)
    assert queries.notes_for(guarded.tomos, guarded.community) == []
    again = commands.share_concern(by=guarded.priya, concern=concern, person=guarded.tomos)
    assert (again.pk, ConcernShare.objects.count()) == (share.pk, 1)
    assert queries.shared_with(concern) == [(share.pk, "Tomos", None)]


def test_nothing_is_shared_with_whom_it_is_about_or_with_somebody_who_left(guarded: Cast, taf: Cast) -> None:
    concern = worry(guarded)
    for person in (guarded.sian, taf.dai):
        with pytest.raises(Refused) as refusal:
            commands.share_concern(by=guarded.priya, concern=concern, person=person)
        assert refusal.value.field == "person"
    with pytest.raises(Refused) as refusal:
        commands.share_concern(
            by=guarded.priya,
            concern=concern,
            person=guarded.tomos,
            until=timezone.localdate() - dt.timedelta(days=1),
        )
    assert refusal.value.field == "until"
    assert guarded.sian.pk not in {pk for pk, *_rest in queries.may_be_told(concern)}
    note(guarded, concern, SHARED, to_share=True)
    commands.share_concern(by=guarded.priya, concern=concern, person=guarded.tomos)
    member = guarded.member("Tomos")
    member.state = "paused"
    member.save()
    assert queries.notes_for(guarded.fresh("Tomos"), guarded.community) == []


def test_empty_words_are_refused(guarded: Cast) -> None:
    with pytest.raises(Refused) as refusal:
        worry(guarded, words="  ")
    assert refusal.value.field == "words"
    with pytest.raises(Refused):
        note(guarded, worry(guarded), " ")


def test_records_of_concerns_are_private_bare_and_mention_nobody(guarded: Cast) -> None:
    concern = worry(guarded)
    note(guarded, concern)
    commands.share_concern(by=guarded.priya, concern=concern, person=guarded.tomos)
    commands.close_concern(by=guarded.priya, concern=concern, outcome="help")
    rows = Record.objects.filter(verb__startswith="safety.").prefetch_related("mentions")
    assert {row.audience for row in rows} == {"private"}
    assert [list(row.mentions.all()) for row in rows] == [[]] * 4
    assert {row.subject_key for row in rows} == {f"safety.concern:{concern.pk}"}
    assert {row.on_behalf_of_key for row in rows} == {""}


PAGES = {
    # address: who may open it (anybody else is refused or must sign in)
    "": {*LEADS, *OTHERS, ""},
    "concerns/new/": {*LEADS, *OTHERS},
    "concerns/mine/": {*LEADS, *OTHERS},
    "shared/": {*LEADS, *OTHERS},
    "blocks/": {*LEADS, *OTHERS},
    "concerns/": set(LEADS),
    "concerns/?closed": set(LEADS),
    "concerns/{concern}/": set(LEADS),
}
BUTTONS = ("concerns/{concern}/note/", "concerns/{concern}/share/", "concerns/{concern}/close/",
           "concerns/{concern}/reopen/", "concerns/{concern}/take/", "concerns/{concern}/step/", "steps/{step}/done/", "notes/{note}/mark/", "shares/{share}/end/")  # fmt: skip


@pytest.mark.parametrize("language", ["cy", "en"])
@pytest.mark.parametrize("easy", ["0", "1"])
def test_every_role_and_every_page(guarded: Cast, sign_in: Any, language: str, easy: str) -> None:
    concern = worry(guarded)
    keys = {
        "concern": concern.pk,
        "note": note(guarded, concern, SHARED, to_share=True).pk,
        "share": commands.share_concern(by=guarded.priya, concern=concern, person=guarded.tomos).pk,
        "step": commands.plan_step(
            by=guarded.priya, concern=concern, words="Phone", lang="en", due_on=timezone.localdate()
        ).pk,
    }
    for who in ("", *(name for name in guarded.people if name != "Mair")):
        client = sign_in(guarded.people[who] if who else None)
        client.cookies["easy_read"] = easy
        for path, open_to in PAGES.items():
            answer = client.get(f"/{language}/c/garw/safety/{path}".format(**keys))
            wanted = 200 if who in open_to else 403 if who else 302
            assert answer.status_code == wanted, (who, path)
        for path in BUTTONS:
            if who not in LEADS:
                answer = client.post(
                    f"/{language}/c/garw/safety/{path}".format(**keys), {"words": "x", "lang": "en"}
                )
                assert answer.status_code == (403 if who else 302), (who, path)
    concern.refresh_from_db()
    assert (concern.state, concern.acknowledged_at, ConcernNote.objects.count()) == ("open", None, 1)
    assert [step.done_at for step in concern.steps.all()] == [None]


def test_a_lead_works_on_a_concern_through_the_pages(guarded: Cast, sign_in: Any) -> None:
    raiser, lead = sign_in(guarded.dai), sign_in(guarded.priya)
    address = f"/en/c/garw/safety/concerns/new/?about={guarded.member('Siân').pk}"
    page = raiser.get(address).content.decode()
    assert "phone 999 first" in page and "You are telling us about Siân." in page
    assert "There is a problem" in raiser.post(address, {"words": ""}).content.decode()
    assert raiser.post(address, {"words": WORDS, "lang": "en"}).status_code == 302
    concern = Concern.objects.get()
    assert concern.about == guarded.party("Siân")
    base = f"/en/c/garw/safety/concerns/{concern.pk}/"
    assert f"{concern.pk}/" in lead.get("/en/c/garw/safety/concerns/").content.decode()
    assert WORDS in lead.get(base).content.decode()
    assert "There is a problem" in lead.post(f"{base}note/", {"words": ""}).content.decode()
    lead.post(f"{base}note/", {"words": SHARED, "lang": "en", "to_share": "on"})
    lead.post(f"{base}share/", {"person": guarded.tomos.pk, "until_0": "", "until_1": "", "until_2": ""})
    assert SHARED in sign_in(guarded.tomos).get("/en/c/garw/safety/shared/").content.decode()
    lead.post(f"/en/c/garw/safety/notes/{ConcernNote.objects.get().pk}/mark/", {"to_share": "0"})
    assert SHARED not in sign_in(guarded.tomos).get("/en/c/garw/safety/shared/").content.decode()
    assert lead.post(f"{base}share/", {"person": guarded.sian.pk}).status_code == 200
    assert ConcernShare.objects.count() == 1
    assert "There is a problem" in lead.post(f"{base}close/").content.decode()
    assert Concern.objects.get().state == ConcernState.OPEN
    lead.post(f"{base}close/", {"outcome": "council", "words": "", "lang": "en"})
    assert "No open concern" in lead.get("/en/c/garw/safety/concerns/").content.decode()
    lead.post(f"{base}reopen/")
    assert Concern.objects.get().state == ConcernState.OPEN


def test_a_concern_about_a_lead_is_not_found_by_that_lead(guarded: Cast, sign_in: Any) -> None:
    concern = worry(guarded, about="Priya")
    client = sign_in(guarded.priya)
    assert client.get(f"/en/c/garw/safety/concerns/{concern.pk}/").status_code == 404
    assert client.post(f"/en/c/garw/safety/concerns/{concern.pk}/close/").status_code == 404
    assert "Raised on" not in client.get("/en/c/garw/safety/concerns/").content.decode()


def test_somebody_of_the_twin_cannot_be_named(guarded: Cast, taf: Cast, sign_in: Any) -> None:
    client = sign_in(guarded.dai)
    assert client.get(f"/en/c/garw/safety/concerns/new/?about={taf.member('Dai').pk}").status_code == 404
    with pytest.raises(Refused):
        commands.raise_concern(
            by=guarded.dai, community=guarded.community, words="x", lang="en", about=taf.party("Dai")
        )
    for odd in ("x", "-1", "9" * 30):
        assert client.get(f"/en/c/garw/safety/concerns/new/?about={odd}").status_code == 200


def test_no_word_of_a_concern_reaches_any_other_page_message_job_or_record(
    guarded: Cast, sign_in: Any, run_jobs: Any
) -> None:
    concern = worry(guarded)
    note(guarded, concern)
    note(guarded, concern, SHARED, to_share=True)
    commands.share_concern(by=guarded.priya, concern=concern, person=guarded.tomos)
    waiting = [str(list(OrmQ.objects.values()))]
    about = guarded.member("Siân").pk
    run_jobs()
    for who in ("", "Dai", "Siân", "Tomos", "Ffion", "Rhodri", "Priya"):
        client = sign_in(guarded.people[who] if who else None)
        for path, text in crawl(client, concern).items():
            allowed = set()
            if who in LEADS and path == f"/en/c/garw/safety/concerns/{concern.pk}/":
                allowed = {WORDS, NOTE, SHARED}
            elif who == "Tomos":
                # The named person reads the marked note where it is shared, and on the broker's own pages.
                own = ("/safety/shared/", "/exchange/desk/", f"/exchange/members/{about}/")
                allowed = {SHARED} if any(part in path for part in own) else set()
            assert {word for word in (WORDS, NOTE, SHARED) if word in text} <= allowed, (who, path)
    rest = [
        str(list(rows.values())) for rows in (Message.objects, Record.objects, Reason.objects, OrmQ.objects)
    ]
    sent = [one.subject + one.body for one in mail.outbox]
    assert not any("CANARY" in text for text in [*waiting, *rest, *sent])


def crawl(client: Any, concern: Concern) -> dict[str, str]:
    """Every page that links lead to, and the addresses of the concern itself."""
    waiting = [
        "/en/", "/en/c/garw/", "/en/people/me/", "/en/people/messages/", "/en/c/garw/safety/",
        "/en/c/garw/assets/", "/en/c/garw/exchange/", "/en/c/garw/people/",
        f"/en/c/garw/safety/concerns/{concern.pk}/", "/en/c/garw/safety/shared/",
        f"/en/c/garw/assets/people/{concern.about.memberships.get().pk}/",
        f"/en/c/garw/people/{concern.about.memberships.get().pk}/",
    ]  # fmt: skip
    seen: dict[str, str] = {}
    while waiting and len(seen) < 150:
        path = waiting.pop()
        if path in seen or "sign-out" in path or "/ui/leave/" in path:
            continue
        answer = client.get(path)
        seen[path] = "" if answer.streaming else answer.content.decode(errors="replace")
        if answer.status_code == 200:
            waiting += re.findall(r'href="(/en/[^"#]+)"', seen[path])
    return seen


def test_lists_cost_the_same_whatever_their_length(guarded: Cast, sign_in: Any) -> None:
    costs: list[list[int]] = []
    lists = (("Priya", "concerns/"), ("Dai", "concerns/mine/"), ("Tomos", "shared/"), ("Dai", "blocks/"))
    for others in (["Siân"], ["Mair", "Ffion"]):
        for about in others:
            concern = worry(guarded, about=about)
            note(guarded, concern, SHARED, to_share=True)
            commands.share_concern(by=guarded.priya, concern=concern, person=guarded.tomos)
            commands.block(
                by=guarded.dai,
                community=guarded.community,
                party=guarded.party("Dai"),
                blocked=guarded.party(about),
            )
        costs.append([])
        for who, path in lists:
            client = sign_in(guarded.fresh(who))
            client.get(f"/en/c/garw/safety/{path}")
            with CaptureQueriesContext(connection) as asked:
                assert client.get(f"/en/c/garw/safety/{path}").status_code == 200
            costs[-1].append(len(asked))
    assert costs[0] == costs[1]
    assert max(costs[0]) <= 18
