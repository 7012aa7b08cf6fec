"""Talking about professionals: the running form, and what it showed."""

FIND, PARTNER = "action_practitioners_find", "action_practitioners_find_partner"
ASK = "action_ask_practitioners_search_form_practitioners_step"
FORM, SLOT = "practitioners_search_form", "practitioners_step"
POSITION = '/find_practitioner{"location": "#position"}'


async def show(dialogue, text, action=FIND):
    begun = await dialogue.run(action, text)
    assert begun.events[-1]["name"] == FORM
    return await dialogue.run(ASK, text)


async def hear(dialogue, text, **understood):
    """Hand a message to the running form, and return what it makes of it."""
    return await dialogue.run(f"validate_{FORM}", text, slots={"requested_slot": SLOT}, loop=FORM, **understood)


async def answer(dialogue, text, **understood):
    """Hand a message to the running form, and return what it says next."""
    heard = await hear(dialogue, text, **understood)
    if heard.slots.get(SLOT) or heard.bodies:
        return heard
    return await dialogue.run(ASK, text)


async def tap(dialogue, answered, title):
    payload = answered.buttons[title]
    await dialogue.tap(
        f"validate_{FORM}", payload, slots={"requested_slot": SLOT}, loop=FORM, intent="find_practitioner"
    )
    return await dialogue.tap(ASK, payload)


def places(answered):
    return [place for body in answered.bodies for place in body.get("places", ())]


def plain(answered):
    return answered.text.replace("\xa0", " ")
