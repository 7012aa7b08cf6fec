"""A login that fails: the guide's tree, beginning where this conversation is stuck. It says nothing of anyone."""

import math

from actions.answering import Turn
from actions.base import Events, MemberAction
from mutuelle.account.login_help import Situation
from mutuelle.account.opening import in_words
from mutuelle.account.opening_rules import masked
from mutuelle.account.wishes import login_step
from mutuelle.errors import NotLoggedIn

BUTTONS = "utter_account_trouble_buttons"
STEP = "utter_account_trouble_{step}"
OTHERS = {  # what is offered besides each step
    "here": ("human",),
    "leaving": ("log_in", "human"),
    "asking": ("go_on", "log_in", "password", "human"),
    "recorded": ("resend", "create", "human"),
    "expired": ("resend", "create", "human"),
    "done": ("log_in", "password", "identifier", "locked"),
    "wait": ("password", "identifier", "human"),
    "failed": ("log_in", "password", "identifier", "created"),
    "created": ("create", "activated", "identifier", "locked", "password", "log_in"),
    "activated": ("password", "create", "identifier", "human"),
    "identifier": ("password", "created", "locked", "log_in"),
    "locked": ("password", "identifier", "created", "human"),
    "link": ("log_in", "password", "locked", "human"),
    "code": ("log_in", "locked", "human"),
}


class HelpLogin(MemberAction):
    """Walks the guide's tree: created, activated, locked, forgotten."""

    action_name = "action_account_help_login"

    async def act(self, turn: Turn) -> Events | None:
        """Answer with the step that is the likely cause, and buttons for the others."""
        situation = await self.services.login_help.situation(turn.rasa_id)
        tapped = "".join(turn.mentions("field")[:1]) if not turn.text else ""
        step = tapped if tapped in OTHERS else _first_step(situation, login_step(turn.text))
        if step == "idle":
            url = await self.services.accounts.issue_login_link(turn.rasa_id, resume=False)
            turn.link("utter_account_trouble_idle", "utter_account_login_label", url)
            return None
        if step == "here":
            await self._show_here(turn)
        wait = situation.attempts.blocked_until
        turn.say(
            STEP.format(step=step),
            buttons=[turn.button(BUTTONS, name) for name in OTHERS[step]],
            at=in_words(when) if (when := situation.draft_at or situation.erases_at) else "",
            until=in_words(situation.draft_until) if situation.draft_until else "",
            email=masked(situation.email),
            count=situation.attempts.failures,
            minutes=math.ceil((wait - self.services.openings.now()).total_seconds() / 60) if wait else 0,
        )
        return None

    async def _show_here(self, turn: Turn) -> None:
        try:
            turn.shows(await self.services.accounts.viewer(turn.rasa_id))
        except NotLoggedIn:  # it ended a moment ago
            return


def _first_step(situation: Situation, said: str) -> str:
    """Return where to begin: what happened here, then what the sentence speaks of, then the tree's first question."""
    happened = (
        ("code", situation.session == "open" and said == "code"),
        ("here", situation.session == "open"),
        ("leaving", situation.erases_at is not None),
        ("idle", situation.session == "locked"),
        ("wait", situation.attempts.blocked_until is not None),
        ("asking", situation.draft == "asking"),
        (situation.draft, situation.draft in {"recorded", "expired"}),
        (said, bool(said)),
        ("failed", situation.attempts.failures > 0),
        ("done", situation.draft == "activated"),
        ("link", situation.link_expired),
    )
    return next((step for step, applies in happened if applies), "created")
