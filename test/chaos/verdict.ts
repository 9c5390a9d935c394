import { setTimeout as wait } from "node:timers/promises";
import { createClient } from "@libsql/client";
import { Store } from "../../src/storage/store.ts";
import { Vault } from "../../src/vault/vault.ts";
import type { Passed } from "./gateway.ts";
import { answersOf, codesIn, type Expected } from "./people.ts";
import type { Scene } from "./scene.ts";
import { contentsOf } from "../support/chat-session.ts";

/** What came of it. */
export interface Verdict {
  readonly updates: number;
  /** Updates that the bot never took, or that have not been noted as dealt with. */
  readonly notTaken: number;
  /** Keys and places of keys that are not as they were ordered. */
  readonly lost: number;
  readonly doubled: number;
  readonly misplaced: number;
  /** Rows of people who had everything erased. */
  readonly comeBack: number;
  /** Lives in which an answer did not come. */
  readonly unanswered: readonly string[];
  /** Answers that came more than once, of all that were asked for. */
  readonly repeatedAnswers: number;
  readonly answers: number;
  /** Jobs that are long due, and codes that stand in a chat although they have run out. */
  readonly overdue: number;
  readonly codesLeft: number;
  /** Calls that were wrong. */
  readonly refused: readonly string[];
  readonly kills: number;
  readonly serverKills: number;
  readonly passed: Passed;
  /** Whether the instances stopped in good order at the end. */
  readonly stopped: boolean;
  /** s */
  readonly took: number;
}

/** ms within which a job is taken over whose instance has died. */
const takeOver = 30_000;
/** ms after its time that a job is overdue. */
const lateness = 5_000;
/** ms after which every code has run out, also one that was promised. */
const codeLife = 40_000;
/** Calls that come of deaths: another has deleted or answered in the meantime. */
const foreseen =
  /message to delete not found|message is not modified|query is too old|message to edit not found/;

/** What is wrong with what is kept of one person. */
const faultsOf = async (vault: Vault, { person, names, erased }: Expected) => {
  const kept = (await contentsOf(vault, person.chatId)).keys.map(({ name }) => name);
  // A key that is stored twice because its update was not claimed gets a number behind its name.
  const plain = kept.map((name) => name.replace(/ \(\d+\.\)$/, ""));
  return {
    lost: names.filter((name) => !kept.includes(name)).length,
    doubled: plain.length - new Set(plain).size,
    misplaced: kept.length === names.length && kept.some((name, i) => name !== names[i]) ? 1 : 0,
    comeBack: erased ? (await contentsOf(vault, person.chatId)).jobs.length + kept.length : 0,
  };
};

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);

const updatesDealtWith = async ({ url, authToken }: Scene["address"]): Promise<number> => {
  const client = createClient({ url, ...(authToken === undefined ? {} : { authToken }) });
  const { rows } = await client.execute("SELECT count(*) AS n FROM seen_updates WHERE answered = 1");
  client.close();
  return Number(rows[0]?.["n"]);
};

/** What can only be seen while the instances run. @param lived the people whose lives came to their end */
export const judge = async (scene: Scene, lived: readonly Expected[]) => {
  const { telegram, address, ring } = scene;
  const store = await Store.open(address);
  const vault = await Vault.open(store, ring);
  const overdue = () => store.overdue(Date.now() - lateness);
  await wait(codeLife);
  const until = Date.now() + takeOver;
  while ((await overdue()) > 0 && Date.now() < until) await wait(200);
  await telegram.settled(takeOver);
  const faults = await Promise.all(lived.map((one) => faultsOf(vault, one)));
  const left = await overdue();
  await store.close();
  const updates = telegram.deliveries.length;
  const notConfirmed = telegram.deliveries.filter(({ state }) => state !== "confirmed").length;
  const answers = sum(lived.map((one) => one.answers));
  return {
    updates,
    notTaken: notConfirmed + updates - (await updatesDealtWith(address)),
    lost: sum(faults.map((one) => one.lost)),
    doubled: sum(faults.map((one) => one.doubled)),
    misplaced: sum(faults.map((one) => one.misplaced)),
    comeBack: sum(faults.map((one) => one.comeBack)),
    answers,
    repeatedAnswers: sum(lived.map(({ person }) => answersOf(person))) - answers,
    overdue: left,
    codesLeft: sum(lived.map(({ person }) => codesIn(person))),
    refused: telegram.refused
      .filter(({ description = "" }) => !foreseen.test(description))
      .map(({ method, description }) => `${method}: ${description}`),
  };
};

/** Everything that must not be, in words. */
export const faultsIn = (verdict: Verdict): string[] => [
  ...(["notTaken", "lost", "doubled", "misplaced", "comeBack", "overdue"] as const)
    .filter((what) => verdict[what] !== 0)
    .map((what) => `${what}: ${verdict[what]}`),
  ...verdict.unanswered.map((why) => `an answer did not come: ${why}`),
  ...verdict.refused.map((what) => `a wrong call: ${what}`),
  ...(verdict.stopped ? [] : ["an instance did not stop in good order"]),
];

/** The verdict as a table, in Markdown. */
export const table = ({ passed, ...verdict }: Verdict): string[] => [
  "| what | how many |",
  "| --- | --- |",
  `| updates | ${verdict.updates} |`,
  `| copies of them beside those, at once or late | ${passed.copies} |`,
  `| acknowledgements that Telegram did not get | ${passed.acksLost + passed.unanswered} |`,
  `| kill -9 of instances, of the server | ${verdict.kills}, ${verdict.serverKills} |`,
  `| updates not taken | ${verdict.notTaken} |`,
  `| keys lost, doubled, at the wrong place | ${verdict.lost}, ${verdict.doubled}, ${verdict.misplaced} |`,
  `| rows of people who had everything erased | ${verdict.comeBack} |`,
  `| clean-ups overdue | ${verdict.overdue} |`,
  `| codes left in chats by an instance killed between showing one and noting its end | ${verdict.codesLeft} |`,
  `| answers that came twice, of ${verdict.answers} asked for | ${verdict.repeatedAnswers} |`,
  `| time, s | ${verdict.took} |`,
];
