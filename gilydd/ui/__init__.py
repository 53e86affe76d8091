"""The look and the components that every other room uses.

Purpose
    One place for how Gilydd looks, speaks and is filled in: base page, macros, forms, Easy Read, the wheel
    and the charts. No room writes its own HTML for a button, a field or a number about people.

Words
    macro       a component called from a template as `ui.card(title=…)`
    quarter     one of the four parts of a service's turn: commission, design, deliver, evaluate
    wheel       a turn drawn as four quarters, each done, now or next
    figure      a number about people, only ever shown from a `Disclosed` value
    Easy Read   a mode of every page: short sentences, a picture left of the words, large type
    quick exit  one link on every page that leaves for a harmless site

Invariants
    Every text parameter is escaped; a parameter that takes HTML accepts `Markup` alone.
    A macro refuses an undefined argument and an argument it does not know.
    A number about people that is not a `Disclosed` value raises `TypeError`.
    No inline style and no inline script, on any page.
    Every page reads in Welsh and in English, without JavaScript, at 320 px and at 200% text.
    A redirect goes to an address of this site, or home.

One flow
    view → `render("services/service.html")` → extends `ui/base.html` → `ui.wheel(quarters=…)` →
    `figures.wheel` computes the arcs → `ui/macros.html` writes the SVG and the list of links beside it.
"""
