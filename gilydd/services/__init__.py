"""Services: what a community runs together, and the turns of the cycle it goes round.

Purpose
    A service, the outcomes it is for in people's own words, and its turns: each goes through the
    quarters commission, design, deliver and evaluate and ends with a decision.

Words
    service: what people need and run together. turn: one time round the cycle. quarter: commission,
    design, deliver or evaluate. outcome: what the service is for, as a sentence somebody could say.

Invariants
    A service has at most one turn under way. A turn ends with a decision and its reason.
    An outcome in somebody's own words is linked to a framework's statement, never overwritten by it.

One flow
    services.start_turn -> needs arrive (commissioning) -> move_on to design, deliver, evaluate ->
    end_turn with renew, change or stop -> the next turn starts from the findings.
"""
