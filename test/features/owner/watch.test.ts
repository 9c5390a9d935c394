import { join } from "node:path";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { GrammyError } from "grammy";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CensusTaker } from "../../../src/features/owner/census.ts";
import { ownerChecks, ownerKinds, type OwnerSignals } from "../../../src/features/owner/checks.ts";
import { DayCounts } from "../../../src/features/owner/day-counts.ts";
import { ageText, sizeText } from "../../../src/features/owner/figures.ts";
import { RecentPictures } from "../../../src/features/owner/recent-pictures.ts";
import { isToTell, Told, type OwnerKind } from "../../../src/features/owner/told.ts";
import { OwnerWatch } from "../../../src/features/owner/watch.ts";
import { createTranslator } from "../../../src/i18n.ts";
import { createLog } from "../../../src/observability/log.ts";
import { Store } from "../../../src/storage/store.ts";
import { parseHtml } from "../../support/bot-api-server/index.ts";

const [hu, en] = [createTranslator(), createTranslator("en")];
const dayMs = 86_400_000;
/** Noon in Hungary. */
const noon = Date.UTC(2026, 10, 30, 11);
const today = 20_787;

/** Signals of a program in which all is well. */
const well: OwnerSignals = {
  now: () => noon,
  today: () => today,
  dayCounts: () => Promise.resolve(new Map()),
  portalSteps: [{ id: "apply", title: "Keresd meg az igénylést" }],
  overdueJobs: () => Promise.resolve({ jobs: 0, lateMs: 0 }),
  backupTime: () => Promise.resolve(noon - dayMs),
  backupDays: undefined,
  wrongClockMs: () => undefined,
  isClockMeasured: () => true,
  pictures: () => ({ all: 10, failed: 0 }),
  isWritable: () => Promise.resolve(true),
  freeBytes: () => Promise.resolve(10 * 1024 ** 3),
  databaseBytes: () => Promise.resolve(1024 ** 2),
  isKeyRingWrong: () => false,
  overdueFacts: () => 0,
};

/** What is wrong with each kind, and what the message then says. */
const troubles: Readonly<Record<OwnerKind, readonly (readonly [Partial<OwnerSignals>, RegExp])[]>> = {
  portal: [[{ dayCounts: () => Promise.resolve(new Map([["unseen:apply", 3]])) }, /3 ember.*\n– Keresd meg/]],
  jobs: [[{ overdueJobs: () => Promise.resolve({ jobs: 7, lateMs: 7_200_000 }) }, /7 teendőm.*2 órája/]],
  backup: [
    [{ backupTime: () => Promise.resolve(noon - 3 * dayMs - 1) }, /Az utolsó 3 napja készült/],
    [{ backupTime: () => Promise.resolve(noon - 2 * dayMs), backupDays: 1 }, /Az utolsó 2 napja készült/],
    [{ backupTime: () => Promise.resolve(undefined), backupDays: 7 }, /Még egy sem készült/],
  ],
  clock: [
    [{ wrongClockMs: () => 61_400 }, /Siet.*\n\nKörülbelül 61 másodperccel/],
    [{ wrongClockMs: () => -12_000 }, /Késik.*\n\nKörülbelül 12 másodperccel/],
  ],
  pictures: [[{ pictures: () => ({ all: 15, failed: 3 }) }, /15 kép jött, és 3 olvasása nem sikerült/]],
  disk: [
    [{ freeBytes: () => Promise.resolve(150 * 1024 ** 2) }, /Már csak 150 MB szabad/],
    [
      { freeBytes: () => Promise.resolve(1024 ** 3), databaseBytes: () => Promise.resolve(600 * 1024 ** 2) },
      /Már csak 1 GB szabad/,
    ],
    [{ isWritable: () => Promise.resolve(false) }, /Nem tudok írni/],
  ],
  keyRing: [[{ isKeyRingWrong: () => true }, /Baj van a mesterkulccsal/]],
  facts: [[{ overdueFacts: () => 4 }, /4 tényt/]],
};

/** What is neither wrong nor fine. */
const unclear: readonly (readonly [OwnerKind, Partial<OwnerSignals>])[] = [
  ["backup", { backupTime: () => Promise.resolve(undefined) }],
  ["backup", { backupTime: () => Promise.resolve(0), backupDays: 0 }],
  ["clock", { isClockMeasured: () => false }],
  ["pictures", { pictures: () => ({ all: 2, failed: 2 }) }],
  ["pictures", { pictures: () => ({ all: 100, failed: 3 }) }],
  ["portal", { dayCounts: (day) => Promise.resolve(new Map([["unseen:apply", day === today ? 2 : 3]])) }],
];

describe("a check", () => {
  test.each(ownerKinds)("of %s finds what is wrong, and says what to do in both languages", async (kind) => {
    expect(await ownerChecks[kind].look(well, hu)).toEqual({ is: "fine" });
    for (const [wrong, words] of troubles[kind]) {
      const verdict = await ownerChecks[kind].look({ ...well, ...wrong }, hu);
      if (verdict.is !== "wrong") throw new Error(`${kind} is ${verdict.is}`);
      expect(hu(verdict.text, verdict.values)).toMatch(words);
      const english = await ownerChecks[kind].look({ ...well, ...wrong }, en);
      for (const text of [hu(verdict.text, verdict.values), en(verdict.text, { ...verdict.values })]) {
        const shown = parseHtml(text).text;
        expect(shown.length).toBeLessThan(600);
        expect(shown).toMatch(/^⚠️ [^\n]+\n\n[^]+\n\n[^]+$/);
      }
      expect(english.is).toBe("wrong");
    }
    expect(hu(`owner:${kind}.fine`)).toMatch(/^✅/);
    expect(en(`owner:${kind}.fine`)).toMatch(/^✅/);
  });

  test.each(unclear)("of %s says nothing when it cannot know", async (kind, signals) => {
    expect(await ownerChecks[kind].look({ ...well, ...signals }, hu)).toEqual({ is: "unknown" });
  });
});

describe("when the owner is told", () => {
  const occasion = { day: today, is: "wrong", repeatDays: 1, isDaytime: true } as const;
  test.each([
    ["the first time", undefined, occasion, true],
    ["not twice a day", { day: today, is: "wrong" }, occasion, false],
    ["again the next day", { day: today - 1, is: "wrong" }, occasion, true],
    ["not of the same at night", { day: today - 1, is: "wrong" }, { ...occasion, isDaytime: false }, false],
    ["of something new at night", undefined, { ...occasion, isDaytime: false }, true],
    ["not again on a day on which it was fine", { day: today, is: "fine" }, occasion, false],
    ["monthly of slow matters", { day: today - 29, is: "wrong" }, { ...occasion, repeatDays: 30 }, false],
    ["that it is fine again", { day: today, is: "wrong" }, { ...occasion, is: "fine" }, true],
    ["not that it is still fine", { day: today - 1, is: "fine" }, { ...occasion, is: "fine" }, false],
    ["not that it is fine when it never was wrong", undefined, { ...occasion, is: "fine" }, false],
  ] as const)("%s", (_, last, now, expected) => {
    expect(isToTell(last, now)).toBe(expected);
  });
});

describe("on a database", () => {
  let folder = "";
  let store: Store;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "kapuseged-owner-"));
    store = await Store.open({ url: `file:${join(folder, "kapuseged.db")}` });
  });
  afterEach(async () => {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  });

  const watchWith = (signals: OwnerSignals, { isShared = false, told = new Told(store) } = {}) => {
    const sent: string[] = [];
    const failures: Error[] = [];
    const lines: string[] = [];
    const watch = new OwnerWatch({
      t: hu,
      clock: { now: () => signals.now() },
      log: createLog("trace", { write: (line) => lines.push(line) }),
      signals,
      told,
      isShared,
      tell: (text, isSilent) => {
        const failure = failures.shift();
        if (failure !== undefined) return Promise.reject(failure);
        sent.push(`${isSilent ? "silently: " : ""}${text.split("\n")[0] ?? ""}`);
        return Promise.resolve();
      },
    });
    return { watch, sent, failures, lines };
  };
  const ringWrong = { ...well, isKeyRingWrong: () => true };
  const headline = "⚠️ <b>Baj van a mesterkulccsal</b>";

  test("of several instances one tells, also after a restart", async () => {
    const all = [watchWith(ringWrong), watchWith(ringWrong), watchWith(ringWrong)];
    await Promise.all(all.map(({ watch }) => watch.look()));
    await all[0]?.watch.look();
    expect(all.flatMap(({ sent }) => sent)).toEqual([headline]);
    const restarted = watchWith(ringWrong);
    await restarted.watch.look();
    expect(restarted.sent).toEqual([]);
  });

  test("only the instance that was wrong says that it is fine again, unless there is one only", async () => {
    let isWrong = true;
    const one = watchWith({ ...well, isKeyRingWrong: () => isWrong }, { isShared: true });
    const other = watchWith(well, { isShared: true });
    await one.watch.look();
    await other.watch.look();
    expect(other.sent).toEqual([]);
    isWrong = false;
    await one.watch.look();
    expect(one.sent).toEqual([headline, "✅ Megvan minden mesterkulcs. Nincs dolgod."]);

    await watchWith({ ...ringWrong, today: () => today + 1 }).watch.look();
    const restarted = watchWith({ ...well, today: () => today + 1 });
    await restarted.watch.look();
    expect(restarted.sent).toHaveLength(1);
  });

  test("what could not be sent is sent at the next look; a blocked chat is logged once", async () => {
    const { watch, sent, failures } = watchWith(ringWrong);
    failures.push(new Error("lost"));
    await watch.look();
    expect(sent).toEqual([]);
    await watch.look();
    expect(sent).toEqual([headline]);

    const blocked = () =>
      new GrammyError(
        "blocked",
        { ok: false, error_code: 403, description: "Forbidden: bot was blocked by the user" },
        "sendMessage",
        {},
      );
    const broken = watchWith({ ...ringWrong, today: () => today + 1, wrongClockMs: () => 60_000 });
    broken.failures.push(blocked(), blocked());
    await broken.watch.look();
    expect(broken.lines.filter((line) => line.includes("press Start"))).toHaveLength(1);
  });

  test("what may heal by itself is told at the second look, at night without a sound", async () => {
    const { watch, sent } = watchWith({
      ...well,
      now: () => noon + 12 * 3_600_000,
      overdueJobs: () => Promise.resolve({ jobs: 1, lateMs: 400_000 }),
    });
    await watch.look();
    expect(sent).toEqual([]);
    await watch.look();
    expect(sent).toEqual(["silently: ⚠️ <b>Késnek a teendőim</b>"]);
  });

  test("while the database fails, the owner is told once all the same, and that it is fine again", async () => {
    let isDown = true;
    const told = new Told({
      metadata: (name) => (isDown ? Promise.reject(new Error("down")) : store.metadata(name)),
      replace: (...args) => store.replace(...args),
    });
    const signals = { ...well, isWritable: () => Promise.resolve(!isDown) };
    const { watch, sent } = watchWith(signals, { told });
    for (let i = 0; i < 3; i += 1) await watch.look();
    expect(sent).toEqual(["⚠️ <b>Nem tudok írni az adatbázisba</b>"]);
    isDown = false;
    await watch.look();
    await watch.look();
    expect(sent.slice(1)).toEqual(["✅ Van hely, és tudok írni az adatbázisba. Nincs dolgod."]);
  });

  test("a failing check hides no other", async () => {
    const { watch, sent } = watchWith({ ...ringWrong, databaseBytes: () => Promise.reject(new Error("x")) });
    await watch.look();
    expect(sent).toEqual([headline]);
  });

  test("the counts of a day outlive the program, and of each person a step is counted once", async () => {
    const clock = { now: () => noon, at: () => () => undefined };
    const counts = new DayCounts(store.statistics, clock);
    counts.count("codes");
    counts.count("codes");
    for (const chatId of [1, 2, 2, 1, 3]) counts.unseen("apply", chatId);
    expect(await counts.of(today)).toEqual(new Map([["codes", 2], ["unseen:apply", 3]])); // prettier-ignore
    await counts.flush();
    await counts.flush();
    const next = new DayCounts(store.statistics, clock);
    next.count("codes");
    await next.flush();
    expect((await counts.of(today)).get("codes")).toBe(3);
    expect((await counts.of(today)).get("unseen:apply")).toBe(3);
    expect(await counts.of(today - 1)).toEqual(new Map());

    const later = new DayCounts(store.statistics, { ...clock, now: () => noon + 36 * dayMs });
    later.count("pictures");
    await later.flush();
    expect(await counts.of(today)).toEqual(new Map());
  });

  test("counts that cannot be stored are kept", async () => {
    const clock = { now: () => noon, at: () => () => undefined };
    let isDown = true;
    const counts = new DayCounts(
      {
        addCounts: (...args) =>
          isDown ? Promise.reject(new Error("x")) : store.statistics.addCounts(...args),
        counts: (day) => store.statistics.counts(day),
        deleteOldCounts: (day) => store.statistics.deleteOldCounts(day),
      },
      clock,
    );
    counts.count("pictures");
    await expect(counts.flush()).rejects.toThrow();
    counts.count("pictures");
    isDown = false;
    await counts.flush();
    expect(await store.statistics.counts(today)).toEqual(new Map([["pictures", 2]]));
  });
});

test("pictures are judged by the last hour, and only for our own faults", () => {
  let now = noon;
  const pictures = new RecentPictures({ now: () => now, at: () => () => undefined });
  for (const outcome of ["found", "tooSlow", "busy", "lost", "noQr", "blurred"] as const)
    pictures.note(outcome);
  expect(pictures.count()).toEqual({ all: 6, failed: 3 });
  now += 3_600_000;
  expect(pictures.count()).toEqual({ all: 0, failed: 0 });
});

test("a census is taken again only when a thousand times its duration has passed", async () => {
  let [now, taken] = [0, 0];
  const census = new CensusTaker(
    async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      taken += 1;
      return { chats: taken, keys: 2 };
    },
    { now: () => now, at: () => () => undefined },
  );
  expect(census.last).toBeUndefined();
  await Promise.all([census.take(), census.take()]);
  await census.take();
  expect(taken).toBe(1);
  now += 600_000;
  expect(await census.take()).toEqual({ chats: 2, keys: 2 });
});

test.each([
  [0, "0 perce", "0 min"],
  [119 * 60_000, "119 perce", "119 min"],
  [2 * 3_600_000, "2 órája", "2 h"],
  [47 * 3_600_000, "47 órája", "47 h"],
  [2 * dayMs, "2 napja", "2 days"],
])("%d ms are told as %s", (ms, hungarian, english) => {
  expect(ageText(hu, ms)).toBe(hungarian);
  expect(ageText(en, ms)).toBe(english);
});

test.each([
  [0, "0 kB", "0 kB"],
  [60 * 1024, "60 kB", "60 kB"],
  [1.25 * 1024 ** 2, "1,3 MB", "1.3 MB"],
  [71 * 1024 ** 3, "71 GB", "71 GB"],
])("%d bytes are told as %s", (bytes, hungarian, english) => {
  expect(sizeText(hu, bytes)).toBe(hungarian);
  expect(sizeText(en, bytes)).toBe(english);
});
