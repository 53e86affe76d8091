"""Who may run what by a key: a row for each operation. An operation without a row fails the build.

`who` is the least the key's person must be. Of those, `missing` do not find the very thing (404), and
`refused` find it but may not do this to it (403). `body` is a request that fits; "$name" stands for a thing of the world.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

PERSON, MEMBER = "person", "member"
BROKER = frozenset({"broker"})
STAFF = frozenset({"broker", "coordinator"})
RUNS = frozenset({"broker", "officer"})
READS_REPORTS = frozenset({"broker", "coordinator", "evaluator", "officer"})
ALL = frozenset({"member", "easy", "broker", "officer", "provider", "evaluator", "coordinator"})


def only(*roles: str) -> frozenset[str]:
    """Everybody here but these."""
    return ALL - set(roles)


@dataclass(frozen=True)
class Row:
    """One operation: who may run it, and what those see who may not have this very thing."""

    who: str | frozenset[str] = MEMBER
    body: dict[str, Any] | None = None
    missing: frozenset[str] = field(default_factory=frozenset)
    refused: frozenset[str] = field(default_factory=frozenset)
    key: bool = False
    query: str = ""


def soon(days: int) -> str:
    return (timezone.localdate() + dt.timedelta(days=days)).isoformat()


def at(days: int) -> str:
    return (timezone.now() + dt.timedelta(days=days)).isoformat()


SPEAKING = {"language": "en", "channel": "broker", "easy_read": False, "large_print": False}
DETAILS = {"full_name": "Somebody Else", "email": "dai@example.org"}
REASON = {"reason": "Because.", "lang": "en"}
WORDS = {"words": "Some words.", "lang": "en"}
HOURS = {"minutes": 30, "work": "gardening", "occurred_at": at(-3), "lang": "en"}
NEW_ASK = {"title": "A lift", "lang": "en", "minutes": 60, "work": "gardening"}
PLACE = {"name_cy": "Neuadd", "name_en": "Hall"}
SPENDING = PLACE | {"work": "arts", "minutes": 60}
SERIES = {"helper": "$mair", "title": "Weekly", "lang": "en", "work": "gardening", "minutes": 60, "every_weeks": 2,
          "first_on": soon(4)}  # fmt: skip

ROUND = {
    "scope": "everyone",
    "unit_minutes": 30,
    "give_minutes": 60,
    "receive_minutes": 60,
    "pair_minutes": 60,
}

TABLE: dict[str, Row] = {
    "people.me": Row(PERSON),
    "people.change_speaking": Row(PERSON, SPEAKING),
    "people.change_my_details": Row(PERSON, DETAILS),
    "people.messages": Row(PERSON),
    "people.read_message": Row(PERSON, missing=only("member")),
    "people.communities": Row(PERSON),
    "people.community": Row(),
    "people.work": Row(),
    "people.add_work": Row(
        RUNS, {"name_cy": "Plygu gwrych", "name_en": "Hedge laying", "parent": "environment"}
    ),
    "people.areas": Row(),
    "people.add_area": Row(BROKER, {"name_cy": "Gwaelod y cwm", "name_en": "Valley bottom"}),
    "people.places": Row(),
    "people.add_place": Row(RUNS, PLACE),
    "people.members": Row(STAFF),
    "people.enrol": Row(BROKER, {"full_name": "New Member"}),
    "people.member": Row(STAFF, missing=frozenset({"coordinator"})),
    "people.change_member_speaking": Row(STAFF, SPEAKING, missing=frozenset({"coordinator"})),
    "people.change_details": Row(STAFF, DETAILS, missing=frozenset({"coordinator"})),
    "people.give_role": Row(BROKER, {"role": "researcher"}),
    "people.roles": Row(STAFF, missing=frozenset({"coordinator"})),
    "people.end_role": Row(BROKER),
    "people.pause": Row(STAFF, {"reason": "A rest."}, missing=frozenset({"coordinator"})),
    "people.reopen": Row(BROKER, {"reason": ""}),
    "people.change_area": Row(BROKER, {"area": "$area"}),
    "people.add_organisation": Row(RUNS, {"name": "Library"}),
    "people.joinings": Row(STAFF),
    "people.ask_to_join": Row(STAFF, {"full_name": "Newcomer", "phone": "01656 111111", "lang": "en"}),
    "people.joining": Row(STAFF, missing=frozenset({"coordinator"})),
    "people.forget_joining": Row(STAFF, missing=frozenset({"coordinator"})),
    "people.book_visit": Row(
        STAFF, {"visit_at": at(2), "visit_where": "Hall"}, missing=frozenset({"coordinator"})
    ),
    "people.joining_step": Row(STAFF, {}, missing=frozenset({"coordinator"})),
    "people.ask_reference": Row(STAFF, {"name": "A friend"}, missing=frozenset({"coordinator"})),
    "people.answer_reference": Row(STAFF, {"recommends": True}, missing=frozenset({"coordinator"})),
    "people.end_joining": Row(STAFF, {"state": "withdrawn"}, missing=frozenset({"coordinator"})),
    "people.reopen_joining": Row(STAFF, {}, missing=frozenset({"coordinator"})),
    "people.welcome": Row(BROKER, {}),
    "people.change_joining_rules": Row(BROKER, {"references_needed": 1, "induction_needed": False}),
    "people.my_consents": Row(),
    "people.give_my_consent": Row(MEMBER, {}),
    "people.withdraw_my_consent": Row(),
    "people.consents": Row(STAFF, missing=frozenset({"coordinator"})),
    "people.give_consent": Row(STAFF, {"explained": "visit"}, missing=frozenset({"coordinator"})),
    "people.withdraw_consent": Row(STAFF, missing=frozenset({"coordinator"})),
    "people.acting": Row(BROKER),
    "people.let_act_for": Row(BROKER, {"person": "$dai", "party": "$choir"}),
    "people.end_acting": Row(BROKER),
    "people.checks": Row(BROKER),
    "people.record_check": Row(BROKER, {"kind": "training"}),
    "people.end_check": Row(BROKER, {"reason": "It ran out."}),
    "people.work_rules": Row(),
    "people.set_work_rule": Row(BROKER, {"work": "lifts", "needs": "licence"}),
    "people.end_work_rule": Row(BROKER),
    "people.mailings": Row(BROKER),
    "people.send_mailing": Row(
        BROKER, {"subject_cy": "A", "subject_en": "A", "text_cy": "B", "text_en": "B"}
    ),
    "assets.directory": Row(),
    "assets.assets": Row(),
    "assets.add_asset": Row(MEMBER, {"kind": "offer", "term": "gardening", "lang": "en"}),
    "assets.asset": Row(),
    "assets.change_asset": Row(MEMBER, {"term": "arts", "lang": "en"}, missing=only("member", "broker")),
    "assets.end_asset": Row(missing=only("member", "broker")),
    "assets.show_asset": Row(MEMBER, {"shown": "members"}, missing=only("member", "broker")),
    "assets.step_asset": Row(missing=only("member", "broker")),
    "assets.profile": Row(),
    "assets.describe": Row(MEMBER, {"about": "Hello.", "lang": "en"}, missing=only("member", "broker")),
    "assets.set_free_times": Row(
        MEMBER, {"times": [{"weekday": 0, "part": "morning"}]}, missing=only("member", "broker")
    ),
    "assets.set_languages": Row(MEMBER, {"speaks": ["cy"]}, missing=only("member", "broker")),
    "assets.loans": Row(),
    "assets.borrow": Row(MEMBER, {"wanted_from": soon(10), "wanted_until": soon(11)}),
    "assets.step_loan": Row(
        missing=only("member", "broker", "coordinator"), refused=frozenset({"coordinator"})
    ),
    "exchange.asks": Row(),
    "exchange.ask_for_help": Row(MEMBER, NEW_ASK),
    "exchange.ask": Row(),
    "exchange.change_ask": Row(MEMBER, NEW_ASK, refused=only("member", "broker")),
    "exchange.withdraw_ask": Row(refused=only("member", "broker")),
    "exchange.decline_ask": Row(
        MEMBER, REASON, missing=only("member", "easy", "broker"), refused=frozenset({"easy"})
    ),
    "exchange.put_on_board": Row(missing=only("member", "easy", "broker"), refused=frozenset({"member"})),
    "exchange.take_offer": Row(MEMBER, {"title": "My laptop", "lang": "en", "minutes": 30}),
    "exchange.make_promise": Row(MEMBER, {}),
    "exchange.promises": Row(),
    "exchange.promise": Row(missing=only("member", "broker", "coordinator")),
    "exchange.take_back_promise": Row(missing=only("member", "broker", "coordinator")),
    "exchange.propose_time": Row(
        MEMBER, {"at": at(2), "where": "Hall"}, missing=only("member", "broker", "coordinator")
    ),
    "exchange.agree_time": Row(missing=only("member", "broker", "coordinator")),
    "exchange.confirm_hours": Row(
        MEMBER,
        {"minutes": 60},
        missing=only("member", "broker", "coordinator"),
        refused=frozenset({"coordinator"}),
    ),
    "exchange.rules": Row(),
    "exchange.change_rules": Row(BROKER, {"contact_days": 60}),
    "exchange.set_floor": Row(BROKER, {"floor_minutes": -300}),
    "exchange.approvals": Row(BROKER),
    "exchange.approve_hours": Row(BROKER),
    "exchange.decline_hours": Row(BROKER, REASON),
    "exchange.desk": Row(STAFF),
    "exchange.quarters": Row(READS_REPORTS),
    "exchange.report": Row(READS_REPORTS, refused=frozenset({"coordinator"}), query="$quarter"),
    "exchange.reciprocity": Row(),
    "exchange.contacts": Row(STAFF, missing=frozenset({"coordinator"})),
    "exchange.record_contact": Row(STAFF, WORDS, missing=frozenset({"coordinator"})),
    "exchange.introduce": Row(STAFF, {"first": "$mair", "second": "$siân", "lang": "en"}),
    "exchange.ask_to_help": Row(STAFF, {"helper": "$mair"}, refused=frozenset({"coordinator"})),
    "exchange.rounds": Row(STAFF),
    "exchange.start_round": Row(STAFF, ROUND, refused=frozenset({"coordinator"}), key=True),
    "exchange.round": Row(STAFF, missing=frozenset({"coordinator"})),
    "exchange.solve_again": Row(STAFF, missing=frozenset({"coordinator"})),
    "exchange.stop_round": Row(STAFF, missing=frozenset({"coordinator"})),
    "exchange.close_round": Row(STAFF, missing=frozenset({"coordinator"})),
    "exchange.invite_round": Row(STAFF, missing=frozenset({"coordinator"})),
    "exchange.circles": Row(STAFF, missing=frozenset({"coordinator"})),
    "exchange.invite_circle": Row(STAFF, missing=frozenset({"coordinator"})),
    "exchange.reject_pairing": Row(STAFF, {"refusal": "not_now"}, missing=frozenset({"coordinator"})),
    "exchange.vetoes": Row(BROKER),
    "exchange.end_veto": Row(BROKER),
    "exchange.invitations": Row(),
    "exchange.answer_circle": Row(
        MEMBER, {"yes": True, "evidence": "phone"}, missing=only("member", "broker")
    ),
    "exchange.enter_slips": Row(
        STAFF,
        {
            "slips": [
                {"giver": "$mair", "receiver": "$dai", "day": soon(-1), "minutes": 30, "work": "gardening"}
            ],
            "evidence": "paper",
            "lang": "en",
        },
        key=True,
    ),
    "exchange.figures": Row(),
    "exchange.accounts": Row(),
    "exchange.statement": Row(missing=only("member", "broker")),
    "exchange.transfer": Row(missing=only("member", "broker", "coordinator")),
    "exchange.claims": Row(),
    "exchange.record_hours": Row(MEMBER, HOURS | {"receiver": "$mair"}, key=True),
    "exchange.confirm_claim": Row(
        missing=only("member", "broker", "coordinator"), refused=frozenset({"member"})
    ),
    "exchange.refuse_claim": Row(
        MEMBER, WORDS, missing=only("member", "broker", "coordinator"), refused=frozenset({"member"})
    ),
    "exchange.withdraw_claim": Row(missing=only("member", "broker", "coordinator")),
    "exchange.give_hours": Row(MEMBER, {"minutes": 15, "lang": "en"}, key=True),
    "exchange.thanks": Row(),
    "exchange.say_thanks": Row(MEMBER, WORDS, missing=only("member", "broker", "coordinator")),
    "exchange.leave_feedback": Row(
        MEMBER, {"feeling": "good", "lang": "en"}, missing=only("member", "broker", "coordinator")
    ),
    "exchange.troubles": Row(),
    "exchange.raise_trouble": Row(
        MEMBER, {"about": "transfer", "id": "$transfer", "kind": "problem", "words": "Hm.", "lang": "en"}
    ),
    "exchange.settle_trouble": Row(BROKER, {"outcome": "Talked.", "outcome_lang": "en"}),
    "exchange.reverse_transfer": Row(BROKER, REASON),
    "exchange.series": Row(),
    "exchange.propose_series": Row(MEMBER, SERIES),
    "exchange.answer_series": Row(
        MEMBER, {"yes": True}, missing=only("member", "broker", "coordinator"), refused=frozenset({"member"})
    ),
    "exchange.skip_one": Row(MEMBER, {"day": soon(3)}, missing=only("member", "broker", "coordinator")),
    "exchange.change_series": Row(missing=only("member", "broker", "coordinator")),
    "exchange.groups": Row(),
    "exchange.organise_group": Row(
        MEMBER,
        {
            "title": "Tidying",
            "work": "litter",
            "occurred_at": at(-1),
            "lang": "en",
            "rows": [{"giver": "$dai", "receiver": "$mair", "minutes": 30}],
        },
        key=True,
    ),
    "exchange.confirm_group": Row(missing=only("member", "broker")),
    "exchange.spending_places": Row(),
    "exchange.add_spending_place": Row(
        MEMBER, SPENDING | {"member": "$choir"}, refused=only("easy", "broker")
    ),
    "exchange.change_spending_place": Row(MEMBER, SPENDING, refused=only("easy", "broker")),
    "exchange.open_spending_place": Row(MEMBER, {"open": False}, refused=only("easy", "broker")),
    "exchange.visits": Row(),
    "exchange.spend": Row(MEMBER, {"day": soon(6)}, key=True),
    "exchange.cancel_visit": Row(missing=only("member", "easy", "broker")),
    "exchange.pot_gives": Row(BROKER, {"member": "$mair", "minutes": 30} | REASON, key=True),
    "exchange.agreements": Row(),
    "exchange.propose_agreement": Row(BROKER, {"partner": "far", "limit_minutes": 600}),
    "exchange.answer_agreement": Row(BROKER, {"yes": True}),
    "exchange.want_limit": Row(BROKER, {"limit_minutes": 900}),
    "exchange.end_agreement": Row(BROKER, {}),
    "exchange.trade": Row(
        MEMBER, {"number": "1", "name": "Mair Rees", "minutes": 30, "work": "gardening"}, key=True
    ),
    "exchange.ask_to_leave": Row(MEMBER, {"lang": "en"}),
    "exchange.stay_after_all": Row(),
    "exchange.close_account": Row(BROKER, REASON),
    "delivering.activities": Row(),
    "delivering.plan_activity": Row(RUNS, {"title_cy": "Côr", "title_en": "Choir", "work": "arts"}),
    "delivering.end_activity": Row(RUNS),
    "delivering.add_session": Row(RUNS, {"starts_at": at(1), "ends_at": at(1.1)}),
    "delivering.sessions": Row(),
    "delivering.session": Row(),
    "delivering.cancel_session": Row(RUNS),
    "delivering.sign_ups": Row(),
    "delivering.sign_up": Row(MEMBER, {}),
    "delivering.session_list": Row(RUNS),
    "delivering.withdraw_sign_up": Row(
        missing=only("member", "broker", "officer"), refused=frozenset({"officer"})
    ),
    "delivering.sheet": Row(RUNS),
    "delivering.record_attendance": Row(
        RUNS, {"rows": [{"member": "$mair", "part": "contributing", "minutes": 60}]}
    ),
    "delivering.attendance": Row(),
    "safety.blocks": Row(),
    "safety.block": Row(MEMBER, {"blocked": "$mair"}),
    "safety.unblock": Row(missing=only("member", "broker")),
    "safety.raise_concern": Row(MEMBER, WORDS),
}
