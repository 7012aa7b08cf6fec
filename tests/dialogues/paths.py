"""What members say, topic by topic, in the conversations in which they change their mind all the time."""

from dataclasses import dataclass

THOMAS = ("t.lefevre@exemple.fr", "Demo-Thomas-2026")
JEAN = ("jf.delarochefontaine@exemple.fr", "Demo-Jean-2026")
SANDRINE = ("s.abadie@exemple.fr", "Demo-Sandrine-2026")
Said = tuple[str, str]  # what is said, and what its answer holds


@dataclass(frozen=True)
class Path:
    """A topic talked over up to its recap, and refused there.

    `answers`: the last one leads to the recap; `corrects`: what is said there, and what it shows then; `back`: what
    « retour » asks there; `leaves`: how it is refused, which is answered with `ends`.
    """

    opening: Said
    answers: tuple[Said, ...] = ()
    corrects: Said | None = None
    back: str = ""
    leaves: str = "non"
    ends: str = "rien n'a été enregistré"


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
                ("Jules", "raison"),  # that his sisters leave is asked elsewhere, of the same stack
                ("il a fini ses études", "dernier jour"),
                ("fin décembre", "justificatif"),
                ("non", "Jules"),
            ),
            ("non pas Jules, Élodie", "Élodie"),
            leaves="laisse tomber",
        ),
        Path(
            ("il me faut de meilleures garanties", "Pour qui"),
            (("toute la famille", "udget"), ("pas plus de 30 euros", "partir de quand"), ("dès que possible", "30")),
            ("non juste pour ma femme", "Élodie"),
        ),
        Path(
            ("mon remboursement n'est jamais arrivé", "soin"),
            (
                ("le dentiste", "Quel jour"),
                ("le 2 novembre", "Sécu"),
                ("je sais pas trop", "feuille"),
                ("sur papier", "2 novembre"),
            ),
            ("pardon c'était le 5", "5 novembre"),
        ),
        Path(
            ("je voudrais changer le rib de mes remboursements", "Pour qui"),
            (("toute la famille", "page sécurisée"),),
            leaves="laissez tomber",
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
        Path(("j'ai perdu ma carte vite !", "Envoyée à"), leaves="ah non c'est bon je l'ai retrouvée"),
        Path(
            ("changez mon mail", "e-mail"), (("jf@exemple.fr", "jf@exemple.fr"),), ("non, jean@exemple.fr", "jean@ex")
        ),
    ),
    SANDRINE: (
        Path(
            ("jveux rajouter mon bébé sur le contrat", "inscrire"),
            (("mon fils", "prénom"), ("Léo Abadie", "naissance de Léo"), ("le 3 novembre 2026", "page sécurisée")),
            leaves="laisse tomber",
        ),
        Path(
            ("je voudrais vous envoyer un message", "objet de votre message"),
            (("mon contrat", "message"), ("pourquoi le prix a augmenté cette année sans prévenir ?", "page")),
            leaves="finalement non",
        ),
        Path(
            ("je veux déposer une réclamation", "De quoi s'agit-il"),
            (
                ("un retard", "Racontez"),
                ("ça fait trois mois que j'attends mes lunettes", "attendez"),
                ("rien", "trois mois"),
            ),
        ),
        Path(
            ("il me faut une attestation de droits", "Pour qui"),
            leaves="laisse tomber",
            ends="pas d'attestation",
        ),
        Path(
            ("combien je serai remboursée pour une couronne ?", "prix"),
            (("600 euros", "matériau"),),
            leaves="laisse tomber",
            ends="j'arrête la simulation",
        ),
    ),
}
