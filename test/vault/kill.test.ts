import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { seededRandom } from "../support/seeded-random.ts";
import { copy, deeds, faultsOf, folderName, foresee, settle, type Outcome } from "./kill-scenarios.ts";

/** Chooses the moments of the kills; printed with every failure. KILL_SEED repeats a run's choice. */
const seed = Number(process.env["KILL_SEED"] ?? Date.now());
const random = seededRandom(seed);

// A few kills at random moments; npm run test:kill kills at every single write.
const crowd = 30;
let home: string;
let settled: string;

const another = async () => {
  const folder = join(home, folderName());
  await mkdir(folder);
  return folder;
};

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "kapuseged-kill-"));
  settled = await another();
  await settle(settled, crowd);
});

afterAll(() => rm(home, { recursive: true, force: true }));

/** Kills a process some time after it has begun the deed. @returns whether it said that it was done */
const killed = async (folder: string, deed: string, delay: number): Promise<boolean> => {
  const liver = fileURLToPath(new URL("./run-kill-scenario.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", liver, folder, deed], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.on("data", (text: Buffer) => (said += text.toString()));
  const ended = once(child, "close");
  await once(child.stdout, "data");
  // The kill has to hit the process at an arbitrary moment, so there is no event to wait for.
  await wait(delay);
  child.kill("SIGKILL");
  await ended;
  expect(said).toMatch(/^begin/);
  return said.includes("done");
};

describe.each(deeds)("killed in the middle of: %s", (deed) => {
  let outcome: Outcome;

  beforeAll(async () => {
    const folder = await another();
    await copy(settled, folder);
    outcome = await foresee(folder, deed, crowd);
  });

  test("nothing acknowledged is lost, nothing half done, and the second time ends where the first should", async () => {
    for (const delay of [0, random() * 8]) {
      const folder = await another();
      await copy(settled, folder);
      const acknowledged = await killed(folder, deed, delay);
      expect(
        await faultsOf(folder, deed, acknowledged, outcome),
        `seed ${seed}, killed after ${delay} ms`,
      ).toEqual([]);
    }
  });
});
