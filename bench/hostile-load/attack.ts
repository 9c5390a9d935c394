/** Accounts that send whatever Telegram lets them. */
import { setTimeout as wait } from "node:timers/promises";
import type { Person, Telegram } from "../../test/support/bot-api-server/index.ts";
import { seededRandom } from "../../test/support/seeded-random.ts";
import * as inputs from "./inputs.ts";
import { pick, type Random } from "./inputs.ts";
import { drawBombs, drawSlowPictures, type HostileFile } from "./pictures.ts";

type Content = Parameters<Person["sendContent"]>[0];
type Group = ReturnType<Telegram["group"]>;

/** Files as an attacker has them. */
export interface Weapons {
  readonly bombs: readonly HostileFile[];
  readonly slow: readonly HostileFile[];
  readonly texts: readonly HostileFile[];
}

/** What is sent again and again; uploaded once, as forwarded files are. */
interface Arsenal {
  readonly bombs: readonly Content[];
  readonly slow: readonly Content[];
  readonly texts: readonly Content[];
  readonly groups: readonly Group[];
}

/** Different text files, each as large as is read. */
const textFiles = 24;
const accountsPerGroup = 20;
const albumSize = 10;
const blockedMs = 1_000;

/** Makes the files. */
export const forge = async (seed: number): Promise<Weapons> => {
  const next = seededRandom(seed);
  return {
    bombs: await drawBombs(seed),
    slow: await drawSlowPictures(seed),
    texts: Array.from({ length: textFiles }, (_, i) => ({
      bytes: inputs.longFile(next),
      fileName: `kulcsok.${["txt", "json", "csv", "rtf"][i % 4]!}`,
      mimeType: "text/plain",
    })),
  };
};

const upload = async (
  telegram: Telegram,
  people: readonly Person[],
  { bombs, slow, texts }: Weapons,
): Promise<Arsenal> => {
  const uploader = people[0]!;
  const uploadAll = (files: readonly HostileFile[]) =>
    Promise.all(files.map(({ bytes, ...file }) => uploader.fileContent(bytes, file)));
  const groups = [];
  for (let from = 0; from < people.length; from += accountsPerGroup) {
    const group = telegram.group("Csoport", people.slice(from, from + accountsPerGroup));
    await group.addBot(people[from]!);
    groups.push(group);
  }
  const photos = await Promise.all(slow.map(({ bytes }) => uploader.photoContent(bytes)));
  return {
    bombs: await uploadAll(bombs),
    slow: [...(await uploadAll(slow)), ...photos],
    texts: await uploadAll(texts),
    groups,
  };
};

/** What an account may do at its turn, and how often of a hundred times. */
const deeds: readonly (readonly [
  number,
  (person: Person, next: Random, arsenal: Arsenal) => Promise<unknown>,
])[] = [
  [8, (person, next) => person.say(inputs.namelessExport(next))],
  [14, (person, next) => person.say(inputs.longText(next))],
  [14, (person, next) => person.say(pick(next, inputs.commands))],
  [12, (person, next) => person.pressOld(inputs.callbackData(next))],
  [9, (person, next) => person.say(pick(next, inputs.words))],
  [5, (person, next) => person.say(inputs.hostileNames(next))],
  [
    5,
    (person, next) => {
      const own = person.screen.filter(({ from, kind }) => from === "me" && kind === "text");
      return own.length === 0 ? person.start() : person.edit(pick(next, own), inputs.longText(next));
    },
  ],
  [7, (person, next, { texts }) => person.sendContent(pick(next, texts))],
  [9, (person, next, { bombs }) => person.sendContent(pick(next, bombs))],
  [6, (person, next, { slow }) => person.sendContent(pick(next, slow))],
  [
    1,
    (person, next, { slow }) => {
      const album = { media_group_id: String(Math.floor(next() * 1e15)) };
      const one = pick(next, slow);
      return Promise.all(Array.from({ length: albumSize }, () => person.sendContent({ ...one, ...album })));
    },
  ],
  [
    2,
    (person, next, { slow, bombs }) =>
      person.sendContent({ ...pick(next, [...slow, ...bombs]), caption: pick(next, inputs.commands) }),
  ],
  [3, (person, next, { groups }) => pick(next, groups).say(person, pick(next, inputs.commands))],
  [
    2,
    (person, next) => person.send(pick(next, ["voice", "video", "sticker", "location", "poll", "document"])),
  ],
  [2, (person) => person.say("/torles").then(() => person.pressOld("erase:yes"))],
  [
    1,
    async (person) => {
      await person.block();
      await wait(blockedMs);
      await person.unblock();
    },
  ],
];
const total = deeds.reduce((sum, [share]) => sum + share, 0);

const chooseDeed = (next: Random) => {
  let place = next() * total;
  for (const [share, deed] of deeds) {
    place -= share;
    if (place < 0) return deed;
  }
  throw new Error("the shares do not add up");
};

/** How many messages an account sends at once: most often one, sometimes as many as a forwarded selection. */
const burstOf = (next: Random): number => {
  const chosen = next();
  if (chosen < 0.8) return 1;
  return chosen < 0.95 ? 5 : 20;
};
const meanBurst = 0.8 * 1 + 0.15 * 5 + 0.05 * 20;

/** Hostile accounts. */
export class Attack {
  readonly #people: readonly Person[];
  readonly #arsenal: Arsenal;
  readonly #seed: number;
  #sent = 0;

  private constructor(people: readonly Person[], arsenal: Arsenal, seed: number) {
    this.#people = people;
    this.#arsenal = arsenal;
    this.#seed = seed;
  }

  /** @param count of accounts @param seed of everything they do */
  static async prepare(telegram: Telegram, count: number, weapons: Weapons, seed: number): Promise<Attack> {
    const people = Array.from({ length: count }, (_, i) => telegram.person(`\u202e${i} http://a.example @b`));
    const arsenal = await upload(telegram, people, weapons);
    for (const person of people) await person.start();
    return new Attack(people, arsenal, seed);
  }

  /** How many deeds have been done. */
  get sent(): number {
    return this.#sent;
  }

  /** @param perSecond deeds of each account, on average */
  async run(forMs: number, perSecond: number): Promise<void> {
    const end = performance.now() + forMs;
    await Promise.all(
      this.#people.map((person, i) => this.#send(person, seededRandom(this.#seed + i), end, perSecond)),
    );
  }

  async #send(person: Person, next: Random, end: number, perSecond: number): Promise<void> {
    const pauseMs = (meanBurst / perSecond) * 1_000;
    await wait(next() * pauseMs);
    while (performance.now() < end) {
      for (let left = burstOf(next); left > 0; left -= 1) {
        this.#sent += 1;
        // One may have blocked the bot, or erased the message with the button, meanwhile.
        chooseDeed(next)(person, next, this.#arsenal).catch(() => undefined);
      }
      await wait(-Math.log(1 - next()) * pauseMs);
    }
  }
}
