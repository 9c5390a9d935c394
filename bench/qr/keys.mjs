// Random keys in the forms that registrations show.
import { pick } from "./random.mjs";
const base32Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
export const secret = (r, n) =>
  Array.from({ length: n }, () => base32Alphabet[Math.floor(r() * 32)]).join("");
const users = [
  "szilagyi.anita",
  "kovacsne1958",
  "nagy_bela",
  "toth.istvan.67",
  "UGYFEL123456",
  "horvathmarianna",
  "varga-k",
  "Szűcs Örs",
  "balogh.e@freemail.hu",
];
export const otpauth = (r) => {
  const s = secret(r, pick(r, [16, 16, 26, 32, 32, 52])),
    u = pick(r, users),
    e = encodeURIComponent;
  switch (pick(r, ["enc", "enc", "ascii", "plus", "utf8", "full", "nolabel"])) {
    case "enc":
      return `otpauth://totp/${e("Ügyfélkapu")}:${e(u)}?secret=${s}&issuer=${e("Ügyfélkapu")}`;
    case "ascii":
      return `otpauth://totp/Ugyfelkapu%3A${e(u)}?secret=${s}&issuer=Ugyfelkapu`;
    case "plus":
      return `otpauth://totp/${e("Ügyfélkapu+")}:${e(u)}?secret=${s}&issuer=${e("Ügyfélkapu+")}&digits=6&period=30`;
    case "utf8":
      return `otpauth://totp/Ügyfélkapu:${u.replace(/ /g, "%20")}?secret=${s}&issuer=Ügyfélkapu`;
    case "full":
      return `otpauth://totp/KAU:${e(u)}?secret=${s}&issuer=KAU&algorithm=${pick(r, ["SHA1", "SHA256", "SHA512"])}&digits=6&period=30`;
    default:
      return `otpauth://totp/${e(u)}?secret=${s}`;
  }
};
