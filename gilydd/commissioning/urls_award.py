"""Addresses of scoring, awards, contracts and open data."""

from django.urls import path

from .views import award, contract, ocds, recommission, scoring

ONE = "procurements/<int:scored>/"
paths = [
    path("open-data/", ocds.open_contracting, name="open_contracting"),
    path(f"{ONE}scores/", scoring.scores, name="scores"),
    path(f"{ONE}scores/mine/", scoring.score_next, name="score_next"),
    path(f"{ONE}scores/close/", scoring.scores_close, name="scores_close"),
    path(
        "procurements/<int:shown_scores>/scores/lot-<int:lot_number>.json",
        scoring.scores_json,
        name="scores_json",
    ),
    path(f"{ONE}scores/<int:opened_bid>/<int:judged_by>/", scoring.score, name="score"),
    path(f"{ONE}scores/<int:opened_bid>/<int:judged_by>/agree/", scoring.score_agree, name="score_agree"),
    path("scores/<int:bid_score>/change/", scoring.score_change, name="score_change"),
    path(f"{ONE}award/", award.award, name="award"),
    path("lots/<int:undecided_lot>/decide/", award.award_decide, name="award_decide"),
    path("awards/<int:lot_award>/object/", award.award_object, name="award_object"),
    path("awards/<int:lot_award>/withdraw/", award.award_withdraw, name="award_withdraw"),
    path("awards/<int:lot_award>/confirm/", award.award_confirm, name="award_confirm"),
    path("awards/<int:lot_award>/letters/<int:letter_bid>/", award.award_letter, name="award_letter"),
    path(
        "awards/<int:lot_award>/letters/<int:letter_bid>/letter.pdf",
        award.award_letter_pdf,
        name="award_letter_pdf",
    ),
    path("awards/<int:confirmed_award>/sign/", contract.agreement_sign, name="agreement_sign"),
    path("objections/<int:award_objection>/answer/", award.objection_answer, name="objection_answer"),
    path("contracts/<int:contract>/", contract.agreement, name="agreement"),
    path("contracts/<int:contract>/quarters/", contract.monitoring, name="monitoring"),
    path("contracts/<int:contract>/pay/", contract.agreement_pay, name="agreement_pay"),
    path("contracts/<int:contract>/change/", contract.variation_new, name="variation_new"),
    path("contracts/<int:contract>/end/", contract.agreement_end, name="agreement_end"),
    path("contracts/<int:contract>/promises/new/", contract.promise_new, name="promise_new"),
    path("agreed/<int:agreed_milestone>/reached/", contract.milestone_met, name="milestone_met"),
    path("changes/<int:contract_change>/", contract.variation_settle, name="variation_settle"),
    path("promises/<int:social_promise>/delivered/", contract.delivery_new, name="delivery_new"),
    path("deliveries/<int:social_delivery>/back/", contract.delivery_back, name="delivery_back"),
    path("measures/", contract.measures, name="measures"),
    path("turns/<int:turn>/together/", recommission.recommission, name="recommission"),
    path("turns/<int:panel_turn>/choice/", recommission.turn_choice, name="turn_choice"),
    path("turns/<int:panel_turn>/end/", recommission.turn_end_panel, name="turn_end_panel"),
]
