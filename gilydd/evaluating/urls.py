"""Addresses of evaluating, below /c/<community>/evaluating/."""

from django.urls import path

from .urls_cases import paths as case_paths
from .urls_sides import paths as sides
from .urls_sroi import paths as sroi_paths
from .views import indicators, turns

app_name = "evaluating"
urlpatterns = [
    path("turns/<int:turn>/", turns.turn, name="turn"),
    path("turns/<int:turn>/outcomes/<int:outcome>/", turns.judge, name="judge"),
    path("turns/<int:turn>/close/", turns.close, name="close"),
    path("turns/<int:turn>/evidence/new/", turns.evidence_new, name="evidence_new"),
    path("turns/<int:turn>/findings/new/", turns.finding_new, name="finding_new"),
    path("findings/<int:finding>/", turns.finding, name="finding"),
    path("findings/<int:finding>/comment/", turns.comment, name="comment"),
    path("findings/<int:finding>/open/", turns.finding_open, name="finding_open"),
    path("findings/<int:finding>/publish/", turns.finding_publish, name="finding_publish"),
    path("findings/<int:finding>/hand-down/", turns.finding_hand_down, name="finding_hand_down"),
    path("indicators/", indicators.indicators, name="indicators"),
    path("indicators/new/", indicators.indicator_new, name="indicator_new"),
    path("indicators/<int:indicator>/", indicators.indicator, name="indicator"),
    path(
        "indicators/<int:indicator>/readings/<slug:kind>/", indicators.indicator_sheet, name="indicator_sheet"
    ),
    path("indicators/<int:indicator>/new-reading/", indicators.reading_new, name="reading_new"),
    path("indicators/<int:indicator>/file/", indicators.readings_file, name="readings_file"),
    path("indicators/<int:indicator>/claims/new/", indicators.claim_new, name="claim_new"),
    path("reading-files/<int:reading_file>/", indicators.reading_file, name="reading_file"),
    path("claims/<int:indicator_claim>/publish/", indicators.claim_publish, name="claim_publish"),
    *sroi_paths,
    *sides,
    *case_paths,
]
