"""Addresses of needs put together, of the panel, of the specification and of interests."""

from django.urls import path

from .views import meetings, needs, panel, specification

paths = [
    path("turns/<int:turn>/needs/found/", needs.assembly, name="assembly"),
    path("turns/<int:turn>/needs/found/take/", needs.need_take, name="need_take"),
    path("turns/<int:turn>/needs/found/words/", needs.need_word, name="need_word"),
    path("turns/<int:turn>/needs/choose/", needs.needs_choose, name="needs_choose"),
    path("turns/<int:turn>/needs/settle/", needs.needs_settle, name="needs_settle"),
    path("needs/<int:turn_need>/join/", needs.need_join, name="need_join"),
    path("needs/<int:turn_need>/part/", needs.need_part, name="need_part"),
    path("turns/<int:turn>/panel/", panel.panel, name="panel"),
    path("turns/<int:turn>/panel/new/", panel.panel_new, name="panel_new"),
    path("panels/<int:panel>/quotas/", panel.quotas, name="quotas"),
    path("panels/<int:panel>/invite/", panel.invite, name="invite"),
    path("panels/<int:panel>/invitation/", panel.invitation, name="invitation"),
    path("panels/<int:panel>/join/", panel.pool_join, name="pool_join"),
    path("panels/<int:panel>/out/", panel.pool_out, name="pool_out"),
    path("panels/<int:panel>/close/", panel.pool_close, name="pool_close"),
    path("panels/<int:panel>/draw/", panel.panel_draw, name="panel_draw"),
    path("panels/<int:panel>/end/", panel.panel_end, name="panel_end"),
    path("panels/<int:panel>/files/<str:panel_file>/", panel.panel_file, name="panel_file"),
    path("panels/<int:panel>/professionals/new/", panel.professional_new, name="professional_new"),
    path("panels/<int:panel>/meetings/new/", meetings.meeting_new, name="meeting_new"),
    path("panels/<int:panel>/expenses/", meetings.expenses, name="expenses"),
    path("seats/<int:panel_seat>/", panel.seat, name="seat"),
    path("seats/<int:panel_seat>/leave/", panel.seat_leave, name="seat_leave"),
    path("seats/<int:panel_seat>/training/", panel.seat_training, name="seat_training"),
    path("seats/<int:panel_seat>/expenses/new/", meetings.expense_new, name="expense_new"),
    path("expenses/<int:expense>/", meetings.expense, name="expense"),
    path("meetings/<int:panel_meeting>/", meetings.meeting, name="meeting"),
    path("meetings/<int:panel_meeting>/credit/", meetings.meeting_credit, name="meeting_credit"),
    path("procurements/<int:procurement>/specification/", specification.specification, name="specification"),
    path("procurements/<int:procurement>/specification/new/", specification.version_new, name="version_new"),
    path("procurements/<int:procurement>/specification/compare/", specification.compare, name="compare"),
    path(
        "procurements/<int:procurement>/specification/voice/",
        specification.specification_voice,
        name="specification_voice",
    ),
    path("procurements/<int:procurement>/specification/suggest/", specification.suggest, name="suggest"),
    path("procurements/<int:procurement>/interest/", specification.interest, name="interest"),
    path("procurements/<int:procurement>/interests/", specification.interests, name="interests"),
    path("suggestions/<int:suggestion>/", specification.suggestion, name="suggestion"),
    path("suggestions/<int:suggestion>/back/", specification.suggestion_back, name="suggestion_back"),
]
