import type { Verdict } from "./chaos.ts";

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
