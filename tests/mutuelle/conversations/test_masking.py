import pytest

from mutuelle.conversations.masking import mask_secrets

SECRETS = [
    "FR7630006000011234567890189",
    "FR76 3000 6000 0112 3456 7890 189",
    "fr76-3000-6000-0112-3456-7890-189",
    "FR76 3000 6000 0112 3456 7890 188",
    "DE89370400440532013000",
    "BE68 5390 0754 7034",
    "1 85 05 78 006 084 91",
    "185057800608491",
    "2 69 05 49 588 157 80",
    "1850578006084",
    "4970 1012 3456 7893",
    "4111-1111-1111-1111",
]


@pytest.mark.parametrize("secret", SECRETS)
def test_an_account_health_or_card_number_is_masked_wherever_it_stands(secret):
    masked = mask_secrets(f"voici {secret}, merci")
    digits = "".join(c for c in masked if c.isdigit())
    assert masked.startswith("voici ")
    assert masked.endswith(", merci")
    assert len(digits) <= 4


@pytest.mark.parametrize(
    "text",
    [
        "mes remboursements du 01/03/2025 au 15/04/2025",
        "06 39 98 00 11",
        "mon numéro est M1000018",
        "demande 2026-01234",
        "Adeli 754703262",
        "entre le 1er mars 2024 et le 15 avril 2025",
        "je veux 3 000 euros",
    ],
)
def test_what_is_no_secret_stays(text):
    assert mask_secrets(text) == text
