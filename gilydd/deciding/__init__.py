"""Deciding: votes open and secret, counted and explained; general meetings and the board.

Purpose
    A community or a group puts a question to everybody on a roll, on screen, on paper and by phone; it is
    counted by a rule fixed before, told in words, and anybody who could vote counts it again. A vote is
    open, or secret with a box that two of three key holders open together. Members share out a budget, put
    people in order, and give consent. They run what is theirs: general meetings with notice, quorum,
    proxies and minutes, and a board that they elect. A participatory-budget election can also be brought in
    with its ballots.

Words
    vote: a question with choices, a rule, a roll and a close. roll: who can vote, frozen at the opening.
    ballot: what somebody chose; their last one counts. count: one counting, kept. lot: what decides a tie.
    box: the sealed ballots of a secret vote. key holder: a member who keeps one of its three keys (split
    key). mark: that somebody has voted in secret. receipt: a code that proves that a ballot was counted,
    never how. envelope: the second seal of a ballot until the close. wording: a version of what consent is
    asked for. objection: a reason why not. quota, surplus, round: of a ranking
    (gilydd.algorithms.transferable). election: a budget, projects and ballots. option: a project on the
    ballot. decision run: one count of it. notice, agenda, quorum, proxy, minutes: of a general meeting.
    term: of a member of the board. register.

Invariants
    Question, choices, rule and roll are never changed once a vote is open; a ballot is only ever added.
    Nobody sees how others voted before the close, and it is said before voting who sees it then. A vote for
    somebody else is entered from paper, phone or by proxy, names who entered it, and never replaces their
    own. Of a secret vote no row, job, record, message or log says how anybody voted, and without two keys
    no copy of them all does better than chance (docs/adr/0015-secret-ballots.md). It is cast once. No roll
    below ten. Whoever runs votes, stands in one, or looks after the computer keeps no key. No two keys lie
    in the database. An objection stands until whoever made it says otherwise. A new wording is answered anew.
    An agenda stands as everybody was told; nothing is decided without the quorum; a supporter is no proxy.
    Nobody stands for the board without their own yes; only a resolution of the members removes somebody.
    The file stands as it was brought in, with its SHA-256. A run and its options are never changed.
    The stored ballots give the stored result again; `gilydd check` proves it. No floats decide.
    Not for statutory elections or ballots, which have rules of their own.

One flow
    deciding.ask_keyholders -> three take a file and show that it works -> deciding.open_vote with their key
    -> everybody on the roll is told -> deciding.cast_secret, mark_paper, enter_papers -> the close shuts and
    shuffles the box -> two holders give_key -> it is opened and counted, the keys are destroyed ->
    everybody is told the result, and finds their code in the list.
    deciding.plan_meeting, call_meeting -> members come or give a proxy -> open_meeting with its quorum ->
    open_item -> the vote -> write_minute, close_meeting -> agree_minutes.
"""
