import { transform } from "esbuild";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { pictureFd, processCommand } from "../../src/qr/pool/process-command.ts";
import { ReadingProcess } from "../../src/qr/pool/reading-process.ts";
import type { Targets } from "./taken-over-decoder.ts";

const folder = mkdtempSync(join(realpathSync(tmpdir()), "taken-over-"));
afterAll(() => rmSync(folder, { recursive: true }));

const root = new URL("../../", import.meta.url);
const addon = createRequire(import.meta.url).resolve("@libsql/linux-x64-gnu");

/** What Node answers to what its permission model forbids, and to native add-ons. */
const denied = expect.stringMatching(/^ERR_(ACCESS_DENIED|DLOPEN_DISABLED)$/) as unknown;

/** @returns a process that runs `taken-over-decoder.ts` in place of its decoder */
const startTakenOver = async (cwd?: string): Promise<ReadingProcess> => {
  const decoder = join(folder, "decoder.mjs");
  const source = readFileSync(new URL("./taken-over-decoder.ts", import.meta.url), "utf8");
  writeFileSync(decoder, (await transform(source, { loader: "ts", format: "esm" })).code);
  const command = await processCommand("qr/pool/worker");
  const taken = new ReadingProcess({
    args: [`--allow-fs-read=${decoder}`, ...command.args.with(-1, decoder)],
    cwd: cwd ?? command.cwd,
  });
  await taken.ready;
  return taken;
};

test.runIf(process.platform === "linux")(
  "a decoder that is taken over gets no file, process, thread, debugger or second picture",
  async () => {
    // As the program does, so that no debugger opens in this process.
    process.on("SIGUSR1", () => undefined);
    const files = ["master.key", "kapuseged.db", ".env"].map((name) => join(folder, name));
    for (const file of files) writeFileSync(file, "invented");
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");

    const taken = await startTakenOver();
    const targets: Targets = {
      files: [...files, "/etc/passwd", new URL("src/main.ts", root).pathname],
      folder,
      addon,
      port: (server.address() as AddressInfo).port,
    };
    const report = await taken.read(Buffer.from(JSON.stringify(targets)));
    server.close();

    const { files: all } = targets;
    expect(report).toEqual({
      ...Object.fromEntries(
        all.flatMap((file) => [`reads ${file}`, `opens ${file} for writing`].map((name) => [name, denied])),
      ),
      "reads the parent's environment": denied,
      "opens the parent's memory": denied,
      "reads its own memory as a file": denied,
      "writes a file": denied,
      "opens a database": "ERR_UNKNOWN_BUILTIN_MODULE",
      "runs a program": denied,
      "starts a process": denied,
      "starts a thread": denied,
      "loads a native add-on": denied,
      "loads a native add-on directly": denied,
      "gets at Node's internals": denied,
      "starts WASI with the file system": denied,
      "finds open files": "0 files",
      "finds an environment": "{}",
      "opens the program's debugger": "ECONNREFUSED",
      "opens its own debugger": "ECONNREFUSED",
      "debugs its main thread": denied,
      // What the platform cannot forbid, see SECURITY.md.
      "reaches the network": "got",
      "may signal the program": "got",
    });
    // It would stay for the next picture, but the process is ended with the first.
    await taken.ended;
  },
);

test.runIf(process.platform === "linux").each(["V8's flags", "a heap snapshot"] as const)(
  "a decoder that is taken over writes no file with %s",
  async (fatal) => {
    const written = mkdtempSync(join(folder, "written-"));
    const taken = await startTakenOver(written);
    const targets: Targets = { files: [], folder: written, addon, port: 0, fatal };
    const report = await taken.read(Buffer.from(JSON.stringify(targets)));
    await taken.ended;

    expect(readdirSync(written)).toEqual([]);
    expect(Object.values(report ?? {})).not.toContain("got");
  },
);

test("a process that writes more than a result is ended", async () => {
  const program = `
    const channel = new (require("node:net").Socket)({ fd: ${pictureFd} });
    channel.write("r");
    channel.once("data", () => channel.write("1".repeat(5 * 1024 * 1024)));
    setInterval(() => undefined, 1000);`;
  const taken = new ReadingProcess({ args: ["-e", program], cwd: folder });
  await taken.ready;

  expect(await taken.read(Buffer.from("picture"))).toBeUndefined();
  await taken.ended;
});
