import { expect, test } from "vitest";
import { runChaos } from "./chaos.ts";
import { faultsIn } from "./verdict.ts";

// A short bad day; npm run test:chaos has the long one.
const weather = { repeated: 0.3, ackLost: 0.1, delay: 50, lateness: 1_000 };
const patience = 180_000;

test(
  "three instances on one server, killed like the server itself, lose, double and leave nothing",
  async () => {
    const verdict = await runChaos({ seed: 1, people: 12, instances: 3, kills: 2, serverKills: 1, weather });
    expect(faultsIn(verdict)).toEqual([]);
    expect(verdict).toMatchObject({ kills: 2, serverKills: 1 });
    expect(verdict.passed.copies).toBeGreaterThan(0);
  },
  patience,
);

test(
  "one instance on a file that another program keeps locking, killed too, loses, doubles and leaves nothing",
  async () => {
    const verdict = await runChaos({ seed: 2, people: 6, instances: 1, kills: 2, serverKills: 0, weather });
    expect(faultsIn(verdict)).toEqual([]);
    expect(verdict.kills).toBe(2);
  },
  patience,
);
