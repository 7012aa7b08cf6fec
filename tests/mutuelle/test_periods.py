"""French periods and dates, as members type them on a phone."""

import unicodedata
from datetime import date

import pytest

from mutuelle.periods import Period, Problem, Refusal, find_period, parse_date

TODAY = date(2026, 11, 22)  # a Sunday
LEAP_DAY = date(2028, 2, 29)
NEW_YEAR = date(2026, 1, 1)
LAST_OF_MARCH = date(2026, 3, 31)

PERIODS = {
    # lengths that end today
    "montre moi mes rembourssements depui 6 moi svp": "2026-05-22/2026-11-22",
    "depuis 3 mois": "2026-08-22/2026-11-22",
    "depuis trois mois": "2026-08-22/2026-11-22",
    "depuis 6mois": "2026-05-22/2026-11-22",
    "DEPUIS SIX MOIS": "2026-05-22/2026-11-22",
    "depuis sept mois": "2026-04-22/2026-11-22",
    "depuis 1 an": "2025-11-22/2026-11-22",
    "depuis 2 ans": "2024-11-22/2026-11-22",
    "depuis un an et demi": "2025-05-22/2026-11-22",
    "depuis deux ans et trois mois": "2024-08-22/2026-11-22",
    "depuis une semaine": "2026-11-15/2026-11-22",
    "depuis quinze jours": "2026-11-07/2026-11-22",
    "depuis une quinzaine": "2026-11-07/2026-11-22",
    "depuis une dizaine de jours": "2026-11-12/2026-11-22",
    "depuis vingt et un jours": "2026-11-01/2026-11-22",
    "depuis 48h": "2026-11-20/2026-11-22",
    "depuis environ 2 mois": "2026-09-22/2026-11-22",
    "depuis moins de 3 mois": "2026-08-22/2026-11-22",
    "il y a moins de 3 mois": "2026-08-22/2026-11-22",
    "il y a plus d'un an": "1996-01-01/2025-11-22",
    "ces 3 derniers mois": "2026-08-22/2026-11-22",
    "au cours des trois derniers mois": "2026-08-22/2026-11-22",
    "les 15 derniers jours": "2026-11-07/2026-11-22",
    "les derniers 15 jours": "2026-11-07/2026-11-22",
    "les 6 mois passés": "2026-05-22/2026-11-22",
    "les 12 mois glissants": "2025-11-22/2026-11-22",
    "sur les 2 dernières années": "2024-11-22/2026-11-22",
    "le dernier mois": "2026-10-22/2026-11-22",
    "dans les dernières 24 heures": "2026-11-21/2026-11-22",
    "quinze jours": "2026-11-07/2026-11-22",
    "6 mois": "2026-05-22/2026-11-22",
    "mes remboursements sur 6 mois": "2026-05-22/2026-11-22",
    # calendar units around today
    "ceux du mois dernier pour ma fille": "2026-10-01/2026-10-31",
    "le mois passé": "2026-10-01/2026-10-31",
    "le mois d'avant": "2026-10-01/2026-10-31",
    "ce mois-ci": "2026-11-01/2026-11-22",
    "mes remboursements du mois": "2026-11-01/2026-11-22",
    "le mois en cours": "2026-11-01/2026-11-22",
    "l'an dernier": "2025-01-01/2025-12-31",
    "l\u2019année dernière": "2025-01-01/2025-12-31",
    "lannée dernière": "2025-01-01/2025-12-31",
    "l'anne derniere": "2025-01-01/2025-12-31",
    "l'an passé": "2025-01-01/2025-12-31",
    "cette année": "2026-01-01/2026-11-22",
    "depuis le début de l'année": "2026-01-01/2026-11-22",
    "toute l'année": "2026-01-01/2026-11-22",
    "la semaine dernière": "2026-11-09/2026-11-15",
    "la semaine derniere ?": "2026-11-09/2026-11-15",
    "cette semaine": "2026-11-16/2026-11-22",
    "la semaine du 4 mai": "2026-05-04/2026-05-10",
    "le week-end dernier": "2026-11-14/2026-11-15",
    "le trimestre dernier": "2026-07-01/2026-09-30",
    "le trimestre en cours": "2026-10-01/2026-11-22",
    "le semestre dernier": "2026-01-01/2026-06-30",
    "hier": "2026-11-21/2026-11-21",
    "avant-hier": "2026-11-20/2026-11-20",
    "aujourd'hui": "2026-11-22/2026-11-22",
    "aujourd\u2019hui": "2026-11-22/2026-11-22",
    "aujourdhui": "2026-11-22/2026-11-22",
    "il y a deux mois": "2026-09-01/2026-09-30",
    "ceux d'il y a 3 jours": "2026-11-19/2026-11-19",
    "il y a un an": "2025-01-01/2025-12-31",
    "y a 2 semaines": "2026-11-02/2026-11-08",
    "lundi dernier": "2026-11-16/2026-11-16",
    "dimanche dernier": "2026-11-15/2026-11-15",
    "depuis lundi": "2026-11-16/2026-11-22",
    "depuis la semaine dernière": "2026-11-09/2026-11-22",
    "depuis hier": "2026-11-21/2026-11-22",
    # months
    "MES REMBOURSEMENTS DE MARS": "2026-03-01/2026-03-31",
    "janv 2025": "2025-01-01/2025-01-31",
    "janv. 2025": "2025-01-01/2025-01-31",
    "fevr 2026": "2026-02-01/2026-02-28",
    "sept. 2025": "2025-09-01/2025-09-30",
    "15 sept": "2026-09-15/2026-09-15",
    "en sept": "2026-09-01/2026-09-30",
    "au mois d'août": "2026-08-01/2026-08-31",
    "le mois de mai": "2026-05-01/2026-05-31",
    "décembre": "2025-12-01/2025-12-31",
    "novembre": "2026-11-01/2026-11-22",
    "novembre dernier": "2025-11-01/2025-11-30",
    "mars dernier": "2026-03-01/2026-03-31",
    "mars de l'an dernier": "2025-03-01/2025-03-31",
    "l'année dernière, en mars": "2025-03-01/2025-03-31",
    "mars pour ma fille en 2025": "2025-03-01/2025-03-31",
    "mars 25": "2025-03-01/2025-03-31",
    "03/2025": "2025-03-01/2025-03-31",
    "2025-03": "2025-03-01/2025-03-31",
    "mes remboursements 03/25": "2025-03-01/2025-03-31",
    "en setpembre 2025": "2025-09-01/2025-09-30",
    "en janvié": "2026-01-01/2026-01-31",
    "novenbre 2025": "2025-11-01/2025-11-30",
    "juim 2025": "2025-06-01/2025-06-30",
    "mars et avril": "2026-03-01/2026-04-30",
    "mars, avril et mai 2025": "2025-03-01/2025-05-31",
    "décembre et janvier 2026": "2025-12-01/2026-01-31",
    "début mars": "2026-03-01/2026-03-10",
    "mi-octobre": "2026-10-11/2026-10-20",
    "fin octobre": "2026-10-21/2026-10-31",
    "depuis début mars": "2026-03-01/2026-11-22",
    # years, quarters, half-years
    "et en 2024 ?": "2024-01-01/2024-12-31",
    "2024": "2024-01-01/2024-12-31",
    "remboursements 2024": "2024-01-01/2024-12-31",
    "en\u00a02025": "2025-01-01/2025-12-31",
    "en 25": "2025-01-01/2025-12-31",
    "en deux mille vingt-cinq": "2025-01-01/2025-12-31",
    "pour l'année 2025": "2025-01-01/2025-12-31",
    "en 2026": "2026-01-01/2026-11-22",
    "en 2024 et 2025": "2024-01-01/2025-12-31",
    "de 2023 à 2025": "2023-01-01/2025-12-31",
    "2023-2025": "2023-01-01/2025-12-31",
    "courant 2025": "2025-01-01/2025-12-31",
    "début 2025": "2025-01-01/2025-03-31",
    "fin 2025": "2025-10-01/2025-12-31",
    "fin de l'année dernière": "2025-10-01/2025-12-31",
    "T2 2025": "2025-04-01/2025-06-30",
    "t4": "2026-10-01/2026-11-22",
    "2ème trimestre 2025": "2025-04-01/2025-06-30",
    "dernier trimestre 2025": "2025-10-01/2025-12-31",
    "1er semestre 2025": "2025-01-01/2025-06-30",
    "second semestre 2025": "2025-07-01/2025-12-31",
    "S1 2025": "2025-01-01/2025-06-30",
    "premier mois de 2025": "2025-01-01/2025-01-31",
    "les 3 premiers mois de 2025": "2025-01-01/2025-03-31",
    "les deux derniers mois de l'année dernière": "2025-11-01/2025-12-31",
    "les six premiers mois de l'année": "2026-01-01/2026-06-30",
    # seasons and feasts
    "cet été": "2026-06-01/2026-08-31",
    "l'été dernier": "2026-06-01/2026-08-31",
    "été 2025": "2025-06-01/2025-08-31",
    "depuis l'été": "2026-06-01/2026-11-22",
    "l'hiver dernier": "2025-12-01/2026-02-28",
    "l'hiver 2024-2025": "2024-12-01/2025-02-28",
    "cet automne": "2026-09-01/2026-11-22",
    "au printemps 2025": "2025-03-01/2025-05-31",
    "depuis Noël": "2025-12-25/2026-11-22",
    "depuis Pâques": "2026-04-05/2026-11-22",
    "depuis la rentrée": "2026-09-01/2026-11-22",
    "depuis le jour de l'an": "2026-01-01/2026-11-22",
    # ranges
    "entre le 1er mars et le 15 avril": "2026-03-01/2026-04-15",
    "du 1er au 15 avril": "2026-04-01/2026-04-15",
    "du 1 au 15 avril 2025 svp": "2025-04-01/2025-04-15",
    "du premier au quinze avril": "2026-04-01/2026-04-15",
    "du 1er mars au 15": "2026-03-01/2026-03-15",
    "1-15 avril": "2026-04-01/2026-04-15",
    "du 28 décembre au 3 janvier": "2025-12-28/2026-01-03",
    "du 28 décembre au 3 janvier 2025": "2024-12-28/2025-01-03",
    "du 20 novembre au 10 décembre": "2026-11-20/2026-11-22",
    "de janvier à mars": "2026-01-01/2026-03-31",
    "janvier à mars": "2026-01-01/2026-03-31",
    "janvier-mars 2025": "2025-01-01/2025-03-31",
    "d'avril à juin": "2026-04-01/2026-06-30",
    "de novembre à février": "2026-11-01/2026-11-22",
    "de septembre 2025 à juin": "2025-09-01/2026-06-30",
    "entre mars et juin 2025": "2025-03-01/2025-06-30",
    "entre décembre et février 2025": "2024-12-01/2025-02-28",
    "de janvier à aujourd'hui": "2026-01-01/2026-11-22",
    "de décembre à aujourd'hui": "2025-12-01/2026-11-22",
    "depuis mars jusqu'en juin": "2026-03-01/2026-06-30",
    "du 03/04 au 15/04": "2026-04-03/2026-04-15",
    "du 1er mars au 15/04/2025": "2025-03-01/2025-04-15",
    "01/03/2025 - 15/04/2025": "2025-03-01/2025-04-15",
    "01/03/2025-15/04/2025": "2025-03-01/2025-04-15",
    "2026-05-22/2026-11-22": "2026-05-22/2026-11-22",
    # open periods
    "depuis mars": "2026-03-01/2026-11-22",
    "depuis mars 2025 pour mon fils": "2025-03-01/2026-11-22",
    "depuis le 14 juillet": "2026-07-14/2026-11-22",
    "à partir du 1er septembre": "2026-09-01/2026-11-22",
    "dès le 1er septembre": "2026-09-01/2026-11-22",
    "depuis 2024": "2024-01-01/2026-11-22",
    "après le 15 avril": "2026-04-16/2026-11-22",
    "avant mars 2025": "1996-01-01/2025-02-28",
    "avant 2025": "1996-01-01/2024-12-31",
    "jusqu'au 15 avril": "1996-01-01/2026-04-15",
    "jusqu'à fin mars": "1996-01-01/2026-03-31",
    "tout": "1996-01-01/2026-11-22",
    "depuis toujours": "1996-01-01/2026-11-22",
    "tout l'historique": "1996-01-01/2026-11-22",
    "depuis mon adhésion": "1996-01-01/2026-11-22",
    # single days
    "le 4 mai": "2026-05-04/2026-05-04",
    "le 12/03/2025": "2025-03-12/2025-03-12",
    "le 12.03.25": "2025-03-12/2025-03-12",
    "le 15/04": "2026-04-15/2026-04-15",
    "le 03/04": "2026-04-03/2026-04-03",
    "15 mars 25": "2025-03-15/2025-03-15",
    "lundi 5 octobre": "2026-10-05/2026-10-05",
    "le 29 février": "2024-02-29/2024-02-29",
    "le 5 du mois dernier": "2026-10-05/2026-10-05",
    "12 mras": "2026-03-12/2026-03-12",
    # odder spellings
    "voir mes remboursemen du moi dernier": "2026-10-01/2026-10-31",
    "lan dernier": "2025-01-01/2025-12-31",
    "cett anée": "2026-01-01/2026-11-22",
    "depuis 3 moiis": "2026-08-22/2026-11-22",
    "1 er mars": "2026-03-01/2026-03-01",
    "15-avril-25": "2025-04-15/2025-04-15",
    "jan-mars 2025": "2025-01-01/2025-03-31",
    "mars/2025": "2025-03-01/2025-03-31",
    "tout l'historique depuis 2020": "2020-01-01/2026-11-22",
    # the unit before the last one, and fortnights
    "l'avant-dernier mois": "2026-09-01/2026-09-30",
    "l'avant dernière année": "2024-01-01/2024-12-31",
    "l'avant-dernière semaine": "2026-11-02/2026-11-08",
    "l'avantdernier mois": "2026-09-01/2026-09-30",
    "depuis l'avant-dernier mois": "2026-09-01/2026-11-22",
    "avant mars dernier": "1996-01-01/2026-02-28",
    "la quinzaine passée": "2026-11-07/2026-11-22",
    "la dernière quinzaine": "2026-11-07/2026-11-22",
    # more feasts, and the holidays that have the same days everywhere
    "depuis la Saint-Jean": "2026-06-24/2026-11-22",
    "depuis la St Jean": "2026-06-24/2026-11-22",
    "depuis la Saint-Sylvestre": "2025-12-31/2026-11-22",
    "à la Saint-Valentin": "2026-02-14/2026-02-14",
    "depuis la Pentecôte": "2026-05-24/2026-11-22",
    "depuis l'Ascension": "2026-05-14/2026-11-22",
    "depuis l'Épiphanie": "2026-01-06/2026-11-22",
    "depuis le lundi de Pâques": "2026-04-06/2026-11-22",
    "le lundi de Pentecôte 2025": "2025-06-09/2025-06-09",
    "mardi gras 2026": "2026-02-17/2026-02-17",
    "depuis l'armistice": "2026-11-11/2026-11-22",
    "depuis le 15 août": "2026-08-15/2026-11-22",
    "le 11 novembre": "2026-11-11/2026-11-11",
    "pendant les grandes vacances": "2026-07-01/2026-08-31",
    "les vacances d'été 2025": "2025-07-01/2025-08-31",
    "depuis les grandes vacances": "2026-07-01/2026-11-22",
    # an apostrophe is missing
    "entre noel et le jour de lan": "2025-12-25/2026-01-01",
    "depuis lété": "2026-06-01/2026-11-22",
    "lannée davant": "2025-01-01/2025-12-31",
    "à partir daout": "2026-08-01/2026-11-22",
    "03.2026": "2026-03-01/2026-03-31",
    # what is denied is dropped when something else is said
    "non pas en 2026, en 2025": "2025-01-01/2025-12-31",
    "pas mars, avril": "2026-04-01/2026-04-30",
    "pas en mars mais en avril": "2026-04-01/2026-04-30",
    "avril, pas mars": "2026-04-01/2026-04-30",
    "avril au lieu de mars": "2026-04-01/2026-04-30",
    "ce n'est pas mars, c'est avril": "2026-04-01/2026-04-30",
    "plutôt 2024 que 2025": "2024-01-01/2024-12-31",
    "2024 plutôt que 2025": "2024-01-01/2024-12-31",
    "non, mars": "2026-03-01/2026-03-31",
    "je ne vois pas mars": "2026-03-01/2026-03-31",
    # what stands beside a period and is not one
    "mes 2 séances de kiné de mars à 25 € remboursées à 100 %": "2026-03-01/2026-03-31",
    "ma fille née le 04/05/2015, ses remboursements de mars": "2026-03-01/2026-03-31",
    "adhérent 20251234, tel 06 12 34 56 78, remboursements de mars": "2026-03-01/2026-03-31",
    "est-ce que l'ostéo a été remboursé le mois dernier": "2026-10-01/2026-10-31",
}

OCTOBER, SUMMER, THIS_YEAR = "2026-10-01/2026-10-31", "2019-07-14/2019-10-14", "2026-01-01/2026-11-22"
LOOKING_AT = {
    (OCTOBER, "le mois d'avant"): "2026-09-01/2026-09-30",
    (OCTOBER, "et le mois davant ?"): "2026-09-01/2026-09-30",
    (OCTOBER, "l'année d'avant"): "2025-01-01/2025-12-31",
    (OCTOBER, "la semaine d'avant"): "2026-09-21/2026-09-27",
    (OCTOBER, "le mois suivant"): "2026-11-01/2026-11-22",
    (OCTOBER, "un an plus tôt"): "2025-10-01/2025-10-31",
    (OCTOBER, "6 mois plus tôt"): "2026-04-01/2026-04-30",
    (OCTOBER, "les 3 mois d'avant"): "2026-07-01/2026-09-30",
    (OCTOBER, "les 2 mois suivants"): "2026-11-01/2026-11-22",
    (SUMMER, "le mois d'avant"): "2019-06-01/2019-06-30",
    (SUMMER, "l'année d'avant"): "2018-01-01/2018-12-31",
    (SUMMER, "l'année précédente"): "2018-01-01/2018-12-31",
    (SUMMER, "mars de l'année précédente"): "2018-03-01/2018-03-31",
    (SUMMER, "le mois suivant"): "2019-11-01/2019-11-30",
    (SUMMER, "l'année d'après"): "2020-01-01/2020-12-31",
    (SUMMER, "la semaine suivante"): "2019-10-21/2019-10-27",
    (SUMMER, "un an auparavant"): "2018-07-14/2018-10-14",
    (SUMMER, "et 6 mois plus tard ?"): "2020-01-14/2020-04-14",
    (SUMMER, "le mois dernier"): "2026-10-01/2026-10-31",
    (SUMMER, "l'an dernier"): "2025-01-01/2025-12-31",
    (SUMMER, "il y a un an"): "2025-01-01/2025-12-31",
    (THIS_YEAR, "un an plus tôt"): "2025-01-01/2025-11-22",
    ("2026-03-30/2026-03-30", "1 mois plus tôt"): "2026-02-28/2026-02-28",
    ("2026-02-01/2026-02-28", "un mois plus tôt"): "2026-01-01/2026-01-31",
}

ON_OTHER_DAYS = {
    (LEAP_DAY, "depuis un an"): "2027-02-28/2028-02-29",
    (LEAP_DAY, "depuis un mois"): "2028-01-29/2028-02-29",
    (LEAP_DAY, "le 29 février"): "2028-02-29/2028-02-29",
    (LEAP_DAY, "ce mois"): "2028-02-01/2028-02-29",
    (LEAP_DAY, "l'hiver dernier"): "2026-12-01/2027-02-28",
    (NEW_YEAR, "cette année"): "2026-01-01/2026-01-01",
    (NEW_YEAR, "hier"): "2025-12-31/2025-12-31",
    (NEW_YEAR, "le mois dernier"): "2025-12-01/2025-12-31",
    (NEW_YEAR, "le trimestre dernier"): "2025-10-01/2025-12-31",
    (NEW_YEAR, "cet hiver"): "2025-12-01/2026-01-01",
    (NEW_YEAR, "du 28 décembre au 3 janvier"): "2025-12-28/2026-01-01",
    (NEW_YEAR, "depuis Noël"): "2025-12-25/2026-01-01",
    (LAST_OF_MARCH, "depuis 1 mois"): "2026-02-28/2026-03-31",
    (LAST_OF_MARCH, "depuis 4 mois"): "2025-11-30/2026-03-31",
    (LAST_OF_MARCH, "le mois dernier"): "2026-02-01/2026-02-28",
    (LAST_OF_MARCH, "en mars"): "2026-03-01/2026-03-31",
    (date(2026, 3, 29), "hier"): "2026-03-28/2026-03-28",  # the clocks change that night
    (date(2026, 10, 26), "depuis 2 jours"): "2026-10-24/2026-10-26",
    (date(2015, 6, 1), "tout"): "1990-01-01/2015-06-01",
}

REFUSALS = {
    "le mois prochain": (Problem.FUTURE, None),
    "demain": (Problem.FUTURE, None),
    "en décembre 2026": (Problem.FUTURE, None),
    "mes remboursements de 2027": (Problem.FUTURE, None),
    "dans 15 jours": (Problem.FUTURE, None),
    "dici 3 mois": (Problem.FUTURE, None),
    "l'année prochaine": (Problem.FUTURE, None),
    "la semaine prochaine": (Problem.FUTURE, None),
    "le mois suivant": (Problem.FUTURE, None),
    "l'année d'après": (Problem.FUTURE, None),
    "pendant les vacances de la Toussaint": (Problem.AMBIGUOUS, "2026-10-01/2026-11-22"),
    "les vacances de Noël": (Problem.AMBIGUOUS, "2025-12-01/2026-01-31"),
    "vacances de février": (Problem.AMBIGUOUS, "2026-02-01/2026-03-31"),
    "vacances de Pâques 2025": (Problem.AMBIGUOUS, "2025-04-01/2025-05-31"),
    "depuis les vacances de printemps": (Problem.AMBIGUOUS, "2026-04-01/2026-11-22"),
    "l'avant-dernier trimestre de 2025": (Problem.AMBIGUOUS, None),
    "la dernière quinzaine de mars": (Problem.AMBIGUOUS, "2026-03-01/2026-03-31"),
    "pas en 2026": (Problem.AMBIGUOUS, None),
    "pas depuis mars": (Problem.AMBIGUOUS, None),
    "pas mars ni avril": (Problem.AMBIGUOUS, None),
    "les 3 prochains mois": (Problem.FUTURE, None),
    "depuis décembre 2026": (Problem.FUTURE, None),
    "lundi prochain": (Problem.FUTURE, None),
    "mars prochain": (Problem.FUTURE, None),
    "entre le 15 avril et le 1er mars": (Problem.UPSIDE_DOWN, "2026-03-01/2026-04-15"),
    "du 15/04/2025 au 01/03/2025": (Problem.UPSIDE_DOWN, "2025-03-01/2025-04-15"),
    "de juin 2025 à mars 2025": (Problem.UPSIDE_DOWN, "2025-03-01/2025-06-30"),
    "de 2025 à 2023": (Problem.UPSIDE_DOWN, "2023-01-01/2025-12-31"),
    "du 15 au 3 avril": (Problem.UPSIDE_DOWN, "2026-04-03/2026-04-15"),
    "le 31/02": (Problem.INVALID, None),
    "31/02": (Problem.INVALID, None),
    "le 31 février": (Problem.INVALID, None),
    "31/04/2025": (Problem.INVALID, None),
    "29 février 2025": (Problem.INVALID, None),
    "32 mars": (Problem.INVALID, None),
    "12/13/2025": (Problem.INVALID, None),
    "13/2025": (Problem.INVALID, None),
    "2025-13": (Problem.INVALID, None),
    "T5 2025": (Problem.INVALID, None),
    "du 1er au 31 avril": (Problem.INVALID, None),
    "le 5": (Problem.AMBIGUOUS, "2026-11-05/2026-11-05"),
    "ceux du 30": (Problem.AMBIGUOUS, "2026-10-30/2026-10-30"),
    "depuis le 5": (Problem.AMBIGUOUS, "2026-11-05/2026-11-22"),
    "du 1er au 15": (Problem.AMBIGUOUS, "2026-11-01/2026-11-01"),
    "03/04": (Problem.AMBIGUOUS, "2026-04-03/2026-04-03"),
    "mars 12": (Problem.AMBIGUOUS, None),
    "hiver 2025": (Problem.AMBIGUOUS, "2025-12-01/2026-02-28"),
    "mardi 5 octobre": (Problem.AMBIGUOUS, "2026-10-05/2026-10-05"),
    "mars et juin": (Problem.AMBIGUOUS, None),
    "en 2024 ou 2025": (Problem.AMBIGUOUS, None),
    "de mars pour ma fille et d'avril pour mon fils": (Problem.AMBIGUOUS, None),
    "cette année, depuis mars": (Problem.AMBIGUOUS, "2026-03-01/2026-11-22"),
    "ces derniers mois": (Problem.AMBIGUOUS, None),
    "depuis quelques semaines": (Problem.AMBIGUOUS, None),
    "sauf en mars": (Problem.AMBIGUOUS, "2026-03-01/2026-03-31"),
    "la première quinzaine de mars": (Problem.AMBIGUOUS, "2026-03-01/2026-03-31"),
    "depuis 2 ou 3 mois": (Problem.AMBIGUOUS, None),
    "il y a quelques mois": (Problem.AMBIGUOUS, None),
    "ces jours-ci": (Problem.AMBIGUOUS, None),
    "depuis plus de 3 mois": (Problem.AMBIGUOUS, "2026-08-22/2026-11-22"),
    "en 1985": (Problem.TOO_OLD, None),
    "depuis 1985": (Problem.TOO_OLD, "1996-01-01/2026-11-22"),
    "depuis 40 ans": (Problem.TOO_OLD, "1996-01-01/2026-11-22"),
    "depuis 999999 mois": (Problem.TOO_OLD, "1996-01-01/2026-11-22"),
    "le 8 mai 1945": (Problem.TOO_OLD, None),
    "avant 1980": (Problem.TOO_OLD, None),
}

NO_PERIOD = [
    "",
    "   ",
    "bonjour",
    "🙂🙂",
    "mes remboursements",
    "mes derniers remboursements",
    "mon dernier remboursement svp",
    "mon avant-dernier remboursement",
    "à Saint-Jean",
    "la clinique Saint-Jean",
    "les vacances",
    "pas du tout",
    "un an plus tôt",
    "pour ma fille",
    "pour mon mari",
    "mais je ne comprends pas",
    "mai je ne comprends pas",
    "est-ce que ça a été remboursé ?",
    "j'ai été opéré",
    "mon remboursement est en cours",
    "j'ai eu 2 séances de kiné",
    "les sept remboursements",
    "pris en charge à 100 %",
    "j'ai payé 25 €",
    "un devis de 2000 euros",
    "un devis de 2000",
    "2024 €",
    "1 250,50 €",
    "mon numéro d'adhérent est le 2024",
    "n° 2025",
    "adhérent 20251234",
    "appelez-moi au 06 12 34 56 78",
    "06.12.34.56.78",
    "0612345678",
    "1 85 05 78 006 084 36",
    "j'habite 75015 Paris",
    "un dentiste dans le 13",
    "12 rue du 8 mai 1945",
    "place du 11 novembre 1918 à Lyon",
    "ma fille est née le 04/05/2015",
    "date de naissance : 4 mai 1981",
    "combien de séances par an ?",
    "une paire de lunettes tous les 2 ans",
    "ma fille de 6 mois",
    "un enfant de 3 ans",
    "un justificatif de moins de 3 mois",
    "j'ai 10/10 à chaque œil",
    "ouvert 24/24 et 7/7",
    "à 14:30 ou 15h30",
    "un instant, la banque, le plan",
    "docteur Mars",
    "mon fils Noël",
    "c'est trop cher",
    "le second devis",
    "la carte de mon mari",
    "où est le cours Mirabeau ?",
    "à l'entrée de la rue",
    "bon anniversaire",
    "le 3e étage",
    "192.168.1.1",
    "je suis derrière la mairie",
    "version 12.50",
    "facture n° 2025-03",
    "entre 15 et 16h",
    "les 10 derniers remboursements",
    "je m'appelle Avril",
    "depuis quand suis-je adhérent ?",
    "merci pour tout ce que vous faites",
    "la sep de ma femme",
]

DATES = {
    "4 mai 1981": date(1981, 5, 4),
    "04/05/81": date(1981, 5, 4),
    "04/05/1981": date(1981, 5, 4),
    "4.5.1981": date(1981, 5, 4),
    "04-05-1981": date(1981, 5, 4),
    "04 05 1981": date(1981, 5, 4),
    "04051981": date(1981, 5, 4),
    "1981-05-04": date(1981, 5, 4),
    "je suis né le 4 mai 1981 à Paris": date(1981, 5, 4),
    "hier": date(2026, 11, 21),
    "aujourd'hui": date(2026, 11, 22),
    "demain": date(2026, 11, 23),
    "1er mars": date(2026, 3, 1),
    "le premier mars": date(2026, 3, 1),
    "03/04": date(2026, 4, 3),
    "12/12/2027": date(2027, 12, 12),
    "lundi dernier": date(2026, 11, 16),
    "lundi": date(2026, 11, 16),
    "lundi prochain": date(2026, 11, 23),
    "il y a 3 jours": date(2026, 11, 19),
    "29 fevrier 2024": date(2024, 2, 29),
    "4 mai 30": date(1930, 5, 4),
    "4 mai 27": date(2027, 5, 4),
    "2 fevrie 1990": date(1990, 2, 2),
}

NO_DATE = [
    "", "mars 2025", "le 5", "31/02/1981", "29 février 2025", "depuis 3 mois", "du 1er au 15 avril", "bonjour",
    "le 4 mai ou le 5 mai", "0612345678", "99999999", "2025", "0000-00-00", "tout",
]  # fmt: skip


@pytest.mark.parametrize(("text", "iso"), PERIODS.items(), ids=PERIODS)
def test_a_sentence_gives_the_period_it_speaks_of(text: str, iso: str) -> None:
    assert find_period(text, today=TODAY) == Period.from_iso(iso)


@pytest.mark.parametrize(
    ("seen", "text", "iso"),
    [(seen, text, iso) for (seen, text), iso in LOOKING_AT.items()],
    ids=[f"{seen} {text}" for seen, text in LOOKING_AT],
)
def test_what_comes_before_or_after_is_counted_from_what_is_looked_at(seen: str, text: str, iso: str) -> None:
    assert find_period(text, today=TODAY, looking_at=Period.from_iso(seen)) == Period.from_iso(iso)


@pytest.mark.parametrize("text", ["6 mois plus tard", "l'année d'après", "l'année suivante", "les 3 années d'après"])
def test_what_comes_after_the_period_looked_at_may_be_the_future(text: str) -> None:
    refusal = find_period(text, today=TODAY, looking_at=Period(date(2026, 11, 1), TODAY))

    assert isinstance(refusal, Refusal)
    assert refusal.problem is Problem.FUTURE


def test_three_days_later_in_a_story_is_no_period() -> None:
    seen = Period.from_iso(OCTOBER)

    assert find_period("j'ai été remboursé 3 jours plus tard", today=TODAY, looking_at=seen) is None


@pytest.mark.parametrize(
    ("today", "text", "iso"),
    [(today, text, iso) for (today, text), iso in ON_OTHER_DAYS.items()],
    ids=[f"{today} {text}" for today, text in ON_OTHER_DAYS],
)
def test_a_period_depends_on_the_day_it_is_said(today: date, text: str, iso: str) -> None:
    assert find_period(text, today=today) == Period.from_iso(iso)


@pytest.mark.parametrize(("text", "problem", "iso"), [(t, *r) for t, r in REFUSALS.items()], ids=REFUSALS)
def test_a_wrong_or_unsure_period_is_refused_with_what_may_have_been_meant(
    text: str, problem: Problem, iso: str | None
) -> None:
    refusal = find_period(text, today=TODAY)

    assert isinstance(refusal, Refusal)
    assert refusal.problem is problem
    assert refusal.suggestion == (Period.from_iso(iso) if iso else None)


@pytest.mark.parametrize("text", NO_PERIOD, ids=[text or "(empty)" for text in NO_PERIOD])
def test_a_sentence_without_a_period_gives_none(text: str) -> None:
    assert find_period(text, today=TODAY) is None


@pytest.mark.parametrize(("text", "day"), DATES.items(), ids=DATES)
def test_one_date_is_read(text: str, day: date) -> None:
    assert parse_date(text, today=TODAY) == day


@pytest.mark.parametrize("text", NO_DATE, ids=[text or "(empty)" for text in NO_DATE])
def test_what_is_not_one_valid_date_is_none(text: str) -> None:
    assert parse_date(text, today=TODAY) is None


@pytest.mark.parametrize("text", [*PERIODS, *REFUSALS, *NO_PERIOD])
def test_capitals_without_accents_mean_the_same(text: str) -> None:
    bare = "".join(c for c in unicodedata.normalize("NFD", text.upper()) if not unicodedata.combining(c))
    said, shouted = (find_period(t, today=TODAY) for t in (text, bare.replace("'", "\u2019").replace(" ", "\u00a0")))

    if isinstance(said, Refusal):
        assert isinstance(shouted, Refusal)
        assert (shouted.problem, shouted.suggestion) == (said.problem, said.suggestion)
    else:
        assert shouted == said


def test_a_refusal_quotes_the_members_own_words() -> None:
    refusal = find_period("bonjour, mes soins du 31 Février svp", today=TODAY)

    assert isinstance(refusal, Refusal)
    assert refusal.text == "du 31 Février"


def test_a_period_does_not_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="on or after"):
        Period(date(2026, 2, 1), date(2026, 1, 1))


@pytest.mark.parametrize("text", ["", "2026-01-01", "x/y", "2026-02-01/2026-01-01", "2026-01-01/2026-02-30"])
def test_only_what_iso_writes_is_read_back(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Period.from_iso(text)
