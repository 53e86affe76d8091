"""The shared taxonomy: kinds of core-economy work (after Cahn) and everyday work under each; what people
care about, have lived through and can lend.

WORK is (code, picture, Welsh, English, [the same below it]); the other lists are (code, picture, Welsh,
English, code of the kind of work it belongs under, or ""). A code is used once in all lists, never changed.
A community may add its own words.
"""

from __future__ import annotations

from typing import Any

WORK = [
    ("children", "child", "Magu plant", "Raising children", [
        ("childcare", "baby", "Gwarchod plant", "Looking after children"),
        ("homework", "book", "Helpu gyda gwaith ysgol", "Help with school work"),
        ("school-run", "walking", "Hebrwng plant i'r ysgol", "Taking children to school"),
        ("play", "puzzle", "Chwarae gyda phlant", "Playing with children"),
        ("reading-children", "book", "Darllen gyda phlant", "Reading with children"),
        ("youth-club", "people", "Helpu mewn clwb ieuenctid", "Helping at a youth club"),
        ("toddlers", "baby", "Helpu mewn grŵp rhieni a phlant bach", "Helping at a parent and toddler group"),
        ("childrens-sport", "sport", "Hyfforddi chwaraeon i blant", "Coaching children's sport"),
        ("new-parents", "hug", "Cefnogi rhieni newydd", "Supporting new parents"),
        ("mentoring", "idea", "Mentora person ifanc", "Mentoring a young person"),
    ]),
    ("families", "people", "Cynnal teuluoedd", "Preserving families", [
        ("meals", "meal", "Paratoi prydau", "Cooking meals"),
        ("home-repairs", "tools", "Mân waith yn y tŷ", "Small jobs in the house"),
        ("pets", "dog", "Gofalu am anifeiliaid", "Looking after pets"),
        ("cleaning", "house", "Glanhau a thacluso", "Cleaning and tidying"),
        ("laundry", "sun", "Golchi a smwddio", "Washing and ironing"),
        ("sewing", "tools", "Gwnïo a thrwsio dillad", "Sewing and mending clothes"),
        ("decorating", "paint", "Peintio ac addurno", "Painting and decorating"),
        ("moving-home", "key", "Helpu rhywun i symud tŷ", "Help with moving house"),
        ("baking", "meal", "Pobi", "Baking"),
        ("hair", "person", "Torri gwallt", "Cutting hair"),
        ("household-money", "coin", "Cadw trefn ar arian y cartref", "Help with household money"),
        ("family-talks", "speech", "Helpu teulu i siarad â'i gilydd", "Helping a family to talk together"),
    ]),
    ("neighbourhoods", "house", "Cymdogaethau diogel a bywiog", "Safe and vibrant neighbourhoods", [
        ("events", "music", "Trefnu digwyddiadau", "Running events"),
        ("community-group", "people", "Helpu grŵp cymunedol", "Helping a community group"),
        ("safety-campaign", "shield", "Ymgyrch ddiogelwch", "Safety campaign"),
        ("arts", "paint", "Celf a cherddoriaeth", "Arts and music"),
        ("street-watch", "eye", "Cadw llygad ar y stryd", "Keeping an eye on the street"),
        ("hall-keeping", "key", "Gofalu am neuadd", "Looking after a hall"),
        ("welcoming", "handshake", "Croesawu cymdogion newydd", "Welcoming new neighbours"),
        ("leaflets", "letter", "Dosbarthu taflenni", "Delivering leaflets"),
        ("community-cafe", "meal", "Helpu mewn caffi cymunedol", "Helping at a community café"),
        ("food-bank", "shopping", "Helpu mewn banc bwyd", "Helping at a food bank"),
        ("sports-club", "sport", "Helpu clwb chwaraeon", "Helping a sports club"),
        ("photographs", "camera", "Tynnu lluniau", "Taking photographs"),
    ]),
    ("caring", "heart", "Gofalu am bobl fregus", "Caring for the frail and vulnerable", [
        ("lifts", "car", "Rhoi lifft", "Giving lifts"),
        ("shopping", "shopping", "Siopa dros rywun", "Shopping for somebody"),
        ("company", "speech", "Cadw cwmni", "Keeping company"),
        ("phone-calls", "phone", "Sgwrs dros y ffôn", "A chat by phone"),
        ("respite", "sleep", "Seibiant i ofalwr", "A break for a carer"),
        ("hospital-visits", "hospital", "Ymweld â rhywun yn yr ysbyty", "Visiting somebody in hospital"),
        ("appointments", "calendar", "Mynd gyda rhywun i apwyntiad", "Going with somebody to an appointment"),
        ("prescriptions", "hospital", "Nôl presgripsiwn", "Fetching a prescription"),
        ("walking-together", "walking", "Mynd am dro gyda rhywun", "Going for a walk with somebody"),
        ("wheelchair-push", "wheelchair", "Gwthio cadair olwyn", "Pushing a wheelchair"),
        ("reading-aloud", "book", "Darllen i rywun", "Reading to somebody"),
        ("listening", "sound", "Gwrando", "Listening"),
    ]),
    ("justice", "scales", "Unioni anghyfiawnder", "Redressing injustice", [
        ("advice", "speech", "Cyngor ar hawliau", "Advice on rights"),
        ("advocacy", "megaphone", "Eirioli", "Speaking up for somebody"),
        ("forms", "writing", "Help gyda ffurflenni", "Help with forms"),
        ("appeals", "scales", "Help gydag apêl", "Help with an appeal"),
        ("official-meetings", "people", "Mynd gyda rhywun i gyfarfod swyddogol",
         "Going with somebody to an official meeting"),
        ("interpreting", "speech", "Cyfieithu ar lafar i rywun", "Interpreting for somebody"),
        ("debt-advice", "coin", "Cyngor ar ddyled", "Advice on debt"),
        ("disability-rights", "wheelchair", "Hawliau pobl anabl", "Disabled people's rights"),
        ("housing-rights", "house", "Hawliau tai", "Housing rights"),
        ("campaigning", "megaphone", "Ymgyrchu", "Campaigning"),
        ("settling-disputes", "handshake", "Helpu pobl i ddod i gytundeb", "Helping to settle a dispute"),
        ("refugees", "hug", "Cefnogi ffoaduriaid", "Supporting refugees"),
    ]),
    ("democracy", "ballot", "Gwneud i ddemocratiaeth weithio", "Making democracy work", [
        ("panels", "people", "Eistedd ar banel", "Sitting on a panel"),
        ("peer-research", "search", "Ymchwil gan gymheiriaid", "Peer research"),
        ("committee", "writing", "Gwaith pwyllgor", "Committee work"),
        ("chairing", "speech", "Cadeirio cyfarfodydd", "Chairing meetings"),
        ("minutes", "writing", "Cymryd cofnodion", "Taking minutes"),
        ("treasurer", "coin", "Gwaith trysorydd", "Being a treasurer"),
        ("asking-opinions", "question", "Holi barn pobl", "Asking people what they think"),
        ("newsletter", "letter", "Ysgrifennu cylchlythyr", "Writing a newsletter"),
        ("school-governor", "book", "Bod yn llywodraethwr ysgol", "Being a school governor"),
        ("translating", "document", "Cyfieithu dogfennau", "Translating documents"),
        ("easy-read-check", "check", "Gwirio dogfennau Hawdd eu Deall", "Checking Easy Read papers"),
    ]),
    ("learning", "book", "Dysgu", "Learning", [
        ("teaching", "idea", "Dysgu sgìl i rywun", "Teaching a skill"),
        ("welsh", "speech", "Ymarfer Cymraeg", "Practising Welsh"),
        ("computers", "computer", "Help gyda chyfrifiadur", "Help with a computer"),
        ("phones-tablets", "phone", "Help gyda ffôn neu dabled", "Help with a phone or tablet"),
        ("crafts", "puzzle", "Dysgu crefftau, fel gweu", "Teaching crafts, such as knitting"),
        ("music-lessons", "music", "Dysgu offeryn neu ganu", "Teaching an instrument or singing"),
        ("cooking-lessons", "meal", "Dysgu coginio", "Teaching cooking"),
        ("reading-writing", "writing", "Help i ddarllen ac ysgrifennu", "Help with reading and writing"),
        ("numbers", "chart", "Help gyda rhifau", "Help with numbers"),
        ("languages", "map", "Ymarfer iaith arall", "Practising another language"),
        ("job-search", "document", "Help i chwilio am waith", "Help with looking for work"),
        ("local-history", "house", "Hanes lleol", "Local history"),
    ]),
    ("environment", "tree", "Yr amgylchedd", "The environment", [
        ("gardening", "garden", "Garddio", "Gardening"),
        ("litter", "seedling", "Codi sbwriel", "Picking up litter"),
        ("allotment", "seedling", "Gofalu am randir", "Looking after an allotment"),
        ("food-growing", "garden", "Tyfu bwyd", "Growing food"),
        ("tree-planting", "tree", "Plannu coed", "Planting trees"),
        ("footpaths", "walking", "Cynnal llwybrau", "Looking after footpaths"),
        ("recycling", "cycle", "Ailgylchu", "Recycling"),
        ("mending", "tools", "Trwsio pethau", "Mending things"),
        ("bicycles", "tools", "Trwsio beiciau", "Mending bicycles"),
        ("wildlife", "tree", "Gwarchod bywyd gwyllt", "Looking after wildlife"),
        ("rivers", "seedling", "Gofalu am afon", "Looking after a river"),
        ("saving-energy", "idea", "Help i arbed ynni", "Help with saving energy"),
    ]),
    # Hours brought in from systems that kept no kind: shown as such, never guessed.
    ("not-sorted", "question", "Heb ei ddosbarthu eto", "Not sorted yet", [
        ("unknown-work", "question", "Gwaith heb ei enwi", "Work without a name"),
    ]),
]  # fmt: skip

INTERESTS = [
    ("interest-gardens", "garden", "Gerddi a phlanhigion", "Gardens and plants", "environment"),
    ("interest-wildlife", "tree", "Adar a bywyd gwyllt", "Birds and wildlife", "environment"),
    ("interest-walking", "walking", "Cerdded", "Walking", "environment"),
    ("interest-climate", "sun", "Newid hinsawdd", "Climate change", "environment"),
    ("interest-cycling", "sport", "Beicio", "Cycling", "environment"),
    ("interest-animals", "dog", "Anifeiliaid", "Animals", "families"),
    ("interest-cooking", "meal", "Coginio a bwyd", "Cooking and food", "families"),
    ("interest-family-history", "people", "Hanes teulu", "Family history", "families"),
    ("interest-home", "house", "Gwneud pethau i'r cartref", "Making things for the home", "families"),
    ("interest-children", "child", "Lles plant", "Children's well-being", "children"),
    ("interest-young-people", "people", "Pobl ifanc", "Young people", "children"),
    ("interest-toys-games", "puzzle", "Gemau a phosau", "Games and puzzles", "children"),
    ("interest-older-people", "elder", "Pobl hŷn", "Older people", "caring"),
    ("interest-health", "hospital", "Iechyd a lles", "Health and well-being", "caring"),
    ("interest-carers", "heart", "Cefnogi gofalwyr", "Supporting carers", "caring"),
    ("interest-friendship", "handshake", "Cyfeillgarwch a chwmni", "Friendship and company", "caring"),
    ("interest-singing", "music", "Canu a chorau", "Singing and choirs", "neighbourhoods"),
    ("interest-playing-music", "music", "Canu offeryn", "Playing music", "neighbourhoods"),
    ("interest-painting", "paint", "Peintio a darlunio", "Painting and drawing", "neighbourhoods"),
    ("interest-crafts", "puzzle", "Crefftau", "Crafts", "neighbourhoods"),
    ("interest-drama", "happy", "Drama a pherfformio", "Drama and performing", "neighbourhoods"),
    ("interest-photography", "camera", "Ffotograffiaeth", "Photography", "neighbourhoods"),
    ("interest-sport", "sport", "Chwaraeon", "Sport", "neighbourhoods"),
    ("interest-faith", "heart", "Ffydd a chredo", "Faith and belief", "neighbourhoods"),
    ("interest-eisteddfod", "star", "Eisteddfodau a diwylliant Cymru", "Eisteddfodau and Welsh culture",
     "neighbourhoods"),
    ("interest-welsh", "speech", "Yr iaith Gymraeg", "The Welsh language", "learning"),
    ("interest-languages", "map", "Ieithoedd a gwledydd eraill", "Languages and other countries", "learning"),
    ("interest-reading", "book", "Darllen a llyfrau", "Reading and books", "learning"),
    ("interest-writing", "writing", "Ysgrifennu a barddoniaeth", "Writing and poetry", "learning"),
    ("interest-local-history", "house", "Hanes lleol", "Local history", "learning"),
    ("interest-science", "idea", "Gwyddoniaeth", "Science", "learning"),
    ("interest-computers", "computer", "Cyfrifiaduron a thechnoleg", "Computers and technology", "learning"),
    ("interest-politics", "ballot", "Gwleidyddiaeth a democratiaeth", "Politics and democracy", "democracy"),
    ("interest-local-plans", "map", "Cynlluniau lleol", "Local plans", "democracy"),
    ("interest-better-services", "check", "Gwella gwasanaethau", "Making services better", "democracy"),
    ("interest-equality", "scales", "Cydraddoldeb", "Equality", "justice"),
    ("interest-disability", "wheelchair", "Hawliau pobl anabl", "Disabled people's rights", "justice"),
    ("interest-poverty", "coin", "Dod â thlodi i ben", "Ending poverty", "justice"),
    ("interest-peace", "handshake", "Heddwch", "Peace", "justice"),
]  # fmt: skip

EXPERIENCES = [
    ("lived-caring", "heart", "Gofalu am rywun", "Caring for somebody", "caring"),
    ("lived-dementia", "elder", "Dementia yn y teulu", "Living with dementia in the family", "caring"),
    ("lived-stroke", "hospital", "Cael strôc", "A stroke", "caring"),
    ("lived-cancer", "hospital", "Canser", "Cancer", "caring"),
    ("lived-heart", "heart", "Clefyd y galon", "Heart disease", "caring"),
    ("lived-diabetes", "hospital", "Diabetes", "Diabetes", "caring"),
    ("lived-pain", "hospital", "Poen sy'n para", "Pain that does not go away", "caring"),
    ("lived-depression", "person", "Iselder", "Depression", "caring"),
    ("lived-anxiety", "person", "Gorbryder", "Anxiety", "caring"),
    ("lived-mental-illness", "hug", "Salwch meddwl difrifol", "Serious mental illness", "caring"),
    ("lived-bereavement", "hug", "Profedigaeth", "Bereavement", "caring"),
    ("lived-suicide-loss", "hug", "Colli rhywun trwy hunanladdiad", "Losing somebody to suicide", "caring"),
    ("lived-loneliness", "person", "Unigrwydd", "Loneliness", "caring"),
    ("lived-addiction", "seedling", "Dibyniaeth ac adferiad", "Addiction and recovery", "caring"),
    ("lived-learning-disability", "puzzle", "Anabledd dysgu", "A learning disability", "justice"),
    ("lived-autism", "puzzle", "Awtistiaeth", "Autism", "justice"),
    ("lived-adhd", "puzzle", "ADHD", "ADHD", "justice"),
    ("lived-sight", "eye", "Colli golwg", "Losing your sight", "justice"),
    ("lived-deafness", "sound", "Byddardod neu golli clyw", "Deafness or losing your hearing", "justice"),
    ("lived-physical-disability", "wheelchair", "Anabledd corfforol", "A physical disability", "justice"),
    ("lived-homelessness", "house", "Bod yn ddigartref", "Homelessness", "justice"),
    ("lived-prison", "door", "Bod yn y carchar", "Being in prison", "justice"),
    ("lived-debt", "coin", "Dyled", "Debt", "justice"),
    ("lived-benefits", "document", "Byw ar fudd-daliadau", "Living on benefits", "justice"),
    ("lived-out-of-work", "clock", "Bod heb waith", "Being out of work", "justice"),
    ("lived-racism", "shield", "Hiliaeth", "Racism", "justice"),
    ("lived-asylum", "map", "Ceisio lloches", "Seeking asylum", "justice"),
    ("lived-new-to-wales", "map", "Bod yn newydd i Gymru", "Being new to Wales", "neighbourhoods"),
    ("lived-learning-welsh", "speech", "Dysgu Cymraeg yn oedolyn", "Learning Welsh as an adult", "learning"),
    ("lived-lgbtq", "star", "Bod yn LHDTC+", "Being LGBTQ+", "justice"),
    ("lived-armed-forces", "shield", "Gwasanaethu yn y lluoedd arfog", "Serving in the armed forces", ""),
    ("lived-leaving-care", "door", "Gadael gofal", "Leaving care", "children"),
    ("lived-fostering", "house", "Maethu neu fabwysiadu", "Fostering or adopting", "children"),
    ("lived-single-parent", "child", "Magu plentyn ar eich pen eich hun", "Raising a child alone",
     "children"),
    ("lived-disabled-child", "child", "Magu plentyn anabl", "Raising a disabled child", "children"),
    ("lived-young-parent", "baby", "Bod yn rhiant ifanc", "Being a young parent", "children"),
    ("lived-after-birth", "baby", "Iselder ar ôl geni", "Depression after a birth", "children"),
    ("lived-baby-loss", "hug", "Colli baban", "Losing a baby", "families"),
    ("lived-separation", "people", "Gwahanu neu ysgaru", "Separation or divorce", "families"),
    ("lived-domestic-abuse", "shield", "Cam-drin domestig", "Domestic abuse", "families"),
    ("lived-drinking-at-home", "house", "Byw gydag yfed neu gyffuriau rhywun arall",
     "Living with somebody else's drinking or drugs", "families"),
]  # fmt: skip

THINGS = [
    ("thing-ladder", "tools", "Ysgol i gyrraedd pethau uchel", "A ladder", "families"),
    ("thing-drill", "tools", "Dril trydan", "An electric drill", "families"),
    ("thing-hand-tools", "tools", "Offer llaw", "Hand tools", "families"),
    ("thing-sewing-machine", "puzzle", "Peiriant gwnïo", "A sewing machine", "families"),
    ("thing-carpet-cleaner", "house", "Peiriant glanhau carpedi", "A carpet cleaner", "families"),
    ("thing-wallpaper-table", "paint", "Bwrdd papuro", "A pasting table", "families"),
    ("thing-baby-things", "baby", "Pethau babi", "Baby things", "children"),
    ("thing-toys", "puzzle", "Teganau a gemau", "Toys and games", "children"),
    ("thing-lawnmower", "garden", "Peiriant torri gwair", "A lawnmower", "environment"),
    ("thing-hedge-trimmer", "garden", "Torrwr gwrychoedd", "A hedge trimmer", "environment"),
    ("thing-wheelbarrow", "garden", "Berfa (whilber)", "A wheelbarrow", "environment"),
    ("thing-garden-tools", "garden", "Offer garddio", "Garden tools", "environment"),
    ("thing-litter-pickers", "seedling", "Ffyn codi sbwriel", "Litter pickers", "environment"),
    ("thing-pressure-washer", "tools", "Peiriant golchi pwysedd uchel", "A pressure washer", "environment"),
    ("thing-bicycle", "sport", "Beic", "A bicycle", "environment"),
    ("thing-trailer", "car", "Trelar", "A trailer", "neighbourhoods"),
    ("thing-tables-chairs", "people", "Byrddau a chadeiriau", "Tables and chairs", "neighbourhoods"),
    ("thing-gazebo", "house", "Gasebo neu babell", "A gazebo or tent", "neighbourhoods"),
    ("thing-urn", "meal", "Wrn te a llestri", "A tea urn and crockery", "neighbourhoods"),
    ("thing-loudspeaker", "sound", "Uchelseinydd a meicroffon", "A loudspeaker and microphone",
     "neighbourhoods"),
    ("thing-projector", "computer", "Taflunydd", "A projector", "neighbourhoods"),
    ("thing-room", "door", "Ystafell i gwrdd ynddi", "A room to meet in", "neighbourhoods"),
    ("thing-wheelchair", "wheelchair", "Cadair olwyn", "A wheelchair", "caring"),
    ("thing-walking-frame", "walking", "Ffrâm gerdded", "A walking frame", "caring"),
    ("thing-books", "book", "Llyfrau", "Books", "learning"),
    ("thing-laptop", "computer", "Gliniadur", "A laptop", "learning"),
    ("thing-instrument", "music", "Offeryn cerdd", "A musical instrument", "learning"),
]  # fmt: skip

BESIDE_WORK = {"interest": INTERESTS, "experience": EXPERIENCES, "thing": THINGS}


def bring_up_to_date(term: Any) -> None:
    """Make or correct every shared term, so that an old database and a new one hold the same.

    Parameters: the model of terms as a migration sees it. Codes that are no longer listed are left alone:
    hours and offers may hang on them.
    """

    def put(scheme: str, code: str, place: int, **said: Any) -> Any:
        found, _fresh = term.objects.update_or_create(
            scheme=scheme, code=code, community=None, defaults={"place_in_list": place, **said}
        )
        return found

    tops = {}
    for place, (code, picture, name_cy, name_en, below) in enumerate(WORK):
        top = tops[code] = put("work", code, place * 100, picture=picture, name_cy=name_cy, name_en=name_en)
        for step, (inner, image, welsh, english) in enumerate(below, 1):
            put("work", inner, place * 100 + step, picture=image, name_cy=welsh, name_en=english, parent=top)
    for scheme, rows in BESIDE_WORK.items():
        for place, (code, picture, name_cy, name_en, kind) in enumerate(rows):
            put(
                scheme, code, place, picture=picture, name_cy=name_cy, name_en=name_en, parent=tops.get(kind)
            )  # fmt: skip
