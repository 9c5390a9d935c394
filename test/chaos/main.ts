/**
 * npm run test:chaos: three instances on one database server, a crowd of people, and a bad day for everything; then one
 * instance on a file of which another program keeps taking the write lock. Ends with 1 when anything was lost, doubled,
 * or left undone. `-- --people 50 --seed 2` for less of it, or another day.
 */
import { parseArgs } from "node:util";
import { runChaos, type Plan } from "./chaos.ts";
import { faultsIn, table } from "./verdict.ts";

const { values } = parseArgs({
  options: {
    people: { type: "string", default: "500" },
    seed: { type: "string", default: "20261123" },
    only: { type: "string" },
    verbose: { type: "boolean", default: false },
  },
});
const weather = { repeated: 0.3, ackLost: 0.05, delay: 50, lateness: 2_000 };
const people = Number(values.people);
const seed = Number(values.seed);
const share = people / 500;
const times = (count: number) => Math.max(1, Math.round(count * share));
const plans: Readonly<Record<string, Plan>> = {
  server: { seed, people, instances: 3, kills: times(20), serverKills: times(5), weather },
  file: { seed, people: times(100), instances: 1, kills: times(10), serverKills: 0, weather },
};

const say = (line: string) => process.stdout.write(`${line}\n`);
// By an exit of its own, with which everything that was started ends too.
process.once("SIGTERM", () => process.exit(1));
process.once("SIGINT", () => process.exit(1));

let bad = false;
for (const [name, plan] of Object.entries(plans)) {
  if (values.only !== undefined && values.only !== name) continue;
  say(`\n── ${name}`);
  const verdict = await runChaos(plan, say, values.verbose);
  for (const line of table(verdict)) say(line);
  const faults = faultsIn(verdict);
  for (const fault of faults) say(`FAULT: ${fault}`);
  bad ||= faults.length > 0;
}
process.exit(bad ? 1 : 0);
