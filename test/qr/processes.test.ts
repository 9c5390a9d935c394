import { ChildProcess, execFileSync, spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { createQrReader, type QrReader } from "../../src/qr/reader.ts";
import { noise, picture } from "./picture.ts";

const root = new URL("../../", import.meta.url);

/** So long that only a hang could exceed it, even on a loaded machine. */
const generousMs = 15_000;

let reader: QrReader;
beforeEach(() => {
  reader = createQrReader({ deadlineMs: generousMs, processes: 1 });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await reader.close();
});

/** @returns the id of the next process that starts on a picture, as soon as it reports this */
const nextReading = (): Promise<number> => {
  // Spying on Node's class makes the messages observable without access to the pool.
  const emit = vi.spyOn(ChildProcess.prototype as EventEmitter, "emit");
  return new Promise((resolve) => {
    emit.mockImplementation(function (this: EventEmitter, ...event) {
      const [name, message] = event as [string, { pid?: number }?];
      if (name === "message" && message?.pid !== undefined) resolve(message.pid);
      return EventEmitter.prototype.emit.apply(this, event);
    });
  });
};

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test("calls a picture broken if its process dies over it, and reads those that waited behind it", async () => {
  const started = nextReading();
  const reading = reader.read(await noise());
  const waiting = reader.read(picture("gif.gif"));
  process.kill(await started, "SIGSEGV");
  expect(await reading).toEqual({ ok: false, why: "broken" });
  expect((await waiting).ok).toBe(true);
});

test("answers too large when the process is ended over its memory, and reads the next picture", async () => {
  let endsFirst = true;
  const limited = createQrReader({
    ...{ deadlineMs: generousMs, processes: 1 },
    onStarted: ({ end }) => {
      if (endsFirst) end("too-large");
      endsFirst = false;
      return () => undefined;
    },
  });
  onTestFinished(() => limited.close());
  expect(await limited.read(await noise())).toEqual({ ok: false, why: "too-large" });
  expect((await limited.read(picture("gif.gif"))).ok).toBe(true);
});

test("finishes reading when every process of the group receives SIGTERM", async () => {
  const started = nextReading();
  const reading = reader.read(picture("no-code.jpg"));
  process.kill(await started, "SIGTERM");
  expect(await reading).toMatchObject({ ok: false, why: "no-qr" });
});

test.runIf(process.platform === "linux")("keeps token and master key from the process", async () => {
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

test("reads pictures in the process that prepare started", async () => {
  const emit = vi.spyOn(ChildProcess.prototype as EventEmitter, "emit");
  reader = createQrReader({ deadlineMs: generousMs, processes: 2 });
  reader.prepare();
  reader.prepare();
  expect((await reader.read(picture("gif.gif"))).ok).toBe(true);
  reader.prepare();
  expect((await reader.read(picture("gif.gif"))).ok).toBe(true);
  const processes = new Set<unknown>(emit.mock.contexts);
  expect(processes.size).toBe(1);
});

test("ends an idle process, but none that has a picture, and starts another for the next", async () => {
  const emit = vi.spyOn(ChildProcess.prototype as EventEmitter, "emit");
  const reading = reader.read(picture("gif.gif"));
  reader.endIdle();
  expect((await reading).ok).toBe(true);
  const [first] = emit.mock.contexts as ChildProcess[];
  const ended = once(first!, "exit");
  reader.endIdle();
  await ended;
  expect((await reader.read(picture("gif.gif"))).ok).toBe(true);
  expect(new Set<unknown>(emit.mock.contexts).size).toBe(2);
});

test("closes while a process is starting, and starts none afterwards", async () => {
  const emit = vi.spyOn(ChildProcess.prototype as EventEmitter, "emit");
  reader.prepare();
  await reader.close();
  reader.prepare();
  expect(await reader.read(picture("gif.gif"))).toEqual({ ok: false, why: "busy" });
  expect(new Set<unknown>(emit.mock.contexts).size).toBe(1);
});

test("writes nothing to the program's output, and ends when the program is killed", async () => {
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
  await expect.poll(() => isAlive(reading), { timeout: generousMs }).toBe(false);
});
