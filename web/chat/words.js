// Every French sentence of the component, and French typography. `\u00a0` and `\u202f` are no-break spaces.

export const words = {
  name: 'L’assistant de votre mutuelle',
  transcript: 'Messages de la discussion',
  you: 'Vous\u00a0:',
  assistant: 'L’assistant\u00a0:',
  typing: 'L’assistant écrit…',
  loading: 'Chargement de la discussion…',
  welcomeTitle: 'Bonjour, que puis\u2011je faire pour vous\u202f?',
  welcome: 'Écrivez votre question avec vos mots, ou choisissez un exemple.',
  field: 'Votre message',
  placeholder: 'Écrivez votre message…',
  send: 'Envoyer',
  care: 'N’écrivez jamais votre mot de passe ici.',
  keys: 'Entrée pour envoyer, Maj\u00a0+\u00a0Entrée pour aller à la ligne.',
  counter: (used, most) => `${number(used)}\u00a0/\u00a0${number(most)} caractères`,
  full: (most) => `Limite atteinte\u00a0: ${number(most)} caractères par message.`,
  download: 'Télécharger la discussion',
  logout: 'Me déconnecter',
  logoutMessage: 'Déconnexion',
  anonymous: 'Non connecté',
  locked: 'Session verrouillée',
  open: (member) => (member ? `Connecté\u00a0: ${member}` : 'Connecté'),
  waiting: 'En attente',
  sent: 'Envoyé',
  failed: 'Échec de l’envoi',
  refused: 'Non envoyé',
  retry: 'Réessayer',
  discard: 'Supprimer',
  rewrite: 'Modifier',
  noEcho: 'Le message n’a pas été confirmé.',
  offline: 'Vous êtes hors connexion. Vos messages partiront dès le retour du réseau.',
  unreachable: 'Connexion interrompue. Vos messages partiront dès qu’elle sera rétablie.',
  nextTry: (seconds) => `Nouvel essai dans ${seconds}\u00a0s.`,
  tryNow: 'Réessayer maintenant',
  expired: 'Cette discussion n’est plus ouverte sur cet appareil. Rechargez la page pour continuer.',
  reloadPage: 'Recharger la page',
  backOnline: 'Connexion rétablie.',
  veiled: 'Réponses masquées pendant l’interruption\u00a0: elles reviendront avec la connexion.',
  hidden: 'Réponse masquée\u00a0: connectez-vous pour la revoir.',
  details: 'Voir le détail',
  chartData: 'Voir les chiffres',
  myPosition: 'Ma position',
  locating: 'Je demande votre position à votre appareil…',
  map: (count) => (count > 1 ? `Carte des ${count} adresses de la liste` : 'Carte de cette adresse'),
  onMap: (letter) => `Voir ${letter} sur la carte`,
  seeOnMap: '\u00a0: voir sur la carte',
  placeDetails: 'Détails et itinéraire',
  zoomIn: 'Agrandir la carte',
  zoomOut: 'Réduire la carte',
  outlinesSource: 'Contours\u00a0: IGN',
  tilesSource: 'Plan IGN © IGN/Géoplateforme',
  newTab: '(nouvel onglet)',
  badLink: 'Ce lien ne peut pas être ouvert ici.',
  newMessages: (count) => (count > 1 ? `${count} nouveaux messages` : 'Nouveau message'),
  close: 'Fermer',
  choices: 'Réponses possibles\u00a0:',
  fileName: (day) => `discussion-${day}.txt`,
  fileTitle: (when) => `Discussion avec l’assistant de votre mutuelle, enregistrée le ${when}.`,
  fileWarning: 'Ce fichier peut contenir des informations personnelles\u00a0: gardez-le en lieu sûr.',
};

const LOCALE = 'fr-FR';
const clock = new Intl.DateTimeFormat(LOCALE, { hour: '2-digit', minute: '2-digit' });
const shortDay = new Intl.DateTimeFormat(LOCALE, { weekday: 'long', day: 'numeric', month: 'long' });
const longDay = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'full' });
const relative = new Intl.RelativeTimeFormat(LOCALE, { numeric: 'auto' });
const capital = (text) => text.charAt(0).toLocaleUpperCase(LOCALE) + text.slice(1);

export const number = (value) => value.toLocaleString(LOCALE);
export const time = (date) => clock.format(date);
export const moment = (date) => `${longDay.format(date)}, ${clock.format(date)}`;

/** A local calendar day as `2026-11-22`: the key of a day, and part of a file's name. */
export function dayKey(date) {
  const two = (value) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** « Aujourd’hui », « Hier », « Samedi 14 novembre », « Lundi 14 octobre 2019 ». */
export function dayName(date, today = new Date()) {
  const yesterday = new Date(today);
  yesterday.setDate(today.getDate() - 1);
  if (dayKey(date) === dayKey(today)) return capital(relative.format(0, 'day'));
  if (dayKey(date) === dayKey(yesterday)) return capital(relative.format(-1, 'day'));
  return capital((date.getFullYear() === today.getFullYear() ? shortDay : longDay).format(date));
}

const DAY = /\b(\d{1,2}|1er) (janv|févr|mars|avri|mai|juin|juil|août|sept|octo|nove|déce)/gi;

/** The same text with the no-break spaces that French asks for, so that no line starts with « : », « € » or a month. */
export function typeset(text) {
  return String(text ?? '')
    .replace(/ ([:»€%])/g, '\u00a0$1')
    .replace(/ ([;!?])/g, '\u202f$1')
    .replace(DAY, '$1\u00a0$2')
    .replace(/« /g, '«\u00a0')
    .replace(/(\d) (?=\d{3}(?!\d))/g, '$1\u202f');
}
