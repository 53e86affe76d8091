"""Another system's categories as our kinds of work: by name, in any of the languages they come in.

What is not understood stays "not sorted yet" and is reported; a name is never guessed from free text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Q
from rapidfuzz import fuzz, process

from gilydd.people.models import Community, Term
from gilydd.people.words import Scheme

from .values import plain_name

NOT_SORTED = "unknown-work"
ALIKE_PERCENT = 86

# What timebanks call their categories, in English, Welsh, Spanish, Catalan, Basque, Galician,
# Portuguese and French, under the code of our kind of work. Written for Gilydd; "other" is understood
# as other, so that it does not count as a gap.
WORDS: Mapping[str, tuple[str, ...]] = {
    "company": (
        "accompaniment", "companionship", "befriending", "company", "visiting", "cwmni", "cwmnïaeth",
        "cyfeillio", "acompañamiento", "compañía", "acompanyament", "companyia", "laguntzea",
        "akonpainamendua", "acompañamento", "acompanhamento", "companhia", "accompagnement", "compagnie",
    ),
    "caring": (
        "health", "care", "caring", "health and care", "wellbeing", "iechyd", "gofal", "lles", "salud",
        "cuidados", "salut", "cures", "osasuna", "zaintza", "saúde", "coidados", "santé", "soins",
    ),
    "home-repairs": (
        "household", "housework", "diy", "home repairs", "repairs", "handyman", "cleaning",
        "house and garden", "gwaith tŷ", "trwsio", "tareas domésticas", "reparaciones", "bricolaje",
        "hogar", "tasques domèstiques", "reparacions", "bricolatge", "llar", "etxeko lanak", "konponketak",
        "tarefas domésticas", "reparacións", "fogar", "reparos", "lar", "tâches ménagères", "bricolage",
        "maison",
    ),
    "forms": (
        "administrative tasks", "administration", "admin", "paperwork", "office work", "form filling",
        "gwaith gweinyddol", "gwaith papur", "tareas administrativas", "gestiones", "trámites",
        "tasques administratives", "gestions", "administrazio lanak", "tarefas administrativas", "xestións",
        "tâches administratives",
    ),
    "teaching": (
        "classes", "lessons", "teaching", "tuition", "education", "training", "workshops", "gwersi",
        "dosbarthiadau", "addysgu", "hyfforddiant", "clases", "enseñanza", "formación", "talleres",
        "classes particulars", "ensenyament", "formació", "tallers", "eskolak", "klaseak", "prestakuntza",
        "ensino", "aulas", "formação", "cours", "enseignement", "formation",
    ),
    "events": (
        "leisure", "fun", "social events", "events", "entertainment", "hamdden", "digwyddiadau", "ocio",
        "eventos", "lleure", "oci", "esdeveniments", "aisialdia", "ekitaldiak", "lecer", "lazer", "loisirs",
        "événements",
    ),
    "advice": (
        "advice", "consulting", "advisory", "legal advice", "cyngor", "cynghori", "asesoramiento",
        "consultoría", "assessorament", "aholkularitza", "asesoramento", "assessoria", "consultoria",
        "conseils", "conseil",
    ),
    "lifts": (
        "transport", "lifts", "driving", "travel", "cludiant", "gyrru", "lifft", "transporte", "garraioa",
        "conduite", "déplacements",
    ),
    "shopping": (
        "shopping", "errands", "siopa", "negeseuon", "compras", "recados", "compres", "encàrrecs",
        "erosketak", "courses", "commissions",
    ),
    "meals": (
        "cooking", "meals", "food", "catering", "coginio", "bwyd", "prydau", "cocina", "comidas", "cuina",
        "sukaldaritza", "cociña", "cozinha", "refeições", "cuisine", "repas",
    ),
    "childcare": (
        "childcare", "babysitting", "children", "gofal plant", "gwarchod plant", "cuidado de niños",
        "niños", "cura d'infants", "canguratge", "haurrak zaintzea", "coidado de nenos",
        "cuidado de crianças", "garde d'enfants",
    ),
    "pets": (
        "pets", "animals", "dog walking", "pet care", "anifeiliaid", "mascotas", "animales", "mascotes",
        "animals", "maskotak", "animaliak", "animais", "animaux",
    ),
    "gardening": (
        "gardening", "garden", "garddio", "gardd", "jardinería", "jardineria", "lorezaintza", "xardinaría",
        "jardinagem", "jardinage", "jardin",
    ),
    "computers": (
        "computers", "it", "it support", "technology", "cyfrifiaduron", "technoleg", "informática",
        "ordenadores", "informàtica", "ordinadors", "informatika", "informatique", "ordinateurs",
        "tecnologia", "tecnología",
    ),
    "arts": (
        "arts", "music", "arts and crafts", "crafts", "culture", "celf", "cerddoriaeth", "crefftau",
        "diwylliant", "arte", "música", "artesanía", "cultura", "art", "artesania", "artea", "musika",
        "kultura", "musique", "artisanat",
    ),
    "welsh": ("welsh", "cymraeg", "welsh language", "iaith"),
    "community-group": (
        "community", "community work", "volunteering", "cymuned", "gwirfoddoli", "comunidad",
        "voluntariado", "comunitat", "voluntariat", "komunitatea", "comunidade", "communauté", "bénévolat",
    ),
    NOT_SORTED: (
        "other", "others", "various", "miscellaneous", "arall", "amrywiol", "otro", "otros", "varios",
        "altre", "altres", "varis", "beste", "besteak", "outro", "outros", "autre", "autres", "divers",
    ),
}  # fmt: skip


@dataclass
class Sorter:
    """Finds the kind of work of a category, and remembers what it did not understand."""

    terms: dict[str, Term]
    said: Mapping[str, str]
    names: dict[str, str]
    found: dict[str, str] = field(default_factory=dict)
    unknown: dict[str, int] = field(default_factory=dict)

    def term(self, *categories: str) -> Term:
        """The kind of work of the first category that is understood; O(1) after its first time."""
        wanted = [category.strip() for category in categories if category.strip() not in ("", "-")]
        for category in wanted:
            code = self._code(category)
            if code:
                return self.terms[code]
        for category in wanted[:1]:
            self.unknown[category] = self.unknown.get(category, 0) + 1
        return self.terms[NOT_SORTED]

    def _code(self, category: str) -> str:
        if category not in self.found:
            self.found[category] = self._look(category)
        return self.found[category]

    def _look(self, category: str) -> str:
        if category in self.said:
            return self.said[category]
        plain = plain_name(category)
        if plain in self.names:
            return self.names[plain]
        best = process.extractOne(plain, self.names.keys(), scorer=fuzz.ratio, score_cutoff=ALIKE_PERCENT)
        return self.names[best[0]] if best else ""


def sorter(community: Community, said: Mapping[str, str]) -> Sorter:
    """A sorter for a community, which knows its own words too. Raises ValueError for a code that is none."""
    rows: Iterable[Term] = Term.objects.filter(
        Q(community=None) | Q(community=community), scheme=Scheme.WORK
    ).order_by("community_id")
    terms = {row.code: row for row in rows}
    for category, code in said.items():
        if code not in terms:
            raise ValueError(
                f"{category}={code}: there is no kind of work {code!r}; there are {', '.join(terms)}"
            )
    names = {plain_name(word): code for code, words in WORDS.items() for word in words if code in terms}
    for row in terms.values():
        names |= {plain_name(row.name_en): row.code, plain_name(row.name_cy): row.code, row.code: row.code}
    return Sorter(terms, dict(said), names)
