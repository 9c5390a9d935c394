import type { Language } from "../../faq/answers.ts";

/** What a user reads who writes in another language: the bot knows Hungarian only, but pictures and codes need no words. */
export const languageLines: Readonly<Record<Language, string>> = {
  en: "Sorry, I only know Hungarian. You can send me a screenshot of the QR code without a word, and /kod gives you the login code.",
  de: "Leider kann ich nur Ungarisch. Ein Bildschirmfoto vom QR-Code kannst du mir ohne Worte schicken, und /kod gibt dir den Anmeldecode.",
  ro: "Din păcate, știu doar maghiară. Poți să-mi trimiți fără cuvinte o captură de ecran cu codul QR, iar /kod îți dă codul de autentificare.",
  sr: "Nažalost, znam samo mađarski. Snimak ekrana sa QR kodom možeš da mi pošalješ bez reči, a /kod ti daje kod za prijavu.",
  sk: "Žiaľ, viem len po maďarsky. Snímku obrazovky s QR kódom mi môžeš poslať bez slov a /kod ti dá prihlasovací kód.",
  uk: "На жаль, я знаю лише угорську. Знімок екрана з QR-кодом можна надіслати без слів, а /kod дає код для входу.",
};
