"""Which words tell a caption's readers that it is an advertisement, country by country.

A table for people to check and to mend, not legal advice. `since` is the day the rule took effect
or, for guidance, was published; where the source tells only a month or a year, its last day. A new
version of a rule is a new row beside the old one. Words that the rule itself does not fix are those
its regulator or advertising standards body recommends, in the languages of the country.
"""

from dataclasses import dataclass
from datetime import date

CHECKED = date(2026, 11, 22)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: accepted `labels` (the first is recommended), and where they come from.

    `checked` is the day the row was compared with what is published about the rule; a row without
    it was written from general knowledge and waits for somebody to do that.
    """

    code: str
    countries: tuple[str, ...]
    labels: tuple[str, ...]
    since: date
    source_name: str
    source_url: str
    checked: date | None = None


ENGLISH = ("#ad", "Ad", "Advertisement", "#advertisement")
SPONSORED = ("Sponsored", "#sponsored")
FRENCH = ("Publicité", "Collaboration commerciale")
DUTCH = ("Reclame", "#reclame", "Advertentie", "#advertentie", "Publiciteit", "#publiciteit")
POLISH = ("#reklama", "Reklama", "#materiałreklamowy", "Materiał reklamowy")

DEFAULT = Rule(
    code="default",
    countries=(),
    labels=(*ENGLISH, *SPONSORED),
    since=date(2018, 9, 30),
    source_name="ICC Advertising and Marketing Communications Code, on identification",
    source_url="https://iccwbo.org/",
)

RULES = (
    Rule(
        "us-2023",
        ("US",),
        (*ENGLISH, *SPONSORED, "Paid ad", "#paidad"),
        date(2023, 7, 26),
        "FTC Endorsement Guides, 16 CFR Part 255",
        "https://www.ecfr.gov/current/title-16/chapter-I/subchapter-B/part-255",
        CHECKED,
    ),
    Rule(
        "gb-2023",
        ("GB",),
        ("Ad", "#ad", "Advert", "#advert", "Advertisement", "Advertising"),
        date(2023, 3, 23),
        "CAP Code rule 2.1 and the ASA and CMA’s influencers’ guide, third edition",
        "https://www.asa.org.uk/resource/influencers-guide.html",
        CHECKED,
    ),
    Rule(
        "ie-2023",
        ("IE",),
        ("#Ad", "Ad", "#Fógra", "Fógra"),
        date(2023, 10, 27),
        "CCPC and ASAI guidance on influencer advertising and marketing",
        "https://www.ccpc.ie/",
        CHECKED,
    ),
    Rule(
        "ca-1999",
        ("CA",),
        (*ENGLISH, *SPONSORED, "Publicité", "#publicité", "#pub", "Commandité", "#commandité"),
        date(1999, 3, 18),
        "Competition Act, section 74.01, and Ad Standards’ disclosure guidelines",
        "https://laws-lois.justice.gc.ca/eng/acts/C-34/section-74.01.html",
    ),
    Rule(
        "au-2021",
        ("AU",),
        ("#ad", "Ad", "Advert", "#advert", "Branded content", "Paid partnership", "Paid promotion"),
        date(2021, 2, 28),
        "AANA Code of Ethics, section 2.7",
        "https://aana.com.au/self-regulation/codes-guidelines/code-of-ethics/",
    ),
    Rule(
        "nz-2020",
        ("NZ",),
        ("#ad", "Ad", "Advert", "#advert", "Advertisement"),
        date(2020, 9, 30),
        "ASA guidance on the identification of advertisements",
        "https://www.asa.co.nz/",
    ),
    Rule(
        "za-2011",
        ("ZA",),
        (*ENGLISH, *SPONSORED),
        date(2011, 4, 30),
        "Consumer Protection Act 68 of 2008, section 41, and the ARB’s social media code",
        "https://www.arb.org.za/",
    ),
    Rule(
        "in-2021",
        ("IN",),
        (*ENGLISH, *SPONSORED, "#collaboration", "#partnership", "विज्ञापन"),
        date(2021, 6, 14),
        "ASCI guidelines for influencer advertising in digital media",
        "https://www.ascionline.in/social/",
        CHECKED,
    ),
    Rule(
        "sg-2016",
        ("SG",),
        (*ENGLISH, *SPONSORED),
        date(2016, 8, 29),
        "ASAS guidelines on interactive marketing communication and social media",
        "https://asas.org.sg/",
        CHECKED,
    ),
    Rule(
        "de-2022",
        ("DE",),
        ("Werbung", "Anzeige", "#Werbung", "#Anzeige"),
        date(2022, 5, 28),
        "UWG § 5a(4) and the Medienanstalten’s guide to labelling",
        "https://www.gesetze-im-internet.de/uwg_2004/__5a.html",
        CHECKED,
    ),
    Rule(
        "at-2005",
        ("AT",),
        ("Werbung", "Anzeige", "Entgeltliche Einschaltung", "#Werbung", "#Anzeige"),
        date(2005, 7, 31),
        "Mediengesetz § 26",
        "https://www.ris.bka.gv.at/GeltendeFassung.wxe?Abfrage=Bundesnormen&Gesetzesnummer=10000719",
    ),
    Rule(
        "ch-1988",
        ("CH",),
        ("Werbung", "Anzeige", "#Werbung", "Publicité", "#publicité", "Pubblicità", "#pubblicità"),
        date(1988, 3, 1),
        "Federal Act against Unfair Competition, articles 2 and 3",
        "https://www.fedlex.admin.ch/eli/cc/1988/223_223_223/en",
    ),
    Rule(
        "fr-2023",
        ("FR",),
        FRENCH,
        date(2023, 6, 11),
        "Loi n° 2023-451, article 5",
        "https://www.legifrance.gouv.fr/jorf/id/JORFTEXT000047663185",
        CHECKED,
    ),
    Rule(
        "fr-2024",
        ("FR",),
        (*FRENCH, "#publicité", "#collaborationcommerciale"),
        date(2024, 11, 8),
        "Loi n° 2023-451, article 5, as amended by ordonnance n° 2024-978",
        "https://www.legifrance.gouv.fr/eli/ordonnance/2024/11/6/2024-978/jo/texte",
        CHECKED,
    ),
    Rule(
        "it-2019",
        ("IT",),
        ("#pubblicità", "Pubblicità", "Sponsorizzato da", "Promosso da", "#advertising"),
        date(2019, 4, 30),
        "IAP Digital Chart regulation",
        "https://www.iap.it/",
    ),
    Rule(
        "es-2021",
        ("ES",),
        ("Publicidad", "#publicidad", "#publi", "Publi", "Patrocinado por"),
        date(2021, 1, 1),
        "AUTOCONTROL and AEA code of conduct on the use of influencers in advertising",
        "https://www.autocontrol.es/",
    ),
    Rule(
        "pt-1990",
        ("PT",),
        ("Publicidade", "#publicidade", "#pub", "Pub"),
        date(1990, 12, 31),
        "Código da Publicidade (Decreto-Lei 330/90), article 8",
        "https://www.consumidor.gov.pt/",
    ),
    Rule(
        "nl-2022",
        ("NL",),
        ("#ad", "Ad", "Advertentie", "#advertentie", "Reclame", "#reclame"),
        date(2022, 12, 31),
        "Reclamecode Social Media & Influencer Marketing",
        "https://www.reclamecode.nl/social",
        CHECKED,
    ),
    Rule(
        "be-2022",
        ("BE",),
        (*DUTCH, "Publicité", "#publicité", "Werbung", "#Werbung"),
        date(2022, 4, 30),
        "FPS Economy’s guidelines for influencers",
        "https://economie.fgov.be/",
        CHECKED,
    ),
    Rule(
        "dk-2017",
        ("DK",),
        ("Reklame", "Annonce", "#reklame", "#annonce"),
        date(2017, 7, 1),
        "Markedsføringsloven § 6(4) and the Consumer Ombudsman’s guidance",
        "https://www.forbrugerombudsmanden.dk/",
    ),
    Rule(
        "se-2008",
        ("SE",),
        ("Reklam", "Annons", "#reklam", "#annons"),
        date(2008, 7, 1),
        "Marknadsföringslagen (2008:486) 9 §",
        "https://www.konsumentverket.se/",
    ),
    Rule(
        "no-2009",
        ("NO",),
        ("Reklame", "Annonse", "#reklame", "#annonse"),
        date(2009, 6, 1),
        "Markedsføringsloven § 3",
        "https://lovdata.no/dokument/NL/lov/2009-01-09-2",
    ),
    Rule(
        "fi-2008",
        ("FI",),
        ("Mainos", "Kaupallinen yhteistyö", "#mainos", "#kaupallinenyhteistyö", "Reklam"),
        date(2008, 10, 31),
        "Consumer Protection Act, chapter 2, section 4, and the KKV’s guidance",
        "https://www.kkv.fi/",
    ),
    Rule(
        "pl-2022",
        ("PL",),
        (*POLISH, "#współpracareklamowa", "Współpraca reklamowa", "Płatna współpraca"),
        date(2022, 9, 26),
        "UOKiK’s recommendations on labelling by influencers",
        "https://uokik.gov.pl/",
        CHECKED,
    ),
    Rule(
        "br-1991",
        ("BR",),
        ("#publi", "Publi", "#publicidade", "Publicidade", "Patrocinado", "#patrocinado"),
        date(1991, 3, 31),
        "Código de Defesa do Consumidor, article 36, and CONAR’s guide for influencers",
        "https://www.planalto.gov.br/ccivil_03/leis/l8078compilado.htm",
    ),
    Rule(
        "mx-1992",
        ("MX",),
        ("Publicidad", "#publicidad", "Anuncio", "#anuncio", "Patrocinado", "#patrocinado"),
        date(1992, 12, 31),
        "Ley Federal de Protección al Consumidor, article 32",
        "https://www.gob.mx/profeco",
    ),
    Rule(
        "jp-2023",
        ("JP",),
        ("広告", "宣伝", "プロモーション", "PR", "#広告", "#宣伝", "#プロモーション", "#PR"),
        date(2023, 10, 1),
        "Public notice on stealth marketing under the Premiums and Representations Act",
        "https://www.caa.go.jp/policies/policy/representation/fair_labeling/stealth_marketing/",
        CHECKED,
    ),
    Rule(
        "kr-2024",
        ("KR",),
        ("광고", "유료광고", "협찬", "#광고", "#유료광고", "#협찬"),
        date(2024, 12, 1),
        "KFTC review guidelines on endorsements and testimonials",
        "https://www.ftc.go.kr/",
        CHECKED,
    ),
    Rule(
        "ae-2018",
        ("AE",),
        ("#ad", "Ad", "#paid_ad", "إعلان", "#إعلان"),
        date(2018, 12, 31),
        "Advertising guide of the National Media Council (now the UAE Media Council)",
        "https://uaemc.gov.ae/",
        CHECKED,
    ),
)
