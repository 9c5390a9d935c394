import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createQrReader, type QrReader } from "../../src/qr/reader.ts";
import { expectedReadings, noise, picture } from "./picture.ts";

/** Of processor time: enough for a picture with a code, and a part of what noise takes. */
const hastyMs = 1000;

describe("a reader", () => {
  let reader: QrReader;
  beforeAll(() => {
    reader = createQrReader();
  });
  afterAll(() => reader.close());

  test.each(Object.entries(expectedReadings))("reads %s as expected", async (name, expected) => {
    const reading = await reader.read(picture(name));
    if (typeof expected === "string") expect(reading).toMatchObject({ ok: false, why: expected });
    else expect(reading).toEqual({ ok: true, texts: expect.arrayContaining(expected) as unknown, parts: [] });
  });

  test("returns each text once", async () => {
    const reading = await reader.read(picture("two-codes.jpg"));
    expect(reading.ok && reading.texts).toHaveLength(2);
  });

  test("does not fill the missing part of a picture with the picture before it", async () => {
    for (const cut of ["cut-above-code.png", "cut-above-code.jpg"]) {
      expect((await reader.read(picture("cut-below-code.png"))).ok).toBe(true);
      expect(await reader.read(picture(cut))).toMatchObject({ ok: false, why: "no-qr" });
    }
  });

  test("diagnoses a truncated file without a sign of a code as truncated", async () => {
    const file = picture("no-code.jpg");
    const reading = await reader.read(file.subarray(0, Math.floor(file.length * 0.6)));
    expect(reading).toEqual({ ok: false, why: "no-qr", diagnosis: "truncated" });
    expect(await reader.read(file)).toEqual({ ok: false, why: "no-qr", diagnosis: "nothing" });
  });

  test.each([0.1, 0.5, 0.9])("returns a failure for a HEIC truncated to %d of its length", async (share) => {
    const file = picture("heic.heic");
    expect((await reader.read(file.subarray(0, Math.floor(file.length * share)))).ok).toBe(false);
  });

  test("refuses a file over 20 MB without opening it", async () => {
    const bytes = Buffer.concat([picture("light.jpg"), Buffer.alloc(20 * 1024 * 1024)]);
    expect(await reader.read(bytes)).toEqual({ ok: false, why: "too-large" });
  });

  test("reads a slice of a larger buffer and leaves the buffer unchanged", async () => {
    const file = picture("gif.gif");
    const pool = Buffer.concat([Buffer.from("before"), file, Buffer.from("after")]);
    const before = Buffer.from(pool);
    expect((await reader.read(pool.subarray(6, 6 + file.length))).ok).toBe(true);
    expect(pool.equals(before)).toBe(true);
  });

  test("does not block the caller's event loop", async () => {
    const bytes = picture("no-code.jpg");
    let turns = 0;
    let pending = true;
    const turn = (): void => {
      turns += 1;
      if (pending) setImmediate(turn);
    };
    turn();
    await reader.read(bytes);
    pending = false;
    expect(turns).toBeGreaterThan(100);
  });
});

describe("a reader under load", () => {
  test.runIf(process.platform === "linux")(
    "kills a picture past its processor time and reads the next",
    async () => {
      const reader = createQrReader({ cpuLimitMs: hastyMs });
      const bytes = await noise();
      for (let round = 0; round < 2; round += 1) {
        expect(await reader.read(bytes)).toEqual({ ok: false, why: "too-slow" });
        expect((await reader.read(picture("light.jpg"))).ok).toBe(true);
      }
      await reader.close();
    },
  );

  test("reads more pictures than it has processes, in the order they came", async () => {
    const reader = createQrReader({ processes: 1 });
    const names = ["light.jpg", "gif.gif", "webp.webp", "tiff.tiff"];
    const finished: string[] = [];
    await Promise.all(
      names.map(async (name) => {
        expect((await reader.read(picture(name))).ok).toBe(true);
        finished.push(name);
      }),
    );
    expect(finished).toEqual(names);
    await reader.close();
  });

  test.runIf(process.platform === "linux")(
    "does not count the wait for a process as reading, and reads after a kill what waited",
    async () => {
      const reader = createQrReader({ cpuLimitMs: hastyMs, processes: 1 });
      const [slow, ...waiting] = await Promise.all([
        reader.read(await noise()),
        reader.read(picture("light.jpg")),
        reader.read(picture("light.jpg")),
      ]);
      expect(slow).toEqual({ ok: false, why: "too-slow" });
      expect(waiting.map(({ ok }) => ok)).toEqual([true, true]);
      await reader.close();
    },
  );
});

describe("closing a reader", () => {
  test("waits for the pictures it was given and answers busy to later ones", async () => {
    const reader = createQrReader({ processes: 1 });
    const given = ["light.jpg", "gif.gif"].map((name) => reader.read(picture(name)));
    const closing = reader.close();
    const late = reader.read(picture("gif.gif"));
    await closing;
    expect((await Promise.all(given)).map(({ ok }) => ok)).toEqual([true, true]);
    expect(await late).toEqual({ ok: false, why: "busy" });
  });

  test("works on a reader that never read a picture", async () => {
    await expect(createQrReader().close()).resolves.toBeUndefined();
  });
});
