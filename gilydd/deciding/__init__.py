"""Deciding: open votes, and votes brought in, counted by a rule that was chosen before, and explained.

Purpose
    A community or a group puts a question to everybody on a roll, on screen, on paper and by phone; it is
    counted by a rule fixed before, told in words, and anybody who could vote counts it again. A
    participatory-budget election is brought in with its ballots, counted again exactly, and told in
    words: to the community what was decided, to a proposer why, to a voter where their share went.

Words
    vote: a question with choices, a rule, a roll and a close. roll: who can vote, frozen at the opening.
    ballot: what somebody chose; their last one counts. count: one counting, kept. lot: what decides a tie
    for the last place. election: a budget, projects and ballots. option: a project on the ballot. rule: how
    ballots become a decision. completion: what the rule does with money left over. share: what each voter
    could spend. decision run: one count of an election, kept with everything needed to do it again.

Invariants
    Question, choices, rule and roll are never changed once a vote is open; a ballot is only ever added.
    Nobody sees how others voted before the close, and it is said before voting who sees it then. A vote for
    somebody else is entered from paper or phone, names who entered it, and never replaces their own.
    The file stands as it was brought in, with its SHA-256. A run and its options are never changed.
    The stored ballots give the stored result again; `gilydd check` proves it. No floats decide.

One flow
    deciding.open_vote -> everybody on the roll is told -> deciding.cast_ballot, and again -> a reminder two
    days before -> the vote closes by itself and is counted -> everybody on the roll is told the result ->
    deciding.recount_vote.
    deciding.bring_in_election -> the ballots are counted -> options and run are kept, compared with
    the official result -> the pages explain them -> anybody downloads the file and counts again.
"""
