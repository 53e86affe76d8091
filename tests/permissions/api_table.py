"""Who may run what by a key: a row for each operation. An operation without a row fails the build.

`who` is the least the key's person must be. Of those, `missing` do not find the very thing (404), and
`refused` find it but may not do this to it (403). `body` is a request that fits; "$name" stands for a thing of the world.
"""

from __future__ import annotations

import base64
import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from gilydd.algorithms import refi
from gilydd.algorithms.disclosure import release_day

PERSON, MEMBER = "person", "member"
BROKER = frozenset({"broker"})
STAFF = frozenset({"broker", "coordinator"})
RUNS = frozenset({"broker", "officer"})
# The world gives Priya the duty of safeguarding lead.
KEEPS_SAFE = frozenset({"broker", "coordinator", "evaluator"})
MODERATES = frozenset({"broker", "officer", "evaluator"})
READS_REPORTS = frozenset({"broker", "coordinator", "evaluator", "officer"})
OFFICER = frozenset({"officer"})
REASONS = {"reason_cy": "Rheswm", "reason_en": "Reason"}
IN_WELSH = {"title_cy": "Sŵn", "question_cy": "Beth allwn ni ei wneud?"}
COST: dict[str, Any] = {
    "kind": "cash", "what": "Bus", "lang": "en", "quantity": 3, "low": 100, "likely": 200, "high": 300,
    "year": timezone.localdate().year, "source": "A quote",
}  # fmt: skip
ALL = frozenset({"member", "easy", "broker", "officer", "provider", "evaluator", "coordinator"})
# Siân is a peer researcher in this world: she evaluates too.
EVALUATES = frozenset({"easy", "evaluator"})
# Members who were not asked to work on the impact map.
NOT_ASKED = frozenset({"broker", "officer", "provider", "coordinator"})
IMPACT = {
    "title_cy": "Map", "title_en": "Map", "about_cy": "Am", "about_en": "About", "starts_on": "2025-04-01",
    "ends_on": "2026-03-31",
}  # fmt: skip
# Who neither wrote the proposal nor knows the figures by their profession.
NO_FIGURES = frozenset({"easy", "coordinator", "evaluator"})


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


# A PNG of one point.
ONE_DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
LOOKING = {"easy_read": False, "size": "larger", "colours": "dark", "spacing": "normal", "motion": "none"}
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

NEW_VOTE = {
    "title_cy": "Agor?",
    "title_en": "Open?",
    "kind": "resolution",
    "rule": "majority",
    "closes_at": at(7),
}

NEW_MEETING = {
    "kind": "general",
    "title_cy": "Cyfarfod",
    "title_en": "Meeting",
    "where_cy": "Neuadd",
    "where_en": "Hall",
    "starts_at": at(30),
}
NEW_ITEM = {"kind": "report", "title_cy": "Adroddiad", "title_en": "Report"}

CIRCLE = {"name": "Walkers", "purpose": "We walk.", "lang": "en"}
PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABpfZFQAAAAABJRU5ErkJggg=="

NEW_ROLL = {"organisation": "$landlord", "people_cy": "tenantiaid", "people_en": "tenants", "why_cy": "Pam.",
            "why_en": "Why.", "contact": "Rhodri"}  # fmt: skip
# "Reference,Name,Tenancy start" and one row.
ROLL_FILE = "UmVmZXJlbmNlLE5hbWUsVGVuYW5jeSBzdGFydApULTcsR3dlbiBUZW5hbnQsMjAyMC0wMS0wMQo="
KEEPS_NO_ROLL = frozenset({"member", "easy", "officer", "evaluator", "coordinator"})
TOLD_BY_PHONE = {"member": "$tenant", "explained": "phone"}
# One statement, one person, one vote, as Polis writes them.
CONVERSATION = {
    "comments": "Y29tbWVudC1pZCxtb2RlcmF0ZWQsY29tbWVudC1ib2R5CjAsMSxIZWxsbwo=",
    "votes": "dGltZXN0YW1wLGNvbW1lbnQtaWQsdm90ZXItaWQsdm90ZQoxLDAsMCwxCg==",
    "participants": "cGFydGljaXBhbnQsZ3JvdXAtaWQKMCwwCg==",
    "lang": "en",
}

TWO = {"cy": "Testun", "en": "Text"}
QUESTION = {
    "text": TWO,
    "options": [
        {"code": "yes", "text": {"cy": "Da", "en": "Good"}, "counts_as": "favourable"},
        {"code": "no", "text": {"cy": "Gwael", "en": "Bad"}, "counts_as": "unfavourable"},
    ],
}
MAKES_SURVEYS = frozenset({"officer", "evaluator"})
TAKES_SURVEYS_OUT = MAKES_SURVEYS | BROKER
# In the API's world Siân and Priya are peer researchers: they type slips and take surveys out.
TYPES_SLIPS = frozenset({"broker", "easy", "evaluator"})
ANSWERS_SURVEYS = frozenset({"officer", "provider"})

# Neither keeps the directory nor answers for the entry, as Dai does.
NOT_THE_OWNER = only("member", "broker", "officer")

# Dai's seat, seen by him and by those who enter for others; the panel on which Dai, Siân and Mair sit.
NOT_THEIR_SEAT = only("member", "broker", "officer")
NOT_ON_THIS_PANEL = only("member", "easy", "officer")

# Stories: Dai tells them, Ffion and Priya listen, Ffion and Rhodri answer for the service.
NOT_TELLER = only("member")
# Siân holds the role of a peer researcher in this world.
LISTENS = frozenset({"easy", "officer", "evaluator"})
NOT_ANSWERING = only("officer", "provider")
# Dai does not want to meet Priya here: she hears nothing of his.
NOT_HEARD = frozenset({"evaluator"})
ABOUT_CHANGE = {"what_cy": "A", "what_en": "B", "by_whom_cy": "C", "by_whom_en": "D", "due_on": soon(20)}
NEW_VERSION = {
    "title": "Waiting", "words": "We waited.", "lang": "en", "why": "Nothing.", "why_lang": "en",
    "checked": ["names", "places", "dates", "numbers", "rare", "staff", "others", "pieces"],
}  # fmt: skip
NEW_DATASET = {
    "use": "research", "recipient": "A reader", "email": "reader@example.org", "purpose": "Reading",
    "licence": "agreement", "until": soon(20),
}  # fmt: skip
STORIES: dict[str, Row] = {
    "stories.own_stories": Row(),
    "stories.begin_story": Row(MEMBER, {"lang": "en"}),
    "stories.save_story": Row(MEMBER, {"title": "Cold", "services": ["$service"]}, NOT_TELLER),
    "stories.signify": Row(MEMBER, {}, NOT_TELLER),
    "stories.keep_recording": Row(MEMBER, {"content": "T2dnUyB2b2ljZQ=="}, NOT_TELLER),
    "stories.remove_recording": Row(MEMBER, None, NOT_TELLER),
    "stories.write_transcript": Row(MEMBER, {"words": "We waited."}, only("member", "easy", "officer")),
    "stories.tell_story": Row(MEMBER, None, NOT_TELLER),
    "stories.discard_draft": Row(MEMBER, None, NOT_TELLER),
    "stories.withdraw_story": Row(MEMBER, None, NOT_TELLER),
    "stories.agree_to_use": Row(MEMBER, {"audience": "members", "lang": "en"}, NOT_TELLER),
    "stories.end_use": Row(MEMBER, None, NOT_TELLER),
    "stories.versions": Row(MEMBER, None, NOT_TELLER),
    "stories.answer_version": Row(MEMBER, {"agreed": True}, NOT_TELLER),
    "stories.say_felt": Row(MEMBER, {"felt": "better"}, NOT_TELLER),
    "stories.stories": Row(),
    "stories.story": Row(),
    "stories.records": Row(),
    "stories.listening": Row(LISTENS),
    "stories.propose_version": Row(LISTENS, NEW_VERSION, NOT_HEARD),
    "stories.hold_back": Row(LISTENS, REASON, NOT_HEARD),
    "stories.take_up_again": Row(LISTENS, None, NOT_HEARD),
    "stories.hand_to_leads": Row(LISTENS, WORDS, NOT_HEARD),
    "stories.answer_story": Row(
        MEMBER, {"service": "$service", "words_en": "Thank you."}, refused=NOT_ANSWERING
    ),
    "stories.changes": Row(),
    "stories.name_change": Row(MEMBER, ABOUT_CHANGE | {"service": "$service"}, refused=NOT_ANSWERING),
    "stories.tie_change": Row(MEMBER, {"story": "$story"}, refused=NOT_ANSWERING),
    "stories.move_change": Row(
        MEMBER, {"due_on": soon(40), "reason_cy": "A", "reason_en": "B"}, refused=NOT_ANSWERING
    ),
    "stories.finish_change": Row(MEMBER, {"done": True}, refused=NOT_ANSWERING),
    "stories.shares": Row(LISTENS),
    "stories.share_dataset": Row(frozenset({"officer"}), NEW_DATASET),
    "stories.end_share": Row(frozenset({"officer"})),
    "stories.prompts": Row(),
    "stories.add_prompt": Row(
        frozenset({"officer"}), {"kind": "feeling", "question_cy": "A", "question_en": "B"}
    ),
    "stories.use_usual_prompts": Row(frozenset({"officer"})),
    "stories.end_prompt": Row(frozenset({"officer"})),
}

# Peer research (Priya is the researcher), rounds (she leads), and Dai's own record of care.
# Siân is a peer researcher in this world too, and codes in none of these studies.
RESEARCHER = frozenset({"easy", "evaluator"})
NOT_CODING = frozenset({"easy"})
ROUND_RUNNERS = frozenset({"easy", "officer", "evaluator"})
NOT_LED = frozenset({"easy", "officer"})
NOT_DAI = only("member")
TRAINED = {"training": "Two days", "trained_on": "2026-02-03"}
TALK = {"consented_how": "talked", "consented_on": "2026-03-02", "lang": "en", "consent_sheet": "77"}
EMPTY_PROJECT = base64.b64encode(refi.write(refi.Project("Elsewhere"))).decode()
NEW_CHOICE = {
    "domain": "$round_domain",
    "entry": "$round_entry",
    "reason": "R",
    "lang": "en",
    "chosen_by": "talking",
}
READING: dict[str, Row] = {
    "stories.studies_list": Row(RESEARCHER),
    "stories.start_study": Row(
        RESEARCHER, TRAINED | {"codebook": "$codebook", "name": "N", "question": "Q", "lang": "en"}
    ),
    "stories.study_texts": Row(RESEARCHER, missing=NOT_CODING),
    "stories.study_text": Row(RESEARCHER, missing=NOT_CODING),
    "stories.add_stories": Row(RESEARCHER, {"stories": ["$codable_story"]}, missing=NOT_CODING),
    "stories.add_transcript": Row(RESEARCHER, TALK | {"text": "We talked."}, missing=NOT_CODING),
    "stories.remove_text": Row(RESEARCHER, {"withdrawn": True}, missing=NOT_CODING),
    "stories.add_coder": Row(RESEARCHER, TRAINED | {"member": "$spare_researcher"}, missing=NOT_CODING),
    "stories.end_coder": Row(RESEARCHER, missing=NOT_CODING),
    "stories.be_named": Row(RESEARCHER, {"by_name": True}, missing=NOT_CODING),
    "stories.compare_study": Row(RESEARCHER, missing=NOT_CODING),
    "stories.close_study": Row(RESEARCHER, missing=NOT_CODING),
    "stories.publish_findings": Row(
        RESEARCHER, {"findings": "People wait.", "lang": "en"}, missing=NOT_CODING
    ),
    "stories.study_agreement": Row(RESEARCHER, missing=NOT_CODING),
    "stories.claim_research_hours": Row(
        RESEARCHER, {"minutes": 30, "work": "democracy", "occurred_at": at(-1)}, missing=NOT_CODING, key=True
    ),
    "stories.highlight": Row(RESEARCHER, {"theme": "$theme", "start": 2, "end": 5}, missing=NOT_CODING),
    "stories.remove_highlight": Row(RESEARCHER, missing=NOT_CODING),
    "stories.keep_highlight": Row(RESEARCHER, missing=NOT_CODING),
    "stories.finish_reading": Row(RESEARCHER, {}, missing=NOT_CODING),
    "stories.write_memo": Row(RESEARCHER, WORDS, missing=NOT_CODING),
    "stories.change_memo": Row(RESEARCHER, WORDS, missing=NOT_CODING),
    "stories.delete_memo": Row(RESEARCHER, missing=NOT_CODING),
    "stories.take_project": Row(RESEARCHER, missing=NOT_CODING),
    "stories.bring_in_project": Row(RESEARCHER, TRAINED | TALK | {"content": EMPTY_PROJECT}),
    "stories.codebook": Row(RESEARCHER),
    "stories.make_codebook": Row(RESEARCHER, {"name_en": "Another"}),
    "stories.add_theme": Row(RESEARCHER, {"name_en": "Kindness"}),
    "stories.change_theme": Row(RESEARCHER, {"name_en": "To wait"}),
    "stories.retire_theme": Row(RESEARCHER),
    "stories.fill_codebook": Row(RESEARCHER, {"csv": "number,name_cy,name_en\n1,,Rain\n"}),
    "stories.rounds_list": Row(),
    "stories.round_path": Row(),
    "stories.start_round": Row(ROUND_RUNNERS, {"name": "N", "question": "Q", "lang": "en", "top": "Board"}),
    "stories.add_domain": Row(ROUND_RUNNERS, {"name_en": "Care"}, missing=NOT_LED),
    "stories.add_panel": Row(
        ROUND_RUNNERS, {"feeds": "$new_panel", "name": "Low", "lang": "en"}, missing=NOT_LED
    ),
    "stories.add_seat": Row(ROUND_RUNNERS, {"member": "$mair"}, missing=NOT_LED),
    "stories.leave_seat": Row(refused=only("member", "evaluator")),
    "stories.enter_stories": Row(
        ROUND_RUNNERS,
        {"panel": "$new_panel", "domain": "$new_domain", "stories": ["$more_story"]},
        missing=NOT_LED,
    ),
    "stories.begin_choosing": Row(ROUND_RUNNERS, missing=NOT_LED),
    "stories.choose_story": Row(MEMBER, NEW_CHOICE, refused=only("member")),
    "stories.remove_entry": Row(ROUND_RUNNERS, missing=NOT_LED),
    "stories.end_round": Row(ROUND_RUNNERS, missing=NOT_LED),
    "stories.care_records": Row(),
    "stories.begin_record": Row(MEMBER, {"title": "My ear", "lang": "en"}),
    "stories.care_record": Row(missing=NOT_DAI),
    "stories.change_record": Row(MEMBER, {"title": "My ear", "lang": "en"}, missing=NOT_DAI),
    "stories.delete_record": Row(missing=NOT_DAI),
    "stories.add_option": Row(MEMBER, {"name": "Wait", "lang": "en"}, missing=NOT_DAI),
    "stories.add_point": Row(MEMBER, {"side": "for", "words": "Quiet", "lang": "en"}, missing=NOT_DAI),
    "stories.take_option_away": Row(missing=NOT_DAI),
    "stories.weigh_point": Row(MEMBER, {"weight": 2}, missing=NOT_DAI),
    "stories.take_point_away": Row(missing=NOT_DAI),
    "stories.write_view": Row(MEMBER, WORDS, missing=NOT_DAI),
    "stories.take_view_away": Row(missing=NOT_DAI),
    "stories.decide": Row(MEMBER, WORDS | {"decided_on": "2026-03-02"}, missing=NOT_DAI),
    "stories.look_again": Row(MEMBER, {"went": "Well"}, missing=NOT_DAI),
    "stories.share_record": Row(MEMBER, {"member": "$siân", "until": soon(9)}, missing=NOT_DAI),
    "stories.end_care_share": Row(missing=NOT_DAI),
}

TABLE: dict[str, Row] = (
    READING
    | STORIES
    | {
        "people.rolls": Row(),
        "people.roll": Row(missing=KEEPS_NO_ROLL),
        "people.keep_roll": Row(BROKER, NEW_ROLL),
        "people.end_roll": Row(BROKER),
        "people.open_roll_upload": Row(
            MEMBER,
            {"as_of": soon(0), "file_name": "roll.csv", "content": ROLL_FILE},
            missing=only("provider"),
        ),
        "people.roll_upload": Row(missing=only("provider")),
        "people.decide_roll_upload": Row(
            MEMBER, {"many_leave": True}, missing=KEEPS_NO_ROLL, refused=frozenset({"broker"})
        ),
        "people.write_roll_upload": Row(missing=only("provider")),
        "people.drop_roll_upload": Row(missing=only("provider")),
        "people.mark_roll_letters": Row(missing=only("provider")),
        "people.tell_of_contact": Row(
            MEMBER,
            {"reference": "garw-1", "wants_letters": False, "explained": "phone"},
            missing=only("provider"),
        ),
        "people.begin_taking_part": Row(MEMBER, TOLD_BY_PHONE, refused=only("broker")),
        "people.decline_contact": Row(MEMBER, TOLD_BY_PHONE, refused=only("broker")),
        "people.accept_contact": Row(MEMBER, TOLD_BY_PHONE, refused=only("broker")),
        # commissioning: panel, needs, specification
        "commissioning.needs": Row(),
        "commissioning.assembled": Row(),
        "commissioning.take_up": Row(OFFICER, {"key": "$found_key"}),
        "commissioning.join_needs": Row(OFFICER, {"into": "$other_need"}),
        "commissioning.part_needs": Row(OFFICER),
        "commissioning.choose_needs": Row(MEMBER, {"needs": ["$turn_need"]}),
        "commissioning.settle_ranks": Row(OFFICER),
        "commissioning.panel": Row(),
        "commissioning.open_panel": Row(
            OFFICER, {"seats": 3, "asks_cy": "Cwrdd.", "asks_en": "Meet.", "closes_on": soon(9)}
        ),
        "commissioning.set_quotas": Row(
            OFFICER, {"quotas": [{"feature": "gender", "value": "unsaid", "lowest": 0, "highest": 3}]}
        ),
        "commissioning.invite_to_pool": Row(OFFICER, {}),
        "commissioning.join_pool": Row(
            MEMBER,
            {
                "age": "30-44",
                "area": "none",
                "gender": "man",
                "language": "cy",
                "experience": "no",
                "agreed": True,
            },
        ),
        "commissioning.leave_pool": Row(MEMBER, {}),
        "commissioning.close_pool": Row(OFFICER, {"seed_from": "picked"}),
        "commissioning.draw_panel": Row(OFFICER, {}),
        "commissioning.end_panel": Row(OFFICER),
        "commissioning.name_professional": Row(OFFICER, {"member": "$rhodri_member"}),
        "commissioning.answer_seat": Row(MEMBER, {"yes": True}, missing=NOT_THEIR_SEAT),
        "commissioning.leave_seat": Row(MEMBER, {}, missing=NOT_THEIR_SEAT),
        "commissioning.note_training": Row(OFFICER, {"on": soon(0)}),
        "commissioning.record_meeting": Row(
            OFFICER,
            {
                "starts_at": at(-1),
                "length_minutes": 60,
                "present": ["$seat"],
                "decided_cy": "Ie.",
                "decided_en": "Yes.",
            },
        ),
        "commissioning.meeting": Row(),
        "commissioning.credit_meeting": Row(RUNS),
        "commissioning.ask_expense": Row(
            MEMBER, {"kind": "meal", "pence": 300, "spent_on": soon(0)}, missing=NOT_THEIR_SEAT, key=True
        ),
        "commissioning.answer_expense": Row(OFFICER, {"pay": True, "paid_on": soon(0)}),
        "commissioning.specification": Row(),
        "commissioning.specification_voice": Row(),
        "commissioning.write_version": Row(
            MEMBER,
            {
                "text_cy": "Bws hwyr.",
                "text_en": "A late bus.",
                "changed_cy": "Hwyr.",
                "changed_en": "Late.",
                "why_cy": "Gwaith.",
                "why_en": "Work.",
                "after": 1,
            },
            refused=NOT_ON_THIS_PANEL,
        ),
        "commissioning.suggest": Row(MEMBER, WORDS),
        "commissioning.refuse_suggestion": Row(
            MEMBER, {"answer": "No room.", "lang": "en"}, refused=NOT_ON_THIS_PANEL
        ),
        "commissioning.withdraw_suggestion": Row(MEMBER, {}, refused=only("easy", "broker", "officer")),
        "commissioning.declare_interest": Row(MEMBER, {"has_interest": False}),
        # impact maps: Dai was asked to work on them
        "evaluating.impact_maps": Row(),
        "evaluating.impact_map": Row(),
        "evaluating.make_map": Row(EVALUATES, IMPACT | {"service": "$service"}),
        "evaluating.change_map": Row(body=IMPACT, missing=NOT_ASKED),
        "evaluating.save_sheet": Row(
            body={"version": 1, "lang": "en", "rows": [{"kind": "input", "name": "Bus", "proxy": "12.50"}]},
            missing=NOT_ASKED,
        ),
        "evaluating.ask_editor": Row(EVALUATES, {"member": "$mair"}),
        "evaluating.end_editor": Row(EVALUATES),
        "evaluating.open_map": Row(EVALUATES, {"comment_until": soon(9)}),
        "evaluating.publish_map": Row(EVALUATES),
        "evaluating.continue_map": Row(EVALUATES, {"starts_on": "2026-04-01", "ends_on": "2027-03-31"}),
        "evaluating.change_line": Row(
            body={"name_en": "Not alone", "counts": "people", "outcome": "$outcome"}, missing=NOT_ASKED
        ),
        "evaluating.link_line_evidence": Row(body={"kind": "hours", "turn": "$turn"}, missing=NOT_ASKED),
        "evaluating.end_line_evidence": Row(missing=NOT_ASKED),
        "evaluating.choose_proxy": Row(body={"proxy": "$proxy_of_set"}, missing=NOT_ASKED),
        "evaluating.comment_on_line": Row(body={"text": "Yes.", "lang": "en"}),
        "evaluating.try_map_file": Row(
            body={
                "name": "m.csv",
                "counts": "other",
                "lang": "en",
                "content": "kind,name,quantity,proxy,deadweight,displacement,attribution,dropoff,years\n"
                "input,Hall,1,50,,,,,\n",
            },
            missing=NOT_ASKED,
        ),
        "evaluating.try_proxies": Row(
            EVALUATES,
            {
                "name": "p.csv",
                "code": "other",
                "version": "1",
                "name_cy": "Set",
                "name_en": "Set",
                "source": "Test",
                "licence": "Open",
                "content": "code,name_cy,name_en,pounds,unit_cy,unit_en,year,source\nb,B,B,5,un,one,2024,T\n",
            },
        ),
        "evaluating.step_sroi_file": Row(missing=NOT_ASKED),
        "evaluating.proxy_sets": Row(),
        "evaluating.proxy_set": Row(),
        "designing.challenges": Row(),
        "designing.challenge": Row(),
        "designing.raise_challenge": Row(
            MEMBER, {"title_en": "Noise", "question_en": "What can we do?"} | IN_WELSH
        ),
        "designing.frame_challenge": Row(
            OFFICER, {"question_cy": "Sut?", "question_en": "How?", "framers": ["$dai"]}
        ),
        "designing.ask_people": Row(OFFICER, {"members": ["$dai"]}),
        "designing.set_phases": Row(
            OFFICER,
            {"phases": [{"name_cy": "Un", "name_en": "One", "starts_on": soon(3), "ends_on": soon(9)}]},
        ),
        "designing.move_phase": Row(
            OFFICER,
            {"starts_on": soon(5), "ends_on": soon(25), "why_cy": "Mwy o amser.", "why_en": "More time."},
        ),
        "designing.move_on": Row(OFFICER, {}),
        "designing.go_back": Row(OFFICER, {"why_cy": "Eto.", "why_en": "Again."}),
        "designing.stop_challenge": Row(OFFICER, {"why_cy": "Dim modd.", "why_en": "No means."}),
        "designing.put_to_vote": Row(OFFICER, {"decide_by": "resolution", "closes_at": at(9)}),
        "designing.take_result": Row(),
        "designing.tie_decision": Row(OFFICER, {"election": "$election"}),
        "designing.link_surveys": Row(OFFICER | {"evaluator"}, {"before": "$survey"}),
        "designing.proposals": Row(),
        "designing.propose": Row(MEMBER, {"title": "A bench", "lang": "en", "about": "To sit."}, key=True),
        "designing.bring_in_proposals": Row(
            OFFICER, {"answers": [{"title": "Two", "lang": "en", "cost_units": 5}]}
        ),
        "designing.revise_proposal": Row(
            MEMBER, {"title_en": "Mine", "about_en": "Better.", "why": "Better.", "why_lang": "en"}
        ),
        "designing.translate_proposal": Row(
            MEMBER, {"title": "Fy un i", "about": "Gwell."}, refused=only("member", "broker", "officer")
        ),
        "designing.ask_author": Row(MEMBER, {"other": "$cadi"}, refused=only("member", "broker", "officer")),
        "designing.answer_authorship": Row(MEMBER, {"yes": True}, refused=only("easy", "broker", "officer")),
        "designing.step_back": Row(MEMBER, refused=only("member", "broker", "officer")),
        "designing.withdraw_proposal": Row(MEMBER, {}),
        "designing.amend": Row(MEMBER, {"words": "Shorter.", "lang": "en"}, key=True),
        "designing.withdraw_amendment": Row(MEMBER, refused=only("easy", "broker", "officer")),
        "designing.answer_amendment": Row(MEMBER, {"yes": True, "answer": "Good.", "lang": "en"}),
        "designing.ask_merging": Row(MEMBER, {"into": "$other_proposal", "words": "Alike.", "lang": "en"}),
        "designing.answer_merging": Row(MEMBER, {"yes": True, "answer": "Yes.", "lang": "en"}),
        "designing.comment": Row(MEMBER, {"words": "Good.", "lang": "en"}, key=True),
        # Dai wrote it, and keeps apart from Rhodri and Priya: his words are not there for them.
        "designing.withdraw_comment": Row(
            MEMBER, refused=frozenset({"easy", "coordinator"}), missing=frozenset({"provider", "evaluator"})
        ),
        "designing.take_comment_away": Row(RUNS, REASON | {"lang": "en"}),
        "designing.ask_again": Row(
            MEMBER,
            {"plea": "Please.", "lang": "en"},
            refused=frozenset({"easy", "coordinator"}),
            missing=frozenset({"provider", "evaluator"}),
        ),
        "designing.look_again": Row(RUNS, {"back": True, "answer": "Fine.", "lang": "en"}),
        "designing.take_update_away": Row(RUNS, REASON | {"lang": "en"}),
        "designing.costs": Row(),
        # Costs are for those who wrote it and for professionals; here Priya takes part as a volunteer.
        "designing.add_cost": Row(MEMBER, COST, refused=NO_FIGURES),
        "designing.change_cost": Row(MEMBER, COST, refused=NO_FIGURES),
        "designing.end_cost": Row(MEMBER, refused=NO_FIGURES),
        "designing.sign_costing": Row(MEMBER, {"mark": "$cost_mark"}),
        "designing.commit": Row(
            MEMBER,
            {"promiser": "$rhodri", "what_cy": "Addewid", "what_en": "Promise", "due_on": soon(60)},
            refused=only("officer"),
        ),
        "designing.commitment": Row(),
        "designing.add_milestone": Row(
            MEMBER,
            {
                "what_cy": "Cam",
                "what_en": "Step",
                "due_on": soon(30),
                "citizen": "$siân",
                "professional": "$rhodri",
            },
            refused=only("officer", "provider"),
        ),
        "designing.change_owners": Row(
            MEMBER, {"citizen": "$siân", "professional": "$rhodri"}, refused=only("officer", "provider")
        ),
        "designing.make_offer": Row(
            MEMBER, {"to": "$cadi", "role_cy": "Rhan", "role_en": "Part"}, refused=only("officer", "provider")
        ),
        "designing.answer_offer": Row(
            MEMBER,
            {"yes": True},
            missing=only("member", "broker", "officer", "provider"),
            refused=frozenset({"provider"}),
        ),
        "designing.note_silence": Row(
            MEMBER,
            missing=only("easy", "broker", "officer", "provider"),
            refused=frozenset({"easy", "broker"}),
        ),
        "designing.raise_offer": Row(
            MEMBER,
            {"minutes": 900},
            missing=only("member", "broker", "officer", "provider"),
            refused=frozenset({"member", "broker"}),
        ),
        "designing.pay_hours": Row(
            MEMBER,
            {"to": "$mair", "minutes": 60, "given_on": soon(0), "work": "gardening"},
            refused=only("officer", "provider", "broker"),
            key=True,
        ),
        "designing.post_update": Row(
            MEMBER,
            {"words": "Well.", "lang": "en"},
            refused=only("member", "easy", "officer", "provider"),
            key=True,
        ),
        "designing.raise_variance": Row(
            MEMBER,
            {"kind": "cost", "words": "Dearer.", "lang": "en", "money_pence": 7000},
            refused=only("member", "easy", "officer", "provider"),
            key=True,
        ),
        "designing.reply_to_variance": Row(MEMBER, {"agrees": True, "words": "Fine.", "lang": "en"}),
        "designing.note_no_reply": Row(OFFICER),
        "designing.withdraw_variance": Row(MEMBER, refused=only("provider", "broker", "officer")),
        "designing.judge": Row(
            MEMBER,
            {"verdict": "worked", "words": "It did.", "lang": "en"},
            refused=only("member", "easy", "officer", "provider"),
        ),
        "designing.give_last_word": Row(
            MEMBER, {"whose": "$dai", "word": "yes"}, refused=only("member", "broker", "officer")
        ),
        "designing.close_commitment": Row(
            MEMBER, {"did_cy": "Gwnaed.", "did_en": "Done."}, refused=only("officer", "provider")
        ),
        "designing.undertake": Row(frozenset({"officer", "provider"}), {"activity": "$activity"}),
        "designing.end_undertaking": Row(frozenset({"officer", "provider"})),
        "designing.statements": Row(),
        "designing.make_statement": Row(MEMBER, {"text": "It is cold.", "lang": "en"}),
        "designing.show_statement": Row(RUNS, {"translation": "Mae'n dywyll."}),
        "designing.refuse_statement": Row(RUNS, {"reason": "Said already.", "lang": "en"}),
        "designing.take_statement_back": Row(missing=only("member")),
        "designing.answer_statements": Row(MEMBER, {"answers": {"2": 1}}),
        "designing.draw_opinions": Row(frozenset({"officer"})),
        "designing.opinions": Row(),
        "designing.voice": Row(),
        "designing.bring_in_conversation": Row(frozenset({"officer"}), CONVERSATION),
        "surveys.surveys": Row(),
        "surveys.survey": Row(),
        "surveys.results": Row(),
        "surveys.bank": Row(),
        "surveys.own_answers": Row(),
        "surveys.published_results": Row(),
        "surveys.answer_survey": Row(MEMBER, {"answers": {"$survey_question": "good"}}),
        "surveys.type_slip": Row(
            TYPES_SLIPS,
            {"answers": {"$survey_question": "good"}, "slip": "77", "group": "citizens", "channel": "paper"},
        ),
        "surveys.answer_with_code": Row(MEMBER, {"answers": {"$survey_question": "good"}}),
        "surveys.answer_at_kiosk": Row(
            MEMBER,
            {"answers": {"$survey_question": "good"}, "key": "7b1c9d52-6a3f-4a58-9a1e-0c2f6d4b8e11"},
        ),
        "surveys.cut_tie": Row(),
        "surveys.make_survey": Row(
            MAKES_SURVEYS,
            {
                "title": TWO,
                "purpose": TWO,
                "opens_on": soon(0),
                "closes_on": soon(9),
                "questions": [QUESTION],
                "audiences": {"citizens": None, "staff": 12},
            },
        ),
        "surveys.add_question": Row(MAKES_SURVEYS, QUESTION),
        "surveys.add_set": Row(MAKES_SURVEYS, {"code": "working_staff"}),
        "surveys.change_question": Row(MAKES_SURVEYS, QUESTION),
        "surveys.move_question": Row(MAKES_SURVEYS, {"place": 1}),
        "surveys.remove_question": Row(MAKES_SURVEYS),
        "surveys.open_survey": Row(MAKES_SURVEYS),
        "surveys.close_survey": Row(MAKES_SURVEYS, {}),
        "surveys.plan_follow_up": Row(MAKES_SURVEYS, {"opens_on": soon(40), "closes_on": soon(50)}),
        "surveys.draw_sample": Row(MAKES_SURVEYS, {"group": "citizens", "size": 1}),
        "surveys.make_slips": Row(TAKES_SURVEYS_OUT | TYPES_SLIPS, {"group": "citizens", "number": 2}),
        "surveys.open_kiosk": Row(TAKES_SURVEYS_OUT | TYPES_SLIPS, {"group": "citizens", "name": "Hall"}),
        "surveys.end_kiosk": Row(TAKES_SURVEYS_OUT | TYPES_SLIPS),
        "surveys.remind": Row(MAKES_SURVEYS),
        "surveys.cite_published_result": Row(
            MAKES_SURVEYS,
            {
                "group": "staff",
                "question": TWO,
                "source": "A report",
                "published_on": soon(-9),
                "percent": 52,
                "n": 1000,
            },
        ),
        "surveys.reply_to_survey": Row(ANSWERS_SURVEYS, {"words": TWO, "by_whom": TWO}),
        "surveys.name_change": Row(ANSWERS_SURVEYS, {"what": TWO, "by_whom": TWO, "due_on": soon(30)}),
        "surveys.move_change": Row(ANSWERS_SURVEYS, {"due_on": soon(60), "reason": TWO}),
        "surveys.finish_change": Row(ANSWERS_SURVEYS, {"done": True}),
        "deciding.votes": Row(),
        "deciding.vote": Row(),
        "deciding.open_vote": Row(RUNS, NEW_VOTE),
        "deciding.cast_ballot": Row(MEMBER, {"choices": [1]}),
        "deciding.close_vote": Row(refused=only("broker", "officer")),
        "deciding.stop_vote": Row(MEMBER, REASON, refused=only("broker", "officer")),
        "deciding.cast_secret": Row(MEMBER, {"choices": [1]}),
        "deciding.mark_paper": Row(RUNS, {"member": "$mair"}, refused=frozenset({"officer"})),
        "deciding.enter_papers": Row(RUNS, {"papers": [[1]]}, key=True),
        "deciding.split_keys": Row(),
        "deciding.ask_keyholders": Row(
            RUNS, {"members": ["$keeper_a", "$keeper_b", "$keeper_c"], "purpose_cy": "P", "purpose_en": "P"}
        ),
        "deciding.practise_keys": Row(RUNS),
        "deciding.stop_key_change": Row(RUNS),
        "deciding.replace_holder": Row(RUNS, {"member": "$keeper_c"}),
        "deciding.take_key": Row(missing=only("member")),
        "deciding.show_key": Row(MEMBER, {"text": "$my_key_text"}, missing=only("member")),
        "deciding.give_key": Row(MEMBER, {"text": "$shut_key_text"}, missing=only("member")),
        "deciding.decline_key": Row(missing=only("member")),
        "deciding.consent": Row(refused=frozenset({"coordinator"})),
        "deciding.answer_objection": Row(
            MEMBER, {"text": "We talked.", "lang": "en"}, refused=only("broker", "officer")
        ),
        "deciding.reword": Row(
            MEMBER,
            {"text_cy": "A", "text_en": "A", "why_cy": "B", "why_en": "B"},
            refused=only("broker", "officer"),
        ),
        "deciding.meetings": Row(),
        "deciding.meeting": Row(),
        "deciding.plan_meeting": Row(RUNS, NEW_MEETING),
        "deciding.add_item": Row(RUNS, NEW_ITEM),
        "deciding.remove_item": Row(RUNS),
        "deciding.call_meeting": Row(RUNS),
        "deciding.cancel_meeting": Row(RUNS, REASON),
        "deciding.come": Row(MEMBER, {"how": "room"}, missing=frozenset({"coordinator"})),
        "deciding.leave": Row(MEMBER, {}, missing=frozenset({"coordinator"})),
        "deciding.give_proxy": Row(MEMBER, {"holder": "$mair"}, missing=frozenset({"coordinator"})),
        "deciding.end_proxy": Row(refused=only("broker", "officer", "coordinator")),
        "deciding.open_meeting": Row(refused=only("broker", "officer")),
        "deciding.open_item": Row(MEMBER, {}, refused=only("broker", "officer")),
        "deciding.adjourn_meeting": Row(
            MEMBER, {"starts_at": at(20), "lang": "en"}, refused=only("broker", "officer")
        ),
        "deciding.write_minute": Row(
            MEMBER, {"text_cy": "A", "text_en": "A"}, refused=only("broker", "officer")
        ),
        "deciding.close_meeting": Row(refused=only("broker", "officer")),
        "deciding.agree_minutes": Row(refused=only("broker", "officer")),
        "deciding.change_rules": Row(RUNS, {"notice_days": 10}),
        "deciding.board": Row(),
        "deciding.board_elections": Row(),
        "deciding.board_election": Row(),
        "deciding.call_board_election": Row(
            RUNS, {"title_cy": "B", "title_en": "B", "seats": 1, "nominate_until": at(9)}
        ),
        "deciding.nominate": Row(MEMBER, {}),
        "deciding.stand": Row(MEMBER, {"statement_en": "I care."}, refused=only("member", "broker")),
        "deciding.stand_down": Row(refused=only("member", "broker")),
        "deciding.open_board_vote": Row(RUNS, {"closes_at": at(9)}),
        "deciding.settle_board_election": Row(RUNS),
        "deciding.add_to_board": Row(RUNS, {"member": "$mair", "since": soon(-3), "until": soon(300)}),
        "deciding.end_term": Row(RUNS, {"why": "resigned"}),
        "deciding.recount_vote": Row(refused=frozenset({"coordinator", "evaluator"})),
        "deciding.ballots": Row(refused=frozenset({"coordinator", "evaluator"})),
        "people.me": Row(PERSON),
        "people.change_speaking": Row(PERSON, SPEAKING),
        "people.choose_how_pages_look": Row(PERSON, LOOKING),
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
        "people.change_place": Row(RUNS, PLACE | {"facilities": {"lift": True, "kitchen": False}}),
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
        "people.supports": Row(),
        "people.propose_support": Row(MEMBER, {"supporter": "$mair", "scopes": ["asks"], "until": soon(30)}),
        "people.agree_support": Row(
            MEMBER, {}, missing=only("member", "easy", "broker"), refused=frozenset({"easy"})
        ),
        "people.end_support": Row(missing=only("member", "easy", "broker")),
        "people.supported": Row(),
        "people.my_safe_contact": Row(),
        "people.set_my_safe_contact": Row(MEMBER, {"no_letters": True}),
        "people.end_my_safe_contact": Row(),
        "people.safe_contact": Row(KEEPS_SAFE, missing=frozenset({"coordinator"})),
        "people.set_safe_contact": Row(KEEPS_SAFE, {"no_letters": True}, missing=frozenset({"coordinator"})),
        "people.end_safe_contact": Row(KEEPS_SAFE, missing=frozenset({"coordinator"})),
        "peers.peers": Row(),
        "peers.conversations": Row(),
        "peers.write_first": Row(MEMBER, WORDS | {"to": "$mair"}, key=True),
        "peers.conversation": Row(missing=only("member")),
        "peers.write_back": Row(MEMBER, WORDS, missing=only("member"), key=True),
        "peers.close_conversation": Row(missing=only("member")),
        "peers.report_conversation": Row(MEMBER, WORDS, missing=only("member")),
        "peers.waiting": Row(STAFF),
        "peers.waiting_one": Row(STAFF),
        "peers.answer_for": Row(STAFF, WORDS | {"evidence": "phone"}, key=True),
        "peers.wishes": Row(),
        "peers.ask_introduction": Row(MEMBER, {"other": "$tomos"}),
        "peers.withdraw_request": Row(missing=only("member", "broker")),
        "peers.make_introduction": Row(STAFF, {}, missing=frozenset({"coordinator"})),
        "peers.decline_request": Row(
            STAFF, {"answer": "Not now.", "lang": "en"}, missing=frozenset({"coordinator"})
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
        "peers.list_circles": Row(),
        "peers.start_circle": Row(MEMBER, CIRCLE),
        "peers.change_circle": Row(MEMBER, CIRCLE, missing=only("member")),
        "peers.join_circle": Row(MEMBER, {}),
        "peers.circle_people": Row(missing=only("member")),
        "peers.answer_joining": Row(MEMBER, {"yes": True}, missing=only("member")),
        "peers.invite_to_circle": Row(MEMBER, {"member": "$tomos"}, missing=only("member")),
        "peers.answer_invitation": Row(MEMBER, {"yes": True}, missing=only("easy")),
        "peers.leave_circle": Row(missing=only("member")),
        "peers.ask_to_go": Row(MEMBER, REASON, missing=only("member")),
        "peers.add_supporter": Row(MEMBER, {"member": "$tomos"}, missing=only("member")),
        "peers.choose_notices": Row(MEMBER, {"hears": "daily"}, missing=only("member")),
        "peers.end_circle": Row(MEMBER, REASON, missing=only("member")),
        "peers.posts": Row(missing=only("member")),
        "peers.post": Row(MEMBER, WORDS, missing=only("member"), key=True),
        "peers.withdraw_post": Row(missing=only("member")),
        "peers.take_post_away": Row(MEMBER, REASON, missing=only("member")),
        "peers.ask_again": Row(MEMBER, {"plea": "Please.", "lang": "en"}, missing=only("member")),
        "peers.look_again": Row(BROKER, {"back": True, "answer": "It is kind.", "lang": "en"}),
        "peers.add_picture": Row(
            MEMBER, {"content": PICTURE, "alt": "A point", "lang": "en"}, missing=only("member")
        ),
        "peers.take_picture_away": Row(MEMBER, REASON, refused=only("member")),
        "peers.elect_hosts": Row(
            MEMBER,
            {"role": "host", "candidates": ["$mair"], "until": soon(300), "closes_at": at(9)},
            missing=only("member"),
            key=True,
        ),
        "peers.seat_hosts": Row(missing=only("member")),
        "peers.lay_down_role": Row(missing=only("member")),
        "peers.proposals": Row(missing=only("member")),
        "peers.propose_widening": Row(
            MEMBER, {"joining": "open", "easy_en": "All may join."}, missing=only("member")
        ),
        "peers.propose_ending": Row(MEMBER, {"easy_en": "It is time to stop."}, missing=only("member")),
        "peers.withdraw_proposal": Row(missing=only("member")),
        "peers.put_to_vote": Row(MEMBER, {"closes_at": at(9)}, missing=only("member")),
        "peers.carry_out": Row(missing=only("member")),
        "peers.give_to_circle": Row(MEMBER, {"minutes": 15}, missing=only("member"), key=True),
        "peers.pay_from_circle": Row(
            MEMBER,
            {"to": "$mair", "minutes": 15, "reason": "Tea.", "lang": "en"},
            missing=only("member"),
            key=True,
        ),
        "peers.ask_circle": Row(MEMBER, NEW_ASK, missing=only("member")),
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
                    {
                        "giver": "$mair",
                        "receiver": "$dai",
                        "day": soon(-1),
                        "minutes": 30,
                        "work": "gardening",
                    }
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
            MEMBER,
            {"yes": True},
            missing=only("member", "broker", "coordinator"),
            refused=frozenset({"member"}),
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
        "exchange.vouchers": Row(),
        "exchange.issue_voucher": Row(MEMBER, {"spending_place": "$spending_place"}, key=True),
        "exchange.give_back_voucher": Row(missing=only("member", "broker")),
        "exchange.take_showing": Row(
            MEMBER,
            {"showings": [{"key": "device:1:1", "code": "0000-0000-0000-0000", "shown_at": at(-1)}]},
            refused=only("easy", "broker"),
        ),
        "exchange.conflicts": Row(BROKER),
        "exchange.look_at_conflict": Row(BROKER, WORDS),
        "exchange.place_account": Row(refused=only("easy", "broker")),
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
        "chain.report_thing": Row(
            MEMBER,
            {"kind": "delivering.activity", "thing": "$activity", "reason": "untrue", "words": "No hall"},
        ),
        "chain.my_reports": Row(),
        "chain.ask_again": Row(MEMBER, {"plea": "Look once more.", "lang": "en"}, missing=only("member")),
        "chain.cases": Row(MODERATES),
        "chain.decide_case": Row(
            MODERATES,
            {"verdict": "keep", "explanation": "Fair.", "lang": "en"},
            missing=frozenset({"evaluator"}),
        ),
        "chain.look_again": Row(
            MODERATES, {"verdict": "keep", "answer": "Fair.", "lang": "en"}, refused=frozenset({"broker"})
        ),
        "chain.close_gone": Row(MODERATES, missing=frozenset({"evaluator"})),
        "chain.moderation_log": Row(),
        "chain.change_safety_rules": Row(
            BROKER, {"acknowledge_working_days": 2, "decide_days": 5, "look_days": 2, "again_days": 20}
        ),
        "delivering.activities": Row(),
        "delivering.plan_activity": Row(RUNS, {"title_cy": "Côr", "title_en": "Choir", "work": "arts"}),
        "delivering.end_activity": Row(RUNS),
        "delivering.change_activity": Row(RUNS, {"title_cy": "Côr", "title_en": "Choir", "work": "arts"}),
        "delivering.copy_activity": Row(RUNS, {"title_cy": "Un", "title_en": "One"}),
        "delivering.change_session": Row(RUNS, {"starts_at": at(1), "ends_at": at(1.1), "places": 9}),
        "delivering.copy_session": Row(RUNS, {"starts_at": at(8)}),
        "delivering.repeats": Row(RUNS),
        "delivering.plan_repeat": Row(
            RUNS, {"how_often": "weekly", "starts_at": at(1), "ends_at": at(1.1), "times": 3}
        ),
        "delivering.leave_out": Row(RUNS, {"day": soon(4)}),
        "delivering.end_repeat": Row(RUNS, {"last_on": soon(20)}),
        "delivering.roles": Row(),
        "delivering.add_role": Row(RUNS, {"kind": "helper", "places": 2}),
        "delivering.change_role": Row(RUNS, {"places": 3}),
        "delivering.end_role": Row(RUNS),
        "delivering.leads": Row(RUNS),
        "delivering.appoint_lead": Row(RUNS, {"member": "$member"}),
        "delivering.end_lead": Row(RUNS),
        "delivering.set_photo": Row(RUNS, {"content": ONE_DOT, "alt_cy": "Dot", "alt_en": "A dot"}),
        "delivering.remove_photo": Row(RUNS),
        "delivering.make_group_feed": Row(
            MEMBER, {"group": "$singers", "name": "phone"}, refused=only("easy")
        ),
        "delivering.end_group_feed": Row(MEMBER, missing=only("easy")),
        "delivering.swaps": Row(),
        "delivering.ask_swap": Row(
            MEMBER, missing=only("member", "easy", "broker", "officer"), refused=frozenset({"officer"})
        ),
        "delivering.accept_swap": Row(MEMBER, missing=only("member", "easy", "broker", "officer")),
        "delivering.withdraw_swap": Row(
            MEMBER, missing=only("member", "easy", "broker", "officer"), refused=frozenset({"officer"})
        ),
        "delivering.add_session": Row(RUNS, {"starts_at": at(1), "ends_at": at(1.1)}),
        "delivering.sessions": Row(),
        "delivering.session": Row(),
        "delivering.cancel_session": Row(RUNS),
        "delivering.sign_ups": Row(),
        "delivering.sign_up": Row(MEMBER, {}),
        "delivering.session_list": Row(RUNS),
        "delivering.withdraw_sign_up": Row(
            missing=only("member", "easy", "broker", "officer"), refused=frozenset({"officer"})
        ),
        "delivering.sheet": Row(RUNS),
        "delivering.record_attendance": Row(
            RUNS, {"rows": [{"member": "$mair", "part": "contributing", "minutes": 60}]}
        ),
        "delivering.attendance": Row(),
        "delivering.check_ins": Row(refused=only("broker", "officer")),
        "delivering.check_in": Row(MEMBER, {"member": "$mair"}, refused=only("broker", "officer")),
        "delivering.take_back_check_in": Row(refused=only("broker", "officer")),
        "delivering.hold_session": Row(refused=only("broker", "officer")),
        "delivering.slots": Row(),
        "delivering.book_slot": Row(MEMBER, {"topic": "rights"}),
        "delivering.appointments": Row(),
        "delivering.give_up_slot": Row(missing=only("member", "easy")),
        "delivering.book": Row(),
        "delivering.open_slots": Row(MEMBER, {"minutes": 30}, refused=only("member", "broker", "officer")),
        "delivering.end_slot": Row(MEMBER, {"came": True}, missing=only("member")),
        "delivering.close_slot": Row(missing=only("member")),
        "delivering.keep_in_confidence": Row(MEMBER, {"topics": ["debt"]}, refused=only("broker", "officer")),
        "delivering.advice_figures": Row(frozenset({"broker", "officer", "evaluator"})),
        "delivering.courses": Row(),
        "delivering.keep_course": Row(MEMBER, {"sessions_needed": 2}, refused=only("broker", "officer")),
        "delivering.issue_certificates": Row(
            MEMBER, {"members": ["$dai"]}, missing=only("broker", "officer")
        ),
        "delivering.certificates": Row(),
        "delivering.withdraw_certificate": Row(MEMBER, REASON, missing=only("broker", "officer")),
        "delivering.show_certificate": Row(MEMBER, {"shown": "link"}, missing=only("member")),
        "delivering.learning": Row(),
        "delivering.write_learning": Row(MEMBER, {"title": "Knots", "learned_on": soon(-1), "lang": "en"}),
        "delivering.forget_learning": Row(missing=only("member")),
        "delivering.make_learning_link": Row(MEMBER, {"name": "College", "expires_on": soon(5)}),
        "delivering.end_learning_link": Row(missing=only("member")),
        "delivering.trained": Row(),
        "chain.find": Row(query="q=lunch"),
        "chain.service_report": Row(),
        "chain.year_report": Row(),
        "chain.programme_report": Row(),
        "chain.saved": Row(),
        "chain.save_thing": Row(MEMBER, {"kind": "listing", "id": "$listing"}),
        "chain.forget_saved": Row(missing=only("member")),
        "services.listings": Row(),
        "services.listing": Row(),
        "services.add_listing": Row(RUNS, {"provider": "$provider", "name_en": "Shed"}),
        "services.change_listing": Row(
            MEMBER, {"provider": "$provider", "name_en": "Shed", "owner": "$dai"}, missing=NOT_THE_OWNER
        ),
        "services.confirm_listing": Row(missing=NOT_THE_OWNER),
        "services.ask_check": Row(RUNS),
        "services.answer_check": Row(MEMBER, {"answer": "true"}, missing=NOT_THE_OWNER),
        "services.report_mistake": Row(MEMBER, {"kind": "times", "lang": "en"}),
        "services.report_missing": Row(MEMBER, {"words": "A choir", "lang": "en"}),
        "services.mistakes": Row(),
        "services.settle_mistake": Row(MEMBER, {"mended": True}, missing=NOT_THE_OWNER),
        "services.alike_listings": Row(RUNS),
        "services.merge_listings": Row(RUNS, {"other": "$other_listing"}),
        "services.undo_merge": Row(RUNS),
        "services.say_not_the_same": Row(RUNS, {"other": "$other_listing"}),
        "services.providers": Row(),
        "services.add_provider": Row(RUNS, {"name_en": "The Hall"}),
        "services.change_provider": Row(RUNS, {"name_en": "The Hall"}),
        "services.try_list": Row(
            RUNS, {"name": "a.csv", "content": "name,organization_name\nLunch,Hall\n", "lang": "en"}
        ),
        "services.step_list": Row(RUNS),
        "services.set_widget_sites": Row(RUNS, {"origins": ["https://www.example.org"]}),
        "safety.blocks": Row(),
        "safety.block": Row(MEMBER, {"blocked": "$mair"}),
        "safety.unblock": Row(missing=only("member", "broker")),
        "safety.raise_concern": Row(MEMBER, WORDS),
    }
    # Scoring, award, contract
    | {
        "commissioning.scores": Row(),
        "commissioning.score_bid": Row(
            MEMBER,
            {
                "bid": "$opened_bid",
                "criterion": "$judged_by",
                "seat": "$dai_seat",
                "score": 4,
                "reason": "Good",
                "lang": "en",
                "entered_from": "paper",
            },
            refused=only("member", "broker", "officer"),
        ),
        "commissioning.correct_score": Row(
            MEMBER,
            {"score": 2, "reason": "Less", "lang": "en", "why_changed": "Slip", "entered_from": "paper"},
            refused=only("member", "broker", "officer"),
        ),
        "commissioning.begin_moderation": Row(OFFICER, {}),
        "commissioning.moderate_score": Row(
            OFFICER, {"bid": "$agreeing_bid", "criterion": "$agreeing_criterion", "score": 3, **REASONS}
        ),
        "commissioning.award": Row(),
        "commissioning.decide_award": Row(
            OFFICER, {"bid": "$first_bid", "citizens_for": 2, "professionals_for": 2, **REASONS}
        ),
        "commissioning.object_to_award": Row(
            MEMBER,
            {"party": "$circle_member", "text": "Look again", "lang": "en"},
            refused=only("easy", "provider"),
        ),
        "commissioning.answer_objection": Row(
            OFFICER, {"upheld": False, "answer_cy": "Na", "answer_en": "No"}
        ),
        "commissioning.withdraw_award": Row(OFFICER, {"why_cy": "Gwir", "why_en": "True"}),
        "commissioning.confirm_award": Row(OFFICER),
        "commissioning.agreement": Row(),
        "commissioning.sign_agreement": Row(
            OFFICER,
            {
                "starts_on": soon(0),
                "ends_on": soon(300),
                "milestones": [
                    {
                        "title_cy": "Un",
                        "title_en": "One",
                        "due_on": soon(30),
                        "value_pence": 4_000_010,
                        "outcome": "$signed_outcome",
                    }
                ],
            },
        ),
        "commissioning.meet_milestone": Row(OFFICER, {"met_on": soon(0), "evidence": "Sheets", "lang": "en"}),
        "commissioning.pay": Row(OFFICER, {"pence": 100, "paid_on": soon(0)}, key=True),
        "commissioning.propose_variation": Row(
            MEMBER,
            {"value_pence": 4_200_000, "ends_on": soon(310), **REASONS},
            refused=only("officer", "provider"),
        ),
        "commissioning.settle_variation": Row(
            MEMBER,
            {"seat": "$contract_seat", "agrees": True, "entered_from": "phone"},
            refused=only("member", "broker", "officer"),
        ),
        "commissioning.end_agreement": Row(OFFICER),
        "commissioning.bring_in_measures": Row(
            OFFICER,
            {
                "name": "Ours",
                "version": "1",
                "content": "code,theme,measure,unit,proxy_pence,source,year\nA,Jobs,Hours,hours,1,Us,2026\n",
            },
        ),
        "commissioning.promise_measure": Row(OFFICER, {"measure": "$other_measure", "quantity": "2"}),
        "commissioning.record_delivery": Row(
            MEMBER,
            {
                "reference": "two",
                "from_on": soon(0),
                "until_on": soon(0),
                "evidence": "Sheet",
                "lang": "en",
                "because_of_contract": True,
                "local": True,
                "quantity": "1",
            },
            refused=only("officer", "provider"),
        ),
        "commissioning.take_delivery_back": Row(OFFICER, {"why": "It was another's"}),
        "commissioning.choose_for_turn": Row(
            MEMBER,
            {
                "seat": "$dai_seat",
                "choice": "renew",
                "reason": "It works",
                "lang": "en",
                "entered_from": "talk",
            },
            refused=only("member", "broker", "officer"),
        ),
        "commissioning.end_turn_by_panel": Row(OFFICER, REASONS),
    }
)

# Outcomes of services and frameworks of outcomes.
TABLE.update(
    {
        "services.frameworks": Row(),
        "services.framework": Row(),
        "services.try_framework": Row(
            OFFICER,
            {
                "name": "a.csv", "content": "code,text_en\na,I belong\n", "code": "of-our-own", "version": "1",
                "name_en": "Our own",
            },
        ),
        "services.step_framework": Row(OFFICER),
        "services.put_away_framework": Row(OFFICER),
        "services.outcomes": Row(),
        "services.choose_statements": Row(OFFICER, {"statements": ["$shared_statement"]}),
        "services.choose_outcome": Row(OFFICER, {"wording_cy": "Mae cinio.", "wording_en": "There is lunch."}),
        "services.word_outcome": Row(MEMBER, {"text": "Company", "lang": "en"}),
        "services.take_back_words": Row(refused=only("member")),
        "services.name_judge": Row(OFFICER, {"side": "citizens", "role": "panel"}),
        "services.move_outcome": Row(OFFICER, {"statement": "$newer_statement"}),
        "services.let_go_outcome": Row(OFFICER, {"reason_cy": "Am fod.", "reason_en": "Because."}),
    }
)  # fmt: skip
# Tenders: Ffion runs them; Dai keeps a key; Rhodri bids.
NOT_THE_KEEPER, NOT_THE_BIDDER = only("member"), only("provider")
DESCRIBED: dict[str, Any] = {"title_cy": "A", "title_en": "A", "value_pence": 5_000_000}
CRITERION: dict[str, Any] = {
    "kind": "quality", "name_cy": "A", "name_en": "A", "asks_cy": "A?", "asks_en": "A?", "weight_percent": 5,
}  # fmt: skip
TOLD = {"cy": "Geiriau", "en": "Words"}
A_BID: dict[str, Any] = {
    "lot": 1,
    "answers": [{"criterion": f"$open_criterion_{one}", "text": "So", "lang": "en"} for one in (1, 2, 3)],
    "promises": [{"measure": "A", "unit": "a", "quantity": "1", "when": "Soon"}],
    "coproduction": {"roles": "All", "hours_minutes": 60, "people": 1, "sessions": 1},
    "evidence": "A", "who_coproduced": "A", "how_evidenced": "A", "lang": "en",
    "budget": [{"name": "Time", "pence": 100, "for_peoples_time": True}],
}  # fmt: skip
TABLE.update(
    {
        "commissioning.procurements": Row(),
        "commissioning.procurement": Row(),
        "commissioning.tender_rules": Row(),
        "commissioning.set_tender_rules": Row(
            OFFICER,
            {
                "coproduction_least_percent": 10,
                "social_value_least_percent": 10,
                "full_route_from_pence": 3_000_000,
                "standstill_days": 8,
                "open_days": 28,
                "light_open_days": 7,
            },
        ),
        "commissioning.start_procurement": Row(OFFICER, {**DESCRIBED, "turn": "$turn", "buyer": "$buyer"}),
        "commissioning.change_procurement": Row(OFFICER, DESCRIBED),
        "commissioning.set_lots": Row(
            OFFICER, {"lots": [{"title_cy": "A", "title_en": "A", "value_pence": 5_000_000}]}
        ),
        "commissioning.propose_criterion": Row(MEMBER, {"text": "Ask us", "lang": "en"}),
        "commissioning.add_criterion": Row(OFFICER, CRITERION),
        "commissioning.change_criterion": Row(OFFICER, CRITERION),
        "commissioning.drop_criterion": Row(OFFICER),
        "commissioning.weigh_criteria": Row(
            OFFICER,
            {
                "weights": [
                    {"criterion": f"$criterion_{one}", "percent": percent}
                    for one, percent in ((1, 60), (2, 20), (3, 20))
                ]
            },
        ),
        "commissioning.publish_tender": Row(OFFICER, {"closes_at": at(30), "questions_until": soon(10)}),
        "commissioning.amend_tender": Row(OFFICER, TOLD),
        "commissioning.extend_deadline": Row(OFFICER, {"closes_at": at(60), "why_cy": "A", "why_en": "A"}),
        "commissioning.cancel_procurement": Row(OFFICER, TOLD),
        "commissioning.ask_clarification": Row(MEMBER, {"text": "When?", "lang": "en"}),
        "commissioning.answer_clarification": Row(OFFICER, TOLD),
        "commissioning.put_in_bid": Row(MEMBER, A_BID),
        "commissioning.receipt": Row(missing=NOT_THE_BIDDER),
        "commissioning.withdraw_bid": Row(missing=NOT_THE_BIDDER),
        "commissioning.opening": Row(),
        "commissioning.open_light_bids": Row(OFFICER),
        "commissioning.name_holders": Row(
            OFFICER,
            {"citizen": "$member_dai", "officer": "$member_ffion", "independent": "$member_priya"},
        ),
        "commissioning.replace_tender_holder": Row(OFFICER, {"member": "$member_mair"}),
        "commissioning.ask_share_change": Row(
            OFFICER, {"member": "$member_sian", "reason": "Lost", "lang": "en"}
        ),
        "commissioning.stop_share_change": Row(OFFICER),
        "commissioning.practise_opening": Row(OFFICER),
        "commissioning.take_share": Row(missing=NOT_THE_KEEPER),
        "commissioning.show_share": Row(MEMBER, {"text": "$took_file"}, missing=NOT_THE_KEEPER),
        "commissioning.decline_share": Row(missing=NOT_THE_KEEPER),
        "commissioning.give_in_practice": Row(MEMBER, {"text": "$practice_file"}, missing=NOT_THE_KEEPER),
        "commissioning.give_for_change": Row(MEMBER, {"text": "$changing_file"}, missing=NOT_THE_KEEPER),
        "commissioning.give_share": Row(MEMBER, {"text": "$closed_file"}, missing=NOT_THE_KEEPER),
        "commissioning.benefits": Row(),
        "commissioning.state_benefit": Row(
            MEMBER, {"inclusive": "A", "involves": "A", "wellbeing": "A", "lang": "en"}
        ),
        "commissioning.check_benefit": Row(
            OFFICER,
            {"inclusive_met": True, "involves_met": True, "wellbeing_met": True, "words": "A", "lang": "en"},
        ),
    }
)

# Partnerships: Ffion runs them, Dai speaks for a group and keeps the fund, Siân is a partner herself.
GIFT = {"gift": "space", "amount": 100, "what": "A hall", "lang": "en"}
MONEY = {"pence": 100, "what": "Bread", "lang": "en", "occurred_on": soon(0)}
WHY = {"reason": "Because.", "lang": "en"}
DEAL = {
    "title_cy": "C", "title_en": "A", "text_cy": "C", "text_en": "A", "from_on": soon(0), "review_on": soon(9),
}  # fmt: skip
ABOUT = {"name_cy": "B", "name_en": "B", "purpose_cy": "B", "purpose_en": "B"}
RULES = {
    "framework": {
        "format": "gilydd framework 1", "code": "ours", "version": 1, "name": {"cy": "Ein", "en": "Ours"},
        "source": "Us", "seats": [{"code": "one", "name": {"cy": "Un", "en": "One"}}],
    }
}  # fmt: skip
PARTNERSHIPS: dict[str, Row] = {
    "partnerships.list_partnerships": Row(),
    "partnerships.list_frameworks": Row(),
    "partnerships.list_programmes": Row(),
    "partnerships.list_requests": Row(),
    "partnerships.list_gifts": Row(),
    "partnerships.show_fund": Row(),
    "partnerships.adopt_framework": Row(OFFICER, RULES),
    "partnerships.start_partnership": Row(OFFICER, ABOUT | {"kind": "board"}),
    "partnerships.change_partnership": Row(MEMBER, ABOUT, missing=only("officer")),
    "partnerships.end_partnership": Row(MEMBER, WHY, missing=only("officer")),
    "partnerships.add_partner": Row(
        MEMBER, {"member": "$mair", "kind": "other"}, missing=only("officer")
    ),
    "partnerships.end_partner": Row(MEMBER, WHY, missing=only("officer", "member")),
    "partnerships.seat_member": Row(
        MEMBER, {"member": "$mair", "capacity": "carer", "seat": "resident"}, missing=only("officer")
    ),
    "partnerships.end_seat": Row(MEMBER, WHY, missing=only("officer")),
    "partnerships.name_service": Row(MEMBER, {"service": "$service"}, missing=only("officer")),
    "partnerships.invite_community": Row(MEMBER, {"address": "$hill"}, missing=only("officer")),
    "partnerships.answer_link": Row(OFFICER, {"yes": True}),
    "partnerships.leave_programme": Row(OFFICER, WHY),
    "partnerships.write_agreement": Row(MEMBER, DEAL, missing=only("officer")),
    "partnerships.write_version": Row(MEMBER, DEAL, missing=only("officer")),
    "partnerships.sign_agreement": Row(MEMBER, {"partner": "$partner"}, missing=only("member")),
    "partnerships.request_cooperation": Row(
        MEMBER,
        {
            "asked": "$other_partner", "ground": "$ground", "title": "A van", "words": "Please.",
            "lang": "en", "answer_by": soon(9),
        },
        missing=only("member"),
    ),
    "partnerships.answer_request": Row(
        MEMBER, {"yes": False, "answer": "We have none.", "lang": "en"}, missing=only("easy", "officer")
    ),
    "partnerships.withdraw_request": Row(missing=only("member")),
    "partnerships.pledge": Row(
        MEMBER, GIFT | {"from_on": soon(0), "until_on": soon(9)}, missing=only("member", "officer")
    ),
    "partnerships.withdraw_pledge": Row(MEMBER, WHY, missing=only("member")),
    "partnerships.contribute": Row(MEMBER, GIFT | {"given_on": soon(0)}, missing=only("member", "officer")),
    "partnerships.reverse_contribution": Row(MEMBER, WHY, missing=only("member", "officer")),
    "partnerships.open_fund": Row(missing=only("officer")),
    "partnerships.pay_in": Row(MEMBER, MONEY | {"partner": "$partner"}, missing=only("member"), key=True),
    "partnerships.spend": Row(
        MEMBER, MONEY | {"decision": "$carried_decision"}, missing=only("member"), key=True
    ),
    "partnerships.reverse_entry": Row(MEMBER, WHY, missing=only("member")),
    "partnerships.propose_decision": Row(
        MEMBER, {"title": "A bus", "lang": "en"}, missing=only("member", "easy")
    ),
    "partnerships.take_stand": Row(MEMBER, {"stance": "for"}, missing=only("member")),
    "partnerships.settle_decision": Row(missing=only("officer")),
    "partnerships.withdraw_decision": Row(missing=only("member")),
    "partnerships.add_action": Row(
        MEMBER, {"what": "Ring", "lang": "en", "due_on": soon(9), "carrier": "$mair"},
        missing=only("member", "officer"),
    ),
    "partnerships.end_action": Row(
        MEMBER, {"done": True, "outcome": "Rung.", "lang": "en"}, missing=only("member", "officer")
    ),
    "partnerships.begin_assessment": Row(
        MEMBER, {"year": timezone.localdate().year, "framework": "$statements", "closes_on": soon(9)},
        missing=only("officer"),
    ),
    "partnerships.answer_as_partner": Row(
        MEMBER, {"partner": "$partner", "answers": {"$assessed_question": "agree"}}, missing=only("member")
    ),
    "partnerships.close_assessment": Row(missing=only("officer")),
}  # fmt: skip
TABLE |= PARTNERSHIPS

# Both sides of a turn, conversations about a gap, releases and voice.
FOUND = {"text_cy": "Canfyddiad arall.", "text_en": "Another finding."}
TABLE.update(
    {
        "evaluating.both_sides": Row(),
        "evaluating.link_evidence": Row(EVALUATES, {"published": "$published"}),
        "evaluating.find": Row(EVALUATES, FOUND),
        "evaluating.draft_finding": Row(EVALUATES),
        "evaluating.change_finding": Row(EVALUATES, FOUND),
        "evaluating.open_finding": Row(EVALUATES),
        "evaluating.publish_finding": Row(EVALUATES),
        "evaluating.hand_down_need": Row(EVALUATES),
        "evaluating.comment_on_finding": Row(MEMBER, {"text": "Yes.", "lang": "en"}),
        "evaluating.judge_outcome": Row(MEMBER, {"verdict": "partly", "lang": "en"}),
        "evaluating.close_judging": Row(EVALUATES),
        "evaluating.gap_conversation": Row(),
        "evaluating.open_conversation": Row(EVALUATES),
        "evaluating.say": Row(MEMBER, {"text": "Yes.", "lang": "en"}),
        "evaluating.put_ending": Row(
            EVALUATES | {"officer"}, {"kind": "agreed", "text_cy": "Iawn.", "text_en": "Right."}
        ),
        "evaluating.assent": Row(),
        "evaluating.social_capital": Row(),
        "evaluating.release_quarter": Row(
            EVALUATES, {"ends_on": release_day(timezone.localdate()).isoformat()}
        ),
        "evaluating.choose_trust_question": Row(EVALUATES, {"question": "$asked_question"}),
        "evaluating.figure_releases": Row(),
        "evaluating.name_raw_reader": Row(OFFICER, {"member": "$priya"}),
        "evaluating.end_raw_reader": Row(OFFICER),
        "evaluating.voice_of_service": Row(),
        "evaluating.voice_of_year": Row(),
    }
)
# Guided turns and cases
STEP: dict[str, Any] = {
    "falls_to": "panel", "title_cy": "Caffi", "title_en": "Café", "what_cy": "Bwyta.", "what_en": "Eat.",
}  # fmt: skip
CASE = {
    "title_cy": "Cinio", "title_en": "Lunch", "need_cy": "Unigrwydd.", "need_en": "People were alone.",
    "changed_cy": "Cwmni.", "changed_en": "Company.", "wrong_en": "It rained.",
}  # fmt: skip
# Siân is a peer researcher in this world.
TELLS = frozenset({"officer", "evaluator", "easy"})
CASES = {
    "services.guide": Row(),
    "services.add_step": Row(OFFICER, {**STEP, "quarter": "design"}),
    "services.change_step": Row(OFFICER, STEP),
    "services.leave_out_step": Row(OFFICER, REASONS),
    "services.use_shipped_step": Row(OFFICER, {}),
    "services.tick_step": Row(TELLS | {"provider", "broker"}, {"note": "We ate.", "lang": "en"}),
    "services.untick_step": Row(TELLS | {"provider", "broker"}),
    "evaluating.turn_guide": Row(),
    "evaluating.cases": Row(),
    "evaluating.case": Row(),
    "evaluating.prepare_case": Row(TELLS, CASE),
    "evaluating.agree_to_case": Row(
        MEMBER, {"side": "citizen", "digest": "$draft_digest"}, only(*TELLS, "member", "broker", "provider"),
        only(*ALL - TELLS - {"broker"}),
    ),
    "evaluating.take_agreement_back": Row(MEMBER, None, only(*TELLS, "member", "broker", "provider")),
    "evaluating.publish_case": Row(TELLS),
    "evaluating.withdraw_case": Row(
        MEMBER, {"why_cy": "Gwall.", "why_en": "A mistake."}, refused=only(*TELLS, "member", "provider")
    ),
    "evaluating.start_from_case": Row(OFFICER, {"case": "$case_key"}),
    "evaluating.try_cases": Row(TELLS, {"name": "cases.json", "content": "$cases_json"}),
    "evaluating.step_cases": Row(TELLS),
}  # fmt: skip
TABLE |= CASES
