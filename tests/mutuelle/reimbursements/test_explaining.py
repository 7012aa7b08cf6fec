"""Why a line is what it is, and which payment is meant."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import insert, update

from mutuelle.errors import LineUnknown, NotLoggedIn, PaymentAmbiguous, PaymentNotFound
from mutuelle.reimbursements.explaining import Change, changes_since, rule_withheld, worked_out
from mutuelle.reimbursements.explanations import ExplanationService
from mutuelle.reimbursements.reading import Line
from mutuelle.reimbursements.request import Request
from mutuelle.reimbursements.tables import Reimbursement, ReimbursementLine
from tests.talk import rasa_id_of


def euros(*amounts):
    return [Decimal(amount) for amount in amounts]


def line(expense, amo, amc, remaining, *, base=None, rate=None, withheld=None, deferred="0", **rest):
    told = {"act": "", "quantity": 1, "withholding": "", "coordinated": None, **rest}
    return Line(
        id=1,
        label="Acte",
        care_on=told.pop("care_on", date(2025, 3, 3)),
        expense=Decimal(expense),
        amo=Decimal(amo),
        amc=Decimal(amc),
        remaining=Decimal(remaining),
        base=None if base is None else Decimal(base),
        rate=rate,
        withheld=None if withheld is None else Decimal(withheld),
        deferred=Decimal(deferred),
        **told,
    )


GP = line("30", "19", "9", "2", base="30", rate=70, withheld="2", act="gp", withholding="participation")
EYES = line("75", "14.10", "6.90", "54", base="23", rate=70, withheld="2")
CROWN = line("600", "72", "168", "360", base="120", rate=60, withheld="0")
LABORATORY = line("58.05", "34.83", "23.22", "0", base="58.05", rate=60, withheld="0", deferred="2")
OSTEOPATH = line("60", "0", "25", "35", base="0", rate=0, withheld="0")


@pytest.mark.parametrize(
    ("told", "gross", "ticket", "depassement", "ticket_left", "depassement_left"),
    [
        pytest.param(GP, "21.00", "9.00", "0", "0", "0", id="a GP in the pathway"),
        pytest.param(EYES, "16.10", "6.90", "52", "0", "52.00", id="an ophthalmologist of sector 2"),
        pytest.param(CROWN, "72.00", "48.00", "480", "0", "360.00", id="a crown at 200 % of its base"),
        pytest.param(LABORATORY, "34.83", "23.22", "0", "0", "0", id="the laboratory of the guide"),
        pytest.param(OSTEOPATH, "0.00", "0.00", "60", "0", "35.00", id="what the Sécurité sociale does not know"),
    ],
)
def test_what_is_left_is_worked_out_from_the_line(told, gross, ticket, depassement, ticket_left, depassement_left):
    worked = worked_out(told)
    assert [worked.gross, worked.ticket_moderateur, worked.depassement] == euros(gross, ticket, depassement)
    assert [worked.ticket_left, worked.depassement_left] == euros(ticket_left, depassement_left)
    assert worked.ticket_left + worked.depassement_left + worked.withheld == told.remaining


@pytest.mark.parametrize(
    "told",
    [
        pytest.param(replace(GP, base=None), id="no base"),
        pytest.param(replace(GP, rate=None), id="no rate"),
        pytest.param(replace(GP, withheld=None), id="not what was withheld"),
        pytest.param(replace(GP, rate=60), id="a rate that does not give the amounts"),
        pytest.param(replace(GP, base=Decimal(31)), id="a base above the expense"),
    ],
)
def test_what_was_not_told_or_does_not_add_up_is_not_explained(told):
    assert worked_out(told) is None


def test_the_rule_cited_is_the_one_of_the_day_of_care():
    before, after = replace(GP, care_on=date(2024, 5, 14)), replace(GP, care_on=date(2024, 5, 15))
    assert [rule_withheld(one).value for one in (before, after)] == euros("1", "2")
    assert rule_withheld(replace(GP, act="")) is None
    assert rule_withheld(replace(GP, act="an act that no rule knows")) is None


def test_what_changed_between_two_identical_acts_is_told_for_one_unit():
    before = line("26.50", "17.55", "7.95", "1", base="26.50", rate=70, withheld="1", withholding="participation")
    assert [(one.what, one.before, one.now) for one in changes_since(before, GP)] == [
        ("price", *euros("26.50", "30")),
        ("base", *euros("26.50", "30")),
        ("withheld", *euros("1", "2")),
        ("amc", *euros("7.95", "9")),
    ]
    assert changes_since(GP, GP) == ()
    two = replace(GP, quantity=2, expense=Decimal(60), base=Decimal(60), withheld=Decimal(4), amc=Decimal(18))
    assert changes_since(GP, two) == (), "twice as many units at the same price"


def test_what_one_of_two_acts_does_not_tell_is_no_change():
    assert changes_since(replace(GP, base=None, withheld=None), replace(GP, amc=Decimal(8))) == (
        Change("amc", *euros("9", "8")),
    )


@pytest.fixture
def explanations(store, clock, settings):
    return ExplanationService(store, clock, settings)


def explain(explanations, rasa_id, text, **rest):
    return explanations.explain(rasa_id, Request(text), **rest)


async def test_a_care_and_its_month_name_a_payment(explanations, rasa_id, glasses):
    found = await explain(explanations, rasa_id, "pourquoi il me reste 100 euros sur mes lunettes de mars 2024")
    assert (found.payment.id, found.picked) == (glasses, False)
    assert [one.worked for one in found.lines] == [None, None]


async def test_an_amount_names_a_payment(explanations, rasa_id, glasses):
    assert (await explain(explanations, rasa_id, "c'est quoi ces 200,09 €")).payment.id == glasses


async def test_of_several_that_fit_the_latest_is_explained_and_it_is_said(explanations, rasa_id, family):
    found = await explain(explanations, rasa_id, "explique ma consultation chez le médecin pour Paul")
    assert (found.person.id, found.picked) == (family.paul, True)


async def test_without_any_name_the_member_chooses_among_those_on_display(explanations, reimbursements, rasa_id):
    page = await reimbursements.search(rasa_id, Request("mes remboursements"), refine=False)
    with pytest.raises(PaymentAmbiguous) as asked:
        await explain(explanations, rasa_id, "expliquez ce remboursement")
    assert [key for key, _, _ in asked.value.candidates] == [payment.id for payment in page.payments]


async def test_a_rank_names_one_of_those_on_display(explanations, reimbursements, rasa_id):
    page = await reimbursements.search(rasa_id, Request("mes remboursements"), refine=False)
    assert (await explain(explanations, rasa_id, "explique la deuxième ligne")).payment.id == page.payments[1].id


async def test_the_only_one_on_display_is_meant(explanations, reimbursements, rasa_id, glasses):
    await reimbursements.search(rasa_id, Request("les lunettes de mars 2024"), refine=False)
    assert (await explain(explanations, rasa_id, "pourquoi ce montant")).payment.id == glasses


async def test_what_nobody_was_paid_is_not_found(explanations, rasa_id):
    with pytest.raises(PaymentNotFound):
        await explain(explanations, rasa_id, "explique les 123,45 €")


async def test_another_members_payment_is_not_found_by_its_id(explanations, rasa_id, marc):
    mine = await explain(explanations, marc, "", payment_id=14)
    assert mine.payment.id == 14
    with pytest.raises(PaymentNotFound):
        await explain(explanations, rasa_id, "", payment_id=14)


async def test_nobody_logged_in_is_explained_nothing(explanations, store, transcript, family):
    visitor = await rasa_id_of(store, await transcript.open("web", "visitor"))
    with pytest.raises(NotLoggedIn):
        await explain(explanations, visitor, "explique mon dernier remboursement")


async def test_the_years_counter_sums_what_is_kept_now_and_later_of_this_person_only(
    explanations, store, rasa_id, family
):
    told = {"withholding": "participation", "withheld_cents": 200, "deferred_cents": 0}
    async with store.write() as connection:
        await connection.execute(
            update(ReimbursementLine).where(ReimbursementLine.reimbursement_id < 13).values(**told)
        )
        later = {**told, "withheld_cents": 0, "deferred_cents": 200}
        await connection.execute(
            update(ReimbursementLine).where(ReimbursementLine.reimbursement_id == 4).values(**later)
        )
    found = await explain(explanations, rasa_id, "", payment_id=1)
    (counter,) = found.counters
    assert (counter.kind, counter.year, counter.kept, counter.cap) == ("participation", 2026, Decimal(16), Decimal(50))


async def test_the_last_identical_act_is_the_same_persons_before_this_one(explanations, rasa_id, family):
    found = await explain(explanations, rasa_id, "", payment_id=1)
    (told,) = found.lines
    assert told.before.care_on == date(2026, 11, 2), "the week before was Paul's"
    assert [one.what for one in told.changes] == ["price", "amc"]


async def test_care_that_was_paid_after_all_is_found(explanations, store, rasa_id, glasses):
    assert [
        p.id
        for p in (
            await explanations.already_paid(rasa_id, Request("rien reçu pour mes lunettes de mars 2024"))
        ).payments
    ] == [glasses]
    assert (await explanations.already_paid(rasa_id, Request("toujours pas remboursé pour le dentiste"))).payments == ()
    assert (
        await explanations.already_paid(rasa_id, Request("toujours rien pour mes lunettes de juin 2025"))
    ).payments == ()


async def test_a_payment_without_lines_is_explained_as_such(explanations, store, rasa_id, family):
    payment = {
        "id": 60,
        "contract_id": family.claire,
        "beneficiary_id": family.paul,
        "paid_on": date(2026, 1, 5),
        "care": "gp",
        "paid_cents": 777,
    }
    async with store.write() as connection:
        await connection.execute(insert(Reimbursement), [payment])
    found = await explain(explanations, rasa_id, "les 7,77 €")
    assert (found.payment.id, found.lines, found.counters) == (60, (), ())


async def test_the_act_that_is_named_is_meant_not_the_latest_of_its_kind(explanations, store, rasa_id, glasses, family):
    later = {
        "id": 61,
        "contract_id": family.claire,
        "beneficiary_id": family.lea,
        "paid_on": date(2025, 6, 3),
        "care": "optical",
        "paid_cents": 3000,
    }
    lens = {
        "reimbursement_id": 61,
        "label": "Lentilles",
        "care_on": date(2025, 6, 1),
        "expense_cents": 3000,
        "amo_cents": 0,
        "amc_cents": 3000,
        "remaining_cents": 0,
    }
    async with store.write() as connection:
        await connection.execute(insert(Reimbursement), [later])
        await connection.execute(insert(ReimbursementLine), [lens])
    assert (await explain(explanations, rasa_id, "pourquoi si peu pour la monture de lunettes")).payment.id == glasses
    assert (await explain(explanations, rasa_id, "explique l'optique de Léa")).payment.id == 61


async def test_a_payment_of_a_month_may_be_for_care_of_that_month(explanations, store, rasa_id, family):
    common = {"contract_id": family.claire, "beneficiary_id": family.lea, "care": "osteopathy", "paid_cents": 2000}
    amounts = {"expense_cents": 2000, "amo_cents": 0, "amc_cents": 2000, "remaining_cents": 0}
    async with store.write() as connection:
        await connection.execute(insert(Reimbursement), [{"id": 72, "paid_on": date(2025, 7, 2), **common}])
        act = {"reimbursement_id": 72, "label": "Séance", "care_on": date(2025, 6, 28), **amounts}
        await connection.execute(insert(ReimbursementLine), [act])
    for month in ("juin", "juillet"):
        asked = f"explique le remboursement de l'ostéo de {month} 2025"
        assert (await explain(explanations, rasa_id, asked)).payment.id == 72


async def test_of_specialists_the_one_who_is_named_is_meant_and_never_another(explanations, store, rasa_id, family):
    common = {"contract_id": family.claire, "beneficiary_id": family.lea, "care": "specialist", "paid_cents": 2000}
    told = {70: "Consultation ophtalmologue (secteur 2)", 71: "Consultation gynécologue"}
    amounts = {"expense_cents": 2000, "amo_cents": 0, "amc_cents": 2000, "remaining_cents": 0}
    async with store.write() as connection:
        paid = [{"id": one, "paid_on": date(2025, 6, one - 60), **common} for one in told]
        await connection.execute(insert(Reimbursement), paid)
        acts = [
            {"reimbursement_id": one, "label": label, "care_on": date(2025, 6, 1), **amounts}
            for one, label in told.items()
        ]
        await connection.execute(insert(ReimbursementLine), acts)
    assert (await explain(explanations, rasa_id, "pourquoi pas tout chez l'ophtalmo ?")).payment.id == 70
    assert (await explain(explanations, rasa_id, "pourquoi pas tout chez le gynéco ?")).payment.id == 71
    with pytest.raises(PaymentNotFound):
        await explain(explanations, rasa_id, "pourquoi pas tout chez le cardio ?")


async def test_the_payment_that_was_opened_is_the_one_meant_next(explanations, reimbursements, rasa_id):
    page = await reimbursements.search(rasa_id, Request("mes remboursements"), refine=False)
    await explain(explanations, rasa_id, "explique la troisième ligne")
    assert (await explain(explanations, rasa_id, "pourquoi ?")).payment.id == page.payments[2].id
    await reimbursements.search(rasa_id, Request("mes remboursements"), refine=False)
    with pytest.raises(PaymentAmbiguous):
        await explain(explanations, rasa_id, "pourquoi ?")


async def test_my_last_reimbursement_is_the_latest_whatever_is_on_display(explanations, reimbursements, rasa_id):
    page = await reimbursements.search(rasa_id, Request("mes remboursements en mars 2025"), refine=False)
    assert page.count == 1
    assert (await explain(explanations, rasa_id, "explique mon dernier remboursement")).payment.id == 1
    await reimbursements.search(rasa_id, Request("mes remboursements"), refine=False)
    shown = await reimbursements.turn_page(rasa_id, forward=True)
    assert (await explain(explanations, rasa_id, "explique la dernière ligne")).payment.id == shown.payments[-1].id


async def test_a_rank_that_no_line_has_is_said_so(explanations, reimbursements, rasa_id):
    await reimbursements.search(rasa_id, Request("mes remboursements en mars 2025"), refine=False)
    with pytest.raises(LineUnknown):
        await explain(explanations, rasa_id, "explique la troisième ligne")


async def test_what_is_on_display_is_meant_before_what_is_older_or_newer(
    explanations, reimbursements, rasa_id, glasses
):
    await reimbursements.search(rasa_id, Request("mes remboursements de mai 2024"), refine=False)
    assert (await explain(explanations, rasa_id, "explique le remboursement de Léa")).payment.id == glasses
