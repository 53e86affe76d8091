"""Words of both languages that people use for the same thing when they look for help.

Not a dictionary: a short list of what people type into a search of local help, so that "cath" finds what was
written in English alone, and "money worries" what was written as advice on debt. A word may stand in several
lines. Forms that the dictionaries of lemmas do not lead home are listed too (gerddi, gardd).
"""

from __future__ import annotations

import functools
import re
from typing import Final

from .welsh import fold

__all__ = ["CONCEPTS", "concepts_of", "known_words"]

# name: words of Welsh and of English, in their plain forms.
CONCEPTS: Final[dict[str, str]] = {
    "advice": "cyngor cynghori cynghorydd advice adviser information gwybodaeth guidance arweiniad",
    "alcohol": "alcohol yfed diod drink drinking alcoholic",
    "allotment": "rhandir rhandiroedd allotment",
    "animal": "anifail anifeiliaid animal pet milfeddyg vet",
    "art": "celf arlunio peintio paentio lluniau art painting drawing",
    "autism": "awtistiaeth awtistig autism autistic",
    "baby": "babi baban babanod baby infant newborn",
    "benefit": "budd budd-daliadau lwfans credyd benefit allowance pip universal",
    "bereavement": "profedigaeth galar galaru marwolaeth bereavement bereaved grief loss funeral angladd",
    "bike": "beic beiciau beicio seiclo bike bicycle cycling cycle",
    "blind": "dall golwg blind sight visual eyesight",
    "boat": "cwch cychod rhwyfo boat rowing",
    "book": "llyfr llyfrau darllen llyfrgell book reading library",
    "bus": "bws bysus trafnidiaeth cludiant bus transport coach",
    "business": "busnes menter business enterprise",
    "cafe": "caffi café cafe coffee coffi paned te tea cuppa",
    "cancer": "canser cancer macmillan tumour",
    "car": "car ceir gyrru gyrrwr lifft lifftiau car drive driver driving lift",
    "care": "gofal gofalu gofalwr gofalwyr gofalwraig carer care caring",
    "cat": "cath cathod cat kitten",
    "chat": "sgwrs sgwrsio siarad clonc cloncian chat talk natter conversation",
    "child": "plentyn plant child children kids childcare",
    "choir": "côr corau corws canu cân caneuon canwr choir sing singing singer song chorus",
    "citizens": "dinesydd dinasyddion citizens",
    "clothes": "dillad gwnïo clothes clothing sewing sew uniform gwisg",
    "computer": "cyfrifiadur cyfrifiaduron digidol ar-lein computer"
    " digital laptop online internet rhyngrwyd tablet",
    "cook": "coginio coginiol cogydd pobi cook cooking cookery baking bake kitchen cegin",
    "council": "cyngor cynghorydd awdurdod council councillor",
    "counselling": "cwnsela cwnselydd therapi counselling counsellor therapy",
    "craft": "crefft crefftau gwau gweu crosio craft knitting knit crochet weaving",
    "dance": "dawns dawnsio dance dancing",
    "deaf": "byddar clyw clywed deaf hearing bsl arwyddo",
    "debt": "dyled dyledion arian biliau bil debt money bill budgeting worries owe",
    "dementia": "dementia alzheimer cof anghofio memory forgetful",
    "dentist": "deintydd dannedd dentist teeth dental",
    "depression": "iselder isel gorbryder pryder meddwl mental depression"
    " depressed anxiety anxious mind lles wellbeing mood",
    "disability": "anabledd anabl anableddau disability disabled",
    "doctor": "meddyg meddygon meddygfa doctor gp surgery physician",
    "dog": "ci cŵn dog puppy",
    "drama": "drama theatr actio drama theatre acting",
    "drugs": "cyffuriau cyffur dibyniaeth drug addiction recovery adferiad",
    "energy": "ynni trydan nwy gwres gwresogi tanwydd energy electricity gas heating fuel warm cynnes",
    "environment": "amgylchedd amgylcheddol natur environment nature wildlife bywyd-gwyllt",
    "exercise": "ymarfer ffitrwydd ffit exercise fitness fit gym campfa keep-fit",
    "faith": "ffydd eglwys capel mosg faith church chapel mosque prayer gweddi",
    "falls": "cwympo codwm cwymp balans falls fall balance",
    "family": "teulu teuluoedd family parent rhiant rhieni magu",
    "farm": "fferm ffermio ffermwr amaeth farm farmer farming agriculture",
    "father": "tad tadau dad father",
    "food": "bwyd bwydydd pryd prydau bwyta banc-bwyd food meal eat foodbank hungry llwgu",
    "football": "pêl-droed pêldroed football soccer",
    "foster": "maethu mabwysiadu foster fostering adopt adoption",
    # Whoever types that they are lonely looks for company.
    "friend": "unig unigrwydd lonely loneliness ffrind ffrindiau cyfaill cyfeillion cyfeillgarwch"
    " cwmni friend friendship befriending company companionship",
    "furniture": "dodrefn celfi furniture sofa",
    "garden": "gardd gerddi garddio garddwr garden gardening gardener plant-growing planhigion",
    "grandparent": "mam-gu tad-cu nain taid neiniau teidiau grandparent grandmother grandfather",
    "guitar": "gitâr guitar ukulele iwcalili",
    "hair": "gwallt trin hair hairdresser barber",
    "hall": "neuadd neuaddau canolfan hall centre center venue",
    "health": "iechyd iachus iach health healthy",
    "heart": "calon calonnau heart cardiac stroke strôc",
    "history": "hanes hanesyddol treftadaeth history heritage museum amgueddfa",
    "home": "cartref cartrefi tŷ tai llety digartref digartrefedd home"
    " house housing homeless homelessness shelter landlord tenant tenantiaeth",
    "hospital": "ysbyty ysbytai hospital ward clinic clinig",
    "isolation": "unig unigrwydd unigedd ynysig lonely loneliness isolated isolation alone",
    "job": "swydd swyddi gwaith cyflogaeth job work employment career gyrfa unemployed di-waith",
    "law": "cyfraith cyfreithiol cyfreithiwr hawl hawliau law legal solicitor rights right",
    "learn": "dysgu dysgwyr addysg cwrs cyrsiau dosbarth gwers"
    " learn learning course class lesson education adult",
    "lgbt": "lhdt lhdtc hoyw lgbt lgbtq gay lesbian trans",
    "lunch": "cinio ciniawau lunch dinner",
    "men": "dyn dynion sied siediau man men shed sheds",
    "mother": "mam mamau mother mum mums",
    "move": "symud dadbacio move moving removal",
    "music": "cerddoriaeth miwsig offeryn cerddor music musician instrument band",
    "neighbour": "cymydog cymdogion cymdogaeth neighbour neighbourhood neighbourly",
    "nurse": "nyrs nyrsys nurse nursing",
    "older": "hŷn henoed pensiynwr pensiynwyr henaint older elderly pensioner senior retired wedi-ymddeol",
    "pain": "poen poenus cefn pain ache back",
    "park": "parc parciau park playground",
    "phone": "ffôn ffonio ffonau phone telephone mobile call galwad",
    "photo": "ffotograffiaeth llun camera photo photography photograph",
    "play": "chwarae chwareus play playgroup toddler cylch-meithrin meithrin nursery",
    "police": "heddlu plismon police safety diogelwch crime trosedd",
    "poverty": "tlodi tlawd poverty poor hardship caledi",
    "pregnancy": "beichiog beichiogrwydd geni bydwraig pregnant pregnancy birth midwife antenatal",
    "refugee": "ffoadur ffoaduriaid lloches refugee asylum",
    "repair": "trwsio cyweirio atgyweirio caffi-trwsio repair fix mend mending broken",
    "respite": "seibiant saib hoe respite break rest",
    "rubbish": "sbwriel ailgylchu gwastraff rubbish litter recycling recycle waste bin",
    "rugby": "rygbi rugby",
    "safe": "diogel cam-drin camdriniaeth trais safe abuse violence refuge domestic",
    "school": "ysgol ysgolion school pupil disgybl",
    "shop": "siop siopau siopa siopwr shop shopping errands",
    "sleep": "cwsg cysgu sleep insomnia",
    "smoking": "ysmygu smygu smoking smoke quit",
    "sport": "chwaraeon camp sport sports",
    "support": "cefnogaeth cefnogi cymorth help helpu support help",
    "swim": "nofio nofiwr pwll swim swimming pool",
    "teenager": "ifanc ieuenctid arddegau young youth teenager teen",
    "toilet": "toiled tŷ-bach toilet loo changing",
    "tool": "offer tŵls llyfrgell-bethau tool ladder drill borrow benthyg benthyca lend",
    "tree": "coeden coed coedwig coetir tree woodland forest wood",
    "veteran": "cyn-filwr milwr milwyr lluoedd veteran army forces soldier",
    "volunteer": "gwirfoddoli gwirfoddolwr gwirfoddolwyr gwirfoddol volunteer volunteering voluntary",
    "walk": "cerdded cerddwr cerddwyr tro crwydro walk walking walker ramble stroll hike",
    "welsh": "cymraeg cymreig siaradwyr welsh cymraeg-dysgwyr",
    "wheelchair": "cadair-olwyn olwyn hygyrch mynediad wheelchair accessible access mobility",
    "women": "menyw menywod merched gwraig gwragedd woman women sefydliad",
    "write": "ysgrifennu barddoniaeth bardd writing write poetry poem creative",
    "yoga": "ioga yoga pilates tai-chi meddylgarwch mindfulness relaxation ymlacio",
}


@functools.cache
def _by_word() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for name, words in CONCEPTS.items():
        for word in words.split():
            parts = re.findall(r"[a-z0-9]+", fold(word))
            # A word in two parts ("pêl-droed") is known by both together only where it is typed so.
            found.setdefault("".join(parts), set()).add(name)
    return {word: frozenset(names) for word, names in found.items()}


def known_words() -> frozenset[str]:
    """Every folded word of the list, for a search that forgives a slip of the finger."""
    return frozenset(_by_word())


def concepts_of(word: str) -> frozenset[str]:
    """The things that a folded word is used for; empty for most words. O(1).

    >>> sorted(concepts_of("cath")), sorted(concepts_of("gofalwr")), sorted(concepts_of("xylophone"))
    (['cat'], ['care'], [])
    """
    return _by_word().get(word, frozenset())
