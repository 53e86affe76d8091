"""The demo: an invented valley with about 120 people, made through the rooms' own commands.

The seed is fixed and the dates are counted back from today, so that it is the same valley every day.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import secrets
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from gilydd.commissioning import commands as commissioning
from gilydd.commissioning.imports import read as read_releases
from gilydd.deciding import commands as deciding
from gilydd.delivering import commands as delivering
from gilydd.delivering.models import Activity
from gilydd.delivering.words import Part
from gilydd.designing import commands as designing
from gilydd.evaluating import commands as evaluating
from gilydd.exchange import commands as exchange
from gilydd.exchange.words import Evidence
from gilydd.history.commands import seal_everything
from gilydd.history.words import Refused
from gilydd.people import commands as people
from gilydd.people.models import Community, Login, Person, Term
from gilydd.people.policy import SYSTEM
from gilydd.people.queries import forget_standing
from gilydd.people.words import Capacity
from gilydd.services import commands as services
from gilydd.services.models import Outcome, Service, Turn
from gilydd.services.words import Quarter
from gilydd.surveys import commands as surveys
from gilydd.surveys.models import Survey
from gilydd.surveys.words import BANK, Group

from . import demo_words as words
from .demo_asking import asking
from .demo_award import awarding
from .demo_cases import cases
from .demo_circles import circles
from .demo_designing import designing as worked_out
from .demo_desk import desk
from .demo_finding import finding
from .demo_indicators import indicators
from .demo_information import information
from .demo_mutual import mutual
from .demo_on_the_day import on_the_day
from .demo_opinions import opinions
from .demo_outcomes import national, outcomes
from .demo_panel import panels
from .demo_partnerships import partnerships
from .demo_reading import reading
from .demo_rolls import rolls
from .demo_scene import Valley
from .demo_sides import sides
from .demo_sroi import sroi
from .demo_stories import stories
from .demo_tender import tenders
from .demo_timebank import make_timebank
from .demo_valley import grow
from .demo_voting import voting
from .demo_whatson import whats_on

SEED = 2026
PEOPLE = 120


# The search's index is made last, when everything is there to be found.
SCENES = (
    whats_on,
    on_the_day,
    finding,
    voting,
    mutual,
    circles,
    asking,
    worked_out,
    rolls,
    opinions,
    stories,
    reading,
    awarding,
    partnerships,
    desk,
    outcomes,
    sroi,
    tenders,
    sides,
    panels,
    indicators,
    cases,
    information,
)


@transaction.atomic
def make_demo(size: str = "village", tell: Callable[[str, int, int], None] | None = None) -> bool:
    """Make the valley in one transaction; False where it is there already.

    size: "village" (120 people) or "valley" (1,000 members, 30,000 hours in a year, 18 neighbourhoods).
    tell: called with (what, done, total) as the larger one grows.
    """
    if Community.objects.filter(slug=words.SLUG).exists():
        return False
    community = people.found_community(by=SYSTEM, slug=words.SLUG, **words.COMMUNITY)
    valley = Valley(community, random.Random(SEED), timezone.localdate())  # noqa: S311
    valley.terms = {term.code: term for term in Term.objects.filter(community=None)}
    _areas(valley)
    _people(valley)
    _hours(valley)
    service, turn = _service(valley)
    _commission(valley, turn)
    _design(valley, turn)
    _deliver(valley, turn)
    _evaluate(valley, service, turn)
    services.move_on(by=valley.cast["Ffion"], turn=turn, quarter=Quarter.EVALUATE, **words.NEXT)
    _second_service(valley)
    make_timebank(valley)
    if size == "valley":
        grow(community, valley.areas, valley.today, valley.dice, tell or (lambda what, done, total: None))
    for scene in SCENES:
        scene(valley)
    seal_everything()
    return True


def sign_in_lines() -> list[str]:
    """Who to sign in as, for the console. The password is made for this installation and kept in its home."""
    password = _password_file().read_text().strip() if _password_file().exists() else "(see your own logins)"
    roles = {"Dai": "member", "Siân": "member who likes Easy Read", "Tomos": "broker and facilitator"}
    roles |= {"Ffion": "commissioner", "Rhodri": "provider", "Priya": "evaluator and safeguarding lead"}
    roles |= {"Nerys": "member, and co-ordinator of one village"}
    lines = ["", "The demo valley is Cwm Enfys; everybody in it is invented. Sign in as:"]
    for _full, called, email, *_rest in words.CAST:
        if email:
            lines.append(f"  {email:22} {called}, {roles[called]}")
    return [*lines, f"  password for all of them: {password}", ""]


def _password_file() -> Path:
    return Path(settings.HOME) / "demo-password"


def _areas(valley: Valley) -> None:
    for code, name_cy, name_en, latitude, longitude in words.AREAS:
        valley.areas.append(
            people.add_area(
                by=SYSTEM, community=valley.community, code=code, name_cy=name_cy, name_en=name_en,
                latitude=Decimal(latitude), longitude=Decimal(longitude),
            )
        )  # fmt: skip


def _people(valley: Valley) -> None:
    """The cast first, then neighbours: citizens, carers, volunteers, professionals."""
    settings.HOME.mkdir(parents=True, exist_ok=True)
    password = secrets.token_urlsafe(9)
    _password_file().write_text(password + "\n")
    _password_file().chmod(0o600)
    for number, (full, called, email, language, capacity, roles, easy, channel) in enumerate(words.CAST, 1):
        person = _enrol(
            valley, number, full, capacity, email=email, known_as=called, language=language,
            easy_read=easy, channel=channel,
        )  # fmt: skip
        valley.cast[called] = person
        for role in roles:
            people.give_role(by=SYSTEM, membership=person.party.memberships.get(), role=role)
        if email:
            people.set_password(by=SYSTEM, login=Login.objects.get(email=email), password=password)
        forget_standing(person)
    used = {full for full, *_rest in words.CAST}
    capacities = (
        ["citizen"] * 52 + ["carer"] * 15 + ["volunteer"] * 14 + ["professional"] * 22 + ["commissioner"] * 10
    )
    for number in range(len(words.CAST) + 1, PEOPLE + 1):
        full = next(name for name in _names(valley.dice) if name not in used)
        used.add(full)
        _enrol(
            valley,
            number,
            full,
            capacities[number - len(words.CAST) - 1],
            language=valley.dice.choice(["cy", "en", "en", ""]),
        )
    for name_cy, name_en, access_cy, access_en in words.PLACES:
        place = people.add_place(
            by=valley.cast["Tomos"], community=valley.community, name_cy=name_cy, name_en=name_en,
            access_cy=access_cy, access_en=access_en,
        )  # fmt: skip
        valley.places.append(place)


def _names(dice: random.Random):  # type: ignore[no-untyped-def]
    while True:
        yield f"{dice.choice(words.FIRST)} {dice.choice(words.LAST)}"


def _enrol(valley: Valley, number: int, full_name: str, capacity: str, **more: object) -> Person:
    member = people.enrol(
        by=SYSTEM,
        community=valley.community,
        full_name=full_name,
        capacity=capacity,
        number=str(number),
        area=valley.areas[number % 3],
        joined_on=valley.today - dt.timedelta(days=valley.dice.randint(30, 1500)),
        born_on=_birthday(number, valley.today),
        **more,  # type: ignore[arg-type]
    )
    person = Person.objects.select_related("party").get(pk=member.party_id)
    person.demo_capacity = capacity  # type: ignore[attr-defined]
    valley.members.append(person)
    return person


def _birthday(number: int, today: dt.date) -> dt.date | None:
    """Mair is 84; most are of working age or retired, a few are young, and some did not say."""
    years = 84 if number == 1 else (15, 22, 34, 41, 52, 58, 63, 67, 71, 74, 79, 86)[number * 7 % 12]
    return None if number % 9 == 0 else today - dt.timedelta(days=years * 365 + number)


def _hours(valley: Valley) -> None:
    """Asks of the last half year, most of them kept; a few open and a few promised today."""
    broker = valley.cast["Tomos"]
    for step in range(110):
        asker, helper = valley.dice.sample(valley.members, 2)
        ask = _ask(valley, asker, valley.dice.choice(words.ASKS))
        try:
            promise = exchange.make_promise(by=broker, ask=ask, helper=helper.party)
        except Refused:
            continue
        if broker.pk in (asker.pk, helper.pk):
            continue
        exchange.confirm_hours(
            by=broker, promise=promise, minutes=ask.minutes, occurred_at=valley.at(-180 + step, 11),
            evidence=valley.dice.choice([Evidence.PAPER, Evidence.PHONE]),
        )  # fmt: skip
    mair, dai, sian = (valley.cast[name] for name in ("Mair", "Dai", "Siân"))
    lift = _ask(valley, mair, words.ASKS[0], wanted_on=valley.today + dt.timedelta(days=3))
    del lift
    exchange.make_promise(by=dai, ask=_ask(valley, sian, words.ASKS[9]), helper=dai.party)
    exchange.make_promise(by=broker, ask=_ask(valley, dai, words.ASKS[6]), helper=mair.party)
    for asker, about in zip(valley.dice.sample(valley.of("citizen"), 5), words.ASKS[1:6], strict=True):
        _ask(valley, asker, about)


def _ask(valley: Valley, asker: Person, about: tuple[str, str, str, int], wanted_on: dt.date | None = None):  # type: ignore[no-untyped-def]
    welsh, english, work, quarters = about
    lang = "cy" if asker.language == "cy" else "en"
    return exchange.ask_for_help(
        by=SYSTEM,
        community=valley.community,
        asker=asker.party,
        title=welsh if lang == "cy" else english,
        minutes=quarters * 15,
        work=valley.terms[work],
        lang=lang,
        wanted_on=wanted_on,
    )


def _service(valley: Valley) -> tuple[Service, Turn]:
    ffion = valley.cast["Ffion"]
    provider = people.add_organisation(
        by=ffion,
        community=valley.community,
        name="Good Days Co-operative",
        name_cy="Cwmni Cydweithredol Dyddiau Da",
    )
    service = services.add_service(
        by=ffion, community=valley.community, provider=provider.party, **words.SERVICE
    )
    turn = services.start_turn(by=ffion, service=service, started_on=valley.today - dt.timedelta(days=240))
    tellers = iter(valley.of("citizen")[10:])
    services.ship_frameworks(by=SYSTEM)
    for code, lang, own in words.OUTCOMES:
        (outcome,) = services.choose_statements(
            by=ffion,
            service=service,
            statements=[national(code)],
            today=valley.today - dt.timedelta(days=230),
        )
        services.word_outcome(by=next(tellers), outcome=outcome, text=own, lang=lang)
    return service, turn


def _commission(valley: Valley, turn: Turn) -> None:
    """Needs in people's own words, then a tender, an award, a contract and two payments as OCDS releases."""
    tellers = valley.dice.sample(valley.of("citizen") + valley.of("carer"), len(words.NEEDS))
    for person, (lang, text) in zip(tellers, words.NEEDS, strict=True):
        cy, en = (text, "") if lang == "cy" else ("", text)
        commissioning.record_need(by=person, turn=turn, lang=lang, text_cy=cy, text_en=en)
    folder = Path(settings.HOME) / "demo-ocds"
    folder.mkdir(exist_ok=True)
    path = folder / "good-days.json"
    path.write_text(json.dumps(_releases(valley), ensure_ascii=False, indent=1))
    commissioning.bring_in_releases(by=SYSTEM, turn=turn, incoming=read_releases([path])[0])


def _releases(valley: Valley) -> dict[str, object]:
    def when(days: int) -> str:
        return valley.at(days).isoformat(timespec="seconds")

    def pounds(amount: int) -> dict[str, object]:
        return {"amount": amount, "currency": "GBP"}

    buyer = {"id": "X-COUNCIL", "name": "Cyngor Cwm Enfys / Cwm Enfys Council (invented)"}
    supplier = {"id": "X-GOODDAYS", "name": "Good Days Co-operative (invented)"}
    payer, payee = buyer, supplier
    parties = [
        {**buyer, "roles": ["buyer", "payer"]},
        {**supplier, "roles": ["tenderer", "supplier", "payee"]},
    ]
    tender = {
        "id": "T1", "title": "Dyddiau Da / Good Days", "status": "active", "value": pounds(48_000),
        "mainProcurementCategory": "services", "procurementMethod": "open",
        "description": "Company, lifts and things to do by day, run with the people who use them.",
        "tenderPeriod": {"startDate": when(-200), "endDate": when(-170)}, "tenderers": [supplier],
    }  # fmt: skip
    award = {
        "id": "A1", "title": "Good Days", "status": "active", "date": when(-160), "value": pounds(46_500),
        "suppliers": [supplier],
    }  # fmt: skip
    payments = [
        {"id": f"P{n}", "date": when(-150 + 90 * n), "value": pounds(11_625), "payer": payer, "payee": payee}
        for n in (0, 1)
    ]
    milestones = [
        {"id": "M1", "title": "Forty sessions held", "type": "delivery", "status": "met", "dueDate": when(-30), "dateMet": when(-35)},
        {"id": "M2", "title": "Members on the board", "type": "delivery", "status": "scheduled", "dueDate": when(60)},
    ]  # fmt: skip
    contract = {
        "id": "C1", "awardID": "A1", "title": "Good Days", "status": "active", "dateSigned": when(-150),
        "value": pounds(46_500), "period": {"startDate": when(-150), "endDate": when(215)},
        "implementation": {"transactions": payments, "milestones": milestones},
    }  # fmt: skip
    steps: list[tuple[int, list[str], dict[str, Any]]] = [
        (
            -200,
            ["planning", "tender"],
            {"planning": {"rationale": "Six needs in people's own words."}, "tender": tender},
        ),
        (-160, ["award"], {"awards": [award]}),
        (-150, ["contract"], {"contracts": [{**contract, "implementation": {"milestones": milestones[1:]}}]}),
        (-30, ["implementation"], {"contracts": [contract]}),
    ]
    common = {
        "ocid": "ocds-gilydd-demo-1",
        "initiationType": "tender",
        "language": "en",
        "buyer": buyer,
        "parties": parties,
    }
    releases = [
        {**common, "id": f"demo-{number}", "date": when(days), "tag": tag, **content}
        for number, (days, tag, content) in enumerate(steps, 1)
    ]
    return {
        "uri": "https://demo.example/ocds.json", "version": "1.1", "publishedDate": when(0),
        "publisher": {"name": "Cwm Enfys (invented)"}, "releases": releases,
    }  # fmt: skip


def _design(valley: Valley, turn: Turn) -> None:
    """A challenge answered with eight proposals, and a budget shared out by equal shares."""
    title = {key: words.CHALLENGE[key] for key in ("title_cy", "title_en")}
    text = _ballots(valley)
    challenge = designing.raise_challenge(
        by=valley.cast["Ffion"], community=valley.community, turn=turn, **words.CHALLENGE
    )
    for key, name, cost, _liking in words.PROJECTS:
        designing.propose(
            by=valley.cast["Ffion"], challenge=challenge, title=name, lang="", cost_units=cost, option_key=key
        )
    election = deciding.bring_in_election(
        by=SYSTEM, community=valley.community, turn=turn, text=text, rule="equal-shares",
        completion="add1", source="Invented for the demo", file_name="good-days.pb", **title,
    )  # fmt: skip
    designing.tie_decision(by=SYSTEM, challenge=challenge, election=election)


def _ballots(valley: Valley) -> str:
    voters = []
    for number in range(1, 91):
        liked = [key for key, _name, _cost, liking in words.PROJECTS if valley.dice.random() < liking]
        voters.append(f"{number};{','.join(liked or ['2'])}")
    votes: dict[str, int] = {}
    for voter in voters:
        for key in voter.split(";")[1].split(","):
            votes[key] = votes.get(key, 0) + 1
    lines = ["META", "key;value", "description;Good Days (invented)", "country;Wales", "unit;Cwm Enfys",
             f"instance;{valley.today.year}", f"num_projects;{len(words.PROJECTS)}", f"num_votes;{len(voters)}",
             "budget;12000", "vote_type;approval", "rule;equalshares/add1", "currency;GBP",
             "PROJECTS", "project_id;cost;votes;name"]  # fmt: skip
    lines += [f"{key};{cost};{votes.get(key, 0)};{name}" for key, name, cost, _liking in words.PROJECTS]
    return "\n".join([*lines, "VOTES", "voter_id;vote", *voters]) + "\n"


def _deliver(valley: Valley, turn: Turn) -> None:
    """Weekly activities: past sessions with their sheets, and sessions still to come with a list."""
    tomos = valley.cast["Tomos"]
    for number, (title_cy, title_en, about_cy, about_en, work, entry) in enumerate(words.ACTIVITIES):
        activity = delivering.plan_activity(
            by=tomos, community=valley.community, title_cy=title_cy, title_en=title_en, about_cy=about_cy,
            about_en=about_en, work=valley.terms[work], place=valley.places[number % 3], turn=turn,
            takes_time_entry=entry,
        )  # fmt: skip
        for week in range(10, 0, -2):
            _held(valley, activity, -7 * week + number)
        for week in (1, 2):
            _to_come(valley, activity, 7 * week + number, places=12)


def _held(valley: Valley, activity: Activity, days: int) -> None:
    tomos = valley.cast["Tomos"]
    session = delivering.add_session(
        by=tomos, activity=activity, starts_at=valley.at(days, 14), ends_at=valley.at(days, 16)
    )
    there = valley.dice.sample([person for person in valley.members if person.pk != tomos.pk], 18)
    helpers, guests = there[:8], there[8:]
    rows = [delivering.AttendanceRow(person.party, Part.CONTRIBUTING, 120) for person in helpers]
    rows += [delivering.AttendanceRow(person.party, Part.TAKING_PART, 120) for person in guests]
    try:
        with transaction.atomic():
            delivering.record_attendance(by=tomos, session=session, rows=rows)
    except Refused:
        delivering.record_attendance(by=tomos, session=session, rows=rows[: len(helpers)])


def _to_come(valley: Valley, activity: Activity, days: int, places: int) -> None:
    tomos = valley.cast["Tomos"]
    session = delivering.add_session(
        by=tomos, activity=activity, starts_at=valley.at(days, 14), ends_at=valley.at(days, 16), places=places
    )
    for person in valley.dice.sample(valley.of("citizen"), valley.dice.randint(5, 13)):
        delivering.sign_up(by=tomos, session=session, party=person.party, part=Part.TAKING_PART)


def _evaluate(valley: Valley, service: Service, turn: Turn) -> None:
    """One question to both sides, the letter's own figure beside it, judgements and a finding."""
    priya = valley.cast["Priya"]
    survey = _survey(valley)
    evidence = evaluating.link_evidence(by=priya, turn=turn, survey=survey)
    letter = surveys.cite_published_result(
        by=priya,
        community=valley.community,
        group=Group.STAFF,
        question_cy=BANK["friend_or_relative"].text_cy,
        question_en=BANK["friend_or_relative"].text_en,
        source="NHS Wales staff survey, as quoted in the open letter on co-production in Wales",
        published_on=dt.date(2013, 1, 1),
        percent=Decimal(52),
        n=22_392,
        population=round(22_392 / 0.27),
        beside=survey.questions.first(),
    )
    evaluating.link_evidence(by=priya, turn=turn, published=letter)
    _judgements(valley, service, turn)
    evaluating.close_judging(by=priya, turn=turn)
    finding = evaluating.find(by=priya, turn=turn, evidence=evidence, **words.FINDING)
    evaluating.open_finding(by=priya, finding=finding)


def _survey(valley: Valley) -> Survey:
    priya = valley.cast["Priya"]
    survey = surveys.make_survey(
        by=priya, community=valley.community, opens_on=valley.today - dt.timedelta(days=20),
        closes_on=valley.today, questions=[BANK["friend_or_relative"]],
        audiences={Group.CITIZENS: 84, Group.STAFF: 36}, **words.SURVEY,
    )  # fmt: skip
    surveys.open_survey(by=priya, survey=survey)
    question = survey.questions.get()
    options = {option.code: option for option in question.options.all()}
    sides = {Group.CITIZENS: ("citizen", "carer", "volunteer"), Group.STAFF: ("professional", "commissioner")}
    liking = {Group.CITIZENS: (60, 15, 10, 5), Group.STAFF: (40, 20, 35, 5)}
    for group, capacities in sides.items():
        asked = [person for person in valley.members if person.demo_capacity in capacities]  # type: ignore[attr-defined]
        for person in asked:
            if valley.dice.random() < 0.88:
                code = valley.dice.choices(("yes", "partly", "no", "dont_know"), liking[group])[0]
                surveys.answer(by=SYSTEM, question=question, option=options[code], party=person.party)
    return surveys.close_survey(by=priya, survey=survey)


def _judgements(valley: Valley, service: Service, turn: Turn) -> None:
    for outcome in Outcome.objects.filter(service=service, beside=None):
        judges = valley.dice.sample(valley.of("citizen"), 34)
        judges += valley.of(Capacity.PROFESSIONAL) + valley.of(Capacity.COMMISSIONER)
        for person in judges:
            happy = 0.62 if person.demo_capacity == "citizen" else 0.4  # type: ignore[attr-defined]
            verdict = (
                "achieved" if valley.dice.random() < happy else valley.dice.choice(["partly", "not_yet"])
            )
            lang = "cy" if person.language == "cy" else "en"
            reason = words.JUDGING[lang] if valley.dice.random() < 0.15 else ""
            evaluating.judge_outcome(
                by=person,
                turn=turn,
                outcome=outcome,
                verdict=verdict,
                reason=reason,
                lang=lang if reason else "",
            )


def _second_service(valley: Valley) -> None:
    ffion = valley.cast["Ffion"]
    service = services.add_service(by=ffion, community=valley.community, **words.SECOND)
    services.start_turn(by=ffion, service=service, started_on=valley.today - dt.timedelta(days=20))
