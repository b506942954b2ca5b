"""What a number is, told by the words before it: "the long number on your card", "your order number is".

English first, with the commonest words of Spanish, French and German.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from analytics.insight.privacy.kinds import PersonalKind
from analytics.insight.text import cue, plain

NUMBER = r"(?:number|numbers|no\.?|id|code|#|nr\.?|digits)"
OTHER_LINES = (
    r"callback|call[- ]back|land ?line|daytime|evening|best|whatsapp|direct|fax|alternate|alternative"
)
THEY = r"(?:you|we|i|they|he|she)"
REACHES = r"(?:reach|call|contact|be reached|calling|we|you|i)"
TAX = r"(?:taxpayer|tax)(?: identification|[- ]file| i\.?d\.?)?(?: number| code| i\.?d\.?)"
THINGS = (
    r"order|reference|ref|confirmation|booking|reservation|tracking|invoice|ticket|case|claim|policy|part|"
    r"model|serial|product|item|sku|meter|room|flight|customer|member(?:ship)?|employee|badge|job|"
    r"work order|purchase order|p\.?o\.?|incident|request|loyalty|vin|vehicle|asset|lot|batch|shipment|"
    r"consignment|parcel|package|quote|contract|licen[cs]e key|product key|version|extension|docket|"
    r"transaction|receipt|patient|record|file|voucher|coupon|promo(?:tion)?|discount|error|article|"
    r"catalog(?:ue)?|imei|mac|ip|barcode|isbn|registration|train|gate|seat|store|branch|box|unit"
)
"""What has a number that is nobody's."""
CUES: tuple[tuple[PersonalKind | None, re.Pattern[str]], ...] = (
    (
        PersonalKind.CARD_CODE,
        cue(
            r"(?:three|four|3|4)[- ]digit (?:security )?(?:code|number)s?",
            r"security (?:code|number)s?",
            r"(?:card )?verification (?:code|number|value)",
            r"c ?v ?[vc] ?2?",
            r"c\.? ?v\.? ?[vc]\.?",
            r"(?:three |3 |four |4 )?digits on the back",
            r"(?:code|number|digits) on the (?:back|reverse)",
            r"código de seguridad",
            r"code de sécurité",
            r"cryptogramme",
            r"prüfnummer",
            r"sicherheitscode",
        ),
    ),
    (
        PersonalKind.CARD_EXPIRY,
        cue(
            r"expir(?:y|ation|es|ing|e)(?: date)?(?! on\b)",
            r"valid (?:until|thru|through|to)",
            r"good (?:thru|through)",
            r"exp(?:\.| date)",
            r"caducidad",
            r"date d'expiration",
            r"gültig bis",
            r"ablaufdatum",
        ),
    ),
    (
        PersonalKind.CARD,
        cue(
            r"(?:credit|debit|bank|payment|gift|charge|visa|master ?card|amex|american express|discover)"
            r"(?: card)? numbers?",
            r"(?:long|sixteen[- ]digit|16[- ]digit|full|whole|fifteen[- ]digit) (?:card )?numbers?",
            r"card(?:'s)? (?:number|details|no\.?|digits|information)",
            r"numbers? (?:on|of|from|off)"
            r" (?:the|your|my|that|this)(?: front of)?(?: the| your| my)?(?: \w+)? card",
            r"card is",
            r"(?:for|with|by|my|the|your|a|that|this) card",
            r"(?:my|the|your|new|this) (?:credit|debit|visa|master ?card|amex|card)(?: card)? is",
            r"(?:credit|debit) card",
            r"visa",
            r"master ?card",
            r"amex",
            r"american express",
            r"n[uú]mero de (?:la |su |mi )?tarjeta",
            r"tarjeta de (?:crédito|débito)",
            r"num[ée]ro de (?:la |votre |ma )?carte",
            r"carte (?:bancaire|bleue|de crédit)",
            r"kartennummer",
            r"kreditkarten?(?:nummer)?",
        ),
    ),
    (
        PersonalKind.NATIONAL_ID,
        cue(
            r"social security(?: number)?",
            r"socials?(?= (?:number|is|please|for me|security|on file|and))",
            r"your (?:full )?social(?: security)?(?: number)?",
            r"my social(?: security)?(?: number)?",
            r"ssn",
            r"s\.? ?s\.? ?n\.?",
            r"national insurance(?: number)?",
            r"n\.? ?i\.? number",
            r"nino",
            TAX,
            r"(?:national|government|personal) (?:identity|identification|id|i\.d\.)(?: card)?(?: number)?",
            r"(?:identity|id) card(?: number)?",
            r"identity number",
            r"passport(?: number)?",
            r"nhs number",
            r"driv(?:er's|ers|ing|er) licen[cs]e(?: number)?",
            r"medicare(?: number)?",
            r"itin",
            r"d\.? ?n\.? ?i\.?",
            r"n\.? ?i\.? ?e\.?",
            r"documento(?: nacional)?(?: de identidad)?",
            r"seguridad social",
            r"sécurité sociale",
            r"num[ée]ro de sécu",
            r"steuer[- ]?(?:id|identifikationsnummer|nummer)",
            r"(?:personal)?ausweis(?:nummer)?",
            r"sozialversicherungsnummer",
            r"codice fiscale",
            r"bsn",
        ),
    ),
    (
        PersonalKind.BANK,
        cue(
            r"i\.? ?b\.? ?a\.? ?n\.?",
            r"sort code",
            r"routing(?: transit)?(?: number)?",
            r"(?:bank|checking|current|savings|chequing) account(?: number)?",
            r"account number",
            r"a?ba number",
            r"kontonummer",
            r"número de cuenta",
            r"num[ée]ro de compte",
            r"bank details",
        ),
    ),
    (
        PersonalKind.BIRTH,
        cue(
            r"dates? of birth",
            r"birth ?da(?:y|te)s?",
            r"born(?: on| in)?",
            r"d\.? ?o\.? ?b\.?",
            r"fecha de nacimiento",
            r"date de naissance",
            r"geburtsdatum",
            r"geboren(?: am)?",
        ),
    ),
    (
        PersonalKind.SECRET,
        cue(
            r"(?:your|my|the|a|banking) p\.?i\.?n\.?(?: number| code)?",
            r"p\.?i\.?n\.? (?:number|code|is)",
            r"pass ?code",
            r"code (?:that )?(?:we|i)(?:'ve| have)? (?:just )?sent",
            r"pass ?word",
            r"memorable (?:word|number|information)",
            r"security (?:answer|word|pin)",
            r"(?:one[- ]time|verification|authenti?cation|access) (?:code|passcode|password)",
            r"contraseña",
            r"kennwort",
            r"passwort",
            r"mot de passe",
        ),
    ),
    (
        PersonalKind.EMAIL,
        cue(r"e ?-? ?mail(?: address)?", r"correo(?: electrónico)?", r"courriel", r"mail ?adresse"),
    ),
    (
        PersonalKind.PHONE,
        cue(
            r"(?:tele)?phone(?: numbers?)?",
            rf"(?:mobile|cell|cellular|cellphone|home|work|office|contact|{OTHER_LINES})"
            r"(?: phone)? ?(?:numbers?|no\.?|line|is)",
            r"(?:mobile|cell|landline|cellphone|handy)",
            r"best (?:number|way)(?: to (?:reach|call|contact))?",
            rf"number (?:to|you can|we can|i can|that|where|for you|you're|you are|you) {REACHES}\b.{{0,30}}",
            r"(?:reach|call|phone|ring|text|contact|dial|get|try) (?:me|you|him|her|us|them)(?: back)?"
            r"(?: (?:on|at|under))?(?: my| your| this)?",
            r"calling (?:you )?(?:from|on|at)",
            r"dial(?:l?ed|l?ing|s)?",
            r"reached (?:on|at)",
            r"(?:my|his|her|your|their) (?:own )?numbers?(?: is|'s|,)?",
            rf"numbers? (?:did|do|does|should|shall|can|could) {THEY} (?:call|dial|reach|ring|try|have)",
            r"caller id",
            r"número de (?:teléfono|móvil|contacto)",
            r"teléfono",
            r"móvil",
            r"celular",
            r"(?:num[ée]ro de )?t[ée]l[ée]phone",
            r"portable",
            r"telefon(?:nummer)?",
            r"handynummer",
            r"mobilnummer",
            r"rückruf",
        ),
    ),
    (
        None,
        cue(
            rf"(?:{THINGS}) {NUMBER}",
            r"(?:order|reference|ref|tracking|invoice|ticket|case|booking|confirmation|claim)"
            r"(?: (?:is|was|here is))",
            r"(?:order|invoice|ticket|case|flight|room|serial|imei|part|model|item|sku|version)(?= ?[#\d])",
            r"(?:that order|the order|this order|tracking|imei|sku|serial)",
            r"(?:ending|ends|finishing) (?:in|with)",
            r"last (?:four|4|three|3|two|2)(?: digits| numbers)?",
            r"zip(?: ?code)?s?",
            r"post ?codes?",
            r"postal codes?",
            r"price",
            r"costs?",
            r"total(?:s| is)?",
            r"balance",
            r"extension",
            r"población",
            r"bestellnummer",
            r"auftragsnummer",
            r"rechnungsnummer",
            r"kundennummer",
            r"número de (?:pedido|referencia|factura|cliente|seguimiento)",
            r"num[ée]ro de (?:commande|dossier|suivi|facture|client)",
            r"pedido",
            r"commande",
            r"readings?",
            r"meters?(?: reads?)?",
            r"sendungsnummer",
            r"référence",
            r"referencia",
            r"aktenzeichen",
        ),
    ),
)


@dataclass(frozen=True, slots=True, order=True)
class Cue:
    """Characters `start` to `end` of the turn at `place` name a number of a `kind`: None for nobody's."""

    place: int
    start: int
    end: int
    kind: PersonalKind | None


def cues(place: int, text: str) -> Iterator[Cue]:
    """What the text of a turn names, in order; of cues over the same words the longest."""
    low = plain(text)
    found = [
        Cue(place, match.start(), match.end(), kind)
        for kind, pattern in CUES
        for match in pattern.finditer(low)
    ]
    end = 0
    for one in sorted(found, key=lambda cue: (cue.start, -cue.end)):
        if one.start >= end:
            end = one.end
            yield one
