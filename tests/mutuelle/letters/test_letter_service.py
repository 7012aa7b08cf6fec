"""Letters are found, paged through and opened by the member they were sent to, and nobody else."""

from datetime import date

import pytest
from sqlalchemy import update

from mutuelle.account.tables import Account
from mutuelle.errors import (
    DocumentChanged,
    LineUnknown,
    LinkExpired,
    LinkUnknown,
    NoEarlierPage,
    NoFurtherPage,
    NotLoggedIn,
)
from mutuelle.letters.reading import Asked
from mutuelle.letters.rules import EARLIEST
from mutuelle.letters.service import Opened
from mutuelle.periods import Period
from tests.talk import rasa_id_of


def said(text):
    return Asked(text)


@pytest.fixture
async def statements(due):
    """Claire's statements of August, September and October, sent today."""
    assert await due.send() == 3


async def test_the_last_three_months_are_shown_unless_others_are_named(letters, enters, statements, sends):
    await sends()
    mine = await enters()
    page = await letters.find(mine, said("mes courriers"), refine=False)
    assert (page.chosen, page.period) == (False, Period(date(2026, 8, 22), date(2026, 11, 22)))
    assert page.letters[0].name == "Relevé de prestations – octobre 2026"
    assert page.count == 3
    page = await letters.find(mine, said("mes courriers de 2025"), refine=False)
    assert (page.chosen, [one.name for one in page.letters]) == (True, ["Appel de cotisation – 2026"])


async def test_when_nothing_was_sent_lately_all_are_shown_and_that_is_said(letters, enters, sends):
    await sends()
    page = await letters.find(await enters(), said("mes courriers"), refine=False)
    assert page.lately_none == Period(date(2026, 8, 22), date(2026, 11, 22))
    assert page.count == 1


async def test_the_next_page_of_all_of_them_is_no_page_of_the_last_three_months(letters, enters, sends):
    for month in range(1, 8):
        await sends("rejected_debit", date(2026, month, 9), year=2026)
    mine = await enters()
    assert (await letters.find(mine, said("mes courriers"), refine=False)).whole
    page = await letters.turn_page(mine, forward=True)
    assert (page.whole, page.first, page.period.start) == (True, 6, date(2026, 1, 9))


async def test_a_period_without_letters_tells_of_the_last_one(letters, enters, sends):
    await sends()
    page = await letters.find(await enters(), said("mes courriers de mars 2026"), refine=False)
    assert (page.letters, page.latest) == ((), date(2025, 12, 16))


async def test_who_never_got_any_is_told_so(letters, enters, family):
    page = await letters.find(await enters(family.marc_login), said("mes courriers"), refine=False)
    assert (page.count, page.latest, page.lately_none) == (0, None, None)


async def test_the_list_is_narrowed_sorted_and_paged_without_saying_it_all_again(letters, enters, sends):
    for month in range(1, 8):
        await sends("rejected_debit", date(2026, month, 9), year=2026)
    await sends(sent_on=date(2026, 2, 1))
    mine = await enters()
    page = await letters.find(mine, said("mes courriers de 2026"), refine=False)
    assert (page.first, page.last, page.count, page.has_next) == (1, 5, 8, True)
    page = await letters.turn_page(mine, forward=True)
    assert (page.first, page.last, page.has_next) == (6, 8, False)
    with pytest.raises(NoFurtherPage):
        await letters.turn_page(mine, forward=True)
    await letters.turn_page(mine, forward=False)
    with pytest.raises(NoEarlierPage):
        await letters.turn_page(mine, forward=False)
    page = await letters.find(mine, said("seulement les appels de cotisation"), refine=True)
    assert (page.search.kinds, page.count) == (("contribution_notice",), 1)
    page = await letters.find(mine, said("tous les courriers"), refine=True)
    page = await letters.find(mine, said("du plus ancien au plus récent"), refine=True)
    assert (page.search.order, page.letters[0].sent_on, page.count) == (EARLIEST, date(2026, 1, 9), 8)


async def test_a_line_of_the_page_on_display_is_opened(letters, enters, statements):
    mine = await enters()
    await letters.find(mine, said("mes courriers"), refine=False)
    opened = await letters.find(mine, said("ouvre le deuxième"), refine=True)
    assert opened.letter.name == "Relevé de prestations – septembre 2026"
    opened = await letters.find(mine, said("celui d'août"), refine=True)
    assert opened.letter.name == "Relevé de prestations – août 2026"
    with pytest.raises(LineUnknown):
        await letters.find(mine, said("ouvre le 9e"), refine=True)
    again = await letters.find(mine, said("envoyez-moi le PDF"), refine=True)
    assert again.letter == opened.letter  # the one that was opened last
    await letters.find(mine, said("mes courriers"), refine=False)
    page = await letters.find(mine, said("envoyez-moi le PDF"), refine=True)
    assert (page.which, page.count) == (True, 3)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("mon dernier relevé", "Relevé de prestations – octobre 2026"),
        ("ouvre le dernier courrier", "Relevé de prestations – octobre 2026"),
        ("le décompte de septembre", "Relevé de prestations – septembre 2026"),
        ("mon appel de cotisation", "Appel de cotisation – 2026"),
        ("avis d'échéance 2026", "Appel de cotisation – 2026"),
    ],
)
async def test_who_names_one_letter_gets_it_at_once(letters, enters, statements, sends, text, name):
    await sends()
    opened = await letters.find(await enters(), said(text), refine=False)
    assert isinstance(opened, Opened)
    assert opened.letter.name == name


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("les 2 dernières relances", 2),
        ("mes trois dernières lettres de relance svp", 3),
        ("les 2 dernières relances de 2024", 1),
        ("mes 5 dernières relances", 4),
    ],
)
async def test_so_many_of_the_latest_are_shown_however_old(letters, enters, statements, sends, text, count):
    for year in range(2022, 2026):
        await sends("rejected_debit", date(year, 2, 9), year=year)
    mine = await enters()
    page = await letters.find(mine, said(text), refine=False)
    assert (len(page.letters), page.count, page.has_next) == (count, count, False)
    assert {one.kind for one in page.letters} == {"rejected_debit"}
    with pytest.raises(LineUnknown):
        await letters.find(mine, said("6"), refine=True)
    opened = await letters.find(mine, said(f"{count}"), refine=True)
    assert opened.letter == page.letters[-1]


async def test_of_those_sent_on_a_day_so_many_are_shown(letters, enters, statements):
    page = await letters.find(await enters(), said("les 2 derniers relevés"), refine=False)
    assert [one.subject for one in page.letters] == ["octobre 2026", "septembre 2026"]
    assert page.count == 2


async def test_what_is_on_display_gives_way_to_so_many_of_the_latest(letters, enters, statements):
    mine = await enters()
    await letters.find(mine, said("mes relevés d'août 2026"), refine=False)
    page = await letters.find(mine, said("plutôt les 2 derniers"), refine=True)
    assert page.count == 2


async def test_after_one_letter_another_is_asked_for_without_a_list(letters, enters, statements):
    mine = await enters()
    await letters.find(mine, said("mon dernier relevé"), refine=False)
    opened = await letters.find(mine, said("et celui de septembre ?"), refine=True)
    assert opened.letter.name == "Relevé de prestations – septembre 2026"
    assert (await letters.find(mine, said("télécharge"), refine=True)).letter == opened.letter


async def test_what_says_nothing_of_letters_is_left_to_others(letters, enters, statements):
    mine = await enters()
    assert not await letters.is_displayed(mine)
    assert await letters.find(mine, said("et en 2025 ?"), refine=True) is None
    await letters.find(mine, said("mes courriers"), refine=False)
    assert await letters.is_displayed(mine)
    assert await letters.find(mine, said("et pour ma fille ?"), refine=True) is None
    assert await letters.find(mine, said("mes remboursements de 2025"), refine=True) is None


async def test_another_list_shown_since_is_the_one_on_display(letters, enters, reimbursements, statements):
    from mutuelle.reimbursements.request import Request

    mine = await enters()
    await letters.find(mine, said("mes courriers"), refine=False)
    await reimbursements.search(mine, Request("mes remboursements"), refine=False)
    assert not await letters.is_displayed(mine)


async def test_nobody_reaches_another_members_letters(letters, documents, enters, statements, family):
    hers, his = await enters(), await enters(family.marc_login)
    opened = await letters.find(hers, said("mon dernier relevé"), refine=False)
    page = await letters.find(his, said("mes courriers de 2026"), refine=False)
    assert page.count == 0
    assert await letters.find(his, Asked(letter_id=opened.letter.id), refine=False) is None
    for letter_id in range(10):
        wanted = type(opened.wanted)("letter", {"letter": letter_id}, "letter")
        with pytest.raises(DocumentChanged):
            await documents.offer(his, wanted)


async def test_the_link_ends_with_the_session_and_with_its_quarter_of_an_hour(
    letters, documents, enters, statements, accounts, clock
):
    mine = await enters()
    wanted = (await letters.find(mine, said("mon dernier relevé"), refine=False)).wanted
    first = await documents.offer(mine, wanted)
    file = await documents.fetch(first.url.rsplit("/", 1)[1])
    assert (file.name, len(file.content)) == ("Relevé de prestations octobre 2026 (2026-11-22).pdf", first.size)
    second = await documents.offer(mine, wanted)
    await accounts.log_out(mine)
    clock.pass_(minutes=1)
    for offer in (first, second):
        with pytest.raises(LinkExpired):
            await documents.fetch(offer.url.rsplit("/", 1)[1])


async def test_once_the_account_is_erased_its_links_lead_nowhere(
    letters, documents, enters, statements, store, family, deletions, clock
):
    mine = await enters()
    wanted = (await letters.find(mine, said("mon dernier relevé"), refine=False)).wanted
    offer = await documents.offer(mine, wanted)
    async with store.write() as connection:
        due = update(Account).where(Account.identifier == family.claire_login).values(erases_at=clock.now())
        await connection.execute(due)
    assert await deletions.erase_due()
    with pytest.raises(LinkUnknown):
        await documents.fetch(offer.url.rsplit("/", 1)[1])


async def test_a_statement_is_no_file_on_telegram_while_care_is_hidden_a_notice_is(
    letters, documents, enters, statements, sends
):
    await sends()
    mine = await enters(channel="telegram")
    await documents.choose_delivery(mine, files=True)
    statement = (await letters.find(mine, said("mon dernier relevé"), refine=False)).wanted
    notice = (await letters.find(mine, said("mon appel de cotisation"), refine=False)).wanted
    assert (await documents.offer(mine, statement)).state == "link"
    assert (await documents.offer(mine, notice)).state == "file"


async def test_nothing_is_shown_to_who_is_not_logged_in(letters, transcript, store, statements):
    visitor = await rasa_id_of(store, await transcript.open("web", "visitor"))
    with pytest.raises(NotLoggedIn):
        await letters.find(visitor, said("mes courriers"), refine=False)
    assert not await letters.is_displayed(visitor)
