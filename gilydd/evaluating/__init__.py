"""Evaluating: citizens and professionals say together whether it worked.

Purpose
    What is known of one turn of a service: the surveys and published results that speak for or against
    it, what was found in them, and how both sides judge each outcome; and what follows for the next turn.

Words
    evidence: a survey or a published result, linked to a turn. finding: what an evaluator reads in it,
    open for comment before or after it is published. judgement: one person's word on whether an outcome is
    achieved, partly or not yet. side: citizens or professionals, by the capacity of who judges.
    gap: the share of citizens who say "achieved" minus that of professionals.

Invariants
    The two sides stand beside each other; no number is ever made of both. A person has one judgement of
    an outcome in a turn that counts, and the earlier ones stay as history. No judgement is counted for
    anybody before judging is closed, and every figure passes the disclosure gate.
    A finding is handed down to the next turn once.

One flow
    Priya links the closed survey to the turn -> Mair and a nurse judge the same outcome -> judging is
    closed, and both sides and the gap are shown -> Priya writes a finding, people answer it, it is
    published -> hand_down_need -> the next turn begins with it.
"""
