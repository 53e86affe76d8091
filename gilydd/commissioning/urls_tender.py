"""Addresses of procurements, their tenders, sealed bids, keys and the opening."""

from django.urls import path

from .views import benefits, bids, opening, running_tender, tender

paths = [
    path("tenders/", tender.tenders, name="tenders"),
    path("tender-rules/", tender.tender_rules, name="tender_rules"),
    path("tender-rules/change/", running_tender.tender_rules_change, name="tender_rules_change"),
    path("turns/<int:turn>/procurements/", tender.procurements, name="procurements"),
    path("turns/<int:turn>/procurements/new/", running_tender.procurement_new, name="procurement_new"),
    path("procurements/<int:procurement>/", tender.procurement, name="procurement"),
    path("procurements/<int:procurement>/propose/", tender.criterion_propose, name="criterion_propose"),
    path("procurements/<int:procurement>/ask/", tender.clarification_new, name="clarification_new"),
    path("procurements/<int:procurement>/change/", running_tender.change, name="procurement_change"),
    path("procurements/<int:procurement>/lots/", running_tender.lots, name="procurement_lots"),
    path("procurements/<int:procurement>/weights/", running_tender.weights, name="criteria_weights"),
    path("procurements/<int:procurement>/criteria/new/", running_tender.criterion_new, name="criterion_new"),
    path(
        "tender-criteria/<int:tender_criterion>/change/",
        running_tender.criterion_change,
        name="criterion_change",
    ),
    path(
        "tender-criteria/<int:tender_criterion>/drop/", running_tender.criterion_drop, name="criterion_drop"
    ),
    path("procurements/<int:procurement>/publish/", running_tender.publish, name="tender_publish"),
    path("procurements/<int:procurement>/amend/", running_tender.amend, name="tender_amend"),
    path("procurements/<int:procurement>/extend/", running_tender.extend, name="tender_extend"),
    path("procurements/<int:procurement>/cancel/", running_tender.cancel, name="procurement_cancel"),
    path("clarifications/<int:clarification>/answer/", running_tender.answer, name="clarification_answer"),
    path("procurements/<int:procurement>/opening/", opening.opening, name="opening"),
    path("procurements/<int:procurement>/opening/open/", opening.light_open, name="light_open"),
    path("procurements/<int:procurement>/opening/practise/", opening.practise, name="opening_practise"),
    path("share-changes/<int:share_change>/stop/", opening.change_stop, name="share_change_stop"),
    path("my-shares/<int:my_share>/practice/", opening.practice_give, name="share_practice"),
    path("my-shares/<int:my_share>/change/", opening.change_give, name="share_change"),
    path("procurements/<int:procurement>/holders/", opening.holders, name="tender_holders"),
    path("shares/<int:tender_share>/replace/", opening.replace, name="share_replace"),
    path("my-shares/<int:my_share>/", opening.mine, name="my_share"),
    path("my-shares/<int:my_share>/take/", opening.take, name="share_take"),
    path("my-shares/<int:my_share>/show/", opening.show, name="share_show"),
    path("my-shares/<int:my_share>/give/", opening.give, name="share_give"),
    path("my-shares/<int:my_share>/decline/", opening.decline, name="share_decline"),
    path("procurements/<int:procurement>/bid/", bids.bid_new, name="bid_new"),
    path("procurements/<int:procurement>/bid/blank/", bids.bid_blank, name="bid_blank"),
    path("bids/<int:sealed_bid>/", bids.receipt, name="receipt"),
    path("bids/<int:sealed_bid>/withdraw/", bids.withdraw, name="bid_withdraw"),
    path("bids/<int:sealed_bid>/sealed/", bids.sealed_file, name="bid_sealed"),
    path("bids/<int:opened_bid>/content/", bids.content_file, name="bid_content"),
    path("benefits/", benefits.benefits, name="benefits"),
    path("benefits/new/", benefits.benefit_new, name="benefit_new"),
    path("benefits/<int:benefit>/check/", benefits.benefit_check, name="benefit_check"),
]
