"""The copy holds every row that is the member's, and nothing of anybody else's; nothing that opens something."""

import io
import json
import zipfile

import pytest
from pypdf import PdfReader
from sqlalchemy import func, insert, select, update

import mutuelle.tables  # noqa: F401  (makes the metadata whole)
from mutuelle.account.deletion import DeletionService
from mutuelle.account.footprint import owner_of
from mutuelle.account.tables import Account
from mutuelle.attachments.rules import CleanFile
from mutuelle.attachments.service import AttachmentService, attach_to
from mutuelle.bank.tables import BankAccount
from mutuelle.bank.writing import account_row
from mutuelle.clock import today
from mutuelle.conversations import log
from mutuelle.errors import CodeNeeded, LinkExpired, LinkUnknown, LinkUsed, NotLoggedIn
from mutuelle.privacy.copying import CopyService
from mutuelle.privacy.parts import OF_NOBODY, PARTS
from mutuelle.privacy.readable import own_data_words
from mutuelle.requests.opening import Requested, open_request
from mutuelle.store import Base
from tests.talk import give_code, log_in, rasa_id_of, say

IBAN = "FR7630006000011234567890189"
LEADS_TO_SOMEBODY = {"members", "accounts", "contracts", "beneficiaries", "conversations", "requests", "sessions"}


@pytest.fixture
def copies(store, clock, settings):
    return CopyService(store, clock, settings)


@pytest.fixture
async def token(copies, codes, store, claire):
    await give_code(codes, store, claire, "data_copy")
    return (await copies.page_link(await rasa_id_of(store, claire))).rsplit("/", 1)[1]


@pytest.fixture
async def lived(store, clock, settings, transcript, worklist, claire, family):
    """Claire has an account, a request with a file, and said something; so did Marc, in a conversation of his own."""
    now = clock.now()
    async with store.write() as connection:
        row = account_row(
            contract_id=1, use="debit", beneficiary_id=None, holder="Claire Vasseur", iban=IBAN, bic="AGRIFRPP",
            since=today(clock), now=now, secret=settings.secret,
        )  # fmt: skip
        await connection.execute(insert(BankAccount).values(**row))
        asked = Requested(family.claire, "requests_message", {"message": "où est ma carte ?"}, subject="carte")
        recorded = await open_request(connection, asked, secret=settings.secret, now=now)
    kept = await AttachmentService(store, clock, settings).keep(
        CleanFile("../../ordonnance é.pdf", "application/pdf", b"%PDF-claire"),
        member_id=family.claire, conversation_id=claire,
    )  # fmt: skip
    async with store.write() as connection:
        await attach_to(connection, [kept.id], member_id=family.claire, request_number=recorded.number)
    await say(transcript, claire, "une phrase de Claire", "c1")
    bodies = [({"type": "text", "text": "une réponse à Claire", "buttons": []}, family.claire)]
    async with store.write() as connection:
        await log.append_out(connection, claire, bodies=bodies, now=now)


@pytest.fixture
async def marc(store, transcript, accounts, family):
    conversation = await transcript.open("web", "of marc")
    await log_in(accounts, store, conversation, family.marc_login)
    await say(transcript, conversation, "une phrase de Marc", "m1")
    return conversation


async def fetched(copies, token):
    copy = await copies.copy(token)
    content = b"".join([chunk async for chunk in copy.chunks])
    return zipfile.ZipFile(io.BytesIO(content))


def data_of(archive):
    return json.loads(archive.read("donnees.json"))


def test_every_table_is_in_the_copy_or_said_to_be_nobodys():
    names = [part.name for part in PARTS]
    assert len(names) == len(set(names)) > 25
    assert {*names, *OF_NOBODY} == set(Base.metadata.tables)
    for name in OF_NOBODY:
        refers = {key.target_fullname.partition(".")[0] for key in Base.metadata.tables[name].foreign_keys}
        assert not refers & LEADS_TO_SOMEBODY


def test_no_hash_and_no_secret_is_told():
    for part in PARTS:
        columns = {one.name for one in part.table.__table__.columns}
        opening = {one for one in columns if any(word in one for word in ("hash", "secret", "password", "token"))}
        assert opening - {"data_hash"} <= part.secrets, part.name
        assert part.secrets <= columns


def test_the_document_names_only_columns_that_the_copy_has():
    told = {part.name: {one.name for one in part.table.__table__.columns} - part.secrets for part in PARTS}
    for name, spec in own_data_words()["tables"].items():
        assert set(spec["columns"]) <= told[name], name


async def test_the_data_are_those_of_the_database(copies, token, store, lived, family):
    tables = data_of(await fetched(copies, token))["tables"]
    async with store.read() as connection:
        owner = await owner_of(connection, 1)
        for part in PARTS:
            count = select(func.count()).select_from(part.table).where(part.mine(owner))
            assert len(tables[part.name]) == (await connection.execute(count)).scalar_one(), part.name
            columns = {one.name for one in part.table.__table__.columns} - part.secrets
            assert all(set(row) == columns for row in tables[part.name]), part.name
    assert len(tables["reimbursements"]) == 13 and len(tables["beneficiaries"]) == 3
    assert tables["bank_accounts"][0]["iban"] == IBAN
    assert tables["requests"][0]["content"] == {"message": "où est ma carte ?"}
    assert "une phrase de Claire" in str(tables["events"]) and "une réponse à Claire" in str(tables["events"])


async def test_nothing_of_another_member_is_in_it(copies, token, lived, marc):
    archive = await fetched(copies, token)
    everything = " ".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    for theirs in ("Marc", "Durand", "marc@exemple.fr", "M1000002", "C000002"):
        assert theirs not in everything


async def test_the_file_is_there_under_a_name_that_is_no_path(copies, token, lived):
    archive = await fetched(copies, token)
    (name,) = [one for one in archive.namelist() if one.startswith("pieces-jointes/")]
    assert archive.read(name) == b"%PDF-claire"
    assert name.count("/") == 1 and ".." not in name and name.endswith("ordonnance é.pdf")
    assert data_of(archive)["tables"]["attachments"][0]["content"] == name
    assert archive.testzip() is None


async def test_the_document_reads_as_french(copies, token, lived):
    archive = await fetched(copies, token)
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(archive.read("mes-donnees.pdf"))).pages)
    for said in ("Claire Vasseur", "M1000001", "Paul", "où est ma carte", "90 jours après chaque message"):
        assert said in " ".join(text.split()), said
    assert "LISEZ-MOI.txt" in archive.namelist()


async def test_what_is_left_out_is_said(copies, token):
    left_out = data_of(await fetched(copies, token))["secrets_left_out"]
    assert left_out["accounts"] == ["password_hash"]


async def test_a_code_is_needed_and_a_login(copies, store, transcript, claire):
    with pytest.raises(CodeNeeded):
        await copies.page_link(await rasa_id_of(store, claire))
    with pytest.raises(NotLoggedIn):
        await copies.page_link(await rasa_id_of(store, await transcript.open("web", "nobody")))


async def test_a_made_up_link_is_unknown(copies):
    with pytest.raises(LinkUnknown):
        await copies.copy("x" * 43)


@pytest.mark.parametrize("again", ["claire_login", "marc_login", None])
async def test_the_link_ends_with_the_session_whoever_logs_in_there_next(
    copies, token, accounts, store, claire, clock, family, again
):
    await copies.page(token)
    await accounts.log_out(await rasa_id_of(store, claire))
    if again:
        clock.pass_(seconds=1)
        await log_in(accounts, store, claire, getattr(family, again))
    for attempt in (copies.page, copies.copy):
        with pytest.raises(LinkExpired):
            await attempt(token)


async def test_once_the_account_is_erased_the_link_leads_nowhere(copies, token, store, clock, settings, claire):
    async with store.write() as connection:
        await connection.execute(update(Account).where(Account.id == 1).values(erases_at=clock.now()))
    assert await DeletionService(store, clock, settings).erase_due() == [claire]
    with pytest.raises(LinkUnknown):
        await copies.copy(token)


async def test_the_link_ends_after_a_quarter_of_an_hour(copies, token, clock, transcript, claire):
    clock.pass_(minutes=10)
    await say(transcript, claire, "toujours là", "c9")
    clock.pass_(minutes=6)
    with pytest.raises(LinkExpired):
        await copies.copy(token)


async def test_a_link_of_telegram_works_once(copies, codes, store, transcript, accounts, family):
    conversation = await transcript.open("telegram", "777")
    await log_in(accounts, store, conversation, family.claire_login)
    await give_code(codes, store, conversation, "data_copy")
    token = (await copies.page_link(await rasa_id_of(store, conversation))).rsplit("/", 1)[1]
    assert await fetched(copies, token)
    with pytest.raises(LinkUsed):
        await copies.copy(token)


async def test_in_a_shared_browser_only_what_is_the_members_is_in_it(
    copies, codes, store, transcript, accounts, family, claire
):
    await say(transcript, claire, "dit par Claire", "c1")
    await log_in(accounts, store, claire, family.marc_login)
    await say(transcript, claire, "dit par Marc", "m1")
    await give_code(codes, store, claire, "data_copy")
    token = (await copies.page_link(await rasa_id_of(store, claire))).rsplit("/", 1)[1]
    said = str(data_of(await fetched(copies, token))["tables"]["events"])
    assert "dit par Marc" in said and "dit par Claire" not in said
