// Makes the leaflet as a PDF: npm run leaflet -- --bot NAME [--out FILE]
import { print, runCommand } from "../src/cli/run-command.ts";
import { makeLeaflet } from "./command.ts";

await runCommand(async () => print(await makeLeaflet(process.argv.slice(2))));
