"""Services: what a community runs together and the turns it goes round; the directory of what there is.

Purpose
    A service, the outcomes it is for, chosen from frameworks and beside them in people's own words, and its
    turns: each goes through the quarters commission, design, deliver and evaluate and ends with a decision.
    Frameworks of outcomes, in versions that stand beside each other. And the directory: groups,
    help and services of everybody, with when and where, what it costs, and when somebody last checked it.

Words
    service: what people need and run together. turn: one time round the cycle. quarter: commission,
    design, deliver or evaluate. outcome: what the service is for, as a sentence somebody could say.
    framework: outcomes that many services can be for, such as the national well-being statement. version: one
    edition of it. statement: one of its sentences, with a code that stays. own words: what an outcome means
    to somebody. judge: who answers for judging an outcome on one side, citizens' or professionals', and
    since when. to let go: to end an outcome, with a reason. to move over: to the newer version.
    entry (listing): one thing that is there for people. provider: the organisation behind it. owner: who is
    asked whether it is still true. check: one such asking. mistake: what somebody noticed, and what came of
    it. joining: two entries of one thing become one. key (of the search): a word in one of its shapes.

Invariants
    A service has at most one turn under way. A turn ends with a decision and its reason.
    An outcome keeps the words it was chosen with, whatever comes out later; a statement is written once.
    Own words are linked to the outcome, never overwritten by it, and taken back by whoever said them. An
    outcome is let go with a reason, never deleted. One party or role a side judges it at a time.
    An entry says when it was checked, and never looks newer than that. The link of a mail opens one check,
    for sixty days, and answers nothing until a button is pressed. Joining two entries loses nothing and can
    be taken back. A list comes in whole or not at all. The open data hold nothing about people.

One flow
    services.start_turn -> needs arrive (commissioning) -> move_on to design, deliver, evaluate ->
    end_turn with renew, change or stop -> the next turn starts from the findings. What it is for: Ffion and
    the people choose_statements -> Siân says what "I belong" means to her (word_outcome) -> name_judge ->
    both sides judge (evaluating) -> a new version comes in -> move_outcome, one by one. Beside it: a list
    comes in -> two entries look alike and are joined -> the owner is asked, and says what has changed ->
    Siân finds it by a picture of what matters to her, keeps it on her list and prints it.
"""
