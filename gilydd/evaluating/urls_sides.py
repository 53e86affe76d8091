"""Addresses of both sides: figures of surveys, conversations, social capital, releases and voice."""

from django.urls import path

from .views import conversing, releases

paths = [
    path("evidence/<int:evidence>/", conversing.evidence, name="evidence"),
    path("evidence/<int:evidence>/draft/", conversing.finding_draft, name="finding_draft"),
    path("findings/<int:finding>/change/", conversing.finding_change, name="finding_change"),
    path(
        "turns/<int:turn>/outcomes/<int:outcome>/conversation/",
        conversing.conversation_open,
        name="conversation_open",
    ),
    path("conversations/<int:gap_conversation>/", conversing.conversation, name="conversation"),
    path("conversations/<int:gap_conversation>/say/", conversing.conversation_say, name="conversation_say"),
    path("conversations/<int:gap_conversation>/ending/", conversing.ending_new, name="ending_new"),
    path("endings/<int:gap_ending>/yes/", conversing.ending_assent, name="ending_assent"),
    path("social-capital/", releases.social_capital, name="social_capital"),
    path("social-capital/release/", releases.release_now, name="release_now"),
    path("social-capital/trust/", releases.trust_new, name="trust_new"),
    path("social-capital/figures/<slug:kind>/", releases.social_capital_sheet, name="social_capital_sheet"),
    path("releases/", releases.releases, name="releases"),
    path("releases/<int:figure_release>/raw/", releases.raw, name="raw"),
    path("raw-readers/new/", releases.raw_reader_new, name="raw_reader_new"),
    path("raw-readers/<int:raw_reader>/end/", releases.raw_reader_end, name="raw_reader_end"),
    path("voice/", releases.voice_all, name="voice_all"),
    path("voice/services/<int:service>/", releases.voice_service, name="voice_service"),
    path("voice/years/<int:heard_year>/", releases.voice_year, name="voice_year"),
]
