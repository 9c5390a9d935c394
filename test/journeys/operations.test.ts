import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { startAppFixture } from "../support/app-fixture.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

test("the dashboard and the operator's page name only what /metrics tells", async () => {
  const app = await startAppFixture();
  const text = await (await fetch(`http://127.0.0.1:${app.port}/metrics`)).text();
  const told = new Set(
    [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].flatMap(([, name = "", type]) =>
      type === "histogram" ? [name, `${name}_bucket`, `${name}_count`, `${name}_sum`] : [name],
    ),
  );
  expect(told.size).toBeGreaterThan(15);
  for (const path of ["docs/grafana.json", "docs/operations.md", "docs/alerts.yml", "docs/alerts.test.yml"]) {
    // Not the paths and names of files, which have a dash, a dot or a slash.
    const named = new Set(read(path).match(/\bkapuseged_[a-z_]+\b/g));
    expect(named.size, path).toBeGreaterThan(8);
    expect(
      [...named].filter((name) => !told.has(name)),
      path,
    ).toEqual([]);
  }
});

test("the dashboard has a panel for every state of the program", () => {
  const { panels } = JSON.parse(read("docs/grafana.json")) as {
    panels: { title: string; targets: { expr: string }[] }[];
  };
  const shown = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)).join("\n");
  for (const name of [
    ...["updates_total", "handling_seconds", "clock_ahead_seconds", "jobs_lateness_seconds"],
    ...["questions_total", "answers_helped_total", "answers_unhelped_total"],
  ])
    expect(shown).toContain(`kapuseged_${name}`);
});

test("the alert rules cover every row of the operator's table, each with a summary", () => {
  const { groups } = parse(read("docs/alerts.yml")) as {
    groups: { rules: { alert: string; expr: string; labels: object; annotations: { summary?: string } }[] }[];
  };
  const rules = groups.flatMap((group) => group.rules);
  expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
  for (const { alert, labels, annotations } of rules) {
    expect(labels, alert).toHaveProperty("severity", expect.stringMatching(/^(info|warning|critical)$/));
    expect(annotations.summary, alert).toMatch(/\w.*[.?]$/);
  }
  const expressions = rules.map(({ expr }) => expr).join("\n");
  const [, table = ""] = read("docs/operations.md").split("| watch ");
  const watched = (table.split("\n\n")[0] ?? "").match(/\bkapuseged_[a-z_]+\b/g) ?? [];
  expect(watched.length).toBeGreaterThan(10);
  // People are counted, where the table counts reports.
  const named = watched.map((name) => name.replace("unseen_total", "unseen_people_today"));
  expect(named.filter((name) => !expressions.includes(name))).toEqual([]);
});

const hasPromtool = spawnSync("promtool", ["--version"]).status === 0;

// Not in CI's image: a skip says that Prometheus is not installed here.
test.skipIf(!hasPromtool)("promtool accepts the alert rules, and their tests pass", () => {
  for (const args of [
    ["check", "rules", "docs/alerts.yml"],
    ["test", "rules", "docs/alerts.test.yml"],
  ]) {
    const { status, stdout, stderr } = spawnSync("promtool", args, { cwd: root, encoding: "utf8" });
    expect(status, stdout + stderr).toBe(0);
  }
});
