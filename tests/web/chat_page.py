"""The page with the chat, as the tests name its parts."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from playwright.async_api import Locator, Page

CARDS = {
    "type": "cards",
    "text": "Voici vos remboursements d'octobre :",
    "cards": [
        {
            "title": "7,50 €",
            "subtitle": "payé le 14 octobre 2019",
            "fields": [{"label": "Bénéficiaire", "value": "Claire V."}],
            "details": [{"label": "Reste à charge", "value": "1,00 €"}],
        }
    ],
    "footer": "1 remboursement.",
    "buttons": [{"id": "next", "title": "Voir la suite", "used": False}],
}


@dataclass
class Chat:
    """A tab on the home page, and what its page complained about."""

    page: Page
    errors: list[str] = field(default_factory=list)

    @property
    def rows(self) -> Locator:
        """Messages shown, those on their way too."""
        return self.page.locator("mutuelle-chat li.row")

    @property
    def pending(self) -> Locator:
        return self.page.locator("mutuelle-chat li.pending")

    @property
    def field(self) -> Locator:
        return self.page.get_by_label("Votre message")

    @property
    def live(self) -> Locator:
        return self.page.locator("mutuelle-chat [aria-live]")

    @property
    def banner(self) -> Locator:
        return self.page.locator("mutuelle-chat .banner")

    def bubble(self, words: str) -> Locator:
        return self.page.locator("mutuelle-chat .bubble").get_by_text(words, exact=True)

    def card(self, words: str) -> Locator:
        return self.page.locator("mutuelle-chat .cards").get_by_text(words)

    async def send(self, words: str) -> None:
        await self.field.fill(words)
        await self.field.press("Enter")

    async def focused(self) -> str:
        """Name what has the focus inside the chat."""
        script = "() => { const e = document.querySelector('mutuelle-chat').shadowRoot.activeElement; "
        return await self.page.evaluate(script + "return e ? (e.id || e.textContent) : ''; }")


Opener = Callable[..., Awaitable[Chat]]
