/** Words that name a key; a colon after one of them, and what follows is meant to be a key. */
const KEY_LABELS =
  "kulcs kulcsom kulcsa kulcsot kulcsod kulcsomat titkoskulcs karaktersor karaktersort karaktersorom betusor secret key secretkey setupkey";

/** Words that name a key or a code of digits, as it happens. */
const CODE_LABELS = "kod kodom kodot kodja kodomat code token";

/** What people put before and after a key. Accents removed. */
const AROUND = `
a az ez ezt azt itt ott van volt nincs nem igen jo jol ugye most akkor hat na no de es is ha hogy mi mit mert meg mar csak
szia sziasztok hello hali helo szep napot reggelt estet udv udvozlettel csokolom tisztelt kedves
koszi koszonom koszonjuk kosz koszke koszonet elore szepen kerlek kerem legyen szives lecci ok oke okes rendben
ezek azok ide oda nekem neked enyem tied tiem uj regi masik elso masodik titkos hosszu bemasoltam masoltam kuldom kuldtem
elkuldom kaptam adta adtak irta kiirta irtak latom mutatja lesz legyen talan szerintem remelem ennyi tessek parancsolj
ugyfelkapu ugyfelkapus ugyfelkapum totp google manualis kezi beallitas mukodik mukodne megy megvan kesz vege hol hova
the is my this here it and thanks thank you please hi hey das ist mein hier danke bitte der die und vagy or oder hozza
`;

const set = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/u));

const keyLabels = set(KEY_LABELS);
const codeLabels = set(CODE_LABELS);
const around = set(AROUND);

/** What a word without accents, in lower case, announces. */
export function announces(word: string): "key" | "code" | undefined {
  if (keyLabels.has(word)) return "key";
  return codeLabels.has(word) ? "code" : undefined;
}

/** Whether it is one of the words people put around a key. */
export function isFamiliar(word: string): boolean {
  return around.has(word) || announces(word) !== undefined;
}
