"""The demo's guided turns and cases: two turns that ended, one in the library, one that waits for its word.

All of it is invented. The board's citizens agree; a step of the guide stands in the valley's own words, one
is left out with a reason, and Bridge Garden's turn has a step that somebody ticked.
"""

from __future__ import annotations

import datetime as dt

from gilydd.deciding.models import BoardTerm
from gilydd.delivering import commands as delivering
from gilydd.delivering.words import Part
from gilydd.evaluating import commands as evaluating
from gilydd.evaluating.models import Case
from gilydd.people import commands as people
from gilydd.people.models import Party, Person
from gilydd.people.policy import SYSTEM
from gilydd.people.queries import standing
from gilydd.people.words import CITIZENS
from gilydd.services import commands
from gilydd.services.models import Service, StepTick, Turn

from .demo_scene import Valley

SHARED_CAR = {"name_cy": "Lifftiau i'r feddygfa", "name_en": "Lifts to the surgery"}
RIDES = ("Rwy'n cyrraedd y feddygfa mewn pryd.", "I get to the surgery in time.")
LIFTS = {
    "title_cy": "Lifftiau i'r feddygfa, gan gymdogion â char",
    "title_en": "Lifts to the surgery, from neighbours with a car",
    "need_cy": (
        "Nid oedd bws ar ôl dau o'r gloch. Roedd pobl heb gar yn colli apwyntiadau, neu'n talu am dacsi."
    ),
    "need_en": (
        "There was no bus after two o'clock. People without a car missed appointments, or paid for a taxi."
    ),
    "changed_cy": (
        "Mae pobl yn cyrraedd, ac yn dod adref gyda stori. I'r rhai mewn cadair olwyn ni newidiodd dim eto."
    ),
    "changed_en": (
        "People get there, and come home with a story. For those in a wheelchair nothing changed yet."
    ),
    "wrong_cy": (
        "Dechreuon ni ym mis Awst, pan oedd y gyrwyr ar eu gwyliau. Ni feddyliodd neb am "
        "yswiriant tan fis Medi."
    ),
    "wrong_en": (
        "We began in August, when the drivers were on holiday. Nobody thought of insurance until September."
    ),
}
NIGHTS = {
    "title_cy": "Ffonio gyda'r hwyr", "title_en": "A call in the evening",
    "need_cy": "Gyda'r hwyr y mae pobl fwyaf unig.", "need_en": "People are loneliest in the evening.",
    "changed_cy": "Mae rhywun yn ffonio am saith. Mae dau bâr wedi dod yn ffrindiau.",
    "changed_en": "Somebody calls at seven. Two pairs have become friends.",
    "wrong_en": "We promised a call every evening. Three a week is what people can give.",
}  # fmt: skip
CAFE = {
    "falls_to": "panel", "title_cy": "Cwrdd yng nghaffi'r Bont", "title_en": "Meet at the Bridge café",
    "what_cy": "Y cyfarfod cyntaf: paned, enwau, a beth mae pawb am ei weld. Dim agenda.",
    "what_en": "The first meeting: a cup of tea, names, and what everybody hopes for. No agenda.",
    "easy_cy": "Dewch am baned.\nDywedwch beth yr hoffech chi.",
    "easy_en": "Come for a cup of tea.\nSay what you would like.",
}  # fmt: skip


def cases(valley: Valley) -> None:
    """A community's own guide, one case in the library, one being prepared, a step that somebody ticked."""
    ffion = valley.cast["Ffion"]
    commands.change_step(by=ffion, community=valley.community, code="first-meeting", told=CAFE)
    commands.leave_out_step(
        by=ffion, community=valley.community, code="cost-ideas",
        reason_cy="Yma mae'r panel yn rhoi pris ar syniadau gyda'r darparwr.",
        reason_en="Here the panel puts a price on ideas together with the provider.",
    )  # fmt: skip
    driven = _published(valley, _lifts(valley), LIFTS)
    service = commands.add_service(
        by=ffion, community=valley.community, name_cy="Ffonio gyda'r hwyr", name_en="A call in the evening",
        provider=valley.cast["Rhodri"].party,
    )  # fmt: skip
    begun = valley.today - dt.timedelta(days=90)
    turn = evaluating.start_from_case(by=ffion, service=service, case_key=driven.key, started_on=begun)
    _ended(valley, turn, "renew", "Mae pobl am fynd ymlaen.", "People want to go on.", days=-6)
    evaluating.prepare_case(by=ffion, turn=turn, **NIGHTS)
    _ticked(valley)


def _lifts(valley: Valley) -> Turn:
    """A turn of 200 days: an outcome, two outings with their sheets, both sides' judgements, its end."""
    ffion, priya = valley.cast["Ffion"], valley.cast["Priya"]
    run_by = people.add_organisation(
        by=ffion, community=valley.community, name="Valley Wheels", name_cy="Olwynion y Cwm"
    )
    people.let_act_for(
        by=SYSTEM, community=valley.community, person=valley.cast["Rhodri"], party=run_by.party
    )
    service = commands.add_service(by=ffion, community=valley.community, provider=run_by.party, **SHARED_CAR)
    begun = valley.today - dt.timedelta(days=220)
    outcome = commands.choose_outcome(
        by=ffion, service=service, wording_cy=RIDES[0], wording_en=RIDES[1], today=begun
    )
    turn = commands.start_turn(by=ffion, service=service, started_on=begun)
    _driven(valley, turn)
    for place, person in enumerate(_people(valley)):
        verdict = "partly" if place % 4 == 1 else "not_yet" if place % 7 == 3 else "achieved"
        evaluating.judge_outcome(by=person, turn=turn, outcome=outcome, verdict=verdict)
    evaluating.close_judging(by=priya, turn=turn)
    return _ended(
        valley, turn, "change", "Gweithiodd, ond nid i bawb: y tro nesaf gyda fan â ramp.",
        "It worked, but not for everybody: next time with a van that has a ramp.", days=-20,
    )  # fmt: skip


def _driven(valley: Valley, turn: Turn) -> None:
    """Two days of driving: eight give their time, twelve are driven."""
    tomos = valley.cast["Tomos"]
    activity = delivering.plan_activity(
        by=tomos, community=valley.community, title_cy="Lifftiau dydd Mawrth", title_en="Tuesday lifts",
        about_cy="I'r feddygfa ac adref.", about_en="To the surgery and home.", work=valley.terms["company"],
        place=valley.places[0], turn=turn, takes_time_entry=False,
    )  # fmt: skip
    people_here = [person for person in _people(valley) if person.pk != tomos.pk]
    for days in (-150, -60):
        session = delivering.add_session(
            by=tomos, activity=activity, starts_at=valley.at(days, 9), ends_at=valley.at(days, 12)
        )
        rows = [delivering.AttendanceRow(one.party, Part.CONTRIBUTING, 180) for one in people_here[:8]]
        rows += [delivering.AttendanceRow(one.party, Part.TAKING_PART, 180) for one in people_here[8:20]]
        delivering.record_attendance(by=tomos, session=session, rows=rows)


def _people(valley: Valley) -> list[Person]:
    """Forty citizens and two dozen who work there; nobody whose membership rests."""
    found = [*valley.of("citizen")[-40:], *valley.of("professional")[:24]]
    return [person for person in found if standing(person, valley.community).active]


def _ended(valley: Valley, turn: Turn, decision: str, cy: str, en: str, *, days: int) -> Turn:
    """The turn ended so many days from today; what Gilydd writes down is of today."""
    commands.end_turn(by=valley.cast["Ffion"], turn=turn, decision=decision, reason_cy=cy, reason_en=en)
    Turn.objects.filter(pk=turn.pk).update(ended_on=valley.today + dt.timedelta(days=days))
    turn.refresh_from_db()
    return turn


def _published(valley: Valley, turn: Turn, words: dict[str, str]) -> Case:
    """Rhodri agrees for the provider, a citizen of the board by word of mouth."""
    ffion, tomos = valley.cast["Ffion"], valley.cast["Tomos"]
    case = evaluating.prepare_case(by=ffion, turn=turn, **words)
    evaluating.agree_to_case(by=valley.cast["Rhodri"], case=case, side="provider", digest=case.digest)
    seats = BoardTerm.objects.of(valley.community).filter(ended_on__isnull=True)
    citizens = Party.objects.filter(
        pk__in=seats.values("party"), memberships__community=valley.community,
        memberships__capacity__in=CITIZENS,
    )  # fmt: skip
    evaluating.agree_to_case(
        by=tomos, case=case, side="citizen", digest=case.digest, party=citizens.order_by("pk").first()
    )
    return evaluating.publish_case(by=ffion, case=case)


def _ticked(valley: Valley) -> StepTick:
    """Somebody says a step of Bridge Garden's turn is done."""
    garden = Service.objects.of(valley.community).get(name_en="Bridge Garden")
    turn = garden.turns.get()
    return commands.tick_step(
        by=valley.cast["Tomos"], turn=turn, code="invite-people", lang="cy",
        note="Aethon ni o ddrws i ddrws ar Stryd yr Afon, a rhoi cerdyn yn ffenest y siop.",
        done_on=valley.today - dt.timedelta(days=12),
    )  # fmt: skip
