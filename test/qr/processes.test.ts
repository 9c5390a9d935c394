import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { ProcessWatch } from "../../src/qr/pool/process-watch.ts";
import { createQrReader, type QrReader } from "../../src/qr/reader.ts";
import { noise, picture } from "./picture.ts";

const root = new URL("../../", import.meta.url);

/** So long that only a hang could exceed it, even on a loaded machine. */
const generousMs = 15_000;

let reader: QrReader;
/** The processes that got a picture, and the listener for the next one. */
let pids: number[];
let onNext: (pid: number) => void;

const createReader = (processes: number): QrReader =>
  createQrReader({
    processes,
    onReading: (pid) => {
      pids.push(pid);
      onNext(pid);
    },
  });

beforeEach(() => {
  pids = [];
  onNext = () => undefined;
  reader = createReader(1);
});
afterEach(() => reader.close());

/** @returns the id of the next process that gets a picture */
const nextReading = (): Promise<number> => new Promise((resolve) => (onNext = resolve));

/** @returns the ids of the processes that read pictures for this one, or wait for some */
const children = (of = process.pid): number[] =>
  spawnSync("pgrep", ["-P", String(of), "-f", "qr/pool/process"])
    .stdout.toString()
    .split("\n")
    .filter(Boolean)
    .map(Number);

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
  let isFirst = true;
  let takesAll = false;
  const watch = new ProcessWatch({
    ...{ perProcessBytes: 1000, intervalMs: 1 },
    read: () => ({ bytes: takesAll ? 1001 : 1, cpuMs: 0 }),
  });
  const limited = createQrReader({ processes: 1, watch, onReading: () => (takesAll = isFirst) });
  onTestFinished(() => limited.close());
  expect(await limited.read(await noise())).toEqual({ ok: false, why: "too-large" });
  [isFirst, takesAll] = [false, false];
  expect((await limited.read(picture("light.jpg"))).ok).toBe(true);
});

test("finishes reading when every process of the group receives SIGTERM", async () => {
  const started = nextReading();
  const reading = reader.read(picture("no-code.jpg"));
  process.kill(await started, "SIGTERM");
  expect(await reading).toMatchObject({ ok: false, why: "no-qr" });
});

test.runIf(process.platform === "linux")(
  "gives the process no environment, and lets it die first",
  async () => {
    const started = nextReading();
    const reading = reader.read(picture("no-code.jpg"));
    const pid = await started;
    expect(readFileSync(`/proc/${pid}/environ`, "latin1")).toBe("");
    expect(readFileSync(`/proc/${pid}/oom_score_adj`, "latin1").trim()).toBe("1000");
    await reading;
  },
);

test.runIf(process.platform === "linux")("loads no native add-on into the process", async () => {
  const started = nextReading();
  const reading = reader.read(picture("no-code.jpg"));
  expect(readFileSync(`/proc/${await started}/maps`, "latin1")).not.toMatch(/\.node$|libvips/m);
  await reading;
});

test("reads each picture in a process of its own, which is gone afterwards", async () => {
  for (const name of ["gif.gif", "light.jpg", "gif.gif"])
    expect((await reader.read(picture(name))).ok).toBe(true);
  expect(new Set(pids).size).toBe(3);
  await reader.close();
  expect(pids.filter(isAlive)).toEqual([]);
});

test("has a process ready that prepare started", async () => {
  reader.prepare();
  await expect.poll(children, { timeout: generousMs }).toHaveLength(1);
  reader.prepare();
  const [prepared] = children();
  expect((await reader.read(picture("gif.gif"))).ok).toBe(true);
  expect(pids).toEqual([prepared]);
});

test("ends the process that waits for a picture, and starts another for the next", async () => {
  reader.prepare();
  await expect.poll(children, { timeout: generousMs }).toHaveLength(1);
  const [waiting] = children();
  const endIdle = (): number[] => {
    reader.endIdle();
    return children();
  };
  await expect.poll(endIdle, { timeout: generousMs }).toEqual([]);
  expect((await reader.read(picture("gif.gif"))).ok).toBe(true);
  expect(pids).not.toContain(waiting);
});

test("closes while a process is starting, and starts none afterwards", async () => {
  reader.prepare();
  await reader.close();
  reader.prepare();
  expect(await reader.read(picture("gif.gif"))).toEqual({ ok: false, why: "busy" });
  expect(children()).toEqual([]);
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
  const running = children(program.pid);
  expect(running).not.toEqual([]);
  program.kill("SIGKILL");
  await expect.poll(() => running.filter(isAlive), { timeout: generousMs }).toEqual([]);
});
