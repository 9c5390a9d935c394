// What a thief of the files finds of the people in them.
import { randomBytes, randomInt } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { createLog } from "../../src/observability/log.ts";
import { Key } from "../../src/totp/key.ts";
import { newClaim } from "../../src/storage/rows.ts";
import { Maintenance } from "../../src/storage/maintenance.ts";
import { KeyRing } from "../../src/vault/key-ring.ts";
import { chatKeyAad } from "../../src/vault/associated-data.ts";
import { DecryptionError } from "../../src/vault/seal.ts";
import { Vault } from "../../src/vault/vault.ts";
import { formsOfId, formsOfSecret, formsOfText, Search } from "./search.ts";
import { withDatabase } from "./temporary.ts";
import { keepCancellationCode } from "../../src/vault/changes.ts";
import { commit, schedule, storeKey } from "../support/chat-session.ts";

/** Something that was stolen, and searched. */
interface Loot {
  readonly name: string;
  readonly bytes: number;
  /** How often something was found that must not be there. */
  readonly hits: number;
  /** Whether what was searched holds a chat's row at all. */
  readonly holdsARow: boolean;
}

/** What came of a theft. */
export interface Theft {
  /** Chat ids, keys, names, törlőkódok and the like; each in several forms. */
  readonly secrets: number;
  readonly forms: number;
  readonly loot: readonly Loot[];
  readonly logLines: number;
  /** Whether the search finds what is there: the master key in a text that holds it. */
  readonly findsWhatIsThere: boolean;
  /** How many chats' keys, and whether the root, another's master key opens. */
  readonly opened: number;
}

const opens = (ring: KeyRing, wrapped: Uint8Array, where: Uint8Array) => {
  try {
    ring.unwrap(wrapped, where);
    return true;
  } catch (thrown) {
    if (thrown instanceof DecryptionError) return false;
    throw thrown;
  }
};

/** A user with a key and a törlőkód. A name may hold what looks like one, since people write there what they like. */
const personAt = (i: number) => {
  const secret = randomBytes(20);
  const [inName, code] = [0, 1].map(() => String(randomInt(10_000_000, 99_999_999))) as [string, string];
  const name = `Mintakulcs ${i} ŐŰ ${inName}`;
  const [issuer, account] = [`Kibocsátó ${i}`, `minta.anna.${i}@example.hu`];
  const texts = [name, issuer, account, inName, code];
  const key = new Key({ secret, issuer, account });
  return { chatId: 5_123_456_001 + i * 7_919, secret, code, name, texts, key };
};

/** So many people leave their secrets, database, write-ahead log, backup and log are stolen and searched. */
export const steal = (people: number): Promise<Theft> => {
  const lines: string[] = [];
  const log = createLog("trace", { write: (line) => lines.push(line) });
  return withDatabase(
    async ({ folder, url, store }) => {
      const master = KeyRing.fresh();
      const vault = await Vault.open(store, KeyRing.parse(master));
      const search = new Search();
      search.add(Buffer.from(master.slice(2)), Buffer.from(master.slice(2), "base64"));
      let secrets = 1;
      const crowd = Array.from({ length: people }, (_, i) => personAt(i));
      // First, since it empties the write-ahead log, which is to have something in it.
      for (const [i, { chatId, code }] of crowd.entries())
        await commit(vault, chatId, [keepCancellationCode({ digits: code, day: 20_000 })], newClaim(i + 1));
      for (const { chatId, secret, name, texts, key } of crowd) {
        await storeKey(vault, chatId, name, key);
        if (secrets % 4 === 0) await schedule(vault, chatId, { kind: "delete-message", messageId: 7 }, 10);
        search.add(...formsOfSecret(secret), ...formsOfId(chatId), ...texts.flatMap(formsOfText));
        secrets += 2 + texts.length;
        const failure = Object.assign(new Error(texts.join(" ")), { key, chat: { id: chatId } });
        log.error({ err: failure }, "failed");
      }
      const upkeep = await Maintenance.open({ url });
      const kept = await upkeep.allKeys(new Uint8Array(), people * 2);
      await upkeep.copyInto(join(folder, "backup.db"));
      const loot: Loot[] = [];
      const look = (name: string, content: Buffer) =>
        loot.push({
          name,
          bytes: content.length,
          hits: search.hits(content).length,
          holdsARow: kept.some(({ wrappedKey }) => content.includes(Buffer.from(wrappedKey))),
        });
      for (const file of (await readdir(folder)).sort()) look(file, await readFile(join(folder, file)));
      look("log", Buffer.from(lines.join("")));

      const thief = KeyRing.parse(KeyRing.fresh());
      const opened = kept.filter(({ wrappedKey, chat }) =>
        opens(thief, wrappedKey, chatKeyAad(chat, "whole")),
      ).length;
      const rootOpens = await Vault.open(store, thief).then(
        () => 1,
        () => 0,
      );
      await upkeep.close();
      return {
        secrets,
        forms: search.size,
        loot,
        logLines: lines.length,
        findsWhatIsThere: search.hits(Buffer.from(`… ${master} …`)).length === 1,
        opened: opened + rootOpens,
      };
    },
    (code) => log.warn({ code }, "busy"),
  );
};
