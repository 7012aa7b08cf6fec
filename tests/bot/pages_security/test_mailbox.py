"""The mailbox of a machine without a mail server: for that machine alone."""

import pytest

HERE = {"host": "127.0.0.1:8080"}


async def status_of_mailbox(web, address, **headers):
    async with web.browser(address) as browser:
        return (await browser.get("/boite-mail", headers={**HERE, **headers})).status_code


async def test_the_mailbox_is_there_for_the_machine_itself(web):
    assert await status_of_mailbox(web, "127.0.0.1") == 200
    assert await status_of_mailbox(web, "::1", host="[::1]:8080") == 200


@pytest.mark.parametrize("address", ["192.0.2.1", "10.0.0.1", "::ffff:192.0.2.1"])
async def test_the_mailbox_does_not_exist_from_afar(web, address):
    assert await status_of_mailbox(web, address) == 404


@pytest.mark.parametrize("header", ["x-forwarded-for", "forwarded", "x-real-ip", "via"])
async def test_the_mailbox_does_not_exist_behind_a_proxy(web, header):
    assert await status_of_mailbox(web, "127.0.0.1", **{header: "127.0.0.1"}) == 404


@pytest.mark.parametrize("host", ["evil.example", "bot.test", "127.0.0.1.evil.example"])
async def test_the_mailbox_does_not_answer_to_a_sites_name(web, host):
    assert await status_of_mailbox(web, "127.0.0.1", host=host) == 404
