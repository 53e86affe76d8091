"""Word lists of `revealing`: what in a story can tell who told it. Folded: lower case, no accents.

Compiled for Gilydd from general knowledge of Wales. None is complete, and none needs to be: a listener reads
every story, and the marks only keep a tired eye from passing over something.
"""

from __future__ import annotations

__all__ = [
    "ALSO_WORDS",
    "ANSWERS_TO",
    "FIRST_NAMES",
    "INSTITUTIONS",
    "KIN",
    "MONTHS",
    "NOT_NAMES",
    "PLACES",
    "PLACE_BEGINNINGS",
    "RARE",
    "STAFF",
    "STREETS_AFTER",
    "STREETS_BEFORE",
    "TITLES",
    "WEEKDAYS",
    "listed",
]


def listed(text: str) -> frozenset[str]:
    """The words of a text.

    >>> sorted(listed("nurse  nyrs"))
    ['nurse', 'nyrs']
    """
    return frozenset(text.split())


FIRST_NAMES = listed(
    """
    aaron abbie abigail adam adrian ahmed aisha alan aled alex alexander alice alison alun alwyn alys
    amanda amber amelia amina amir amy andrea andrew aneirin aneurin angela angharad ann anna anne
    annette annie anthony anwen arthur arwel arwyn awel barbara barry beca ben benjamin bernard berwyn
    beryl beth bethan betty beverley billy brenda brian bronwen bryn caerwyn callum carol caroline
    carwen carwyn carys catherine cathy catrin ceinwen ceri ceridwen charlie charlotte chloe chris
    christine christopher ciaran claire clare colin connor craig cynan cynthia dafydd dai daisy daniel
    danielle darren dave david dean debbie deborah deian deiniol delyth derek derfel deryn diane dilwyn
    dilys dominik donna doreen dorothy duncan dylan eben edith edward edwina efa eifion eilir eirian
    eirlys eirwen elaine eleanor eleri elfed elin elinor elis elizabeth ella ellen ellie ellis eluned
    elwyn emily emlyn emma emrys emyr enfys enid eric erin ernest ethan eunice euros evan evelyn ewa
    fatima ffion florence frances frank fred freya gareth garry gary gavin geoff geoffrey george geraint
    gerald gerallt gethin glain glenda glenys glyn glynis gordon graham griff gruffudd gruffydd guto
    gwenda gwendolen gwenllian gwenno gwilym gwyn gwyneth gwynfor hanna hannah harold harri harriet
    harry hassan hayley hazel heather hedd heledd helen helena henry heulwen hilda howard huw hywel iago
    ian idris idwal iestyn ieuan ifan ifor illtyd imogen ioan iolo iona iorwerth irene iris isaac isabel
    isabelle islwyn iwan jack jackie jacob jade jake james jamie jan jane janet janice jason jean jeff
    jennifer jenny jeremy jess jessica jill jim jimmy joan joanna joanne jodie joe john johnny jonathan
    jordan joseph joshua joyce judith julia julian julie june karen kate katherine kathleen kathryn
    katie kayleigh keith kelly ken kenneth kerry kevin kieran kim kirsty krystyna kyle laura lauren leah
    leanne lee len leonard lesley leslie lewis liam lillian lily linda lisa liz lloyd lois lorraine
    louise lowri lucy luke luned lyn lynette lynn lynne mabli macsen maddie madison mair maldwyn mali
    malcolm mandy manon marc marcus mared maredudd margaret maria marian marie marilyn marion marjorie
    martin martyn mary matthew maureen mavis megan meinir meirion melanie menna meredydd meurig michael
    michelle mike millie mohammed molly monica morfudd morfydd morgan morwenna muhammad muriel myfanwy
    mwynwen nadia nancy natalie natasha neil nerys nesta nia niamh nicholas nick nicky nicola nigel non
    nora norma norman oliver olive olivia olwen osian owain owen pamela patricia patrick paul paula
    pauline peggy penny peredur peter phil philip phyllis piotr poppy priya pwyll rachael rachel ray
    raymond rebecca rhian rhiannon rhodri rhona rhun rhys richard rita robat robert roberta robin rodney
    roger roland ron ronald rosemary rosie ross roy ruby russell ruth ryan sally sam samantha samuel
    sandra sara sarah scott sean seren sharon sheila shirley shona sian simon sioned sion siwan sonia
    sophie stacey stan stanley stella stephanie stephen steve steven stuart sue susan sylvia taliesin
    tamsin tanwen tara tecwyn tegan tegwen terence teresa terry thelma theo theresa thomas tim timothy
    tina tirion toby tom tomos tony tracey tracy trefor trevor tudur twm valerie vanessa vaughan vera
    veronica victor victoria vincent viv vivian wayne wendy winifred wyn yasmin yvonne zainab zoe
    """
)
# First names that are ordinary words too: only marked when a capital stands inside a sentence.
ALSO_WORDS = listed(
    """
    art bill carol dawn dean dylan eira faith fern frank glyn grace gwen haf harry heather heulwen hope
    ivy iris jack jade jan joy june lee lily lowri mai mark may miles non olive pat penny poppy ray rob
    rose ruby ruth seren sue tegan tegwen tim tom vera victor violet wayne will wyn enfys awel bryn ceri
    glain hedd tara tirion pwyll eben amber hazel daisy robin charlie kim sam ben ross beth morgan lewis
    ellis owen vaughan lloyd scott craig
    """
)
TITLES = listed(
    """
    mr mrs ms miss dr doctor nurse sister matron professor prof consultant sir lady lord rev reverend
    pastor father councillor cllr uncle aunt auntie aunty nan nana gran granny grandad captain sergeant
    constable pc meistr mistar misus meddyg nyrs metron athro athrawes parch parchedig cynghorydd cyng
    anti wncwl ewythr modryb nain taid mamgu tadcu ficer tad chwaer rhingyll
    """
)
# A title whose own word is also everyday Welsh or English: it needs a capital of its own before a name.
ANSWERS_TO = listed(
    """
    sister father chwaer tad nan gran consultant professor athro miss lady lord
    """
)
PLACES = listed(
    """
    aberaeron aberafan aberbargoed abercarn abercynon aberdar aberdare aberdaron abergavenny fenni
    abergele abersoch abersychan abertawe aberteifi cardigan abertillery aberystwyth amlwch ammanford
    rhydaman bala bangor bargoed barmouth abermaw barri barry beaumaris biwmares bedwas bethesda
    blackwood blaenavon blaenafon blaenau blaenymaes bontddu borth brecon aberhonddu bridgend
    penybontarogwr brynmawr buckley bwcle builth burry caergybi holyhead caernarfon caerdydd cardiff
    caerffili caerphilly caerfyrddin carmarthen caersws caldicot casgwent chepstow casnewydd newport
    castellnedd neath ceredigion chirk clydach clwyd colwyn connah conwy corwen cowbridge bontfaen
    criccieth cricieth crickhowell crughywel crymych cwmafan cwmbran cwmllynfell cwmtawe denbigh dinbych
    dolgellau dyfed ebbw eryri fflint flint ffestiniog fishguard abergwaun garw glynebwy glynneath
    gorseinon gower gwyr gresford gwent gwynedd hawarden haverfordwest hwlffordd harlech hay hengoed
    hirwaun holywell treffynnon kidwelly cydweli knighton lampeter llanbedr llanbradach llandeilo
    llandovery llanymddyfri llandrindod llandudno llandysul llanelli llanfyllin llangefni llangollen
    llanidloes llanrwst llantrisant llantwit llanwern llanybydder loughor machynlleth maesteg magor
    margam merthyr merthyrtudful milford minera mold wyddgrug monmouth trefynwy mon anglesey monknash
    montgomery trefaldwyn morriston treforys mountain mumbles narberth arberth nantgarw nantyglo nefyn
    newbridge newcastle newtown drenewydd ogmore pembroke penfro penarth pencoed penmaenmawr
    penrhyndeudraeth penygroes pontardawe pontarddulais pontardulais pontyclun pontypool pontypwl
    pontypridd porthcawl porthmadog porthaethwy powys prestatyn presteigne llanandras pwllheli pyle
    rhayader rhaeadr rhondda rhosllannerchrugog rhuddlan rhuthun ruthin rhyl rhymni rhymney risca ruabon
    saundersfoot sirbenfro sketty sully swansea talbot talgarth tenby tonypandy torfaen townhill
    tredegar tregaron treharris treherbert treorci treorchy troedyrhiw trellech tywyn usk brynbuga
    welshpool trallwng wrecsam wrexham ynysmon ynysybwl ystalyfera ystradgynlais ystradmynach london
    llundain liverpool lerpwl manchester manceinion bristol bryste birmingham chester caer hereford
    henffordd shrewsbury amwythig gloucester oxford rhydychen cambridge
    """
)
# How many place names of Wales begin. With a capital letter, and after its mutations are undone.
PLACE_BEGINNINGS = (
    "aber", "blaen", "bryn", "caer", "cwm", "eglwys", "glyn", "llan", "maes", "mynydd", "nant", "pont",
    "porth", "pwll", "rhos", "rhyd", "tre", "waun", "ynys", "ystrad",
)  # fmt: skip
STREETS_AFTER = listed(
    """
    street road avenue close terrace lane drive crescent way court place square row gardens grove estate
    hill walk mews rise view st rd ave
    """
)
STREETS_BEFORE = listed(
    """
    heol stryd ffordd lon rhes clos teras rhodfa cilgant sgwar rhiw ystad llwybr
    """
)
INSTITUTIONS = listed(
    """
    school college university hospital ward clinic surgery chapel church mosque home hostel centre pub
    club factory ysgol coleg prifysgol ysbyty clinig meddygfa capel eglwys mosg cartref canolfan tafarn
    clwb ffatri
    """
)
MONTHS = listed(
    """
    january february march april may june july august september october november december jan feb mar
    apr jun jul aug sep sept oct nov dec ionawr chwefror mawrth ebrill mai mehefin gorffennaf awst medi
    hydref tachwedd rhagfyr
    """
)
WEEKDAYS = listed(
    """
    monday tuesday wednesday thursday friday saturday sunday
    """
)
STAFF = listed(
    """
    receptionist consultant surgeon midwife physiotherapist psychiatrist psychologist pharmacist
    paramedic porter dentist optician therapist caseworker keyworker headteacher housing-officer manager
    nurse doctor matron warden nyrs nyrsys doctoriaid meddyg meddygon bydwraig ffisiotherapydd
    seiciatrydd seicolegydd fferyllydd parafeddyg porthor deintydd optegydd therapydd rheolwr rheolwraig
    derbynnydd llawfeddyg ymgynghorydd metron
    """
)
KIN = listed(
    """
    husband wife partner son daughter mother mum mam father dad brother sister uncle aunt grandmother
    grandfather gran grandad nan nephew niece cousin neighbour friend boyfriend girlfriend baby twin
    stepson stepdaughter gwr gwraig mab merch tad brawd chwaer ewythr modryb nain taid mamgu tadcu nai
    nith cefnder cyfnither cymydog cymdoges ffrind cariad babi wyr wyres llysfab llysferch
    """
)
# What few people in one place have, are or lived through: with a month and a village it may fit one person.
RARE = listed(
    """
    twins triplets adopted fostered amputee amputated transplant stroke coma epilepsy huntington
    parkinson sclerosis leukaemia anorexia schizophrenia bipolar stillborn miscarriage murder murdered
    suicide overdose inquest coroner prison prisoner arrested trial newspaper television refugee asylum
    interpreter vicar priest imam councillor mayor headteacher headmaster headmistress postmaster
    postmistress solicitor magistrate firefighter soldier veteran lifeboat colliery farmer albino
    dwarfism blind deaf wheelchair transgender polish romanian syrian ukrainian afghan somali kurdish
    traveller gypsy efeilliaid tripledi mabwysiadu mabwysiedig maethu maeth trawsblaniad strac epilepsi
    lewcemia anorecsia sgitsoffrenia deubegynol marwanedig llofruddiaeth hunanladdiad gorddos cwest
    crwner carchar carcharor arestio treial papur teledu ffoadur lloches cyfieithydd ficer offeiriad
    cynghorydd maer maeres prifathro prifathrawes pennaeth cyfreithiwr cyfreithwraig ynad diffoddwr
    milwr bad-achub glofa ffermwr dall byddar trawsryweddol pwylaidd rwmanaidd syriaidd wcrainaidd sipsi
    """
)
# Written with a capital inside a sentence, and telling of nobody.
NOT_NAMES = listed(
    """
    i im id ive ill nhs gp gps wales welsh english british england britain uk eu cymru cymraeg cymreig
    saesneg lloegr prydain gig covid internet facebook google whatsapp zoom tv pip dla esa cv ok
    christmas easter nadolig pasg mr mrs duw god iesu jesus calan sul nos dydd
    """
)
