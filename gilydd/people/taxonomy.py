"""The shared taxonomy: kinds of core-economy work (after Cahn) and everyday work under each.

(code, picture, Welsh, English, [the same below it]). A community may add its own words.
"""

WORK = [
    ("children", "child", "Magu plant", "Raising children", [
        ("childcare", "baby", "Gwarchod plant", "Looking after children"),
        ("homework", "book", "Helpu gyda gwaith ysgol", "Help with school work"),
    ]),
    ("families", "people", "Cynnal teuluoedd", "Preserving families", [
        ("meals", "meal", "Paratoi prydau", "Cooking meals"),
        ("home-repairs", "tools", "Mân waith yn y tŷ", "Small jobs in the house"),
        ("pets", "dog", "Gofalu am anifeiliaid", "Looking after pets"),
    ]),
    ("neighbourhoods", "house", "Cymdogaethau diogel a bywiog", "Safe and vibrant neighbourhoods", [
        ("events", "music", "Trefnu digwyddiadau", "Running events"),
        ("community-group", "people", "Helpu grŵp cymunedol", "Helping a community group"),
        ("safety-campaign", "shield", "Ymgyrch ddiogelwch", "Safety campaign"),
        ("arts", "paint", "Celf a cherddoriaeth", "Arts and music"),
    ]),
    ("caring", "heart", "Gofalu am bobl fregus", "Caring for the frail and vulnerable", [
        ("lifts", "car", "Rhoi lifft", "Giving lifts"),
        ("shopping", "shopping", "Siopa dros rywun", "Shopping for somebody"),
        ("company", "speech", "Cadw cwmni", "Keeping company"),
        ("phone-calls", "phone", "Sgwrs dros y ffôn", "A chat by phone"),
        ("respite", "sleep", "Seibiant i ofalwr", "A break for a carer"),
    ]),
    ("justice", "scales", "Unioni anghyfiawnder", "Redressing injustice", [
        ("advice", "speech", "Cyngor ar hawliau", "Advice on rights"),
        ("advocacy", "megaphone", "Eirioli", "Speaking up for somebody"),
        ("forms", "writing", "Help gyda ffurflenni", "Help with forms"),
    ]),
    ("democracy", "ballot", "Gwneud i ddemocratiaeth weithio", "Making democracy work", [
        ("panels", "people", "Eistedd ar banel", "Sitting on a panel"),
        ("peer-research", "search", "Ymchwil gan gymheiriaid", "Peer research"),
        ("committee", "writing", "Gwaith pwyllgor", "Committee work"),
    ]),
    ("learning", "book", "Dysgu", "Learning", [
        ("teaching", "idea", "Dysgu sgìl i rywun", "Teaching a skill"),
        ("welsh", "speech", "Ymarfer Cymraeg", "Practising Welsh"),
        ("computers", "computer", "Help gyda chyfrifiadur", "Help with a computer"),
    ]),
    ("environment", "tree", "Yr amgylchedd", "The environment", [
        ("gardening", "garden", "Garddio", "Gardening"),
        ("litter", "seedling", "Codi sbwriel", "Picking up litter"),
    ]),
    # Hours brought in from systems that kept no kind: shown as such, never guessed.
    ("not-sorted", "question", "Heb ei ddosbarthu eto", "Not sorted yet", [
        ("unknown-work", "question", "Gwaith heb ei enwi", "Work without a name"),
    ]),
]  # fmt: skip
