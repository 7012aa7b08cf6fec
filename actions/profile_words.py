"""Puts a member's profile and its changes into words, masked where the channel or the default asks for it."""

from datetime import date, datetime

from actions.answering import Turn
from mutuelle.account import coordinates
from mutuelle.account.changes import RECAP, STATUSES
from mutuelle.account.profile import TOLD_BY_MAIL, Home, Profile, Progress
from mutuelle.account.sessions import Sessions
from mutuelle.conversations.messages import Button, Card
from mutuelle.french import long_date, short_date

BUTTONS = "utter_profile_buttons"
FORM, SLOT = "profile_change_form", "profile_step"
NOTICES = "utter_profile_notices_{choice}"
ASK = "utter_profile_ask_{step}"
PROBLEM = "utter_profile_problem_{problem}"
DONE = "utter_profile_done_{kind}"
RECAPPED = "utter_profile_recap_{kind}"
CHANNEL = "utter_profile_channel_{channel}"


def tapped(turn: Turn) -> str:
    """Return the choice of a tapped button of ours, "" when the member typed."""
    values = turn.mentions("field") if turn.text == "" else ()
    return values[0][1:] if values and values[0].startswith("#") else ""


def status_label(status: str | None, gender: str) -> str:
    """Return a family status as it is said of a woman or a man, e.g. « pacsée »; "" for none."""
    labels: dict[str, dict[str, str]] = coordinates.profile_words()["status_labels"]
    return labels[status][gender] if status else ""


def channel_words(turn: Turn, choice: str) -> str:
    """Return how notices come, e.g. « par e-mail »."""
    return turn.words(NOTICES.format(choice=choice))


def moment(at: datetime) -> dict[str, str]:
    """Return a moment's day and time in words."""
    return {"day": long_date(at.date()), "time": f"{at:%H} h {at:%M}"}


def cards(turn: Turn, profile: Profile, *, clear: bool) -> tuple[Card, ...]:
    """Return the profile as two cards; `clear` shows all of it."""
    nothing = turn.words("utter_profile_nothing_on_file")
    contact = turn.card(
        "utter_profile_card_contact",
        home=_home(turn, "utter_profile_home", profile.home, clear=clear) or nothing,
        planned=_home(turn, "utter_profile_planned", profile.planned, clear=clear),
        mobile=_phone(profile.mobile, clear=clear) or nothing,
        landline=_phone(profile.landline, clear=clear) or nothing,
        email=_email(profile.contact_email, clear=clear) or nothing,
        identifier=_email(profile.identifier, clear=clear),
    )
    file = turn.card(
        "utter_profile_card_file",
        name=f"{profile.first_name} {profile.last_name}",
        number=profile.number if clear else f"{profile.number[:1]}••••{profile.number[-3:]}",
        birth_date=short_date(profile.birth_date) if clear else f"••/••/{profile.birth_date.year}",
        status=status_label(profile.family_status, profile.gender) or nothing,
        contract=profile.contract,
        notifications=channel_words(turn, profile.notifications),
    )
    return contact, file


def say_question(turn: Turn, progress: Progress) -> None:
    """Ask what the draft needs next, the recap at the end."""
    turn.shows(progress.profile.viewer)
    step = progress.draft.step()
    if step == RECAP:
        _say_recap(turn, progress)
        return
    if step == "place" and "postcode" in progress.draft.values:
        step = "city"
    turn.say(ASK.format(step=step), buttons=_choices(turn, step, progress.profile))


def say_problem(turn: Turn, progress: Progress) -> None:
    """Say what was wrong with the last answer."""
    turn.shows(progress.profile.viewer)
    turn.say(PROBLEM.format(problem=progress.problem))


def say_done(turn: Turn, progress: Progress) -> None:
    """Say what was changed and who is told of it."""
    profile = progress.profile
    turn.shows(profile.viewer)
    lines = []
    for kind in progress.kinds:
        later = kind == "address" and progress.later
        response = "utter_profile_done_address_later" if later else DONE.format(kind=kind)
        lines.append(turn.words(response, **_shown_values(turn, progress)))
    if any(kind in TOLD_BY_MAIL for kind in progress.kinds):
        former = "email" in progress.kinds and bool(profile.contact_email)
        lines.append(turn.words("utter_profile_done_notice_former" if former else "utter_profile_done_notice"))
    turn.add_text("\n".join(lines), [turn.button(BUTTONS, "show")])


def last_login(turn: Turn, sessions: Sessions) -> str:
    """Return « Dernière connexion le … », "" at the first."""
    if sessions.before is None:
        return ""
    channel = turn.words(CHANNEL.format(channel=sessions.before.channel))
    return turn.words("utter_profile_greeting_last", channel=channel, **moment(sessions.before.started_at))


def say_last_login(turn: Turn, sessions: Sessions) -> None:
    """Say when and where the member logged in before, and what to do if it was not him."""
    turn.shows(sessions.viewer)
    told = sessions.before or next(one for one in sessions.open if one.here)
    channel = turn.words(CHANNEL.format(channel=told.channel))
    response = "utter_profile_last_login" if sessions.before else "utter_profile_last_login_none"
    names = ("not_me", "sessions") if sessions.before else ("sessions",)
    buttons = [turn.button(BUTTONS, name) for name in names]
    turn.say(response, buttons=buttons, channel=channel, **moment(told.started_at))


def _say_recap(turn: Turn, progress: Progress) -> None:
    values = _shown_values(turn, progress)
    lines = [turn.words(RECAPPED.format(kind=kind), **values) for kind in progress.draft.wanted]
    changes = "\n".join(lines)
    hint = coordinates.email_hint(progress.draft.values.get("email", ""))
    buttons = [turn.button(BUTTONS, "yes"), turn.button(BUTTONS, "no")]
    if hint is None:
        turn.say("utter_profile_ask_recap", buttons=buttons, changes=changes)
        return
    shown = _email(hint, clear=progress.profile.viewer.channel == "web")
    buttons.insert(0, turn.button(BUTTONS, "hint", hint=shown))
    turn.say("utter_profile_ask_recap_hint", buttons=buttons, changes=changes, hint=shown)


def _shown_values(turn: Turn, progress: Progress) -> dict[str, str]:
    """Return the new values as this channel may show them."""
    clear = progress.profile.viewer.channel == "web"
    values = dict(progress.draft.values)
    removed = turn.words("utter_profile_removed")
    shown: dict[str, str] = {
        kind: _phone(values[kind], clear=clear) or removed for kind in ("mobile", "landline") if kind in values
    }
    if "street" in values:
        shown["street"] = values["street"] if clear else coordinates.masked_street(values["street"])
    if "email" in values:
        shown["email"] = _email(values["email"], clear=clear)
    if "since" in values:
        shown["since"] = long_date(date.fromisoformat(values["since"]))
    status = status_label(values.get("status"), progress.profile.gender)
    return {**values, **shown, "status": status}


def _choices(turn: Turn, step: str, profile: Profile) -> list[Button]:
    cancel = turn.button(BUTTONS, "cancel")
    if step == "which":
        return [*(turn.button(BUTTONS, kind) for kind in ("address", "mobile", "landline", "email")), cancel]
    if step == "status":
        labels = {status: status_label(status, profile.gender) for status in STATUSES}
        made = [turn.button(BUTTONS, "status", label=labels[one].capitalize(), status=one) for one in STATUSES]
        return [*made, cancel]
    return [cancel]


def _home(turn: Turn, response: str, home: Home | None, *, clear: bool) -> str:
    if home is None:
        return ""
    street = home.street if clear else coordinates.masked_street(home.street)
    return turn.words(response, street=street, postcode=home.postcode, city=home.city, since=long_date(home.since))


def _phone(phone: str | None, *, clear: bool) -> str:
    if not phone:
        return ""
    return coordinates.shown_phone(phone) if clear else coordinates.masked_phone(phone)


def _email(email: str | None, *, clear: bool) -> str:
    if not email:
        return ""
    return email if clear else coordinates.masked_email(email)
