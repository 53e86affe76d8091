"""Site: the front door.

Purpose
    Settings, addresses, the home of a visitor and of a member, health, the demo, and the one
    console command `gilydd`.

Words
    home: what is waiting for you, who could do with you, what you helped to change.

Invariants
    The site has no tables of its own. It composes what the rooms below it know.

One flow
    gilydd run -> the database is brought up to date -> web and worker start together -> a visitor
    opens / and is led to /cy/ or /en/.
"""
