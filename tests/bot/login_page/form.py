"""Fills in the login page, and reads what the core has kept of it."""

from sqlalchemy import select

from tests.bot.web_app import csrf_of


async def submit(browser, link, identifier, password, **form):
    """Open the page and send its form; fields given override the page's own."""
    page = await browser.get(link)
    fields = {"csrf": csrf_of(page), "identifier": identifier, "password": password, **form}
    return await browser.post(link, data=fields)


async def rows(store, table):
    async with store.read() as connection:
        return (await connection.execute(select(table))).all()
