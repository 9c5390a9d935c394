// Lists the facts to check again: npm run facts, npm run facts -- --step ID, npm run facts -- --write
import { print, runCommand } from "../src/cli/run-command.ts";
import { listFacts } from "./command.ts";

await runCommand(() => {
  for (const line of listFacts(process.argv.slice(2), new Date())) print(line);
  return Promise.resolve();
});
