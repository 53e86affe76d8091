"""Who may read each field that holds text: a field without a row fails the build (tests/test_canaries.py).

PUBLIC: anybody. MEMBERS: every member of the community. STAFF: whoever it concerns, and the brokers or those
with the duty. PRIVATE: only whom it concerns and whom they chose, no broker. CODE: no words of people: an
address, a number, a state, something made by Gilydd. Where a field is shown in one state and not in another
it stands under the narrower one, and the room's own tests show when it opens.
"""

from __future__ import annotations

PUBLIC, MEMBERS, STAFF, PRIVATE, CODE = "public", "members", "staff", "private", "code"
# Names that say by themselves that there are no words of people in them.
CODES = frozenset(
    {
        "lang", "key", "slug", "picture", "digest", "code", "sha256", "currency", "hash", "previous_hash",
        "verb", "fingerprint", "rrule", "external_id", "code_version",
    }
)  # fmt: skip
CODE_ENDINGS = ("_key", "_lang", "_sha256", "_keys")


def _both(model: str, audience: str, *names: str) -> dict[str, str]:
    return {f"{model}.{name}_{lang}": audience for name in names for lang in ("cy", "en")}


def _these(model: str, audience: str, *names: str) -> dict[str, str]:
    return {f"{model}.{name}": audience for name in names}


FIELDS: dict[str, str] = {
    # history
    **_these("history.Record", CODE, "capacity", "facts"),
    **_these("history.Reason", STAFF, "text"),
    # people
    **_both("people.Community", PUBLIC, "name", "about"),
    **_these("people.Party", PUBLIC, "name", "name_cy"),
    **_these("people.Identity", MEMBERS, "known_as"),
    **_these("people.Identity", STAFF, "full_name", "email", "phone", "address", "postcode"),
    **_these("people.Login", PRIVATE, "password", "email"),
    **_these("people.Organisation", PUBLIC, "identifier", "website"),
    **_both("people.Area", PUBLIC, "name"),
    **_these("people.Membership", STAFF, "number"),
    **_both("people.Place", PUBLIC, "name", "access"),
    **_these("people.Place", PUBLIC, "address", "postcode", "facilities"),
    **_both("people.Term", PUBLIC, "name"),
    **_these("people.Message", PRIVATE, "subject", "text"),
    **_these("people.Message", CODE, "language", "href"),
    **_these(
        "people.Joining", STAFF, "full_name", "known_as", "email", "phone", "address", "postcode", "gives",
        "visit_where",
    ),
    **_these("people.Joining", CODE, "language"),
    **_both("people.JoiningRules", PUBLIC, "code_of_conduct", "easy_code"),
    **_these("people.Reference", STAFF, "name", "contact", "how_known", "words"),
    **_both("people.Mailing", STAFF, "subject", "text"),
    **_these("people.Token", PRIVATE, "name"),
    **_these("people.Token", CODE, "scopes"),
    **_these("people.Support", CODE, "scopes"),
    **_these("people.SupportAct", CODE, "href"),
    **_these("people.SafeContact", STAFF, "how"),
    **_both("people.Roll", STAFF, "people", "why"),
    **_these("people.Roll", STAFF, "contact"),
    **_these("people.Tenure", STAFF, "reference"),
    **_these("people.Tenure", CODE, "salt", "name_mark", "home_mark"),
    **_these("people.RollUpload", STAFF, "file_name", "rows", "decided", "report"),
    # safety
    **_these("safety.Concern", PRIVATE, "words", "outcome_words"),
    **_these("safety.ConcernNote", PRIVATE, "words"),
    **_these("safety.ConcernStep", PRIVATE, "words"),
    **_both("safety.SafetyRules", PUBLIC, "welcome"),
    **_these("safety.Case", STAFF, "quote", "explanation", "plea", "answer"),
    **_these("safety.Report", STAFF, "words"),
    # assets
    **_these("assets.Asset", MEMBERS, "title", "details"),
    **_these("assets.Profile", MEMBERS, "about"),
    # services
    **_both("services.Service", PUBLIC, "name", "summary"),
    **_both("services.Turn", PUBLIC, "next", "decision_reason"),
    **_both("services.Outcome", PUBLIC, "wording"),
    **_both("services.Provider", PUBLIC, "name", "about"),
    **_these("services.Provider", PUBLIC, "email", "website"),
    **_both("services.Listing", PUBLIC, "name", "about", "easy", "alert", "fees", "who", "access"),
    **_these("services.Listing", PUBLIC, "url", "email", "area_words", "ways", "languages", "labels"),
    **_these("services.Listing", STAFF, "contact_email"),
    **_these("services.OpeningTime", CODE, "byday", "bymonthday"),
    **_both("services.OpeningTime", PUBLIC, "note"),
    **_these("services.ListingPhone", PUBLIC, "number"),
    **_both("services.ListingPhone", PUBLIC, "note"),
    **_these("services.ListingCheck", STAFF, "words"),
    **_these("services.Mistake", STAFF, "words", "email", "reply"),
    **_these("services.ListingMerge", STAFF, "before"),
    **_these("services.ListFile", STAFF, "name", "content", "report"),
    **_these("services.WidgetSite", STAFF, "origin"),
    **_these("services.EntryWord", PUBLIC, "word"),
    # surveys
    **_both("surveys.Survey", PUBLIC, "title", "purpose"),
    **_both("surveys.Question", PUBLIC, "text", "easy"),
    **_these("surveys.Question", CODE, "measure"),
    **_both("surveys.AnswerOption", PUBLIC, "text"),
    **_these("surveys.Answered", STAFF, "slip"),
    **_these("surveys.Sheet", CODE, "mark"),
    **_both("surveys.PublishedResult", PUBLIC, "question"),
    **_these("surveys.PublishedResult", PUBLIC, "source", "url"),
    **_these("surveys.Sample", PUBLIC, "seed", "frame_hash"),
    **_these("surveys.Kiosk", STAFF, "name"),
    **_these("surveys.TypedSlip", STAFF, "slip", "answers"),
    **_both("surveys.Reply", PUBLIC, "words", "by_whom", "no_change"),
    **_both("surveys.Change", PUBLIC, "what", "by_whom", "reason"),
    # deciding
    **_both("deciding.Election", PUBLIC, "title"),
    **_these("deciding.Election", PUBLIC, "source", "file_name", "input_text"),
    **_these("deciding.DecisionRun", PUBLIC, "funded", "result", "share"),
    **_these("deciding.Option", PUBLIC, "name", "why"),
    **_both("deciding.Vote", PUBLIC, "title", "about", "easy"),
    **_these("deciding.Vote", CODE, "lot_seed"),
    **_both("deciding.VoteChoice", PUBLIC, "text", "easy"),
    **_these("deciding.Ballot", PRIVATE, "choices"),
    **_these("deciding.VoteCount", MEMBERS, "result"),
    # exchange
    **_these("exchange.Account", MEMBERS, "name"),
    **_these("exchange.TransferNote", STAFF, "text"),
    **_these("exchange.Ask", MEMBERS, "title", "details"),
    **_these("exchange.Promise", STAFF, "meets_where"),
    **_both("exchange.Rules", MEMBERS, "pot_policy"),
    **_these("exchange.Series", STAFF, "title", "where"),
    **_these("exchange.GroupExchange", STAFF, "title"),
    **_these("exchange.Claim", STAFF, "words"),
    **_these("exchange.Thanks", STAFF, "words"),
    **_these("exchange.Feedback", STAFF, "words"),
    **_these("exchange.Trouble", STAFF, "words", "outcome"),
    **_both("exchange.SpendingPlace", PUBLIC, "name", "about"),
    **_both("exchange.Agreement", MEMBERS, "partner_name"),
    **_these("exchange.Trade", STAFF, "other_name"),
    **_these("exchange.Leaving", STAFF, "words"),
    **_these("exchange.Introduction", STAFF, "words"),
    **_these("exchange.Contact", STAFF, "words"),
    **_these("exchange.Intake", STAFF, "kind", "files", "mapping", "report"),
    **_these("exchange.Paper", STAFF, "messages", "content", "problem"),
    **_these("exchange.MatchingRound", STAFF, "document", "result", "problem"),
    **_these("exchange.Pairing", STAFF, "reasons"),
    **_these("exchange.Invitation", STAFF, "words"),
    **_these("exchange.Veto", STAFF, "words"),
    **_these("exchange.Voucher", STAFF, "number"),
    **_these("exchange.Scan", STAFF, "device", "words"),
    # peers
    **_these("peers.Written", PRIVATE, "words"),
    **_these("peers.IntroductionRequest", STAFF, "words", "answer"),
    **_these("peers.Circle", MEMBERS, "name", "name_cy", "purpose", "easy", "meets"),
    **_both("peers.Circle", MEMBERS, "for_whom"),
    **_these("peers.CircleMember", PRIVATE, "words"),
    **_both("peers.RoleVote", MEMBERS, "name"),
    **_both("peers.CircleRoleHeld", MEMBERS, "name"),
    **_these("peers.CirclePicture", MEMBERS, "content", "alt", "reason"),
    **_both("peers.Proposal", MEMBERS, "about", "easy", "for_whom"),
    **_these("peers.Proposal", CODE, "was"),
    **_these("peers.Post", STAFF, "words", "reason", "plea", "answer"),
    # stories
    **_these("stories.CareRecord", PRIVATE, "title", "matters"),
    **_these("stories.CareOption", PRIVATE, "name"),
    **_these("stories.CarePoint", PRIVATE, "words", "source"),
    **_these("stories.CareView", PRIVATE, "said_by", "words"),
    **_these("stories.CareDecision", PRIVATE, "words", "with_whom", "went"),
    **_these("stories.SignificantRound", MEMBERS, "name", "question"),
    **_both("stories.RoundDomain", MEMBERS, "name"),
    **_these("stories.RoundPanel", MEMBERS, "name"),
    **_these("stories.RoundChoice", MEMBERS, "reason", "others"),
    **_both("stories.Codebook", PUBLIC, "name", "about"),
    **_both("stories.Theme", PUBLIC, "name", "meaning"),
    **_these("stories.Study", PUBLIC, "name", "question", "findings"),
    **_these("stories.StudyCoder", PRIVATE, "called", "training"),
    **_these("stories.StudySource", PRIVATE, "text", "consent_sheet"),
    **_these("stories.Memo", PRIVATE, "words"),
    **_these("stories.StudyExport", CODE, "sources"),
    **_these("stories.Story", PRIVATE, "title", "words", "reason"),
    **_these("stories.Story", PUBLIC, "pseudonym_cy", "pseudonym_en", "involved"),
    **_both("stories.Prompt", PUBLIC, "question", "a", "b", "c"),
    **_these("stories.Recording", PRIVATE, "content", "transcript"),
    **_these("stories.Recording", CODE, "content_type"),
    **_these("stories.StoryVersion", PUBLIC, "title", "words"),
    **_these("stories.StoryVersion", PRIVATE, "why", "checked", "kept", "reply"),
    **_both("stories.StoryAnswer", PUBLIC, "words", "no_change"),
    **_both("stories.Change", PUBLIC, "what", "by_whom", "reason"),
    **_these("stories.DatasetShare", STAFF, "recipient", "email", "purpose"),
    **_these("stories.Fetch", CODE, "form"),
    # delivering
    **_both("delivering.Activity", PUBLIC, "title", "about"),
    **_these("delivering.ActivityPhoto", PUBLIC, "content", "alt_cy", "alt_en"),
    **_these("delivering.Repeat", CODE, "exceptions"),
    **_both("delivering.Session", PUBLIC, "weather", "transport", "why_cancelled"),
    **_both("delivering.RoleToFill", PUBLIC, "name"),
    **_these("delivering.GroupFeed", STAFF, "name"),
    **_these("delivering.Advice", PUBLIC, "topics"),
    **_these("delivering.Slot", CODE, "mark"),
    **_both("delivering.Course", PUBLIC, "learns"),
    **_these("delivering.Certificate", CODE, "number"),
    **_these("delivering.Learning", STAFF, "title", "words", "where"),
    **_these("delivering.LearningLink", PRIVATE, "name"),
    # designing
    **_both("designing.Challenge", PUBLIC, "title", "question"),
    **_these("designing.Proposal", PUBLIC, "title"),
    # designing, statements: public once somebody let them through (tests/designing/test_statements.py)
    **_these("designing.Statement", PUBLIC, "text", "translation", "easy_cy", "easy_en", "reason"),
    **_these("designing.Statement", CODE, "source_id"),
    **_these("designing.Respondent", PUBLIC, "group"),
    **_these("designing.OpinionPicture", STAFF, "counts", "groups", "found"),
    **_these("designing.OpinionPicture", CODE, "grouped_by"),
    **_these("designing.VoiceEvent", CODE, "state"),
    # commissioning: what it buys is public
    **_both("commissioning.Need", PUBLIC, "text"),
    **_these("commissioning.ContractingProcess", PUBLIC, "ocid", "buyer", "title", "title_cy"),
    **_these("commissioning.Release", PUBLIC, "release_id", "tag", "raw"),
    **_these("commissioning.Planning", PUBLIC, "rationale", "project"),
    **_these(
        "commissioning.Tender", PUBLIC, "title", "title_cy", "description", "description_cy", "status",
        "method", "tenderers",
    ),
    **_these("commissioning.Criterion", PUBLIC, "name", "kind"),
    **_these("commissioning.Award", PUBLIC, "title", "status", "suppliers"),
    **_these("commissioning.Contract", PUBLIC, "award_external_id", "title", "status"),
    **_these("commissioning.Milestone", PUBLIC, "title", "status"),
    **_these("commissioning.Payment", PUBLIC, "payer", "payee"),
    **_these("commissioning.Contradiction", PUBLIC, "path", "data"),
    # evaluating
    **_both("evaluating.Finding", PUBLIC, "text"),
    **_these("evaluating.FindingComment", MEMBERS, "text"),
    **_these("evaluating.Judgement", PUBLIC, "reason"),
}  # fmt: skip
