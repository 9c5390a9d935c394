import { describe, expect, test } from "vitest";
import { createTranslator } from "../../../src/i18n.ts";
import { Key } from "../../../src/totp/key.ts";
import { choiceScreen } from "../../../src/features/login-code/screens.ts";
import { keyChoiceScreen } from "../../../src/features/receive-key/screens.ts";
import { deletedScreen, keyScreen, keysScreen, namingScreen } from "../../../src/features/keys/screens.ts";
import { apps, movedScreen, moveWarning } from "../../../src/features/keys/export-screens.ts";
import { keyTextScreen } from "../../../src/features/keys/secret-screens.ts";
import type { Screen } from "../../../src/chat/screen.ts";
import { drawnSecret } from "../../support/drawn-secret.ts";
import { parseHtml } from "../../support/bot-api-server/index.ts";

const t = createTranslator();
const key = new Key({
  secret: Buffer.alloc(128, 0xa5),
  issuer: "Ő".repeat(64),
  algorithm: "SHA512",
  digits: 8,
  period: 300,
});
const longest = Array.from({ length: 300 }, (_, i) => ({
  id: String(i).padStart(12, "x"),
  added: i,
  name: `${"<Ű&".repeat(20)}${String(i)}`.slice(0, 64),
  key,
}));
const [one] = longest as [(typeof longest)[number]];

const screens: [string, Screen][] = [
  ["the list", keysScreen(t, longest, 20)],
  ["a key", keyScreen(t, longest, longest[200]!, "keys:raised")],
  ["naming", namingScreen(t, one)],
  ["a deleted key", deletedScreen(t, one)],
  ["the warning", moveWarning(t, one)],
  ["the end of moving", movedScreen(t, one)],
  ["the key as text", await drawnSecret(keyTextScreen(t, one))],
  ...(await Promise.all(
    apps.map(async (app): Promise<[string, Screen]> => [
      `the key with the steps in ${app}`,
      await drawnSecret(keyTextScreen(t, one, app)),
    ]),
  )),
  ["the choice", choiceScreen(t, longest)],
  ["the offer", keyChoiceScreen(t, longest, { traces: { of: "pictures", deleted: false }, remarks: "" })],
];

describe("whatever the keys and names", () => {
  test.each(screens)("%s fits into a message, and its buttons too", (_what, { text, keyboard }) => {
    expect(parseHtml(text).text.length).toBeLessThanOrEqual(4096);
    const rows = keyboard?.inline_keyboard ?? [];
    expect(rows.flat().length).toBeGreaterThan(0);
    expect(rows.flat().length).toBeLessThanOrEqual(25);
    for (const button of rows.flat()) {
      if ("callback_data" in button) expect(Buffer.byteLength(button.callback_data)).toBeLessThanOrEqual(64);
      if ("copy_text" in button) expect(button.copy_text.text.length).toBeLessThanOrEqual(256);
    }
  });
});
