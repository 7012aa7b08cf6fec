"""What was paid straight to professionals: found by period, person, care and name; one payment opened."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert

from mutuelle.errors import LineUnknown, NoListing, ProfessionalUnknown
from mutuelle.periods import Period
from mutuelle.reimbursements.asking import detail_wanted
from mutuelle.reimbursements.opening import Candidates, PaymentOpening, part_of
from mutuelle.reimbursements.professionals import Professional, named_professionals, without_names
from mutuelle.reimbursements.request import Request
from mutuelle.reimbursements.tables import Reimbursement, ReimbursementLine

KNOWN = (
    Professional(1, "LABORATOIRE BIOMIBIS"),
    Professional(2, "PHARMACIE DE LA MAIRIE"),
    Professional(3, "PHARMACIE BERNARD"),
    Professional(4, "DR PAUL BERNARD"),
)


@pytest.fixture
def opening(store, clock, settings):
    return PaymentOpening(store, clock, settings)


@pytest.fixture
async def direct(store, family):
    """The guide's laboratory, twice; a pharmacy for Paul, and one for Marc's daughter."""
    rows = [
        (60, 1, family.claire_self, date(2026, 9, 7), "LABORATOIRE BIOMIBIS", "laboratory", (5805, 3483, 2322, 0)),
        (61, 1, family.claire_self, date(2026, 11, 2), "LABORATOIRE BIOMIBIS", "laboratory", (2700, 1620, 1080, 0)),
        (62, 1, family.paul, date(2026, 10, 12), "PHARMACIE DE LA MAIRIE", "pharmacy", (1226, 797, 429, 0)),
        (63, 2, family.ana, date(2026, 10, 13), "PHARMACIE DURAND", "pharmacy", (900, 585, 315, 0)),
    ]
    async with store.write() as connection:
        await connection.execute(
            insert(Reimbursement),
            [
                {
                    "id": key,
                    "contract_id": contract,
                    "beneficiary_id": person,
                    "paid_on": day,
                    "payee": payee,
                    "care": care,
                    "paid_cents": amo + amc,
                }
                for key, contract, person, day, payee, care, (_, amo, amc, _) in rows
            ],
        )
        await connection.execute(
            insert(ReimbursementLine),
            [
                {
                    "id": key,
                    "reimbursement_id": key,
                    "label": "Acte",
                    "care_on": day,
                    "expense_cents": expense,
                    "amo_cents": amo,
                    "amc_cents": amc,
                    "remaining_cents": remaining,
                    "withheld_cents": 0,
                    "deferred_cents": 100,
                    "withholding": "participation" if care == "laboratory" else "franchise",
                }
                for key, _, _, day, _, care, (expense, amo, amc, remaining) in rows
            ],
        )


def ask(reimbursements, rasa_id, text, *, refine=False, mentioned=()):
    request = Request(text, direct=not refine, mentioned=mentioned)
    return reimbursements.search(rasa_id, request, refine=refine)


def ids(page):
    return [payment.id for payment in page.payments]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("qu'avez-vous payé à Biomibis ?", ["LABORATOIRE BIOMIBIS"]),
        ("et chez biomibiss", ["LABORATOIRE BIOMIBIS"]),
        ("payé à la pharmacie", []),
        ("la pharmacie de la mairie", ["PHARMACIE DE LA MAIRIE"]),
        ("je suis passée à la mairie", []),
        ("la pharmacie bernard", ["PHARMACIE BERNARD"]),
        ("le docteur Bernard", ["DR PAUL BERNARD"]),
        ("tiers payant de Paul", []),
    ],
)
def test_a_professional_is_named_by_a_word_of_his_own(text, names):
    assert [one.name for one in named_professionals(text, KNOWN, apart=["Paul", "Léa"])] == names


def test_a_professionals_name_is_not_taken_for_a_kind_of_care_or_a_person():
    assert without_names("la pharmacie Bernard pour Léa", KNOWN[2:3]) == "la pour Léa"


@pytest.mark.parametrize("text", ["détail du laboratoire", "ouvrez la deuxième ligne", "detail du paiement à Biomibis"])
def test_one_payment_is_asked_for(text):
    assert detail_wanted(text)


async def test_only_what_went_to_professionals_is_listed_and_summed_up(reimbursements, rasa_id, direct):
    page = await ask(reimbursements, rasa_id, "tiers payant")
    assert (ids(page), page.count, page.paid) == ([61, 62, 60], 3, Decimal("97.31"))
    assert page.direct and not page.chosen
    assert page.period == Period(date(2026, 8, 22), date(2026, 11, 22))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("paiements aux tiers du 1er au 30 septembre", [60]),
        ("payé à la pharmacie", [62]),
        ("payé à Biomibis", [61, 60]),
        ("qu'avez-vous payé au laboratoire ?", [61, 60]),
        ("la part tiers payant de Paul", [62]),
        ("l'hôpital me réclame 92 euros, vous les avez payés ?", []),
        ("payé au labo 58,05", [60]),
    ],
)
async def test_the_list_is_narrowed_by_period_person_care_name_and_amount(reimbursements, rasa_id, direct, text, found):
    assert ids(await ask(reimbursements, rasa_id, text)) == found


async def test_dates_are_those_of_payment_even_beside_a_kind_of_care(reimbursements, rasa_id, direct):
    page = await ask(reimbursements, rasa_id, "payé au labo en septembre 2026")
    assert (ids(page), page.dates) == ([60], "paid")


async def test_an_ellipsis_narrows_what_is_being_looked_at(reimbursements, rasa_id, direct):
    await ask(reimbursements, rasa_id, "tiers payant")
    assert ids(await ask(reimbursements, rasa_id, "seulement pour Paul", refine=True)) == [62]
    assert ids(await ask(reimbursements, rasa_id, "tout le monde", refine=True)) == [61, 62, 60]
    page = await ask(reimbursements, rasa_id, "et Biomibis ?", refine=True)
    assert (ids(page), page.payees) == ([61, 60], ("LABORATOIRE BIOMIBIS",))
    assert ids(await ask(reimbursements, rasa_id, "et en septembre ?", refine=True)) == [60]
    page = await ask(reimbursements, rasa_id, "tous les soins", refine=True)
    assert (ids(page), page.payees) == ([60], ())


async def test_after_a_list_of_reimbursements_the_ellipsis_is_about_reimbursements(reimbursements, rasa_id, direct):
    await ask(reimbursements, rasa_id, "tiers payant")
    await reimbursements.search(rasa_id, Request("mes remboursements"), refine=False)
    page = await ask(reimbursements, rasa_id, "pour Paul", refine=True)
    assert not page.direct
    assert page.count == 5


async def test_a_new_period_takes_the_place_of_the_other(reimbursements, rasa_id, direct):
    await ask(reimbursements, rasa_id, "tiers depuis deux ans")
    page = await ask(reimbursements, rasa_id, "du 1er au 30 septembre", refine=True)
    assert page.period == Period(date(2026, 9, 1), date(2026, 9, 30))


async def test_a_professional_who_was_not_paid_is_said_to_be_unknown(reimbursements, rasa_id, direct):
    with pytest.raises(ProfessionalUnknown) as refused:
        await ask(reimbursements, rasa_id, "qu'avez-vous payé chez Trucmuche", mentioned=("Trucmuche",))
    assert refused.value.named == "Trucmuche"


@pytest.mark.parametrize("text", ["payé au docteur Trucmuche ?", "et au dr trucmuche", "payé au Pr. Trucmuche"])
async def test_a_title_makes_a_name_that_nobody_had_to_tag(reimbursements, rasa_id, direct, text):
    with pytest.raises(ProfessionalUnknown) as refused:
        await ask(reimbursements, rasa_id, text)
    assert refused.value.named.lower() == "trucmuche"


@pytest.mark.parametrize("text", ["payé au docteur cette année", "payé au docteur pour Paul", "le docteur svp"])
async def test_a_title_alone_names_nobody(reimbursements, rasa_id, direct, text):
    await ask(reimbursements, rasa_id, text)


async def test_nobody_sees_what_was_paid_for_others(reimbursements, opening, marc, direct):
    assert ids(await ask(reimbursements, marc, "tiers payant depuis 2 ans")) == [63]
    assert ids(await ask(reimbursements, marc, "payé à Biomibis depuis 2 ans")) == [63]
    assert await opening.open(marc, Request(""), payment_id=60) == Candidates((await opening.display(marc)).viewer, ())


async def test_sums_are_of_direct_payments_only(reimbursements, rasa_id, direct):
    await ask(reimbursements, rasa_id, "tiers payant")
    totals = await reimbursements.look_up(rasa_id, Request("au total ?"), refine=True)
    assert totals.direct
    assert totals.overall.acts == 3


async def test_a_line_of_the_page_on_display_is_opened(reimbursements, opening, rasa_id, direct):
    await ask(reimbursements, rasa_id, "tiers payant")
    opened = await opening.open(rasa_id, Request("ouvrez la deuxième ligne", direct=True))
    assert (opened.payment.id, opened.person.first_name) == (62, "Paul")
    with pytest.raises(LineUnknown):
        await opening.open(rasa_id, Request("ouvrez la ligne 4", direct=True))


async def test_the_latest_that_fits_the_words_is_opened_and_how_many_do_is_told(opening, rasa_id, direct):
    opened = await opening.open(rasa_id, Request("détail du laboratoire", direct=True))
    assert (opened.payment.id, opened.fitting) == (61, 2)
    opened = await opening.open(rasa_id, Request("détail du laboratoire de septembre", direct=True))
    assert (opened.payment.id, opened.fitting) == (60, 1)
    assert opened.deferred == {"participation": Decimal("1.00")}


async def test_without_any_word_the_one_on_display_is_meant_or_has_to_be_told(reimbursements, opening, rasa_id, direct):
    with pytest.raises(NoListing):
        await opening.open(rasa_id, Request("ouvrez ce paiement", direct=True))
    await ask(reimbursements, rasa_id, "tiers payant")
    asked = await opening.open(rasa_id, Request("ouvrez ce paiement", direct=True))
    assert [payment.id for payment in asked.payments] == [61, 62, 60]
    await opening.open(rasa_id, Request(""), payment_id=60)
    assert (await opening.open(rasa_id, Request("ouvrez ce paiement", direct=True))).payment.id == 60
    await ask(reimbursements, rasa_id, "seulement pour Paul", refine=True)
    assert (await opening.display(rasa_id)).payment_id is None


@given(st.integers(1, 10**7), st.integers(0, 10**7))
def test_a_part_that_is_said_to_be_exact_gives_the_amount_to_the_cent(expense, amount):
    euros, part = Decimal(expense) / 100, part_of(Decimal(expense) / 100, Decimal(min(amount, expense)) / 100)
    assert 0 <= part.percent <= 100
    if part.exact:
        assert abs(euros * part.percent / 100 - Decimal(min(amount, expense)) / 100) <= Decimal("0.005")


def test_the_guides_example_is_sixty_and_forty_percent():
    assert part_of(Decimal("58.05"), Decimal("34.83")).percent == 60
    assert part_of(Decimal("58.05"), Decimal("23.22")).exact
    assert not part_of(Decimal("28.50"), Decimal("19.00")).exact
