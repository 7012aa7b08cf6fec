"""The words of French dates, folded (lower case, no accents), and those that only look like them."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv jan",
            "fevrier fevr fev",
            "mars",
            "avril avr",
            "mai",
            "juin",
            "juillet juil juill",
            "aout",
            "septembre sept sep",
            "octobre oct",
            "novembre nov",
            "decembre dec",
        ),
        1,
    )
    for name in names.split()
}
NEEDS_DATE = frozenset({"jan", "sep", "sept", "oct", "dec", "nov"})  # a name, an illness, a number: only in a date
WEEKDAYS = {
    name: number
    for number, name in enumerate(("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"))
}
SEASONS = frozenset({"printemps", "ete", "automne", "hiver"})

_LEMMAS = {
    "jour": "jours jrs jr journee journees",
    "semaine": "semaines sem",
    "mois": "",
    "trimestre": "trimestres trim",
    "semestre": "semestres",
    "an": "ans annee annees anee anees",
    "cette": "cett cete",
    "heure": "heures h",
    "weekend": "weekends we",
    "dernier": "derniers derniere dernieres",
    "passe": "passee passes passees",
    "precedent": "precedents precedente precedentes",
    "prochain": "prochains prochaine prochaines",
    "ecoule": "ecoules ecoulee ecoulees",
    "suivant": "suivants suivante suivantes",
    "avantdernier": "avantderniere",
    "aujourdhui": "ajd auj aujourdui ojd",
    "depuis": "dpuis dps depui depuit",
    "jusque": "jusqu jusk jusqua jusquau",
    "remboursement": "remboursements",
    "environ": "env",
}
LEMMAS = {form: lemma for lemma, forms in _LEMMAS.items() for form in (lemma, *forms.split())}

UNITS = frozenset({"jour", "semaine", "mois", "trimestre", "semestre", "an", "weekend"})
LAST = frozenset({"dernier", "passe", "precedent", "ecoule"})
UNIT_TYPOS = {"j": "jour", "moi": "mois", "mos": "mois", "mosi": "mois", "mios": "mois", "moiss": "mois"} | {
    "jous": "jour", "joursn": "jour", "juors": "jour", "jorus": "jour", "jurs": "jour",
    "semaie": "semaine"
}  # fmt: skip

NOT_UNITS = _words(
    "fois bois lois rois dois vois pois moins mots mors mais pour tour tours cours four fours jouer joue"
)

CORRECTED = tuple(
    sorted(
        [name for name in MONTHS if len(name) > 4]  # noqa: PLR2004
        + [*WEEKDAYS, "depuis", "semaine", "semaines", "trimestre", "trimestres", "semestre", "semestres"]
        + ["annee", "annees", "dernier", "derniers", "derniere", "dernieres", "printemps", "automne"]
        + ["aujourdhui", "prochain", "prochaine", "precedent", "precedente"]
    )
)
SHORT_MONTHS = ("mars", "avril", "juin", "aout")
REAL_WORDS = _words(  # one letter away from a word above, and no typo
    """annexe annexes anne annie anneau mari mais marc mare maris marie main mains mer mur par pars part parts
    vers murs mal mas gars bars cars car jour tout atout cout gout bout about loin coin soin joint avis ma mes moi mois
    cours pour sous lundis mardis mercredis jeudis vendredis samedis dimanches derriere hardi
    levrier denier deniers avril ravi avoir avait"""
)

_TO_SIXTEEN = "zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize"
NUMBERS = {word: value for value, word in enumerate(_TO_SIXTEEN.split())} | {
    "une": 1,
    "vingt": 20,
    "vingts": 20,
    "trente": 30,
    "quarante": 40,
    "cinquante": 50,
    "soixante": 60,
}
HUNDREDS = {"cent": 100, "cents": 100, "mille": 1000}
DOZENS = {"huitaine": 8, "dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30}
ORDINALS = {
    "premier": 1, "premiere": 1, "deuxieme": 2, "second": 2, "seconde": 2, "troisieme": 3, "quatrieme": 4
}  # fmt: skip
ORDINAL_ENDINGS = frozenset({"er", "ere", "e", "eme", "ieme", "nd", "nde", "re", "o"})

MONEY = frozenset({"€", "%", "euro", "euros", "eur", "e", "$", "centimes", "pourcent", "h", "heures", "heure"})
AMOUNTS = _words(
    """devis plafond montant montants facture factures budget forfait reste depassement franchise
    prime virement cheque cotisation credit prix tarif"""
)
LABELS = _words(
    """n no num numero code adherent adherente contrat dossier membre reference ref carte tel telephone portable
    matricule postal chambre appartement appt batiment bp cs cedex ° #"""
)
STREETS = _words(
    """rue avenue av bd boulevard place impasse allee allees quai square chemin route residence
    station metro cours"""
)
TITLES = frozenset({"mme", "mr", "m", "dr", "docteur", "monsieur", "madame", "mlle", "prenom", "nom", "appelle"})
AUXILIARIES = _words(
    """a as ai ont avez avons avait avais avaient avoir aurait aurais aura jai ayant eut
    n pas toujours deja jamais bien"""
)
OPENINGS = _words(  # of a period, beside articles, numbers, units, months, days and seasons
    """a partir depuis avant apres jusque entre des de d dans ici il y ya voila voici hier demain aujourdhui maintenant
    present ce cet cette ces mes environ prochain moi jour nouvel noel paques pentecote ascension toussaint
    assomption rentree t q s epiphanie chandeleur halloween armistice saint st sainte ste fete vacances grandes
    avantdernier"""
)
ARTICLES = frozenset({"le", "la", "les", "l", "au", "du", "aux"})
JOINS = frozenset({"et", ",", "&", "+"})
JOINED_BY = JOINS | _words("puis de d du le la l les en au ainsi que mois aussi celui")
FILLERS = _words(
    """et alors donc ok oui non svp stp merci bonjour bonsoir sur les le la l mes mon ma ceux celles celui pour
    remboursement moi voir veux je voudrais plutot seulement juste montre montrez donne donnez affiche affichez liste
    fille fils femme mari enfant enfants conjoint conjointe s il vous plait te ca c est sa en date dates du periode fait
    faites peux pouvez afficher montrer ce cette ? ! . , ; : ' " - ( )"""
) | {"…"}
