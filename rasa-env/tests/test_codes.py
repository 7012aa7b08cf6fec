import pytest
from nlu.codes import checks, find, overlap


def found(text):
    return [(one.entity, text[one.start : one.end]) for one in find(text)]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("mon iban FR76 3000 6000 0112 3456 7890 189 merci", [("iban", "FR76 3000 6000 0112 3456 7890 189")]),
        ("fr1420041010050500013m02606", [("iban", "fr1420041010050500013m02606")]),
        ("BE68 5390 0754 7034 svp", [("iban", "BE68 5390 0754 7034")]),
        ("bic AGRIFRPP", [("bic", "AGRIFRPP")]),
        ("M1234567", [("member_number", "M1234567")]),
        ("+33 6 12 34 56 78", [("phone", "+33 6 12 34 56 78")]),
        ("06.12.34.56.78 ou a.b@exemple.fr", [("phone", "06.12.34.56.78"), ("email", "a.b@exemple.fr")]),
        ("75011 Paris", [("postal_code", "75011")]),
        ("10000 euros", [("amount", "10000 euros")]),
        ("1 250,50 €", [("amount", "1 250,50 €")]),
        ("35€50 chez le psy", [("amount", "35€50")]),
        ("la demande 2026-1187", [("request_id", "2026-1187")]),
        ("D-2026-00412 svp", [("request_id", "D-2026-00412")]),
        ("dossier R-48213", [("request_id", "R-48213")]),
        ("DEM-2026-00412 ça avance ?", [("request_id", "DEM-2026-00412")]),
        ("ma demande req-48213", [("request_id", "req-48213")]),
        ("un ophtalmo Secteur 2", [("sector", "Secteur 2")]),
        ("à 10km", [("distance", "10km")]),
        ("un pdf de 4 Mo", [("file_size", "4 Mo")]),
    ],
)
def test_a_shape_is_named(typed, expected):
    assert found(typed) == expected


@pytest.mark.parametrize(
    "typed",
    [
        "le 12/03/2024",
        "en 2025",
        "depuis 6 mois",
        "bonjour",
        "99123",
        "BONJOUR MERCI",
        "",
        "1 2 3 4 5",
        "2026-11-26",
        "2025-2026",
    ],
)
def test_what_has_no_such_shape_is_left_alone(typed):
    assert found(typed) == []


def test_a_social_security_number_is_taken_for_nothing_else():
    assert found("2 85 05 78 006 084 36") == []
    assert found("285057800608436") == []


def test_no_find_lies_inside_another():
    text = "FR76 3000 6000 0112 3456 7890 189, 75011, 12,50 €, M1234567, 06 12 34 56 78, x@exemple.fr"
    finds = find(text)
    assert [one.entity for one in finds] == ["iban", "postal_code", "amount", "member_number", "phone", "email"]
    assert not any(overlap(one, other) for one in finds for other in finds if one is not other)


@pytest.mark.parametrize(
    ("iban", "right"),
    [
        ("FR76 3000 6000 0112 3456 7890 189", True),
        ("be68-5390-0754-7034", True),
        ("FR76 3000 6000 0112 3456 7890 188", False),
    ],
)
def test_an_iban_is_sure_when_its_check_digits_agree_and_masked_in_any_case(iban, right):
    assert checks(iban) is right
    (seen,) = find(f"mon compte {iban}")
    assert (seen.entity, seen.sure) == ("iban", right)
