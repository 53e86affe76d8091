"""What each public record says on a service's page, and the quarter it belongs to."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from gilydd.services.words import Quarter

ROOM_QUARTER = {
    "commissioning": Quarter.COMMISSION,
    "designing": Quarter.DESIGN,
    "deciding": Quarter.DESIGN,
    "delivering": Quarter.DELIVER,
    "exchange": Quarter.DELIVER,
    "evaluating": Quarter.EVALUATE,
    "surveys": Quarter.EVALUATE,
    "stories": Quarter.EVALUATE,
}

EMPTY = {
    Quarter.COMMISSION: _("Nothing is commissioned yet. Say what matters to you: it is where it begins."),
    Quarter.DESIGN: _("Nothing is designed yet. Here proposals will be shaped and costed together."),
    Quarter.DELIVER: _("Nothing is delivered yet. Here sessions and hours given will be counted."),
    Quarter.EVALUATE: _("Nothing is judged yet. Here both sides will say whether it worked."),
}

SENTENCES = {
    "services.start_turn": _("The turn started"),
    "services.move_on": _("The turn moved on to its next quarter"),
    "services.end_turn": _("The turn ended with a decision"),
    "services.outcome": _("An outcome was put into words"),
    "commissioning.record_need": _("Somebody said what matters to them"),
    "commissioning.bring_in_releases": _("The contracting process was brought in"),
    "designing.raise_challenge": _("A challenge was raised"),
    "designing.frame_challenge": _("A challenge was framed together"),
    "designing.propose": _("A proposal was made"),
    "designing.bring_in_proposals": _("Proposals were brought in"),
    "designing.tie_decision": _("The decision was tied to its challenge"),
    "deciding.bring_in_election": _("The votes were counted"),
    "delivering.plan_activity": _("An activity was planned"),
    "delivering.plan_repeat": _("Sessions that come again were planned"),
    "delivering.end_activity": _("An activity ended"),
    "delivering.cancel_session": _("A session was cancelled"),
    "commissioning.undertake": _("Somebody said which activity delivers a milestone"),
    "commissioning.end_undertaking": _("An activity does not deliver its milestone any more"),
    "designing.undertake": _("Somebody said which activity delivers a funded proposal"),
    "designing.end_undertaking": _("An activity does not deliver its proposal any more"),
    "delivering.keep_in_confidence": _("Advice in confidence was set up"),
    "delivering.keep_course": _("A course was set up"),
    "delivering.issue_certificates": _("Certificates were given"),
    "delivering.hold_session": _("A session was held"),
    "delivering.record_attendance": _("A session was held, and its hours were written down"),
    "stories.answer_story": _("A service answered a story"),
    "stories.name_change": _("A change was named after a story"),
    "stories.move_change": _("A change comes later than promised"),
    "stories.finish_change": _("What became of a change was said"),
    "evaluating.link_evidence": _("Evidence was put beside the turn"),
    "evaluating.open_finding": _("A finding was opened for comment"),
    "evaluating.publish_finding": _("A finding was published"),
    "evaluating.close_judging": _("The judging ended"),
    "evaluating.hand_down_need": _("A finding became a need of the next turn"),
}
# Too many to tell one by one; the pages they lead to list them.
UNTOLD = {
    "deciding.close_vote",
    "delivering.add_session",
    "delivering.open_slots",
    "delivering.change_session",
    "delivering.make_sessions",
    "delivering.leave_out",
    "delivering.end_repeat",
    "delivering.add_role",
    "delivering.change_role",
    "delivering.end_role",
    "services.add_service",
}
