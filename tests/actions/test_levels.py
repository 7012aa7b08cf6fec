"""What the guarantees pay of one kind of care, and of another."""


async def test_the_guarantees_of_a_kind_of_care_are_its_levels_alone(logs_in, guaranteed):
    dialogue = await logs_in()
    asked = await dialogue.run("action_contract_view", "mes garanties pour l'ostéo")
    assert [row[0] for body in asked.bodies for row in body.get("rows", ())] == ["Ostéopathie"]
    assert "Ostéopathie" in asked.text
    dental = await dialogue.run("action_reimbursements_refine", "et en dentaire ?")
    labels = [row[0] for body in dental.bodies for row in body.get("rows", ())]
    assert labels == ["Prothèses dentaires (hors 100 % Santé)"]
    unknown = await dialogue.run("action_practitioners_find", "et l'optique")
    assert "je préfère ne rien inventer" in unknown.text
    assert "Ce que paient mes garanties" in unknown.buttons


async def test_after_the_levels_a_search_or_payments_are_no_other_care(logs_in, guaranteed):
    dialogue = await logs_in()
    await dialogue.run("action_contract_view", "mes garanties pour l'ostéo")
    listed = await dialogue.run("action_reimbursements_list", "mes remboursements de dentiste")
    assert not any(body.get("rows") for body in listed.bodies)
