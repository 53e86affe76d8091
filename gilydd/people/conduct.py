# ruff: noqa: E501  (a sentence of the code stays on its line)
"""The code of conduct of the house, in both languages and in Easy Read. A community may write its own."""

from __future__ import annotations

EasyLine = tuple[str, str]

STANDARD_CODE = {
    "en": """\
Everybody has something to give, and everybody needs something at times. We meet as equals.
An hour is an hour, whoever gives it and whatever the work.
We keep what we promise. When we cannot, we say so as soon as we can.
We offer only what we can do safely. Anybody may say no, without giving a reason.
What we see and hear in somebody’s home stays there. We pass it on only when somebody may be in danger.
We take no money for what we do here, and we neither ask for nor give loans. Costs such as petrol are agreed beforehand.
We respect each other’s language, faith, body, home and way of life. Nobody is put down, pressed or harassed.
When something worries us, we tell a broker. When somebody may be harmed, we tell the safeguarding lead; in danger we call 999.
We write down our hours as they were.""",
    "cy": """\
Mae gan bawb rywbeth i’w roi, ac mae angen rhywbeth ar bawb weithiau. Rydyn ni’n cwrdd fel pobl gyfartal.
Awr yw awr, pwy bynnag sy’n ei rhoi a beth bynnag yw’r gwaith.
Rydyn ni’n cadw ein haddewidion. Pan na allwn ni, rydyn ni’n dweud hynny cyn gynted ag y gallwn.
Rydyn ni’n cynnig dim ond yr hyn y gallwn ei wneud yn ddiogel. Caiff unrhyw un ddweud na, heb roi rheswm.
Mae’r hyn rydyn ni’n ei weld a’i glywed yng nghartref rhywun yn aros yno. Dim ond pan all rhywun fod mewn perygl y byddwn ni’n dweud wrth eraill.
Dydyn ni ddim yn cymryd arian am yr hyn rydyn ni’n ei wneud yma, nac yn gofyn am fenthyciadau nac yn eu rhoi. Rydyn ni’n cytuno ar gostau fel petrol ymlaen llaw.
Rydyn ni’n parchu iaith, ffydd, corff, cartref a ffordd o fyw ein gilydd. Does neb yn cael ei fychanu, ei wthio na’i aflonyddu.
Pan fydd rhywbeth yn ein poeni, rydyn ni’n dweud wrth frocer. Pan all rhywun gael niwed, rydyn ni’n dweud wrth yr arweinydd diogelu; mewn perygl rydyn ni’n ffonio 999.
Rydyn ni’n cofnodi ein horiau fel yr oedden nhw.""",
}

EASY_CODE: dict[str, list[EasyLine]] = {
    "en": [
        ("people", "We are all equal."),
        ("clock", "An hour is an hour for everybody."),
        ("handshake", "We do what we promise."),
        ("shield", "We only do what is safe."),
        ("cross", "You can always say no."),
        ("lock", "We keep private things private."),
        ("coin", "We do not take money or lend money."),
        ("heart", "We are kind. Nobody is bullied."),
        ("speech", "Are you worried? Tell a broker."),
        ("phone", "Are you in danger? Call 999."),
        ("writing", "We write down our hours honestly."),
    ],
    "cy": [
        ("people", "Rydyn ni i gyd yn gyfartal."),
        ("clock", "Awr yw awr i bawb."),
        ("handshake", "Rydyn ni’n gwneud beth rydyn ni’n ei addo."),
        ("shield", "Dim ond pethau diogel rydyn ni’n eu gwneud."),
        ("cross", "Gallwch chi ddweud na bob amser."),
        ("lock", "Rydyn ni’n cadw pethau preifat yn breifat."),
        ("coin", "Dydyn ni ddim yn cymryd arian nac yn benthyg arian."),
        ("heart", "Rydyn ni’n garedig. Does neb yn cael ei fwlio."),
        ("speech", "Ydych chi’n poeni? Dywedwch wrth frocer."),
        ("phone", "Ydych chi mewn perygl? Ffoniwch 999."),
        ("writing", "Rydyn ni’n cofnodi ein horiau yn onest."),
    ],
}
