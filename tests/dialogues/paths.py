"""What members say, topic by topic, for the conversations in which they change their mind all the time."""

from dataclasses import dataclass

CLAIRE = ("c.vasseur@exemple.fr", "Demo-Claire-2026")
THOMAS = ("t.lefevre@exemple.fr", "Demo-Thomas-2026")
JEAN = ("jf.delarochefontaine@exemple.fr", "Demo-Jean-2026")
NADIA = ("n.haddad@exemple.fr", "Demo-Nadia-2026")


@dataclass(frozen=True)
class Path:
    """A topic talked over up to its recap, and refused there.

    `opening`: the first sentence and what it is answered with; `answers`: the same of each answer, the last one leads
    to the recap; `corrects`: what is said at the recap and what it shows then. `back`: what « retour » asks then.
    """

    opening: tuple[str, str]
    answers: tuple[tuple[str, str], ...]
    corrects: tuple[str, str] | None = None
    back: str = ""


PATHS = {
    THOMAS: (
        Path(
            ("bon je déménage le mois prochain", "le numéro et la rue"),
            (
                ("5 rue des Fleurs", "code postal"),
                ("67000 Strasbourg", "quelle date"),
                ("le 15 décembre", "15 décembre 2026"),
            ),
            ("ah non finalement le 20", "20 décembre 2026"),
            "quelle date",
        ),
        Path(
            ("jveux enlever quelqu'un de ma mutuelle", "Qui"),
            (
                ("Chloé", "raison"),
                ("elle a fini ses études", "date"),
                ("fin décembre", "justificatif"),
                ("non", "Chloé"),
            ),
            ("non pas Chloé, Inès", "Inès"),
        ),
        Path(
            ("il me faut de meilleures garanties", "attendez"),
            (
                ("les lunettes et le dentiste", "qui"),
                ("toute la famille", "udget"),
                ("pas plus de 30 euros", "quand"),
                ("dès que possible", "30"),
            ),
            ("non juste pour ma femme", "Élodie"),
        ),
        Path(
            ("mon remboursement n'est jamais arrivé", "soin"),
            (
                ("le dentiste", "date"),
                ("le 2 novembre", "Sécu"),
                ("je sais pas trop", "feuille"),
                ("sur papier", "2 novembre"),
            ),
            ("pardon c'était le 5", "5 novembre"),
        ),
    ),
    JEAN: (
        Path(
            ("je voudrais résilier mon contrat svp", "raison"),
            (("j'ai trouvé moins cher ailleurs", "date"), ("fin janvier", "janvier 2027")),
            ("non finalement fin février", "février 2027"),
            "date",
        ),
        Path(
            ("changement de situation : je pars à la retraite", "quand"),
            (("au 1er janvier", "précision"), ("c'est la CNAV qui prend le relais", "CNAV")),
            ("finalement le 1er février", "1er février 2027"),
        ),
        Path(
            ("je viens de me remarier", "quelle date"),
            (("le 7 novembre", "arié"),),
            ("non finalement je suis pacsé", "acsé"),
        ),
        Path(
            ("je veux porter plainte contre vous", "réclamation"),
            (),
        ),
    ),
}
