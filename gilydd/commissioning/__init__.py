"""Commissioning: from what matters to people to what was bought and paid.

Purpose
    The needs that a turn of a service answers, and the contracting processes that answer them, brought in
    from open contracting data (OCDS 1.1) and told as a story from planning to payment.

Words
    need: what matters, in somebody's own words or handed down by a finding, story, survey or indicator.
    contracting process: one purchase, known by its ocid and its buyer. release: one publication about it,
    kept exactly as it was given. undertaking: that an activity delivers a milestone.
    contradiction: something a process says against itself, shown openly.

Invariants
    A release is never changed or deleted; the same release brought in twice is there once; the same id with
    other content is refused. Everything else about a process is derived and can be rebuilt from its releases.
    Money is whole minor units with its currency; two currencies are never added. An import is all or nothing.

One flow
    Mair says what matters (record_need) -> the council's releases are brought in (bring_in_releases) ->
    the process page tells planning, tender, award, contract and payments -> it says that the award is ten
    times the tender -> everybody can download the releases and check.
"""
