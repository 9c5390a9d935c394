// The words that people write around a key: labels ("kulcs:", "kódom") and small talk ("szia", "köszönöm"). All of
// them are in lower case and without accents. Many are valid base32, so statistics alone would take "kulcsom" for a
// group of a key.

const wordSet = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/u));

/** Words that name a key. What follows one of them and a colon is meant as a key. */
const keyLabels = wordSet(`
kulcs kulcsom kulcsa kulcsot kulcsod kulcsomat titkoskulcs karaktersor karaktersort karaktersorom betusor
secret key secretkey setupkey
`);

/** Words that name a key or a numeric code, depending on who writes. */
const codeLabels = wordSet("kod kodom kodot kodja kodomat code token");

const otherFamiliarWords = wordSet(`
a az ez ezt azt itt ott van volt nincs nem igen jo jol ugye most akkor hat na no de es is ha hogy mi mit mert meg mar csak
szia sziasztok hello hali helo szep napot reggelt estet udv udvozlettel csokolom tisztelt kedves
koszi koszonom koszonjuk kosz koszke koszonet elore szepen kerlek kerem legyen szives lecci ok oke okes rendben
ezek azok ide oda nekem neked enyem tied tiem uj regi masik elso masodik titkos hosszu bemasoltam masoltam kuldom kuldtem
elkuldom kaptam adta adtak irta kiirta irtak latom mutatja lesz legyen talan szerintem remelem ennyi tessek parancsolj
ugyfelkapu ugyfelkapus ugyfelkapum totp google manualis kezi beallitas mukodik mukodne megy megvan kesz vege hol hova
the is my this here it and thanks thank you please hi hey das ist mein hier danke bitte der die und vagy or oder hozza
sent from my get for iphone galaxy samsung outlook kuldve elkuldve
`);

/** Whether a word is a label, and for what. */
export const labelOf = (word: string): "key" | "code" | undefined => {
  if (keyLabels.has(word)) return "key";
  return codeLabels.has(word) ? "code" : undefined;
};

/** Whether a word is one of those that people write around a key. */
export const isFamiliar = (word: string): boolean =>
  otherFamiliarWords.has(word) || labelOf(word) !== undefined;
