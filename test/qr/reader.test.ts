import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createQrReader, type QrReader } from "../../src/qr/reader.ts";
import { chequers, expectedReadings, noise, picture } from "./picture.ts";

/** ms; so long that only a hang could pass it, on a loaded machine too. */
const patient = 15_000;

async function dearPicture(): Promise<Buffer> {
  const { data, raw } = chequers(3000);
  return sharp(data, { raw }).png().toBuffer();
}

describe("what a picture gives", () => {
  let reader: QrReader;
  beforeAll(() => {
    reader = createQrReader({ deadline: patient });
  });
  afterAll(() => reader.close());

  it.each(Object.entries(expectedReadings))("%s", async (name, expected) => {
    const reading = await reader.read(picture(name));
    if (typeof expected === "string") expect(reading).toMatchObject({ ok: false, why: expected });
    else expect(reading).toEqual({ ok: true, texts: expect.arrayContaining(expected) as unknown });
  });

  it("gives each text once", async () => {
    const reading = await reader.read(picture("two-codes.jpg"));
    expect(reading.ok && reading.texts).toHaveLength(2);
  });

  it("never shows a picture the rest of the one before", async () => {
    for (const cut of ["cut-above-code.png", "cut-above-code.jpg"]) {
      expect((await reader.read(picture("cut-below-code.png"))).ok).toBe(true);
      expect(await reader.read(picture(cut))).toMatchObject({ ok: false, why: "no-qr" });
    }
  });

  it("says so when the file did not arrive whole", async () => {
    const file = picture("no-code.jpg");
    const reading = await reader.read(file.subarray(0, Math.floor(file.length * 0.6)));
    expect(reading).toEqual({ ok: false, why: "no-qr", seen: "cut-off" });
    expect(await reader.read(file)).toEqual({ ok: false, why: "no-qr", seen: "nothing" });
  });

  it.each([0.1, 0.5, 0.9])("gives up on a HEIC cut off at %d of its length", async (part) => {
    const file = picture("heic.heic");
    expect((await reader.read(file.subarray(0, Math.floor(file.length * part)))).ok).toBe(false);
  });

  it("refuses a file over 20 MB unopened", async () => {
    const bytes = Buffer.concat([picture("light.jpg"), Buffer.alloc(20 * 1024 * 1024)]);
    expect(await reader.read(bytes)).toEqual({ ok: false, why: "too-large" });
  });

  it("leaves the caller's bytes alone, even a slice of a larger buffer", async () => {
    const file = picture("gif.gif");
    const pool = Buffer.concat([Buffer.from("before"), file, Buffer.from("after")]);
    const before = Buffer.from(pool);
    expect((await reader.read(pool.subarray(6, 6 + file.length))).ok).toBe(true);
    expect(pool.equals(before)).toBe(true);
  });

  it("leaves the caller's event loop free", async () => {
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

describe("when there is too much", () => {
  it("kills a picture past its deadline and reads the next", async () => {
    const reader = createQrReader({ deadline: 400 });
    const bytes = await noise();
    for (let round = 0; round < 2; round += 1) {
      expect(await reader.read(bytes)).toEqual({ ok: false, why: "too-slow" });
      expect((await reader.read(picture("gif.gif"))).ok).toBe(true);
    }
    await reader.close();
  });

  it("is busy once one is read and the queue is full", async () => {
    const reader = createQrReader({ deadline: patient, processes: 1, queue: 1 });
    const [read, waits, refused] = await Promise.all([
      reader.read(picture("light.jpg")),
      reader.read(picture("gif.gif")),
      reader.read(picture("webp.webp")),
    ]);
    expect([read.ok, waits.ok]).toEqual([true, true]);
    expect(refused).toEqual({ ok: false, why: "busy" });
    expect((await reader.read(picture("webp.webp"))).ok).toBe(true);
    await reader.close();
  });

  it("does not count the wait in the queue as reading", async () => {
    const reader = createQrReader({ deadline: 700, processes: 1, queue: 1 });
    const [slow, waits] = await Promise.all([
      reader.read(await dearPicture()),
      reader.read(picture("gif.gif")),
    ]);
    expect([slow.ok, waits.ok]).toEqual([false, true]);
    await reader.close();
  });

  it("reads as many at once as it has processes", async () => {
    const reader = createQrReader({ deadline: patient, processes: 2, queue: 0 });
    const readings = await Promise.all(
      ["light.jpg", "gif.gif", "webp.webp"].map((name) => reader.read(picture(name))),
    );
    expect(readings.map((reading) => reading.ok)).toEqual([true, true, false]);
    await reader.close();
  });
});

describe("closing", () => {
  it("finishes what is being read, and is busy to the rest", async () => {
    const reader = createQrReader({ deadline: patient, processes: 1 });
    const started = reader.read(picture("light.jpg"));
    const waiting = reader.read(picture("gif.gif"));
    await reader.close();
    expect((await started).ok).toBe(true);
    expect(await waiting).toEqual({ ok: false, why: "busy" });
    expect(await reader.read(picture("gif.gif"))).toEqual({ ok: false, why: "busy" });
  });

  it("closes a reader that never read", async () => {
    await expect(createQrReader().close()).resolves.toBeUndefined();
  });
});
