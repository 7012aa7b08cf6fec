"""Small extracts in the exact formats of the public directories, of invented people."""

import json
from pathlib import Path
from typing import Any

from mutuelle.places.model import Place, Point
from mutuelle.practitioners.directory.positions import Communes

RPPS_HEADER = (
    "Type d'identifiant PP|Identifiant PP|Identification nationale PP|Code civilité d'exercice|"
    "Libellé civilité d'exercice|Code civilité|Libellé civilité|Nom d'exercice|Prénom d'exercice|Code profession|"
    "Libellé profession|Code catégorie professionnelle|Libellé catégorie professionnelle|Code type savoir-faire|"
    "Libellé type savoir-faire|Code savoir-faire|Libellé savoir-faire|Code mode exercice|Libellé mode exercice|"
    "Numéro SIRET site|Numéro SIREN site|Numéro FINESS site|Numéro FINESS établissement juridique|"
    "Identifiant technique de la structure|Raison sociale site|Enseigne commerciale site|"
    "Complément destinataire (coord. structure)|Complément point géographique (coord. structure)|"
    "Numéro Voie (coord. structure)|Indice répétition voie (coord. structure)|Code type de voie (coord. structure)|"
    "Libellé type de voie (coord. structure)|Libellé Voie (coord. structure)|Mention distribution (coord. structure)|"
    "Bureau cedex (coord. structure)|Code postal (coord. structure)|Code commune (coord. structure)|"
    "Libellé commune (coord. structure)|Code pays (coord. structure)|Libellé pays (coord. structure)|"
    "Téléphone (coord. structure)|Téléphone 2 (coord. structure)|Télécopie (coord. structure)|"
    "Adresse e-mail (coord. structure)|Code Département (structure)|Libellé Département (structure)|"
    "Ancien identifiant de la structure|Autorité d'enregistrement|Code secteur d'activité|"
    "Libellé secteur d'activité|Code section tableau pharmaciens|Libellé section tableau pharmaciens|Code rôle|"
    "Libellé rôle|Code genre activité|Libellé genre activité"
)
AMELI_HEADER = (
    "ps_activite_nom;ps_activite_prenom;ps_activite_civilite;ps_activite_raison_sociale;ps_activite_carte_vitale;"
    "ps_activite_apcv;coordonnees_complement;coordonnees_voie;coordonnees_lieu_dit;coordonnees_code_postal;"
    "coordonnees_ville;coordonnees_num_tel;specialite_code;specialite_libelle;type_ps_code;type_ps_libelle;"
    "activite_particuliere_code;activite_particuliere_libelle;nature_exercice_code;nature_exercice_libelle;"
    "secteur_conventionnel_code;secteur_conventionnel_libelle;option_tarifaire_code;option_tarifaire_libelle"
)
QUIMPER = Place("Quimper (29)", Point(47.996, -4.097), "commune", ("29232",), "29000", department="29", radius_km=6)
LYON_3 = Place("Lyon 3e", Point(45.760, 4.849), "arrondissement", ("69383",), "69003", department="69", radius_km=2)
BRON = Place("Bron (69)", Point(45.738, 4.912), "commune", ("69029",), "69500", department="69", radius_km=3)
ST_MALO = Place("Saint-Malo (35)", Point(48.649, -2.026), "commune", ("35288",), "35400", department="35", radius_km=5)


class Gazetteer:
    """Knows four places."""

    def commune(self, insee: str) -> Place | None:
        return next((one for one in (QUIMPER, LYON_3, BRON, ST_MALO) if insee in one.insee), None)

    def commune_at(self, postcode: str, city: str) -> Place | None:
        del city
        return next((one for one in (QUIMPER, LYON_3, BRON, ST_MALO) if postcode == one.postcode), None)


GAZETTEER = Gazetteer()
COMMUNES = Communes(GAZETTEER)


def rpps(**values: str) -> str:
    """A line of RPPS: a general practitioner of Quimper, but for what is said otherwise."""
    columns = RPPS_HEADER.split("|")
    said = {
        "Type d'identifiant PP": "8",
        "Identifiant PP": "19990000001",
        "Code civilité d'exercice": "DR",
        "Nom d'exercice": "LE GALL",
        "Prénom d'exercice": "Anne-Marie",
        "Code profession": "10",
        "Libellé profession": "Médecin",
        "Code catégorie professionnelle": "C",
        "Libellé savoir-faire": "Spécialiste en Médecine Générale",
        "Code mode exercice": "L",
        "Identifiant technique de la structure": "R1999000000101",
        "Numéro Voie (coord. structure)": "12",
        "Libellé type de voie (coord. structure)": "Rue",
        "Libellé Voie (coord. structure)": "DE L'EGLISE",
        "Code postal (coord. structure)": "29000",
        "Code commune (coord. structure)": "29232",
        "Libellé commune (coord. structure)": "Quimper",
        "Code pays (coord. structure)": "99000",
        "Téléphone (coord. structure)": "0261910001",
        **{_RPPS[key]: value for key, value in values.items()},
    }
    return "|".join(said.get(name, "") for name in columns) + "|"


_RPPS = {
    "number": "Identifiant PP",
    "title": "Code civilité d'exercice",
    "civility": "Code civilité",
    "last": "Nom d'exercice",
    "first": "Prénom d'exercice",
    "profession": "Code profession",
    "standing": "Code catégorie professionnelle",
    "speciality": "Libellé savoir-faire",
    "mode": "Code mode exercice",
    "site": "Identifiant technique de la structure",
    "sign": "Enseigne commerciale site",
    "company": "Raison sociale site",
    "postcode": "Code postal (coord. structure)",
    "insee": "Code commune (coord. structure)",
    "city": "Libellé commune (coord. structure)",
    "country": "Code pays (coord. structure)",
    "phone": "Téléphone (coord. structure)",
}


def ameli(**values: str) -> str:
    """A line of the annuaire santé: the general practitioner of `rpps`, sector 2 with OPTAM."""
    said = {
        "ps_activite_nom": "LE GALL",
        "ps_activite_prenom": "ANNE MARIE",
        "ps_activite_civilite": "F",
        "coordonnees_voie": "12 RUE DE L EGLISE",
        "coordonnees_code_postal": "29000",
        "coordonnees_ville": "QUIMPER",
        "coordonnees_num_tel": "0261910001",
        "specialite_code": "01",
        "specialite_libelle": "Médecin généraliste",
        "type_ps_code": "1",
        "secteur_conventionnel_code": "3",
        "secteur_conventionnel_libelle": "Secteur 2",
        "option_tarifaire_code": "3",
        "option_tarifaire_libelle": "OPTAM",
        **values,
    }
    return ";".join(said.get(name, "") for name in AMELI_HEADER.split(";"))


def establishment(finess: str = "290099001", **values: Any) -> dict[str, Any]:
    """An establishment of FINESS+: a pharmacy of Quimper, WGS 84 in the fields of the sample layout."""
    coordinates = values.pop(
        "coordinates",
        {
            "coordonneeX": "6790131.0",
            "coordonneeY": "171240.0",
            "directionLatitude": "47.9975",
            "directionLongitude": "-4.0991",
        },
    )
    return {
        "informationsGeneralesEGE": {
            "egeId": "525",
            "nomEgeCourt": "PHARMACIE DU MARCHE",
            "nomEgeLong": values.pop("name", "PHARMACIE DU MARCHE"),
            "numFinessEge": finess,
        },
        "categorieentiteGeographiqueExercice": "620",
        "adresse": [
            {
                "usageAdresse": "03",
                "numeroVoie": "3",
                "typeVoie": "PL",
                "libelleVoie": "DU MARCHE",
                "cogCommune": values.pop("insee", "29232"),
                "ligneAcheminement": "QUIMPER CEDEX",
                "codePostal": "29000",
                "coordonneesGeographique": coordinates,
            }
        ],
        "contact": [{"typeContact": {"roleContact": "01"}, "telecom": {"telephone": "0261910002"}}],
        "etatObjet": "A",
        **values,
    }


def rpps_file(folder: Path, *lines: str, encoding: str = "utf-8", name: str = "PS_LibreAcces.txt") -> Path:
    """Write an extract of RPPS."""
    path = folder / name
    path.write_bytes("".join(f"{line}\n" for line in (f"{RPPS_HEADER}|", *lines)).encode(encoding))
    return path


def ameli_file(folder: Path, *lines: str) -> Path:
    """Write an extract of the annuaire santé."""
    path = folder / "liste-ps.csv"
    path.write_bytes("".join(f"{line}\r\n" for line in (AMELI_HEADER, *lines)).encode("utf-8-sig"))
    return path


def finess_file(folder: Path, *establishments: dict[str, Any], end: str = "]}") -> Path:
    """Write an extract of FINESS+, an owner an establishment."""
    owners = (
        json.dumps({"informationsGeneralesPMEJ": {"numFinessPm": "290000001"}, "ege": [one]}) for one in establishments
    )
    path = folder / "structures.json"
    path.write_text('{"schemaVersion": "v1.0.0", "generatedAt": "2026-11-01T00:00:00Z", "pmej": [\n')
    with path.open("a") as file:
        file.write(",\n".join(owners) + end)
    return path
