import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { startAppFixture } from "../support/app-fixture.ts";

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
  for (const path of ["docs/grafana.json", "docs/operations.md"]) {
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
  for (const name of ["updates_total", "handling_seconds", "clock_ahead_seconds", "jobs_lateness_seconds"])
    expect(shown).toContain(`kapuseged_${name}`);
});
