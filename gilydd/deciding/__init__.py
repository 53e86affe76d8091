"""Deciding: votes brought in, counted by a rule that was chosen before, and explained to everybody.

Purpose
    A participatory-budget election is brought in with its ballots, counted again exactly, and told in
    words: to the community what was decided, to a proposer why, to a voter where their share went.

Words
    election: a budget, projects and ballots. option: a project on the ballot. rule: how ballots become
    a decision. completion: what the rule does with money left over. share: what each voter could
    spend. decision run: one count, kept with everything needed to do it again.

Invariants
    The file stands as it was brought in, with its SHA-256. A run and its options are never changed.
    The stored ballots give the stored result again; `gilydd check` proves it. No floats decide.

One flow
    deciding.bring_in_election -> the ballots are counted -> options and run are kept, compared with
    the official result -> the pages explain them -> anybody downloads the file and counts again.
"""
