"""Two twin communities with one of everything, for the permission table."""

from __future__ import annotations

import datetime as dt
import io
import json
import uuid
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils import timezone
from PIL import Image

from gilydd.assets import commands as assets
from gilydd.commissioning import commands as commissioning
from gilydd.commissioning.imports import read as read_releases
from gilydd.deciding import commands as deciding
from gilydd.deciding.models import Vote
from gilydd.delivering import commands as delivering
from gilydd.designing import commands as designing
from gilydd.evaluating import commands as evaluating
from gilydd.exchange import commands as exchange
from gilydd.exchange import ledger
from gilydd.exchange.models import Agreement, Paper, Promise, Trade, Transfer, Veto
from gilydd.exchange.rounds import solving
from gilydd.exchange.rows import Row as GroupOfTwo
from gilydd.peers import commands as peers
from gilydd.people import commands as people
from gilydd.people.models import Community, Membership, Message
from gilydd.people.policy import SYSTEM
from gilydd.people.words import Role
from gilydd.safety import commands as safety
from gilydd.services import commands as services
from gilydd.surveys import commands as surveys
from gilydd.surveys.words import BANK, Group
from gilydd.ui.photos import cleaned
from tests.cast import Cast, entry, work
from tests.permissions.asked import furnish_surveys
from tests.permissions.both_sides import furnish_both_sides
from tests.permissions.bought import furnish_bought
from tests.permissions.by_roll import furnish_rolls, furnish_statements
from tests.permissions.cases import furnish_cases
from tests.permissions.circles import furnish_circles
from tests.permissions.commissioning import furnish_panel
from tests.permissions.designing import furnish_designing
from tests.permissions.directory import furnish_directory
from tests.permissions.impact import furnish_impact
from tests.permissions.mutual import furnish_mutual
from tests.permissions.on_the_day import furnish_the_day
from tests.permissions.outcomes import furnish_outcomes
from tests.permissions.reading import furnish_reading
from tests.permissions.telling import furnish_telling
from tests.permissions.tendering import furnish_tenders
from tests.permissions.together import furnish_partnerships

BALLOTS = """META
key;value
description;Test
country;Wales
unit;Test
instance;2026
num_projects;2
num_votes;3
budget;100
vote_type;approval
rule;greedy
PROJECTS
project_id;cost;votes;name
1;60;2;One
2;60;2;Two
VOTES
voter_id;vote
a;1
b;1,2
c;2
"""


def furnish(cast: Cast, folder: Path) -> dict[str, int]:
    """One of everything in the community; the ids by the names that the table uses."""
    made = _desk(cast) | _exchange(cast) | _assets(cast) | _safety(cast)
    ffion = cast.ffion
    service = services.add_service(
        by=ffion, community=cast.community, name_cy="Gwasanaeth", name_en="Service"
    )
    turn = services.start_turn(by=ffion, service=service)
    outcome = services.choose_outcome(
        by=ffion, service=service, wording_cy="Rwy'n perthyn.", wording_en="I belong."
    )
    made |= {"service": service.pk, "turn": turn.pk, "outcome": outcome.pk, "place": 1}
    made |= _commissioning(cast, turn, folder) | _designing(cast, turn) | _delivering(cast, turn)
    made |= _paying(cast, made)
    made |= _together(cast)
    made |= _matching(cast)
    made |= _papers(cast)
    made |= _intake(cast)
    made |= _keys(cast, made["promise"])
    made |= _finding(cast)
    made |= _votes(cast)
    made |= furnish_circles(cast)
    made |= furnish_mutual(cast)
    made |= furnish_the_day(cast, made)
    made |= furnish_rolls(cast)
    made |= furnish_statements(cast, made["challenge"])
    made |= furnish_designing(cast)
    made |= furnish_directory(cast)
    made |= furnish_reading(cast, service)
    made |= furnish_telling(cast, service)
    made |= furnish_outcomes(cast, service)
    made |= furnish_panel(cast, made["turn"])
    made |= furnish_tenders(cast, turn, outcome)
    made |= furnish_bought(cast)
    made |= furnish_partnerships(cast)
    made |= {"told_year": timezone.localdate().year - 1, "report_kind": "csv"}
    made |= furnish_impact(cast, service, outcome)
    made |= furnish_cases(cast, turn)
    made |= {"label": "delivering.activity", "reported_thing": made["activity"]}
    made |= furnish_both_sides(cast, turn, outcome)
    return made | _people(cast) | _evaluating(cast, turn)


def _votes(cast: Cast) -> dict[str, Any]:
    """A vote that is open to everybody, and one that has ended, of which Priya was not on the roll."""
    shared = {"by": SYSTEM, "community": cast.community, "kind": "resolution", "rule": "majority"}
    closes_at = timezone.now() + dt.timedelta(days=7)
    vote = deciding.open_vote(**shared, title_cy="Agor?", title_en="Open?", closes_at=closes_at)
    roll = [cast.party(name) for name in cast.people if name != "Priya"]
    ended = deciding.open_vote(
        **shared, title_cy="Wedi cau", title_en="Ended", closes_at=closes_at, roll=roll
    )
    deciding.cast_ballot(by=cast.dai, vote=ended, party=cast.party("Dai"), choices=[1])
    over = timezone.now()
    Vote.objects.filter(pk=ended.pk).update(opened_at=over - dt.timedelta(days=7), closes_at=over)
    deciding.close_vote(by=SYSTEM, vote=ended)
    waiting = deciding.open_vote(**shared, title_cy="Ar ben", title_en="Time is over", closes_at=closes_at)
    Vote.objects.filter(pk=waiting.pk).update(opened_at=over - dt.timedelta(days=7), closes_at=over)
    number = vote.roll.get(party=cast.party("Mair")).number
    return {"vote": vote.pk, "ended": ended.pk, "over_vote": waiting.pk, "number": number}


def _matching(cast: Cast) -> dict[str, Any]:
    """A round with a circle of Dai and Mair, sent out and not answered; a round under way; a veto."""
    shared = {"by": SYSTEM, "community": cast.community}
    for name, kind, code in (
        ("Dai", "offer", "mending"), ("Mair", "need", "mending"), ("Mair", "offer", "newsletter"),
        ("Dai", "need", "newsletter"),
    ):  # fmt: skip
        assets.add_asset(**shared, party=cast.party(name), kind=kind, term=work(code))
    limits = dict.fromkeys(("give_minutes", "receive_minutes", "pair_minutes"), 60) | {"unit_minutes": 60}
    for key in ("pages", "under way"):
        row = exchange.start_round(**shared, scope="everyone", key=key, **limits)
        if key == "pages":
            solving.solve(row.pk, row.run)
            circle = row.circles.get()
            exchange.invite_circle(by=SYSTEM, circle=circle)
    veto = Veto.objects.create(
        community=cast.community, first=cast.party("Dai"), second=cast.party("Ffion"), made_by_key="system"
    )
    return {
        "round": circle.round_id,
        "solving_round": row.pk,
        "circle": circle.pk,
        "pairing": circle.pairings.order_by("position", "pk")[0].pk,
        "invitation": circle.invitations.get(party=cast.party("Dai")).pk,
        "veto": veto.pk,
    }


def _papers(cast: Cast) -> dict[str, Any]:
    """Letters that the broker had made, ready to print."""
    paper = exchange.make_paper(by=cast.tomos, community=cast.community, kind="letters")
    Paper.objects.filter(pk=paper.pk).update(state="ready", content=b"%PDF-1.7")
    return {"paper": paper.pk}


def _intake(cast: Cast) -> dict[str, Any]:
    """A file that a broker brought in and has not written yet."""
    intake = exchange.open_intake(
        by=cast.tomos,
        community=cast.community,
        kind="members",
        files={"members.csv": b"Member number,Full name\n901,Invented Person\n"},
    )
    return {"intake": intake.pk, "what": "members"}


def _desk(cast: Cast) -> dict[str, Any]:
    """A member and an hour of long ago, so that there is something to report; a list of the desk, a kind of file."""
    rows = Membership.objects.filter(pk=cast.member("Mair").pk)
    rows.update(joined_on=timezone.localdate() - dt.timedelta(days=400))
    then = timezone.now() - dt.timedelta(days=70)
    ledger.post(entry(cast, "Rhodri", "Priya", 60, key="long ago", occurred_at=then))
    return {"section_key": "asks", "kind": "csv"}


def _together(cast: Cast) -> dict[str, Any]:
    """A group, a series, a place with a visit, and half of an agreement and of a trade with the twin."""
    shared = {"by": cast.tomos, "community": cast.community, "work": work()}
    dai, mair = cast.party("Dai"), cast.party("Mair")
    yesterday = timezone.now() - dt.timedelta(days=1)
    group = exchange.organise_group(
        **shared, organiser=dai, title="Group", occurred_at=yesterday, lang="en", key="group of the pages",
        rows=[GroupOfTwo(dai, mair, 30)], evidence="list",
    )  # fmt: skip
    series = exchange.propose_series(
        **shared, asker=mair, helper=dai, title="Weekly", minutes=30, every_weeks=1, lang="en",
        first_on=timezone.localdate() + dt.timedelta(days=30),
    )  # fmt: skip
    club = people.add_organisation(by=SYSTEM, community=cast.community, name="Club")
    at = exchange.add_spending_place(**shared, party=club.party, name_cy="Lle", name_en="Place", minutes=15)
    visit = exchange.spend(by=cast.dai, at=at, party=dai, day=timezone.localdate(), key="visit of the pages")
    agreement = Agreement.objects.of(cast.community).first()
    if agreement is None:
        twin = Community.objects.exclude(pk=cast.community.pk).get(slug__in=("garw", "taf"))
        agreement = exchange.propose_agreement(
            by=SYSTEM, community=cast.community, partner=twin, limit_minutes=600
        )
        other = Agreement.objects.get(community=twin)
        exchange.answer_agreement(by=SYSTEM, agreement=other, yes=True)
    # Each twin pays the other's Dai once, so that nothing is open between them in the end.
    exchange.trade(
        by=SYSTEM, agreement=agreement, payer=dai, number="2", name="Dai Morgan", minutes=15, work=work(),
        key=uuid.uuid4(),
    )  # fmt: skip
    return {
        "group": group.pk,
        "series": series.pk,
        "at": at.pk,
        "visit": visit.pk,
        "agreement": agreement.pk,
        "trade": Trade.objects.of(cast.community).order_by("pk")[0].pk,
    }


def _finding(cast: Cast) -> dict[str, Any]:
    """Dai wrote to Mair, who has no screen; he would like to meet Siân, and lets her support him."""
    shared = {"by": cast.fresh("Dai"), "community": cast.community}
    conversation = peers.write_first(
        **shared, party=cast.party("Dai"), to=cast.party("Mair"), words="Hello", lang="en", key="pages"
    )
    wish = peers.ask_introduction(**shared, party=cast.party("Dai"), other=cast.party("Siân"))
    support = people.propose_support(
        **shared, supporter=cast.fresh("Siân"), member=cast.fresh("Dai"), scopes=["messages", "sessions"],
        until=timezone.localdate() + dt.timedelta(days=9),
    )  # fmt: skip
    return {
        "conversation": conversation.pk, "waiting": conversation.pk, "wish": wish.pk, "support": support.pk,
        "found": cast.member("Mair").pk,
    }  # fmt: skip


def _keys(cast: Cast, promise: int) -> dict[str, Any]:
    """Dai's key for a program and the address of his calendar; the promise has a time."""
    dated = Promise.objects.select_related("community", "ask").get(pk=promise)
    exchange.propose_time(by=SYSTEM, promise=dated, at=timezone.now() + dt.timedelta(days=2))
    day = timezone.localdate() + dt.timedelta(days=9)
    token, _secret = people.make_key(by=cast.fresh("Dai"), name="choir", scopes=["read"], expires_on=day)
    _feed, secret = people.make_feed(by=cast.fresh("Dai"), name="phone")
    return {"token": token.pk, "secret": secret}


def _people(cast: Cast) -> dict[str, Any]:
    shared = {"by": SYSTEM, "community": cast.community}
    area = people.add_area(**shared, name_cy="Pentref", name_en="Village")
    joining = people.ask_to_join(**shared, full_name="Newcomer", comes_in=True, area=area)
    reference = people.ask_reference(by=SYSTEM, joining=joining, name="Neighbour")
    household = people.add_organisation(**shared, name="Household", kind="household")
    acting = people.let_act_for(**shared, person=cast.dai, party=household.party)
    role = people.give_role(by=SYSTEM, membership=cast.member("Mair"), role="researcher")
    rule = people.set_work_rule(**shared, work=work("lifts"), needs="licence")
    check = people.record_vetting(by=SYSTEM, membership=cast.member("Mair"), kind="licence")
    people.give_consent(**shared, person=cast.mair, purpose="news", explained="visit")
    news = {"subject_cy": "N", "subject_en": "N", "text_cy": "T", "text_en": "T"}
    mailing = people.send_mailing(**shared, **news)
    term = people.add_term(**shared, name_cy="Cneifio", name_en="Shearing", parent=work("environment"))
    return {
        "area": area.pk, "joining": joining.pk, "step": "visit", "reference": reference.pk,
        "acting": acting.pk, "role": role.pk, "rule": rule.pk, "check": check.pk,
        "mailing": mailing.pk, "term": term.pk,
    }  # fmt: skip


def _exchange(cast: Cast) -> dict[str, int]:
    dai, tomos = cast.dai, cast.tomos

    def ask(title: str) -> Any:
        return exchange.ask_for_help(
            by=dai, community=cast.community, asker=dai.party, title=title, minutes=60, work=work(), lang="en"
        )

    promise = exchange.make_promise(by=tomos, ask=ask("promised"), helper=cast.party("Mair"))
    kept = exchange.make_promise(by=tomos, ask=ask("kept"), helper=cast.party("Mair"))
    transfer = exchange.confirm_hours(by=dai, promise=kept, minutes=60)
    message = Message.objects.create(
        party=dai.party, community=cast.community, key=f"{cast.slug}:m", language="en", channel="email",
        subject="One", text="Two",
    )  # fmt: skip
    return {
        "ask": ask("open").pk,
        "promise": promise.pk,
        "transfer": transfer.pk,
        "message": message.pk,
        "member": cast.member("Dai").pk,
    }


def _paying(cast: Cast, made: dict[str, int]) -> dict[str, Any]:
    """Dai gave Mair hours, offers lifts and needs something; Mair offers too; he says one is not right."""
    shared = {"by": SYSTEM, "community": cast.community}
    dai, mair = cast.party("Dai"), cast.party("Mair")
    people.give_consent(**shared, person=cast.mair, purpose="directory", explained="visit")
    claim = exchange.record_hours(
        by=cast.dai, community=cast.community, giver=dai, receiver=mair, minutes=30, work=work(),
        occurred_at=timezone.now(), key=f"{cast.slug}:claim",
    )  # fmt: skip
    offers = [assets.add_asset(**shared, party=party, kind="offer", term=work()) for party in (mair, dai)]
    need = assets.add_asset(**shared, party=dai, kind="need", term=work("gardening"), minutes=60)
    asked = exchange.take_offer(by=SYSTEM, offer=offers[1], asker=mair, title="A lift", minutes=60, lang="en")
    trouble = exchange.raise_trouble(
        by=cast.dai, about=Transfer.objects.get(pk=made["transfer"]), raised_by=dai, kind="dispute",
        words="It was less.", lang="en",
    )  # fmt: skip
    return {
        "party": mair.key, "claim": claim.pk, "offer": offers[0].pk, "need": need.pk, "asked": asked.pk,
        "trouble": trouble.pk,
    }  # fmt: skip


def _assets(cast: Cast) -> dict[str, int]:
    """Dai lends his ladder; Siân asked for it."""
    dai = cast.dai
    thing = assets.add_asset(
        by=dai, community=cast.community, party=dai.party, kind="thing", term=work("thing-ladder")
    )
    today = timezone.localdate()
    loan = assets.borrow(
        by=cast.sian,
        thing=thing,
        borrower=cast.party("Siân"),
        wanted_from=today,
        wanted_until=today + dt.timedelta(days=2),
    )
    return {"asset": thing.pk, "loan": loan.pk}


def _safety(cast: Cast) -> dict[str, int]:
    """Priya is the safeguarding lead; Dai raised a concern, and she shared a note of it with Tomos."""
    people.give_role(by=SYSTEM, membership=cast.member("Priya"), role=Role.SAFEGUARDING_LEAD)
    priya = cast.fresh("Priya")
    kept = safety.block(
        by=cast.dai, community=cast.community, party=cast.party("Dai"), blocked=cast.party("Rhodri")
    )
    concern = safety.raise_concern(
        by=cast.dai, community=cast.community, words="Worried", lang="en", source="exchange.ask:1"
    )
    note = safety.write_note(by=priya, concern=concern, words="Phoned", lang="en", to_share=True)
    share = safety.share_concern(by=priya, concern=concern, person=cast.tomos)
    step = safety.plan_step(
        by=priya, concern=concern, words="Phone again", lang="en", due_on=timezone.localdate()
    )
    made = {"block": kept.pk, "concern": concern.pk, "note": note.pk, "share": share.pk, "planned": step.pk}
    return made | moderated(cast)


def moderated(cast: Cast) -> dict[str, int]:
    """Dai reported three things of Siân's: one waits; Tomos left two, and Dai asks about one of them."""
    cases = []
    for number in (1, 2, 3):
        report = safety.report_thing(
            by=cast.dai, community=cast.community, thing_key=f"exchange.ask:{900_000 + number}",
            whose=cast.party("Siân"), reason="unkind", quote="Go away",
        )  # fmt: skip
        cases.append(report.case)
        if number > 1:
            safety.decide_case(by=cast.tomos, case=report.case, verdict="keep", explanation="Fair", lang="en")
    safety.ask_again(by=cast.dai, case=cases[2], party=cast.party("Dai"), plea="Look", lang="en")
    return {"case": cases[0].pk, "own_case": cases[1].pk, "again_case": cases[2].pk}


def _commissioning(cast: Cast, turn: Any, folder: Path) -> dict[str, int]:
    path = folder / f"{cast.slug}.json"
    path.write_text(
        json.dumps(
            {
                "uri": "https://example.org/r.json",
                "version": "1.1",
                "publishedDate": "2026-01-02T00:00:00Z",
                "publisher": {"name": "Test"},
                "releases": [
                    {
                        "ocid": "ocds-test-1", "id": "r1", "date": "2026-01-01T00:00:00Z", "tag": ["tender"],
                        "initiationType": "tender", "tender": {"id": "t", "title": "Test"},
                        "buyer": {"id": "b", "name": "Buyer"},
                        "parties": [{"id": "b", "name": "Buyer", "roles": ["buyer"]}],
                    }
                ],
            }
        )
    )  # fmt: skip
    (process,) = commissioning.bring_in_releases(by=SYSTEM, turn=turn, incoming=read_releases([path])[0])
    return {"process": process.pk, "release": process.releases.get().pk}


def _designing(cast: Cast, turn: Any) -> dict[str, int]:
    election = deciding.bring_in_election(
        by=SYSTEM, community=cast.community, turn=turn, title_cy="Cyllideb", title_en="Budget", text=BALLOTS,
        rule="greedy", completion="none",
    )  # fmt: skip
    challenge = designing.raise_challenge(
        by=cast.ffion, community=cast.community, turn=turn, title_cy="Her", title_en="Challenge",
        question_cy="Sut?", question_en="How?",
    )  # fmt: skip
    return {
        "election": election.pk,
        "option": election.options.order_by("pk").first().pk,
        "challenge": challenge.pk,
    }


def _delivering(cast: Cast, turn: Any) -> dict[str, Any]:
    activity = delivering.plan_activity(
        by=cast.tomos,
        community=cast.community,
        title_cy="Cinio",
        title_en="Lunch",
        work=work("meals"),
        turn=turn,
    )
    soon = timezone.now() + dt.timedelta(days=3)
    session = delivering.add_session(
        by=cast.tomos, activity=activity, starts_at=soon, ends_at=soon + dt.timedelta(hours=2)
    )
    sign_up = delivering.sign_up(by=cast.dai, session=session, party=cast.party("Dai"))
    made = {"activity": activity.pk, "session": session.pk, "sign_up": sign_up.pk}
    return made | _planning(cast, activity)


def _planning(cast: Cast, activity: Any) -> dict[str, Any]:
    """A place, a photo, a role and a lead; a circle that Siân acts for, whose weekly choir Dai would swap."""
    by, community = SYSTEM, cast.community
    where = people.add_place(by=by, community=community, name_cy="Neuadd", name_en="Hall")
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG")
    photo = cleaned(io.BytesIO(out.getvalue()))
    delivering.set_photo(by=by, activity=activity, photo=photo, alt_cy="Cinio", alt_en="Lunch")
    role = delivering.add_role(by=by, activity=activity, kind="lead", places=2)
    lead = delivering.appoint_lead(by=by, activity=activity, person=cast.mair)
    circle = people.add_organisation(
        by=by, community=community, name="Singers", kind="group", number="singers"
    )
    people.let_act_for(by=by, community=community, person=cast.sian, party=circle.party)
    choir = delivering.plan_activity(
        by=by, community=community, title_cy="Côr", title_en="Choir", work=work("arts"), run_by=circle.party
    )
    first = timezone.now() + dt.timedelta(days=4)
    repeat = delivering.plan_repeat(
        by=by, activity=choir, how_often="weekly", starts_at=first, ends_at=first + dt.timedelta(hours=1)
    )
    tea = delivering.add_role(by=by, activity=choir, kind="helper")
    sessions = list(repeat.sessions.order_by("starts_at")[:3])
    turns = [
        delivering.sign_up(by=by, session=one, party=cast.party(name), role=tea)
        for one, name in zip(sessions, ("Dai", "Siân", "Dai"), strict=True)
    ]
    feed, secret = delivering.make_group_feed(
        by=cast.fresh("Siân"), community=community, party=circle.party, name="board"
    )
    return {
        "where": where.pk, "task": role.pk, "lead": lead.pk, "runner": circle.party_id, "repeat": repeat.pk,
        "swap": delivering.ask_swap(by=cast.dai, sign_up=turns[0]).pk, "turn_to_swap": turns[2].pk,
        "feed": feed.pk, "group_secret": secret, "singers": circle.pk,
    }  # fmt: skip


def _evaluating(cast: Cast, turn: Any) -> dict[str, int]:
    today = timezone.localdate()
    survey = surveys.make_survey(
        by=cast.priya, community=cast.community, title_cy="Arolwg", title_en="Survey", purpose_cy="Pam", purpose_en="Why",
        opens_on=today, closes_on=today + dt.timedelta(days=9), questions=[BANK["experience"]],
        audiences={Group.CITIZENS: None, Group.STAFF: None},
    )  # fmt: skip
    surveys.open_survey(by=cast.priya, survey=survey)
    published = surveys.cite_published_result(
        by=cast.priya, community=cast.community, group=Group.STAFF, question_cy="Cwestiwn?", question_en="Question?",
        source="Test", published_on=today, percent=Decimal(52), n=1000,
    )  # fmt: skip
    evidence = evaluating.link_evidence(by=cast.priya, turn=turn, published=published)
    finding = evaluating.find(
        by=cast.priya, turn=turn, evidence=evidence, text_cy="Canfyddiad.", text_en="Finding."
    )
    evaluating.open_finding(by=cast.priya, finding=finding)
    indicator = evaluating.define_indicator(
        by=cast.priya, community=cast.community, name_cy="Cyfrif", name_en="Count", about_cy="Beth", about_en="What",
        of_cy="pobl", of_en="people", source="Test", measured="published", better="lower",
    )  # fmt: skip
    for year, count in ((today.year - 2, 40), (today.year - 1, 20)):
        evaluating.record_reading(
            by=cast.priya, indicator=indicator, starts_on=dt.date(year, 1, 1), ends_on=dt.date(year, 12, 31),
            count=count, out_of=1000,
        )  # fmt: skip
    claim = evaluating.claim(
        by=cast.priya, indicator=indicator, method="before_after", changed_on=dt.date(today.year - 1, 1, 1),
        what_cy="Newid", what_en="Change",
    )  # fmt: skip
    reading_file = evaluating.try_readings(
        by=cast.priya,
        indicator=indicator,
        name="r.csv",
        data=b"from,to,count,of\n2020-01-01,2020-12-31,5,100\n",
    )
    made = {
        "survey": survey.pk, "published": published.pk, "finding": finding.pk, "indicator": indicator.pk,
        "reading_file": reading_file.pk, "indicator_claim": claim.pk,
    }  # fmt: skip
    return made | furnish_surveys(cast, survey.pk)
