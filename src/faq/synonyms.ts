/**
 * Words with the same meaning for the users: first the meaning, then the beginnings of the words, folded. A "." marks
 * the end of the word.
 */
const groups = `
kod: kod azonosito token hatjegyu hatszamjegy szamsor szamkod jegyu
kulcs: kulcs karaktersor betusor karakterek titkoskod
qr: qr kocka pottyos negyzetracs vonalkod kiskocka kepkod
telefon: telefon mobil okostelefon keszulek telo. telot telom telon telc maroktelefon kagylo
iphone: iphone ajfon apple ios.
android: android samsung xiaomi huawei motorola nokia galaxy
jelszo: jelszo jelszav password passw paszvord titkosszo
oldal: oldal honlap weboldal weblap webhely portal felulet lap. lapot lapon site
app: alkalmazas app. appot appban appok appon apk applikacio program progi hitelesito authenticator autentikator otp
torlokod: torlokod torlo
email: email mail. mailt mailen level gmail freemail citromail
elveszett: elveszt elveszit elveszet elvesz. eltunt elhagy elkeveredett elkallodott ellopt elloptak lopas lopt
elfelejt: elfelejt felejt emleksz emlekez emlekszem nemtudom
penz: penz fizet ingyen koltseg kerul dij forint draga ara. aran
lejar: lejar elavul ervenytelen
belep: belep bejelentkez bemenni beenged bejut login loginol bemegy bemegyek beloginol belepteto
kep: kep. kepet fenykep foto screenshot kepernyokep kepernyofoto printscreen kepernyomentes kepem kepeket kepeim
galeria: galeria fotok kepek kepeim
beolvas: beolvas leolvas szkennel scannel lefotoz lefenykepez bescannel olvas
masol: masol kimasol beilleszt illeszt paste copy vagolap
kuld: kuld elkuld atkuld tovabbit
tarhely: tarhely posta postalada
adatok: adat adatok adatai tarol oriz megoriz
torol: torol kitorol torles letorol eltavolit megszuntet megszunes felmond
biztonsag: biztonsag vedett megbizhato veszely kockazat
csalo: csalo csalas atver atverés gyanus adathalasz phishing hamis kamu
segit: segit segits segitseg
gyerek: gyerek gyermek unoka fiam lanyom kiskoru
szulo: anyu anya apa. apu szulo nagymama nagyi nagypapa mama. mami papa. idos
hazastars: ferj felesegem feleseg parom hazastars
cegem: ceg cegkapu vallalkoz kft. bt. egyesulet alapitvany
kulfold: kulfold nemetorszag ausztria anglia konzul nagykovetseg
szemelyesen: szemelyesen kormanyablak okmanyiroda ugyfelszolgalat hivatal posta.
hibas: hibas rossz helytelen ervenytelen nemjo ertelmetlen
elutasit: elfogad fogad elutasit visszadob
nemmegy: mukod megy. menne mennek sikerul
hatarido: hatarido januar 2025 lekestem kesve
szamitogep: szamitogep laptop gep. gepen gepem pc. asztali notebook windows
ora: ora. ido. pontos oraja orat datum
zarol: zarol lezar jelkod ujjlenyomat arcfelism kizar letilt tilt blokkol
dap: dap. dapot daphoz daposok digitalisallampolgar allampolgar
hivatalos: hivatalos allam. allami kormany.
hivas: hiv. hivjak felhiv hivott hivhatok hivas telefonszam telefonal
`;

const wholeWords = new Map<string, string>();
const beginnings = new Map<string, string>();
for (const line of groups.trim().split("\n")) {
  const [meaning = "", words = ""] = line.split(": ");
  for (const word of words.split(" ")) {
    if (word.endsWith(".")) wholeWords.set(word.slice(0, -1), meaning);
    else beginnings.set(word, meaning);
  }
}
const longest = Math.max(...[...beginnings.keys()].map((word) => word.length));

/** The meaning of a folded word, if it is one of the synonyms. */
export const meaningOf = (word: string): string | undefined => {
  const exact = wholeWords.get(word);
  if (exact !== undefined) return exact;
  for (let length = Math.min(longest, word.length); length > 1; length -= 1) {
    const found = beginnings.get(word.slice(0, length));
    if (found !== undefined) return found;
  }
  return undefined;
};
