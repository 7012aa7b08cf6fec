"""Write the commune names that Rasa's environment knows from the gazetteer of `mutuelle/places`.

Run as ``python -m ops.nlu_communes`` when that gazetteer changes. Rasa's environment cannot import the core: it has a
list of its own, of the names only, folded, of communes with `LEAST_INHABITANTS` or more (INSEE, IGN, La Poste:
Licence Ouverte). A name helps to see a place in a sentence; what place it is, the core finds out.
"""

import lzma
import re
import sys
import unicodedata

from ops.layout import RASA_ENV, ROOT

SOURCE = ROOT / "mutuelle" / "places" / "data" / "communes.csv.xz"
TARGET = RASA_ENV / "nlu" / "communes.txt"
LEAST_INHABITANTS = 2000
NAME, POPULATION = 2, 5


def folded(name: str) -> str:
    """Return a name in lower case, without accents, hyphens or apostrophes: words parted by one space."""
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", name.lower().replace("œ", "oe"))
        if not unicodedata.combining(letter)
    )
    return " ".join(re.findall(r"\w+", plain))


def main() -> None:
    """Read the gazetteer, write the list, say how many names it has."""
    rows = [line.split(";") for line in lzma.decompress(SOURCE.read_bytes()).decode("utf-8").splitlines()]
    names = sorted({folded(row[NAME]) for row in rows if int(row[POPULATION] or 0) >= LEAST_INHABITANTS})
    TARGET.write_text("\n".join([*names, ""]), encoding="utf-8")
    sys.stdout.write(f"{len(names)} communes\n")


if __name__ == "__main__":
    main()
