// A life in a process of its own, to be killed: says when the deed begins and when it is done.
import { writeSync } from "node:fs";
import { deeds, live } from "./kill-scenarios.ts";

const [folder = "", wanted] = process.argv.slice(2);
const deed = deeds.find((one) => one === wanted);
if (deed === undefined) throw new Error("there is no such deed");
await live(folder, deed, (word) => writeSync(1, `${word}\n`));
