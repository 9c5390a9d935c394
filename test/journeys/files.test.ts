import { describe, expect, test } from "vitest";
import type { Person } from "../support/bot-api-server/index.ts";
import { keys, startAppFixture } from "../support/app-fixture.ts";
import { totp } from "../support/totp-oracle.ts";
import {
  aegis,
  aegisEncrypted,
  aegisEntry,
  link,
  twoFas,
  twoFasService,
  unread,
  unreadTexts,
} from "../key-files/exports.ts";

const shown = (text: string) => /\d{3} \d{3}/.exec(text)?.[0].replace(" ", "");
const stays = (person: Person) => person.screen.some(({ from }) => from === "me");

const types: Readonly<Record<string, string>> = {
  txt: "text/plain",
  json: "application/json",
  csv: "text/csv",
};

const send = (person: Person, content: string | Uint8Array, fileName: string) => {
  const mimeType = types[fileName.split(".").at(-1) ?? ""] ?? "application/octet-stream";
  return person.sendFile(typeof content === "string" ? Buffer.from(content) : content, {
    fileName,
    mimeType,
  });
};

describe("one key in a text file is kept like one in a message, and the file is deleted", () => {
  const ways = {
    "a link": link(keys.anna, "Minta:anna"),
    "a bare key": `${keys.anna}\r\n`,
    "a key with words": `Az Ügyfélkapu+ kulcsom: ${keys.anna}`,
    "Aegis with one entry": JSON.stringify(aegis([aegisEntry("anna", keys.anna)])),
    "2FAS with one entry": JSON.stringify(twoFas([twoFasService("Minta", keys.anna)])),
  };
  test.each(Object.entries(ways))("%s", async (_way, text) => {
    const app = await startAppFixture();
    const anna = app.person();
    const answer = await app.after(anna, send(anna, text, "kulcs.txt"));
    expect(anna.sees("Megvan a kulcsod, titkosítva eltettem. A fájlt kitöröltem")).toBe(true);
    expect(stays(anna)).toBe(false);
    expect(shown(answer.text)).toBe(totp(keys.anna, app.clock.now()));
  });
});

test("the caption of a text file does not keep its key from being read", async () => {
  for (const caption of ["A kulcsom:", "Hol találom a kulcsot?", "Kulcs: JBSWY3DPEHPK3PX1"]) {
    const app = await startAppFixture();
    const anna = app.person();
    const file = { fileName: "kulcs.txt", mimeType: "text/plain", caption };
    await app.after(anna, anna.sendFile(Buffer.from(keys.anna), file));
    expect(anna.sees("Megvan a kulcsod"), caption).toBe(true);
    expect(stays(anna)).toBe(false);
  }
});

describe("of several keys in a file the user says which to keep", () => {
  const several = {
    "kulcsok.txt": `# kulcsok\n${link(keys.anna, "Minta:anna")}\n\n${link(keys.bela, "Bank:béla")}\n`,
    "aegis-export.json": JSON.stringify(
      aegis([aegisEntry("anna", keys.anna), aegisEntry("béla", keys.bela)]),
    ),
    "mentes.2fas": JSON.stringify(
      twoFas([
        twoFasService("Minta", keys.anna, { account: "anna" }),
        twoFasService("Bank", keys.bela, { account: "béla" }),
      ]),
    ),
  };
  test.each(Object.entries(several))("%s", async (fileName, text) => {
    const app = await startAppFixture();
    const anna = app.person();
    const question = await app.after(anna, send(anna, text, fileName));
    expect(question.text).toContain("Több kulcsot is találtam");
    expect(question.text).toContain("A fájlt kitöröltem a beszélgetésből.");
    expect(question.buttons.flat()).toEqual(["anna", "béla", "Mindegyiket"]);
    expect(stays(anna)).toBe(false);
    await app.after(anna, anna.press("béla"));
    expect(shown((await app.after(anna, anna.say("/kod"))).text)).toBe(totp(keys.bela, app.clock.now()));
  });

  test("all of them, and what cannot be used is named", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    const entries = [
      aegisEntry("anna", keys.anna),
      aegisEntry("béla", keys.bela),
      aegisEntry("számláló", keys.new, { type: "hotp" }),
      aegisEntry("játék", keys.new, { type: "steam" }),
    ];
    const question = await app.after(anna, send(anna, JSON.stringify(aegis(entries)), "aegis.json"));
    expect(question.text).toContain("mert számláló szerint ad kódot, nem az idő szerint: számláló.");
    expect(question.text).toContain("mert hibás vagy szokatlan: játék.");
    await app.after(anna, anna.press("Mindegyiket"));
    expect((await app.after(anna, anna.say("/kulcsok"))).buttons.flat()).toEqual(["anna", "béla"]);
  });

  test("the same account at several issuers is told apart", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    const entries = ["Minta", "Bank"].map((issuer, i) =>
      aegisEntry("anna@pelda.hu", i === 0 ? keys.anna : keys.bela, { issuer }),
    );
    const question = await app.after(anna, send(anna, JSON.stringify(aegis(entries)), "aegis.json"));
    expect(question.buttons.flat()).toEqual(["Minta: anna@pelda.hu", "Bank: anna@pelda.hu", "Mindegyiket"]);
    await app.after(anna, anna.press("Bank: anna@pelda.hu"));
    await app.after(anna, anna.say(keys.new));
    await app.after(anna, anna.press("Nem, maradjon mindkettő"));
    expect((await app.after(anna, anna.say("/kulcsok"))).buttons.flat()).toEqual([
      "Bank: anna@pelda.hu",
      "Ügyfélkapu+",
    ]);
  });

  test("two files make one question, and keys that are stored already are known", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    const both = `${link(keys.anna, "anna")}\n${link(keys.bela, "béla")}`;
    await app.after(anna, send(anna, both, "egy.txt"));
    const all = await app.after(
      anna,
      send(anna, link(keys.new, "új") + `\n${link(keys.anna, "anna")}`, "ketto.txt"),
    );
    expect(all.buttons.flat()).toEqual(["anna", "béla", "új", "Mindegyiket"]);
    expect(anna.screen.filter(({ text }) => text.includes("Több kulcsot"))).toHaveLength(1);
    await app.after(anna, anna.press("Mindegyiket"));
    const { text } = await app.after(anna, send(anna, both, "egy.txt"));
    expect(text).toContain("Ezek a kulcsok már megvannak nálam");
    expect(stays(anna)).toBe(false);
  });
});

test("a file with nothing that can be used says so", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  const entries = [aegisEntry("számláló", keys.new, { type: "hotp" })];
  const { text } = await app.after(anna, send(anna, JSON.stringify(aegis(entries)), "aegis.json"));
  expect(text).toContain("Ebben a fájlban nincs olyan kulcs, amelyet használni tudok.");
  expect(text).toContain("A fájlt kitöröltem");
  expect(text).toContain("számláló.");
  expect(stays(anna)).toBe(false);
});

test("a key that is not one is refused with the reason, and the file is deleted", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  const { text } = await app.after(anna, send(anna, "Kulcs: JBSWY3DPEHPK3PX1", "kulcs.txt"));
  expect(text).toContain("a 16. helyen egy 1-es van");
  expect(text).toContain("A fájlt kitöröltem");
  expect(stays(anna)).toBe(false);
});

test("what could be words in a file is forgotten if it is", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await app.after(anna, send(anna, "nagyerzsebet2745", "kulcs.txt"));
  await app.after(anna, anna.press("Nem, ezt csak írtam"));
  expect(anna.sees("akkor ez nem kulcs")).toBe(true);
  expect((await app.after(anna, anna.say("/adataim"))).text).not.toContain("még nem döntöttél");
});

test("what could be a key or words is kept until the user has said so", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  const doubtful = "nagyerzsebet2745";
  const question = await app.after(anna, send(anna, doubtful, "kulcs.txt"));
  expect(question.text).toContain("Az oldalról másoltad ki?");
  expect(stays(anna)).toBe(false);
  await app.after(anna, anna.press("Igen, ez a kulcsom"));
  expect(anna.sees("Megvan a kulcsod")).toBe(true);
});

describe("every other export is deleted, with what to do instead", () => {
  const cases: readonly (readonly [string, string | Uint8Array, string])[] = [
    ...Object.values(unread).map(
      (document) => ["mentes.json", JSON.stringify(document), "Ez|Ebben"] as const,
    ),
    ...Object.values(unreadTexts).map((text) => ["mentes.csv", text, "Ez|Ebben"] as const),
    ["aegis.json", JSON.stringify(aegisEncrypted), "Ez az Aegis jelszóval védett mentése"],
    ["andotp.json", JSON.stringify(unread.andOTP), "Ez az andOTP mentése"],
    ["tokens.json", JSON.stringify(unread["FreeOTP+"]), "Ez a FreeOTP\\+ mentése"],
    ["raivo-otp-export.zip", Buffer.from("504b030414000100", "hex"), "tömörített fájl"],
    ["otp_accounts.json.aes", Buffer.from("00ff17aa00ee01", "hex"), "jelszóval védett mentésnek"],
    ["jelszavak.csv", unreadTexts["Bitwarden, a table"], "jelszavak is lehetnek"],
    ["jelszavak.kdbx", Buffer.from("03d9a29a67fb4bb500", "hex"), "jelszavak is lehetnek"],
    ["nagy.json", `["${"x".repeat(3_000_000)}"]`, "túl nagy nekem"],
  ];
  test("from the file itself", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    for (const [fileName, content, says] of cases) {
      const { text } = await app.after(anna, send(anna, content, fileName));
      expect(text, fileName).toMatch(new RegExp(says));
      expect(text, fileName).toContain("A fájlt kitöröltem a beszélgetésből.");
      expect(text).not.toContain("Titok");
      expect(stays(anna), fileName).toBe(false);
    }
    expect((await app.after(anna, anna.say("/kod"))).text).toContain("Még nincs nálam kulcsod");
  });
});

describe("an export that is pasted as a message", () => {
  test("is read like the file", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    const entries = [
      aegisEntry("anna@pelda.hu", keys.anna, { info: { digits: 8 } }),
      aegisEntry("béla", keys.bela),
    ];
    const question = await app.after(anna, anna.say(JSON.stringify(aegis(entries), null, 2)));
    expect(question.buttons.flat()).toEqual(["anna@pelda.hu", "béla", "Mindegyiket"]);
    expect(question.text).toContain("Az üzenetedet kitöröltem");
    expect(stays(anna)).toBe(false);
    const code = totp(keys.anna, app.clock.now(), { digits: 8 });
    const { text } = await app.after(anna, anna.press("anna@pelda.hu"));
    expect(text).toContain(`${code.slice(0, 4)} ${code.slice(4)}`);
  });

  test("is deleted if it cannot be read", async () => {
    const app = await startAppFixture();
    const anna = app.person();
    const cutOff = JSON.stringify(aegis([aegisEntry("anna", keys.anna)])).slice(0, -9);
    const texts = [
      ...[unread.andOTP, aegisEncrypted, unread["Bitwarden, with passwords"]].map((one) =>
        JSON.stringify(one),
      ),
      cutOff,
    ];
    for (const one of texts) {
      expect((await app.after(anna, anna.say(one))).text).toContain("Az üzenetedet kitöröltem");
      expect(stays(anna)).toBe(false);
    }
    expect((await app.after(anna, anna.say("/kod"))).text).toContain("Még nincs nálam kulcsod");
  });
});

test("the file that the bot makes of its data comes back", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await app.after(anna, anna.say(link(keys.anna, "Minta:anna", "&digits=8&period=60&algorithm=SHA256")));
  await app.after(anna, anna.say(link(keys.bela, "Bank:béla")));
  await app.after(anna, anna.say("/adataim"));
  await app.after(anna, anna.press("Küldd el a titkokkal együtt"));
  await app.after(anna, anna.press("Igen, a titkokkal együtt"));
  const file = anna.screen.findLast((message) => message.file !== undefined)?.file;
  const bela = app.person("Minta Béla");
  const question = await app.after(bela, send(bela, file?.bytes ?? "", file?.name ?? ""));
  expect(question.buttons.flat()).toEqual(["anna", "béla", "Mindegyiket"]);
  const code = totp(keys.anna, app.clock.now(), { digits: 8, period: 60, algorithm: "sha256" });
  const { text } = await app.after(bela, bela.press("anna"));
  expect(text).toContain(`${code.slice(0, 4)} ${code.slice(4)}`);
});

describe("what is not known to hold a key stays, and the user is told to delete it if it does", () => {
  const cases = {
    "irat.pdf": ["Nyisd meg, készíts képernyőképet az egész oldalról", "%PDF-1.4"],
    "irat.docx": ["másold ki belőle a kulcsodat", "PK\u0003\u0004"],
    "bevasarlas.txt": ["Ebben a szövegben nem találok kulcsot", "tej, kenyér, alma"],
  } as const;
  test.each(Object.entries(cases))("%s", async (fileName, [says, content]) => {
    const app = await startAppFixture();
    const anna = app.person();
    const { text, buttons } = await app.after(anna, send(anna, content, fileName));
    expect(text).toContain(says);
    expect(text).toContain("töröld ki");
    expect(buttons.flat()).toContain("Mutasd, hogyan készítsek képet");
    expect(stays(anna)).toBe(true);
  });
});

test("a password in a text file is deleted", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  const { text } = await app.after(anna, send(anna, "jelszavam: Titok1234", "jelszo.txt"));
  expect(text).toContain("jelszónak látszik");
  expect(stays(anna)).toBe(false);
});

test("keys that the user has not chosen are gone after ten minutes, and the user is told to send them again", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await app.after(anna, send(anna, `${link(keys.anna, "anna")}\n${link(keys.bela, "béla")}`, "kulcsok.txt"));
  app.clock.forward(11 * 60_000);
  await anna.until("Ha kell, küldd el újra");
  expect(anna.last?.buttons.flat()).toEqual([]);
});
