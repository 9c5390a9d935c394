import { ChildProcess, execFileSync, spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createQrReader, type QrReader } from "../../src/qr/reader.ts";
import { noise, picture } from "./picture.ts";

const root = new URL("../../", import.meta.url);
/** ms; so long that only a hang could pass it, on a loaded machine too. */
const patient = 15_000;

let reader: QrReader;
beforeEach(() => {
  reader = createQrReader({ deadline: patient, processes: 1 });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await reader.close();
});

/** @returns the id of the next process that takes up a picture, as soon as it says so */
function nextReading(): Promise<number> {
  // A class of Node's own, so that what it emits can be heard without a way into the pool.
  const hearing = vi.spyOn(ChildProcess.prototype as EventEmitter, "emit");
  return new Promise((resolve) => {
    hearing.mockImplementation(function (this: EventEmitter, ...event) {
      const [name, message] = event as [string, { pid?: number }?];
      if (name === "message" && message?.pid !== undefined) resolve(message.pid);
      return EventEmitter.prototype.emit.apply(this, event);
    });
  });
}

it("calls a picture broken that its process dies over, and reads the next", async () => {
  const started = nextReading();
  const reading = reader.read(await noise());
  process.kill(await started, "SIGSEGV");
  expect(await reading).toEqual({ ok: false, why: "broken" });
  expect((await reader.read(picture("gif.gif"))).ok).toBe(true);
});

it("finishes what it reads when every process is asked to end", async () => {
  const started = nextReading();
  const reading = reader.read(picture("no-code.jpg"));
  process.kill(await started, "SIGTERM");
  expect(await reading).toMatchObject({ ok: false, why: "no-qr" });
});

it.runIf(process.platform === "linux")("keeps token and master key from the process", async () => {
  const started = nextReading();
  const reading = reader.read(picture("no-code.jpg"));
  const names = readFileSync(`/proc/${await started}/environ`, "latin1").match(/(?<=^|\0)\w+(?==)/g);
  expect(names?.sort()).toEqual([
    "MALLOC_ARENA_MAX",
    "NODE_CHANNEL_FD",
    "NODE_CHANNEL_SERIALIZATION_MODE",
    "TINYPOOL_WORKER_ID",
  ]);
  await reading;
});

it("reads what comes while it makes ready, and after, in one process", async () => {
  const emit = vi.spyOn(ChildProcess.prototype as EventEmitter, "emit");
  reader = createQrReader({ deadline: patient, processes: 2 });
  reader.prepare();
  reader.prepare();
  expect((await reader.read(picture("gif.gif"))).ok).toBe(true);
  reader.prepare();
  expect((await reader.read(picture("gif.gif"))).ok).toBe(true);
  const processes = new Set<unknown>(emit.mock.contexts);
  expect(processes.size).toBe(1);
});

it("can be closed while it makes ready; then nothing starts any more", async () => {
  reader.prepare();
  await reader.close();
  reader.prepare();
});

it("writes nothing on the program's output, and ends when the program is killed", async () => {
  const script = `
    import { createQrReader } from "./src/qr/reader.ts";
    import { picture } from "./test/qr/picture.ts";
    const file = picture("heic.heic");
    await createQrReader().read(file.subarray(0, file.length / 2));
    process.stdout.write("read");
    setInterval(() => undefined, 1000);
  `;
  const program = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [output] = (await once(program.stdout, "data")) as [Buffer];
  expect(output.toString()).toBe("read");
  const reading = Number(execFileSync("pgrep", ["-P", String(program.pid), "-f", "tinypool"]).toString());
  program.kill("SIGKILL");
  await expect.poll(() => isAlive(reading), { timeout: patient }).toBe(false);
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
