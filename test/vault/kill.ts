/**
 * npm run test:kill: kills the program at every single write to the disk of adding, replacing, erasing and rewrapping,
 * and looks at what is left. Needs strace, which counts the writes and sends the signal in place of one of them.
 */
import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { copy, deeds, faultsOf, folderName, foresee, settle, type Deed } from "./lives.ts";

const crowd = 300;
/** So many points of one deed are tried at most, evenly spread. */
const most = 110;
const writes = "pwrite64,fsync,fdatasync,ftruncate,unlink";
const liver = fileURLToPath(new URL("./liver.ts", import.meta.url));

const say = (line: string) => process.stdout.write(`${line}\n`);
const home = await mkdtemp(join(tmpdir(), "kapuseged-kill-"));

const another = async () => {
  const folder = join(home, folderName());
  await mkdir(folder);
  return folder;
};

/** Lives under strace. @param at the write in place of which it is killed @returns what it said, and its trace */
const lived = async (folder: string, deed: Deed, at?: number) => {
  const trace = join(home, "trace");
  const inject = at === undefined ? [] : ["-e", `inject=${writes}:signal=SIGKILL:when=${at}`];
  const args = ["-f", "-qq", "-o", trace, "-e", `trace=${writes}`, ...inject];
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

/** How many writes the thread with most of them makes: strace counts them by thread. */
const pointsIn = (trace: string) => {
  const threads = trace.split("\n").flatMap((line) => /^(\d+) +\w+\(/.exec(line)?.[1] ?? []);
  return Math.max(...Array.from(new Set(threads), (id) => threads.filter((other) => other === id).length));
};

let [kills, bad] = [0, 0];
try {
  const settled = await another();
  await settle(settled, crowd);
  for (const deed of deeds) {
    const foreseen = await another();
    await copy(settled, foreseen);
    const outcome = await foresee(foreseen, deed, crowd);
    const dry = await another();
    await copy(settled, dry);
    const points = pointsIn((await lived(dry, deed)).trace);
    const step = Math.max(1, points / most);
    let [killed, acknowledged] = [0, 0];
    for (let at = 1; at <= points; at += step) {
      const folder = await another();
      await copy(settled, folder);
      const { said, trace } = await lived(folder, deed, Math.floor(at));
      const isDone = said.includes("done");
      if (trace.includes("+++ killed by SIGKILL +++")) killed += 1;
      if (isDone) acknowledged += 1;
      const faults = await faultsOf(folder, deed, isDone, outcome);
      if (faults.length > 0) {
        bad += 1;
        say(`${deed}, killed at write ${Math.floor(at)}: ${faults.join("; ")}`);
      }
      await rm(folder, { recursive: true });
    }
    kills += killed;
    say(`${deed}: ${points} writes, ${killed} kills, ${acknowledged} of them after it was acknowledged`);
  }
} finally {
  await rm(home, { recursive: true, force: true });
}
say(`${kills} kills, ${bad} with something lost, half done or come back`);
if (bad > 0 || kills < 200) process.exitCode = 1;
