/**
 * npm run test:kill: kills the program at every single write to the disk of adding, replacing, erasing and rewrapping,
 * and looks at what is left. Needs strace, which counts the writes and sends the signal in place of one of them.
 */
import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { copy, deeds, faultsOf, folderName, foresee, settle, type Deed } from "./kill-scenarios.ts";

const crowd = 500;
const writes = "pwrite64,fsync,fdatasync,ftruncate,unlink";
const liver = fileURLToPath(new URL("./run-kill-scenario.ts", import.meta.url));

const say = (line: string) => process.stdout.write(`${line}\n`);
const home = await mkdtemp(join(tmpdir(), "kapuseged-kill-"));

const another = async () => {
  const folder = join(home, folderName());
  await mkdir(folder);
  return folder;
};

/** Lives under strace. @param at the write in place of which it is killed @returns what it said, and its trace */
const lived = async (folder: string, deed: Deed, at: number) => {
  const trace = join(home, "trace");
  const args = [
    "-f",
    "-qq",
    "-o",
    trace,
    "-e",
    `trace=${writes}`,
    "-e",
    `inject=${writes}:signal=SIGKILL:when=${at}`,
  ];
  const { stdout, error } = spawnSync(
    "strace",
    [...args, process.execPath, "--import", "tsx", liver, folder, deed],
    {
      encoding: "utf8",
    },
  );
  if (error !== undefined) throw error;
  return { said: stdout, trace: await readFile(trace, "utf8") };
};

let [kills, bad] = [0, 0];
try {
  const settled = await another();
  await settle(settled, crowd);
  for (const deed of deeds) {
    const foreseen = await another();
    await copy(settled, foreseen);
    const outcome = await foresee(foreseen, deed, crowd);
    let [killed, acknowledged] = [0, 0];
    // Until there is no such write any more, and it lives.
    for (let at = 1; ; at += 1) {
      const folder = await another();
      await copy(settled, folder);
      const { said, trace } = await lived(folder, deed, at);
      if (!trace.includes("+++ killed by SIGKILL +++")) break;
      killed += 1;
      const isDone = said.includes("done");
      if (isDone) acknowledged += 1;
      const faults = await faultsOf(folder, deed, isDone, outcome);
      if (faults.length > 0) {
        bad += 1;
        say(`${deed}, killed at write ${at}: ${faults.join("; ")}`);
      }
      await rm(folder, { recursive: true });
    }
    kills += killed;
    say(`${deed}: ${killed} kills, ${acknowledged} of them after it was acknowledged`);
  }
} finally {
  await rm(home, { recursive: true, force: true });
}
say(`${kills} kills, ${bad} with something lost, half done or come back`);
if (bad > 0 || kills < 200) process.exitCode = 1;
