"""On Telegram the kind of care is hidden until the member agrees; he is asked once."""

LIST = "action_reimbursements_list"
SHOW, HIDE = "action_privacy_show_care", "action_privacy_hide_care"
TELLING = {"Soin", "Professionnel", "Acte"}


def labels(answered):
    return {entry["label"] for card in answered.cards for entry in (*card["fields"], *card["details"])}


async def test_the_web_shows_the_kind_of_care_and_asks_nothing(logs_in):
    answered = await (await logs_in()).run(LIST, "mes remboursements")
    assert labels(answered) >= {"Soin", "Acte"}
    assert len(answered.bodies) == 1


async def test_telegram_hides_it_shows_the_amounts_and_asks(logs_in):
    answered = await (await logs_in(channel="telegram")).run(LIST, "mes remboursements")
    assert not labels(answered) & TELLING
    assert labels(answered) >= {"Pour", "Versé", "Dépense", "Part mutuelle", "Reste à charge"}
    assert answered.cards[0]["title"].startswith("7,50")
    assert "Médecin" not in str(answered.bodies) and "Consultation" not in str(answered.bodies)
    question = answered.bodies[-1]
    assert "hébergeur de données de santé" in question["text"]
    assert [button["payload"] for button in question["buttons"]] == ["/show_care_details", "/hide_care_details"]
    assert len(answered.bodies) == 2


async def test_the_question_belongs_to_the_member_as_the_list_does(logs_in, family):
    answered = await (await logs_in(channel="telegram")).run(LIST, "mes remboursements")
    assert answered.member_id == family.claire


async def test_a_member_who_agreed_sees_it_and_is_not_asked_again(logs_in):
    dialogue = await logs_in(channel="telegram")
    assert "j'affiche désormais" in (await dialogue.run(SHOW, "affiche les soins")).text
    answered = await dialogue.run(LIST, "mes remboursements")
    assert labels(answered) >= {"Soin", "Acte"}
    assert len(answered.bodies) == 1


async def test_a_member_who_declined_does_not_see_it_and_is_not_asked_again(logs_in):
    dialogue = await logs_in(channel="telegram")
    assert "reste masquée" in (await dialogue.run(HIDE, "masque les soins")).text
    answered = await dialogue.run(LIST, "mes remboursements")
    assert not labels(answered) & TELLING
    assert len(answered.bodies) == 1


async def test_a_member_may_change_his_mind(logs_in):
    dialogue = await logs_in(channel="telegram")
    await dialogue.run(SHOW, "affiche les soins")
    await dialogue.run(HIDE, "masque les soins")
    assert not labels(await dialogue.run(LIST, "mes remboursements")) & TELLING


async def test_an_answer_without_any_care_raises_no_question(logs_in):
    answered = await (await logs_in(channel="telegram")).run(LIST, "mes remboursements de janvier 2026")
    assert len(answered.bodies) == 1
    assert answered.text.startswith("Je ne trouve aucun remboursement")


async def test_a_choice_made_on_the_web_is_for_telegram_and_it_is_said(logs_in):
    on_web = await logs_in()
    assert "Dans cette page sécurisée" in (await on_web.run(HIDE, "masque les soins")).text
    assert labels(await on_web.run(LIST, "mes remboursements")) >= {"Soin", "Acte"}
    on_telegram = await logs_in(channel="telegram")
    answered = await on_telegram.run(LIST, "mes remboursements")
    assert not labels(answered) & TELLING
    assert len(answered.bodies) == 1


async def test_one_members_choice_is_not_anothers(logs_in, family):
    await (await logs_in(channel="telegram")).run(SHOW, "affiche les soins")
    answered = await (await logs_in(family.marc_login, channel="telegram")).run(LIST, "mes remboursements")
    assert not labels(answered) & TELLING


async def test_the_question_is_asked_once_and_meanwhile_it_is_said_how_to_see_care(logs_in):
    dialogue = await logs_in(channel="telegram")
    await dialogue.run(LIST, "mes remboursements")
    answered = await dialogue.run(LIST, "mes remboursements")
    assert not labels(answered) & TELLING
    assert len(answered.bodies) == 1
    assert "dites « affiche les soins »" in answered.bodies[0]["footer"]


async def test_the_question_comes_back_a_week_later(logs_in, clock):
    dialogue = await logs_in(channel="telegram")
    await dialogue.run(LIST, "mes remboursements")
    clock.pass_(days=7)
    again = await logs_in(channel="telegram")
    assert "hébergeur de données de santé" in (await again.run(LIST, "mes remboursements")).text


async def test_a_member_who_declined_is_not_told_how_to_see_care_each_time(logs_in):
    dialogue = await logs_in(channel="telegram")
    await dialogue.run(HIDE, "masque les soins")
    assert "affiche les soins" not in str((await dialogue.run(LIST, "mes remboursements")).bodies)
