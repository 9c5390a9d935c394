// Another's cipher, and a reader of its own, on what ours sealed.
import { randomBytes, randomInt } from "node:crypto";
import { Key } from "../../src/totp/key.ts";
import { newClaim } from "../../src/storage/rows.ts";
import { KeyRing } from "../../src/vault/key-ring.ts";
import { associatedData, seal } from "../../src/vault/seal.ts";
import { Vault } from "../../src/vault/vault.ts";
import * as reader from "./reader.ts";
import { withDatabase } from "./temporary.ts";
import { keepCancellationCode, setStep } from "../../src/vault/changes.ts";
import { commit, schedule, storeKey } from "../support/chat-session.ts";

/** What another could read. */
export interface Reading {
  /** Seals in a database of so many people that were opened; one that does not open is thrown. */
  readonly database: number;
  /** Seals of random bytes at random places that were opened. */
  readonly alone: number;
  /** What was opened, and is not what had been sealed. */
  readonly wrong: number;
}

/** Opens seals of random bytes. @returns how many were opened to something else */
const readAlone = (seals: number): number => {
  let wrong = 0;
  for (let i = 0; i < seals; i += 1) {
    const [key, plain, row] = [randomBytes(32), randomBytes(randomInt(300)), randomBytes(32)];
    const sealed = seal(key, associatedData("record", row, "step", i), plain);
    if (!reader.open(key, reader.place("record", row, "step", i), sealed).equals(plain)) wrong += 1;
  }
  return wrong;
};

/** Has another read what so many people leave in a database, and so many seals of random bytes. */
export const readWithAnother = ({ people, seals }: { people: number; seals: number }): Promise<Reading> =>
  withDatabase(async ({ store, client }) => {
    const master = { id: 3, key: randomBytes(32) };
    const vault = await Vault.open(store, KeyRing.parse(`3:${master.key.toString("base64")}`));
    const crowd = Array.from({ length: people }, (_, i) => ({
      chatId: 5_100_000_001 + i,
      secret: randomBytes(20),
      digits: String(randomInt(10_000_000, 99_999_999)),
    }));
    for (const [i, { chatId, secret, digits }] of crowd.entries()) {
      await storeKey(vault, chatId, `Kulcs ${i}`, new Key({ secret }));
      await commit(vault, chatId, [setStep(`step ${i}`)]);
      await commit(vault, chatId, [keepCancellationCode({ digits, day: i })], newClaim(i + 1));
      await schedule(vault, chatId, { kind: "delete-message", messageId: i }, 10);
    }
    const { root, chats, opened } = await reader.readAll(client, master);
    const isRight = ({ chatId, secret, digits }: (typeof crowd)[number]) => {
      const found = chats.get(reader.rowOf(root, `${chatId}`).toString("hex"));
      const texts = Object.values(found?.records ?? {}).join(" ");
      return texts.includes(secret.toString("base64")) && texts.includes(digits);
    };
    const misread = crowd.filter((one) => !isRight(one)).length;
    return { database: opened, alone: seals, wrong: misread + readAlone(seals) };
  });
