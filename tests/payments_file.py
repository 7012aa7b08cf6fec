"""Files of payments in the documented format (docs/imports.md)."""

ROW = {
    "reference": "R1",
    "contrat": "C000001",
    "rang": "1",
    "prenom": "",
    "naissance": "",
    "categorie": "gp",
    "acte": "gp",
    "libelle": "Consultation généraliste",
    "quantite": "1",
    "depense": "30,00",
    "secu": "19,00",
    "mutuelle": "9,00",
    "reste": "2,00",
    "base": "30,00",
    "taux": "70",
    "retenue": "2,00",
    "retenue_differee": "",
    "nature_retenue": "participation",
    "parcours": "oui",
    "destinataire": "",
    "montant_verse": "",
    "date_soins": "2026-11-09",
    "date_paiement": "2026-11-18",
}
PHARMACY = {
    "categorie": "Pharmacie",
    "acte": "medicine_65",
    "libelle": "Médicaments remboursés à 65 %",
    "depense": "10,00",
    "secu": "6,50",
    "mutuelle": "3,50",
    "reste": "0",
    "base": "",
    "taux": "",
    "retenue": "",
    "nature_retenue": "",
    "parcours": "",
}


def line(**cells):
    """A row: the usual one, but for some cells."""
    return ";".join({**ROW, **cells}.values())


HEADER = ";".join(ROW)


def content(*lines, header=HEADER):
    """A file of these lines."""
    return "\r\n".join([header, *lines, ""])


class Killed(BaseException):
    """What ends an import in the middle of anything."""
