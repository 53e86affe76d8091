"""Who may open what: a row for each address. An address without a row fails the build.

`who` is the least somebody must be: PUBLIC, PERSON (signed in), MEMBER of the community, or roles.
`things` names what stands in the address; the world of the test makes each in both communities.
`hidden` lists members who are let through the door but must not find this very thing (404).
"""

from __future__ import annotations

from dataclasses import dataclass, field

PUBLIC, PERSON, MEMBER = "public", "person", "member"
BROKER = frozenset({"broker"})
RUNS_SESSIONS = frozenset({"broker", "officer"})
MAKES_SURVEYS = frozenset({"officer", "evaluator"})
ENTERS_SLIPS = frozenset({"broker"})
EVALUATES = frozenset({"evaluator"})


@dataclass(frozen=True)
class Row:
    """One address: who may open it, by which methods, and what stands in it."""

    who: str | frozenset[str]
    methods: str = "GET"
    things: tuple[str, ...] = ()
    hidden: frozenset[str] = field(default_factory=frozenset)


NOT_THEIRS = frozenset({"officer", "provider", "evaluator", "easy"})
GET_POST = "GET POST"

TABLE: dict[str, Row] = {
    "health": Row(PUBLIC),
    "front": Row(PUBLIC),
    "site:home": Row(PUBLIC),
    "site:about": Row(PUBLIC),
    "site:community": Row(PUBLIC),
    "account_login": Row(PUBLIC, GET_POST),
    "account_request_login_code": Row(PUBLIC, GET_POST),
    "account_confirm_login_code": Row(PUBLIC, GET_POST),
    "account_logout": Row(PERSON, GET_POST),
    "account_inactive": Row(PUBLIC),
    "account_change_password": Row(PERSON, GET_POST),
    "account_set_password": Row(PERSON, GET_POST),
    "account_signup": Row(PUBLIC),
    "account_reset_password": Row(PUBLIC, GET_POST),
    "ui:easy_read": Row(PUBLIC, "POST"),
    "ui:look": Row(PUBLIC),
    "people:me": Row(PERSON, GET_POST),
    "people:inbox": Row(PERSON),
    "people:message": Row(PERSON, "GET", ("message",), NOT_THEIRS | {"broker"}),
    "people_here:roll": Row(BROKER),
    "people_here:enrol": Row(BROKER, GET_POST),
    "people_here:member": Row(MEMBER, "GET", ("member",), NOT_THEIRS),
    "exchange:board": Row(MEMBER),
    "exchange:ask_new": Row(MEMBER, GET_POST),
    "exchange:ask": Row(MEMBER, "GET", ("ask",)),
    "exchange:ask_withdraw": Row(MEMBER, "POST", ("ask",)),
    "exchange:promise": Row(MEMBER, "POST", ("ask",)),
    "exchange:take_back": Row(MEMBER, "POST", ("promise",), NOT_THEIRS),
    "exchange:confirm": Row(MEMBER, GET_POST, ("promise",), NOT_THEIRS),
    "exchange:statement": Row(MEMBER),
    "exchange:statement_of": Row(BROKER, "GET", ("member",)),
    "exchange:transfer": Row(MEMBER, "GET", ("transfer",), NOT_THEIRS),
    "exchange:reverse": Row(BROKER, GET_POST, ("transfer",)),
    "exchange:books": Row(MEMBER),
    "deciding:elections": Row(PUBLIC),
    "deciding:election": Row(PUBLIC, "GET", ("election",)),
    "deciding:project": Row(PUBLIC, "GET", ("election", "option")),
    "deciding:voter": Row(PUBLIC, "GET", ("election",)),
    "deciding:file": Row(PUBLIC, "GET", ("election",)),
    "delivering:activities": Row(PUBLIC),
    "delivering:plan": Row(RUNS_SESSIONS, GET_POST),
    "delivering:activity": Row(PUBLIC, "GET", ("activity",)),
    "delivering:end": Row(RUNS_SESSIONS, "POST", ("activity",)),
    "delivering:session_new": Row(RUNS_SESSIONS, GET_POST, ("activity",)),
    "delivering:session": Row(PUBLIC, "GET", ("session",)),
    "delivering:sign_up": Row(MEMBER, "POST", ("session",)),
    "delivering:cancel": Row(RUNS_SESSIONS, "POST", ("session",)),
    "delivering:attendance": Row(RUNS_SESSIONS, GET_POST, ("session",)),
    "delivering:withdraw": Row(MEMBER, "POST", ("sign_up",), frozenset({"provider", "evaluator", "easy"})),
    "delivering:mine": Row(MEMBER),
    "delivering:turn": Row(PUBLIC, "GET", ("turn",)),
    "designing:challenges": Row(PUBLIC),
    "designing:challenge": Row(PUBLIC, "GET", ("challenge",)),
    "commissioning:needs": Row(PUBLIC, "GET", ("turn",)),
    "commissioning:need_new": Row(MEMBER, GET_POST, ("turn",)),
    "commissioning:processes": Row(PUBLIC, "GET", ("turn",)),
    "commissioning:process": Row(PUBLIC, "GET", ("process",)),
    "commissioning:releases": Row(PUBLIC, "GET", ("process",)),
    "commissioning:release": Row(PUBLIC, "GET", ("release",)),
    "surveys:surveys": Row(PUBLIC),
    "surveys:make": Row(MAKES_SURVEYS, GET_POST),
    "surveys:cite": Row(MAKES_SURVEYS, GET_POST),
    "surveys:published": Row(PUBLIC, "GET", ("published",)),
    "surveys:survey": Row(PUBLIC, "GET", ("survey",)),
    "surveys:answer": Row(MEMBER, GET_POST, ("survey",)),
    "surveys:paper": Row(ENTERS_SLIPS, GET_POST, ("survey",)),
    "surveys:paper_question": Row(ENTERS_SLIPS, GET_POST, ("survey", "place")),
    "surveys:open": Row(MAKES_SURVEYS, "POST", ("survey",)),
    "surveys:close": Row(MAKES_SURVEYS, GET_POST, ("survey",)),
    "evaluating:turn": Row(PUBLIC, "GET", ("turn",)),
    "evaluating:judge": Row(MEMBER, GET_POST, ("turn", "outcome")),
    "evaluating:close": Row(EVALUATES, "POST", ("turn",)),
    "evaluating:evidence_new": Row(EVALUATES, GET_POST, ("turn",)),
    "evaluating:finding_new": Row(EVALUATES, GET_POST, ("turn",)),
    "evaluating:finding": Row(PUBLIC, "GET", ("finding",)),
    "evaluating:comment": Row(MEMBER, "POST", ("finding",)),
    "evaluating:finding_open": Row(EVALUATES, "POST", ("finding",)),
    "evaluating:finding_publish": Row(EVALUATES, "POST", ("finding",)),
    "evaluating:finding_hand_down": Row(EVALUATES, "POST", ("finding",)),
    "chain:services": Row(PUBLIC),
    "chain:service": Row(PUBLIC, "GET", ("service",)),
}
