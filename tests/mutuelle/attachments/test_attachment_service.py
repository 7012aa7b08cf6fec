"""Attachments in the database: sealed, their owner's only, with their request or erased."""

import pytest
from sqlalchemy import insert, select, update

from mutuelle.attachments.errors import AttachmentUnknown, TooManyAttachments
from mutuelle.attachments.rules import CleanFile
from mutuelle.attachments.service import MOST_WAITING, AttachmentService, attach_to
from mutuelle.attachments.tables import Attachment
from mutuelle.requests.tables import Request
from mutuelle.sealing import BrokenSeal

RIB = CleanFile("RIB de Claire.pdf", "application/pdf", b"%PDF- FR76 3000 " + bytes(range(256)))
NUMBER = "2026-00007"


@pytest.fixture
def attachments(store, clock, settings):
    return AttachmentService(store, clock, settings)


@pytest.fixture
def keep(attachments, family):
    async def keep(file=RIB, member_id=family.claire):
        return await attachments.keep(file, member_id=member_id, conversation_id="c" * 32)

    return keep


@pytest.fixture
async def request_of_claire(store, family, clock):
    now = clock.now()
    row = {"number": NUMBER, "member_id": family.claire, "kind": "card_reissue", "state": "received", "content": ""}
    async with store.write() as connection:
        await connection.execute(insert(Request).values(**row, created_at=now, updated_at=now))
    return NUMBER


async def put_with(store, family, number, *ids):
    async with store.write() as connection:
        await attach_to(connection, ids, member_id=family.claire, request_number=number)


async def test_a_file_comes_back_as_it_was_kept(attachments, keep, family):
    kept = await keep()
    assert (kept.name, kept.media_type, kept.size) == (RIB.name, RIB.media_type, len(RIB.content))
    assert await attachments.content(kept.id, member_id=family.claire) == RIB
    assert await attachments.waiting([kept.id], member_id=family.claire) == (kept,)


async def test_neither_name_nor_content_lies_in_the_database_in_clear(keep, store):
    await keep()
    async with store.read() as connection:
        row = (await connection.execute(select(Attachment.name, Attachment.content))).one()
    assert "Claire" not in row.name and "RIB" not in row.name
    assert b"%PDF" not in row.content and b"FR76" not in row.content
    assert len(row.content) < len(RIB.content) + 80


async def test_a_content_moved_to_another_row_cannot_be_read(attachments, keep, store, family):
    first, second = await keep(), await keep()
    async with store.write() as connection:
        sealed = (await connection.execute(select(Attachment.content).where(Attachment.id == first.id))).scalar_one()
        await connection.execute(update(Attachment).where(Attachment.id == second.id).values(content=sealed))
    with pytest.raises(BrokenSeal):
        await attachments.content(second.id, member_id=family.claire)


async def test_nobody_else_reads_discards_lists_or_attaches_a_file(attachments, keep, store, family, request_of_claire):
    kept, marc = await keep(), family.marc
    with pytest.raises(AttachmentUnknown):
        await attachments.content(kept.id, member_id=marc)
    with pytest.raises(AttachmentUnknown):
        await attachments.discard(kept.id, member_id=marc)
    with pytest.raises(AttachmentUnknown):
        await attachments.waiting([kept.id], member_id=marc)
    with pytest.raises(AttachmentUnknown):
        async with store.write() as connection:
            await attach_to(connection, [kept.id], member_id=marc, request_number=request_of_claire)
    await put_with(store, family, request_of_claire, kept.id)
    assert await attachments.of_request(request_of_claire, member_id=marc) == ()


async def test_files_go_with_their_request_in_their_order(attachments, keep, store, family, clock, request_of_claire):
    first = await keep()
    clock.pass_(minutes=1)
    second = await keep()
    await put_with(store, family, request_of_claire, second.id, first.id)
    found = await attachments.of_request(request_of_claire, member_id=family.claire)
    assert [one.id for one in found] == [first.id, second.id]
    assert {one.request_number for one in found} == {request_of_claire}


async def test_a_file_is_with_one_request_only(keep, store, family, request_of_claire):
    kept = await keep()
    await put_with(store, family, request_of_claire, kept.id)
    with pytest.raises(AttachmentUnknown):
        await put_with(store, family, request_of_claire, kept.id)


async def test_one_unknown_file_leaves_the_others_unattached(attachments, keep, store, family, request_of_claire):
    kept = await keep()
    with pytest.raises(AttachmentUnknown):
        await put_with(store, family, request_of_claire, kept.id, "0" * 32)
    assert await attachments.of_request(request_of_claire, member_id=family.claire) == ()


async def test_a_file_that_is_with_a_request_cannot_be_discarded(attachments, keep, store, family, request_of_claire):
    waiting, attached = await keep(), await keep()
    await put_with(store, family, request_of_claire, attached.id)
    await attachments.discard(waiting.id, member_id=family.claire)
    with pytest.raises(AttachmentUnknown):
        await attachments.content(waiting.id, member_id=family.claire)
    with pytest.raises(AttachmentUnknown):
        await attachments.discard(attached.id, member_id=family.claire)


async def test_what_was_never_confirmed_is_erased_after_a_day(
    attachments, keep, store, family, clock, request_of_claire
):
    old, attached = await keep(), await keep()
    await put_with(store, family, request_of_claire, attached.id)
    clock.pass_(hours=23, minutes=59)
    assert await attachments.purge_unclaimed() == 0
    young = await keep()
    clock.pass_(minutes=1)
    assert await attachments.purge_unclaimed() == 1
    with pytest.raises(AttachmentUnknown):
        await attachments.content(old.id, member_id=family.claire)
    assert await attachments.content(attached.id, member_id=family.claire) == RIB
    assert await attachments.content(young.id, member_id=family.claire) == RIB


async def test_a_member_cannot_fill_the_database_with_files_that_wait(keep, family, request_of_claire, store):
    kept = [await keep() for _ in range(MOST_WAITING)]
    with pytest.raises(TooManyAttachments) as refused:
        await keep()
    assert refused.value.most == MOST_WAITING
    assert await keep(member_id=family.marc)
    await put_with(store, family, request_of_claire, kept[0].id)
    assert await keep()
