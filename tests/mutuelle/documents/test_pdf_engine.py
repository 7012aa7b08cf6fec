"""The PDFs: what they say, tagged, dated, the same each time; nothing in the data is read as markup."""

import io
import re
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from mutuelle.documents.engine import TEMPLATES, qr_code, render_pdf
from tests.logs import recorded

AT = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
URL = "https://adherents.exemple.fr/verification/AT-2026-7K3F-9QXM-2RTD"
TITLES = {
    "rights": "Attestation de droits",
    "third_party": "Attestation de tiers payant",
    "contributions": "Attestation de cotisations 2025",
    "removal": "Certificat de radiation",
    "card": "Carte de tiers payant",
    "payments": "Remboursements",
    "recap": "Récapitulatif 2025",
    "statement": "Relevé de prestations – octobre 2026",
    "contribution_notice": "Appel de cotisation – du 01/01/2026 au 31/12/2026",
    "rejected_debit": "Rejet de prélèvement – échéance du 5 mai 2026",
    "leaflet": "Guide",
    "own_data": "Vos données",
}
OF_THEIR_OWN = {  # what these templates alone need, or need otherwise
    "statement": {
        "list_title": "Relevé de prestations",
        "filters": [["Mois", "octobre 2026"], ["Versé sur votre compte", "57,45 €"], ["Nombre", "1 paiement"]],
        "total": "Total",
        "later": "",
    },
    "contribution_notice": {
        "filters": [["Période", "du 01/01/2026 au 31/12/2026"], ["Mode de règlement", "chèque"]],
        "columns": ["Période couverte", "Échéance", "Montant"],
        "rows": [["du 01/01/2026 au 31/12/2026", "5 janvier 2026", "102,88 €"]],
        "total_label": "Total",
        "debited": True,
    },
    "rejected_debit": {"amount": "97,73 €", "due_on": "5 mai 2026", "period": ["1er mai 2026", "31 mai 2026"]},
    "own_data": {
        "title": "Vos données",
        "intro": "Une copie.",
        "sections": [{"title": "Un", "columns": ["Quoi"], "rows": [["Ceci"]], "empty": "", "note": ""}],
        "kept": {"title": "Durées", "columns": ["Quoi"], "rows": [["Ceci"]]},
    },
    "leaflet": {"title": "Guide", "intro": "", "sections": [{"title": "Un", "text": "Deux."}]},
}
HOSTILE = [
    '#import "/etc/passwd"',
    "#panic()",
    "*gras* _ital_ $x^2$ <label> @ref",
    '"] #eval("1") [',
    "\\u{41} // /* ~",
    "= Titre",
]


def person(name="Léa Vasseur"):
    return {
        "name": name,
        "birth_date": "02/01/2015",
        "since": "1er juillet 2019",
        "guarantees": ["MGEN SANTE BASE 2"],
        "ended_on": "31 octobre 2026",
    }


def summed(label, **more):
    cents = {"amo": 10_000, "amc": 5_000, "remaining": 2_500}
    shown = ["175,00 €", "100,00 €", "50,00 €", "25,00 €"]
    return {"label": label, "acts": "3", "shown": shown, "paid_back": "150,00 €", **cents, **more}


def data(*people, **more):
    return {
        "insurer": "MGEN Solutions",
        "phone": "",
        "amc_number": "",
        "reference": "AT-2026-7K3F-9QXM-2RTD",
        "verify_url": URL,
        "qr": qr_code(URL),
        "issued_on": "25 novembre 2026",
        "issued": [2026, 11, 25],
        "member": {"name": "Claire Vasseur", "number": "M1000026", "address": ["14 rue des Lilas", "69003 Lyon"]},
        "contract": {"number": "C26", "title": "Santé", "effective_on": "1er juillet 2019", "ended_on": ""},
        "people": list(people) or [person()],
        "valid_from": "1er janvier 2026",
        "valid_until": "31 décembre 2026",
        "year": 2025,
        "total": "1 234,56 €",
        "payments": [{"paid_on": "5 janvier 2025", "amount": "102,88 €"}],
        "list_title": "Remboursements",
        "filters": [["Payés", "du 22/08/2026 au 22/11/2026"], ["Nombre", "1 paiement"]],
        "columns": [f"Colonne {number}" for number in range(12)],
        "rows": [["05/01/2025", *["texte"] * 5, *["102,88 €"] * 6]],
        "sums": ["102,88 €"] * 6,
        "span": "du 1er janvier au 31 décembre",
        "partial": False,
        "whose": "toutes les personnes du contrat",
        "alone": False,
        "totals": summed(""),
        "months": [summed(f"mois {n}", short="m.", left=n, left_shown="2,00 €", to_come=n > 9) for n in range(1, 13)],
        "cares": [summed("Pharmacie")],
        "persons": [summed("Claire")],
        "counters": [["Claire", "38,00 € sur 50,00 €", ""]],
        **more,
    }


def made(template, *people, **more):
    return render_pdf(template, data(*people, **OF_THEIR_OWN.get(template, {}), **more), at=AT)


def read(pdf):
    return PdfReader(io.BytesIO(pdf))


def text_of(pdf):
    whole = " ".join(page.extract_text() for page in read(pdf).pages)
    return re.sub(r"\s+", " ", whole.replace("\u200b", "").replace("\xa0", " ").replace("\u202f", " "))


def test_every_template_of_a_document_is_looked_at_here():
    assert {path.stem for path in TEMPLATES.glob("*.typ")} - {"letterhead"} == set(TITLES)


@pytest.mark.parametrize("template", TITLES)
def test_a_document_is_tagged_dated_and_says_its_title_and_language(template):
    pdf = read(made(template))
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]
    assert root["/Lang"].lower().startswith("fr")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert pdf.metadata.title == TITLES[template]
    assert pdf.metadata.author == "MGEN Solutions"
    assert "D:20261125" in str(pdf.metadata.get("/CreationDate"))
    xmp = pdf.xmp_metadata.stream.get_data().decode()
    assert "pdfuaid:part>1<" in xmp and "pdfaid:part>2<" in xmp and "pdfaid:conformance>A<" in xmp


@pytest.mark.parametrize("template", TITLES)
def test_the_same_data_gives_the_same_bytes(template):
    assert made(template) == made(template)


@pytest.mark.parametrize("template", TITLES)
def test_other_data_gives_other_bytes(template):
    assert made(template, insurer="Mutuelle Sœur") != made(template)


@pytest.mark.parametrize("template", TITLES)
def test_every_font_is_in_the_file(template):
    fonts = [font for page in read(made(template)).pages for font in _fonts(page)]
    assert fonts
    assert all(name.partition("+")[2].startswith("Libertinus") for name, _ in fonts)
    assert all(embedded for _, embedded in fonts)


def _fonts(page):
    for font in page["/Resources"]["/Font"].values():
        inner = font.get_object()["/DescendantFonts"][0].get_object()
        described = inner["/FontDescriptor"].get_object()
        yield inner["/BaseFont"][1:], any(key in described for key in ("/FontFile", "/FontFile2", "/FontFile3"))


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("template", ["rights", "card", "removal"])
def test_a_name_is_shown_as_it_is_and_never_read_as_markup(template, name):
    found = text_of(render_pdf(template, data(person(name)), at=AT))
    assert name.replace(" ", "") in found.replace(" ", "")


@pytest.mark.parametrize("field", ["insurer", "reference", "issued_on", "valid_until"])
def test_no_other_value_is_read_as_markup(field):
    found = text_of(render_pdf("rights", data(**{field: '#import "x" *a*'}), at=AT))
    assert '#import"x"*a*' in found.replace(" ", "")


@pytest.mark.parametrize("template", ["rights", "third_party", "removal", "card"])
def test_many_people_with_long_names_take_several_numbered_pages_and_none_is_lost(template):
    long = "Marie-Antoinette-Joséphine de la Rochefoucauld-Montmorency-Bouteville"
    people = [person(f"{long}{number:02}") for number in range(40)]
    pdf = render_pdf(template, data(*people), at=AT)
    pages = read(pdf).pages
    assert len(pages) > 1
    flat = text_of(pdf).replace(" ", "").replace("-", "")
    assert all(f"Bouteville{number:02}" in flat for number in range(40))
    assert f"Page{len(pages)}sur{len(pages)}" in flat


def test_a_word_that_never_ends_is_broken():
    found = text_of(render_pdf("rights", data(person("Abcdefghij" * 10)), at=AT))
    assert ("Abcdefghij" * 10) in found.replace(" ", "").replace("-", "").replace("\u2010", "")


def test_a_letter_that_no_font_has_does_not_keep_the_document_away_and_is_logged():
    with recorded() as logs:
        pdf = render_pdf("rights", data(person("李小龍")), at=AT)
    assert read(pdf).trailer["/Root"]["/StructTreeRoot"]
    (line,) = logs.lines()
    assert line["event"] == "document_lacks_a_letter"
    assert "李" not in logs.getvalue()


def test_what_is_not_known_is_left_out():
    assert "AMC" not in text_of(render_pdf("card", data(), at=AT))
    assert "AMC" in text_of(render_pdf("card", data(amc_number="775685365"), at=AT))
    assert "Téléphone" not in text_of(render_pdf("rights", data(), at=AT))
