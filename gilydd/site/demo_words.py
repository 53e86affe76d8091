# ruff: noqa: E501  (a sentence of the demo stays on its line)
"""Words of the demo. Every person, place, organisation and figure here is invented."""

from __future__ import annotations

from typing import Any

SLUG = "cwm-enfys"
COMMUNITY: dict[str, Any] = {
    "name_cy": "Cwm Enfys",
    "name_en": "Cwm Enfys",
    "about_cy": "Cwm dychmygol ag un afon, tri phentref a banc amser. Mae pawb a phopeth yma wedi'u dyfeisio.",
    "about_en": "An imaginary valley with one river, three villages and a timebank. Everyone and everything here is invented.",
}

# (full name, known as, email, language, capacity, roles, Easy Read, channel)
CAST = [
    ("Mair Rees", "Mair", "", "cy", "citizen", (), False, "post"),
    ("Dai Morgan", "Dai", "dai@demo.example", "en", "citizen", (), False, "email"),
    ("Siân Puw", "Siân", "sian@demo.example", "", "citizen", (), True, "email"),
    ("Tomos Ellis", "Tomos", "tomos@demo.example", "cy", "professional", ("broker", "facilitator"), False, "email"),
    ("Ffion Hughes", "Ffion", "ffion@demo.example", "cy", "commissioner", ("commissioner", "facilitator"), False, "email"),
    ("Rhodri Lewis", "Rhodri", "rhodri@demo.example", "en", "professional", ("provider",), False, "email"),
    ("Priya Shah", "Priya", "priya@demo.example", "en", "professional", ("evaluator", "safeguarding_lead"), False, "email"),
    ("Nerys Prosser", "Nerys", "nerys@demo.example", "cy", "volunteer", (), False, "email"),
]  # fmt: skip

FIRST = [
    "Aled",
    "Alun",
    "Anwen",
    "Arwel",
    "Bethan",
    "Branwen",
    "Bronwen",
    "Carys",
    "Catrin",
    "Ceri",
    "Cerys",
    "Dafydd",
    "Delyth",
    "Dewi",
    "Dilys",
    "Eirlys",
    "Elen",
    "Elin",
    "Elis",
    "Emrys",
    "Emyr",
    "Enid",
    "Eryl",
    "Gareth",
    "Geraint",
    "Gethin",
    "Glenys",
    "Gwen",
    "Gwilym",
    "Gwyneth",
    "Haf",
    "Hari",
    "Heledd",
    "Hywel",
    "Iestyn",
    "Ieuan",
    "Ifan",
    "Iolo",
    "Iona",
    "Iwan",
    "Lowri",
    "Llinos",
    "Llyr",
    "Luned",
    "Macsen",
    "Mabli",
    "Manon",
    "Megan",
    "Meinir",
    "Meurig",
    "Nerys",
    "Nia",
    "Non",
    "Owain",
    "Rhian",
    "Rhodri",
    "Rhys",
    "Sioned",
    "Steffan",
    "Tegwen",
    "Tudur",
    "Amina",
    "Anjali",
    "Bilal",
    "Chidi",
    "Dorota",
    "Fatima",
    "Grace",
    "Joan",
    "Kofi",
    "Leila",
    "Marek",
    "Nasrin",
    "Olga",
    "Pedro",
    "Sunita",
    "Terry",
    "Yusuf",
    "Zofia",
]
LAST = [
    "Bowen",
    "Davies",
    "Evans",
    "Griffiths",
    "Gwyn",
    "Harries",
    "Hopkin",
    "Howells",
    "Hughes",
    "James",
    "Jenkins",
    "Jones",
    "Llywelyn",
    "Lloyd",
    "Mathias",
    "Meredith",
    "Morris",
    "Owen",
    "Parry",
    "Phillips",
    "Powell",
    "Price",
    "Probert",
    "Prosser",
    "Pugh",
    "Rees",
    "Richards",
    "Roberts",
    "Rowlands",
    "Thomas",
    "Treharne",
    "Vaughan",
    "Walters",
    "Watkins",
    "Williams",
    "Ahmed",
    "Begum",
    "Kowalska",
    "Mensah",
    "Nowak",
    "Okafor",
    "Patel",
    "Silva",
]
# (short name, Welsh, English, latitude, longitude): an invented valley, laid where no village is
AREAS = (
    ("blaen-enfys", "Blaen Enfys", "Blaen Enfys", "51.66100", "-3.58800"),
    ("pont-enfys", "Pont Enfys", "Pont Enfys", "51.64700", "-3.58300"),
    ("heol-y-graig", "Heol y Graig", "Heol y Graig", "51.63500", "-3.57500"),
)

# More neighbourhoods for the larger demo: (short name, Welsh, English)
MORE_AREAS = (
    ("y-graig-las", "Y Graig Las", "Graig Las"),
    ("cae-melyn", "Cae Melyn", "Cae Melyn"),
    ("nant-y-bedw", "Nant y Bedw", "Nant y Bedw"),
    ("tyle-uchaf", "Tyle Uchaf", "Upper Tyle"),
    ("tyle-isaf", "Tyle Isaf", "Lower Tyle"),
    ("hen-orsaf", "Yr Hen Orsaf", "Old Station"),
    ("maes-y-ffynnon", "Maes y Ffynnon", "Maes y Ffynnon"),
    ("coed-y-brain", "Coed y Brain", "Coed y Brain"),
    ("rhes-yr-ysgol", "Rhes yr Ysgol", "School Row"),
    ("pen-y-bryn", "Pen y Bryn", "Pen y Bryn"),
    ("glan-enfys", "Glan Enfys", "Glan Enfys"),
    ("stryd-y-capel", "Stryd y Capel", "Chapel Street"),
    ("llain-werdd", "Y Llain Werdd", "The Green"),
    ("bryn-golau", "Bryn Golau", "Bryn Golau"),
    ("ty-isaf", "Tŷ Isaf", "Tŷ Isaf"),
)

# (Welsh, English, kind of work, quarter hours): asks in the language the asker likes
ASKS = [
    ("Lifft i'r feddygfa fore Mawrth", "A lift to the surgery on Tuesday morning", "lifts", 6),
    ("Help i lenwi ffurflen y bws", "Help with the form for the bus pass", "forms", 4),
    ("Rhywun i fynd â'r ci am dro", "Somebody to walk the dog", "pets", 4),
    ("Torri'r lawnt yn y ffrynt", "Cutting the grass at the front", "gardening", 8),
    ("Sgwrs dros y ffôn ar nos Sul", "A chat by phone on Sunday evening", "phone-calls", 2),
    ("Hongian llun a thrwsio tap", "A picture hung and a tap mended", "home-repairs", 5),
    ("Ymarfer Cymraeg dros baned", "Practising Welsh over a cuppa", "welsh", 4),
    ("Siopa wythnosol ar ôl llawdriniaeth", "The weekly shop after an operation", "shopping", 6),
    ("Gwarchod y plant am brynhawn", "Minding the children for an afternoon", "childcare", 12),
    ("Dysgu defnyddio'r tabled newydd", "Learning to use the new tablet", "computers", 6),
    ("Cwmni i fynd i'r côr", "Company to go to the choir", "company", 8),
    ("Seibiant i ofalwr, dwy awr", "A break for a carer, two hours", "respite", 8),
    ("Pobi bara gyda'n gilydd", "Baking bread together", "meals", 6),
    ("Help gyda gwaith mathemateg", "Help with maths homework", "homework", 4),
]  # fmt: skip

PLACES = [
    ("Neuadd y Gweithwyr", "The Workmen's Hall", "Ramp wrth y drws cefn. Dolen sain. Tŷ bach hygyrch.", "Ramp at the back door. Hearing loop. Accessible toilet."),
    ("Gardd y Bont", "Bridge Garden", "Llwybr gwastad. Dim tŷ bach.", "Level path. No toilet."),
    ("Llyfrgell Pont Enfys", "Pont Enfys Library", "Lifft. Ystafell dawel.", "Lift. Quiet room."),
]  # fmt: skip

SERVICE: dict[str, Any] = {
    "name_cy": "Dyddiau Da",
    "name_en": "Good Days",
    "summary_cy": "Cwmni, lifft a phethau i'w gwneud yn ystod y dydd, wedi'u trefnu gyda'r bobl sy'n eu defnyddio.",
    "summary_en": "Company, lifts and things to do by day, run with the people who use them.",
}
SECOND: dict[str, Any] = {
    "name_cy": "Gardd y Bont",
    "name_en": "Bridge Garden",
    "summary_cy": "Gardd gymunedol sy'n tyfu bwyd ac yn rhoi lle i bobl gwrdd.",
    "summary_en": "A community garden that grows food and gives people a place to meet.",
}
NEXT: dict[str, Any] = {
    "next_cy": "Y mis nesaf bydd pawb a ddefnyddiodd Dyddiau Da yn dweud a weithiodd, a'r staff hefyd.",
    "next_en": "Next month everybody who used Good Days says whether it worked, and so do the staff.",
}
OUTCOMES = [
    ("relationships-1", "cy", "Mae rhywun yn sylwi os nad ydw i yno."),
    ("education-2", "en", "I can go out without asking three people first."),
]  # fmt: skip
NEEDS = [
    ("cy", "Does dim bws ar ôl pedwar o'r gloch."),
    ("en", "I have not spoken to anybody since Sunday."),
    ("cy", "Dw i eisiau helpu, nid dim ond cael fy helpu."),
    ("en", "My son needs somewhere to go that is not a waiting room."),
    ("en", "I care for my wife and never get an afternoon."),
    ("cy", "Mae'r ganolfan ddydd yn cau am dri, a dyna pryd mae'r unigrwydd yn dechrau."),
]
ACTIVITIES = [
    ("Clwb Cinio", "Lunch Club", "Coginio a bwyta gyda'n gilydd.", "We cook and eat together.", "meals", False),
    ("Cerdded a Sgwrsio", "Walk and Talk", "Tro hamddenol ar lan yr afon.", "A slow walk along the river.", "company", False),
    ("Côr y Cwm", "The Valley Choir", "Canu heb orfod gallu canu.", "Singing without having to be able to sing.", "arts", True),
    ("Noson Ffilm", "Film Night", "Ffilm yn y neuadd: awr i mewn, awr o ffilm.", "A film in the hall: an hour in, an hour of film.", "events", True),
]  # fmt: skip
CHALLENGE: dict[str, Any] = {
    "title_cy": "Sut cawn ni fwy o ddyddiau da?",
    "title_en": "How do we get more good days?",
    "question_cy": "Mae £12,000 i'w wario gyda'n gilydd. Beth fyddai'n rhoi'r dyddiau gorau i'r nifer fwyaf?",
    "question_en": "There is £12,000 to spend together. What would give the best days to the most people?",
}
PROJECTS = [
    ("1", "Bws mini ar brynhawniau Iau / A minibus on Thursday afternoons", 4200, 0.55),
    ("2", "Meinciau ar lan yr afon / Benches along the river", 1800, 0.45),
    ("3", "Cegin i'r neuadd / A kitchen for the hall", 6500, 0.40),
    ("4", "Offer i'r ardd / Tools for the garden", 900, 0.30),
    ("5", "Gweithdy trwsio / A repair workshop", 2400, 0.33),
    ("6", "Sgrin a thaflunydd / A screen and projector", 3100, 0.28),
    ("7", "Gwersi nofio / Swimming lessons", 2600, 0.22),
    ("8", "Gŵyl fach yr haf / A small summer festival", 3900, 0.35),
]  # fmt: skip
SURVEY: dict[str, Any] = {
    "title_cy": "A weithiodd Dyddiau Da?",
    "title_en": "Did Good Days work?",
    "purpose_cy": "Yr un cwestiwn i'r staff ac i'r bobl sy'n defnyddio'r gwasanaeth.",
    "purpose_en": "The same question to the staff and to the people who use the service.",
}
JUDGING: dict[str, Any] = {
    "cy": "Mae gen i rywbeth i edrych ymlaen ato bob wythnos.",
    "en": "There is something to look forward to every week.",
}
FINDING: dict[str, Any] = {
    "text_cy": "Mae pobl sy'n defnyddio Dyddiau Da yn fwy bodlon na'r staff. Mae'r ddwy ochr yn gofyn am fwy o lifftiau.",
    "text_en": "People who use Good Days are happier with it than the staff are. Both sides ask for more lifts.",
}

# --- the timebank under way ----------------------------------------------------------------------------
CONDUCT: dict[str, str] = {
    "code_of_conduct_cy": "Rydym yn cadw ein gair, yn cadw cyfrinachau ein gilydd, ac yn dweud pan fydd rhywbeth o'i le.",
    "code_of_conduct_en": "We keep our word, we keep each other's confidences, and we say when something is wrong.",
    "easy_code_cy": "Cadwch eich gair. Peidiwch â rhannu cyfrinachau. Dywedwch wrthym os oes rhywbeth o'i le.",
    "easy_code_en": "Keep your word. Keep secrets safe. Tell us if something is wrong.",
}
# (full name, what they would like to give, language)
JOINING = [
    ("Gwenllian Treharne", "Gallaf ddarllen i blant, ac mae gen i gar.", "cy"),
    ("Jerome Baptiste", "I mend bicycles, and I would like to meet people.", "en"),
    ("Agnieszka Zając", "I bake bread and I speak Polish and English.", "en"),
]
CHOIR = "Côr Cwm Enfys"
HOUSEHOLD = "Teulu Puw"
CINEMA = "Sinema'r Bont"
CINEMA_PLACE: dict[str, str] = {
    "name_cy": "Tocyn sinema", "name_en": "A cinema ticket",
    "about_cy": "Unrhyw ffilm cyn chwech o'r gloch.", "about_en": "Any film before six o'clock.",
}  # fmt: skip
NEIGHBOUR: dict[str, str] = {
    "slug": "bro-heulwen", "name_cy": "Bro Heulwen", "name_en": "Bro Heulwen",
    "about_cy": "Bro ddychmygol dros y mynydd.", "about_en": "An imaginary neighbourhood over the hill.",
}  # fmt: skip
NEWS: dict[str, Any] = {
    "subject_cy": "Diwrnod agored nos Wener", "subject_en": "Open evening on Friday",
    "text_cy": "Dewch i'r neuadd nos Wener am chwech. Bydd te, a lle i ofyn cwestiynau.",
    "text_en": "Come to the hall on Friday at six. There will be tea, and room for questions.",
}  # fmt: skip
OWN_WORD = ("Torri mawn", "Cutting peat", "environment")
# Who offers and needs what, beside everybody else's: a circle that is easy to tell.
CIRCLE = [("Dai", "lifts", "gardening"), ("Siân", "gardening", "welsh"), ("Mair", "welsh", "lifts")]
SERIES = "Mynd â'r biniau allan"
CONTACT = "Ffoniodd i ddweud bod ei phen-glin yn well."
WORRY = "She has not opened her curtains for three days."
MEMBERS_CSV = """name,number,email,phone,town
Ifor Beynon,201,,01632 960201,Pont Enfys
Delma Rowe,202,delma@demo.example,,Pont Enfys
Dai Morgan,,,,Heol y Graig
"""
