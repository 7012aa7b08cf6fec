"""A browser's conversation and its login link."""

import pytest


@pytest.fixture
async def chat(web, browser):
    return await web.conversation_of(browser)


@pytest.fixture
async def link(web, chat):
    return await web.link_for(chat)
