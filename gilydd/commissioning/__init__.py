"""Commissioning: from what matters to people to what was bought and paid.

Purpose
    One turn commissioned together: needs put together from what is known, a panel of citizens drawn by lot
    and professionals named, a specification in versions, a tender with sealed bids, scores of both sides,
    award, contract, and what becomes of the service next. All of it is published as open contracting data
    (OCDS 1.1); processes of other publishers are brought in and told as the same story.

Words
    panel: who commissions a turn together. pool: those who said yes to the draw. specification: what is
    wanted, in versions; a suggestion is taken into one or refused with the reason. need: what matters, in
    somebody's own words or handed down by a finding, story, survey or indicator. contracting process: one
    purchase, known by its ocid and its buyer. release: one publication about it, kept exactly as it was
    given. undertaking: that an activity delivers a milestone. contradiction: something a process says
    against itself, shown openly. procurement: one thing the community buys for a turn; its tender is open
    for sealed bids, which two of three key holders open. score: what one assessor gives a bid for a
    criterion, with the reason. moderated score: what the panel agreed of it. lot award: the panel's
    decision for a lot. standstill: the days in which bidders can object. agreement: the contract of an
    award. variation: a change to it. measure, promise, delivery: social value. turn choice: what a seat of
    the panel wants to become of the service.

Invariants
    A release is never changed or deleted; the same release brought in twice is there once; the same id with
    other content is refused. Everything else about a process is derived and can be rebuilt from its
    releases. A score is never changed; a slip is put right beside it until scoring closes, and nothing
    after. Nobody reads another's score before then, and who has an interest scores nothing. Nothing is paid
    above the contract. A delivery counts under one measure of one contract. Money is whole minor units with
    its currency; two currencies are never added. An import is all or nothing. Weights total 100. A bid is
    sealed before it is stored, timed by the database, and read by nobody before all are opened; one bidder
    has one live bid for a lot. What was published is changed only by adding to it.

One flow
    Mair says what matters (record_need) -> twelve are drawn from those who said yes (draw_panel) -> they
    write what is wanted (write_version) and by what bids are judged (weigh_criteria) -> publish_tender ->
    put_in_bid -> two of three holders open all bids (give_share) -> score_bid, moderate_score ->
    decide_award, confirm_award -> sign_agreement -> end_turn_by_panel. Each step is a release that
    everybody can download and check.
"""
