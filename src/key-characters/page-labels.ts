/** The network reads most accents, though not ő, and loses some spaces. */
const plain = (text: string): string =>
  text
    .normalize("NFD")
    .replace(/[\p{M}\s_-]/gu, "")
    .toUpperCase();

/** Whether a line names the törlőkód. */
export const isCancellationLabel = (text: string): boolean => /T[O0]RL[O0]K[O0]D/.test(plain(text));

const keyWords =
  /KARAKTERS[O0]R|QRK[O0]D|QRC[O0]DE|UGYFELKAPU|HITELES[IÍ]T|AUTHENTICAT|AUTENTIK|2FA|T[O0]TP|KETLEPCS|KETFAKT|TWOFACT|TW[O0]STEP|SETUPKEY|SECRET|TITKOSKULCS|BEALLIT[AO]SIKULCS|MANUALIS|MANUALLY/;

const otherWords =
  /AJANDEK|KUP[O0]N|C[O0]UP[O0]N|V[O0]UCHER|UTALVANY|GIFT|PR[O0]M[O0]|KEDVEZMENY|LICEN[CS]|TERMEKKULCS|PR[O0]DUCTKEY|S[O0]R[O0]ZATSZAM|SERIAL|WI-?FI|WLAN|SSID|WPA|R[O0]UTER|SWIFT|SZAMLA|UTALAS|RENDEL[EO]S|[O0]RDER|CSOMAG|TRACKING|FUTAR|TRANZAKC|TRANSACT|IMEI|ICCID|ALVAZ|UUID|GUID|C[O0]MMIT|SHA-?\d|MD5|APIKEY|TARCA|WALLET|JEGYAZ|FOGLALAS|HELYREALL|REC[O0]VERY|TARTALEKK/;

/** What a line says about the code beside it: that it is the key of an authenticator app, or a code of another kind. */
export const labelIn = (text: string): "key" | "other" | undefined => {
  const bare = plain(text);
  if (keyWords.test(bare)) return "key";
  return otherWords.test(bare) ? "other" : undefined;
};

/** Parts of the headings of the official page, some of which have as many capitals as a key. */
const headingWords = /QRK[O0]D|LE[O0]LVAS|UGYFEL|HITELES|AZ[O0]N[O0]S|JELSZ[O0]|KARAKTERS|MEGADAS|ALKALMAZ/;

/** Whether a line is, or holds, a heading of the page that shows the key. */
export const isHeading = (text: string): boolean => headingWords.test(plain(text));
