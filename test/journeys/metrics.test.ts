import { expect, test } from "vitest";
import { link, screenshot } from "../support/drawings.ts";
import { version } from "../../src/version.ts";
import { keys, startAppFixture } from "../support/app-fixture.ts";

test("the operator sees counts, and nothing about any user", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await app.after(anna, anna.start());
  await app.after(anna, anna.sendPhoto(await screenshot()));
  await app.after(anna, anna.sendPhoto(await screenshot(link(keys.anna))));
  await app.after(anna, anna.press("Mit tárolsz rólam?"));
  await app.after(anna, anna.say(keys.bela));

  const response = await fetch(`http://127.0.0.1:${app.port}/metrics`);
  const text = await response.text();
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  expect(text).toContain('kapuseged_qr_readings_total{outcome="found"} 1\n');
  expect(text).toContain('kapuseged_qr_readings_total{outcome="noQr"} 1\n');
  expect(text).toContain('kapuseged_updates_total{kind="message",outcome="handled"} 4\n');
  expect(text).toContain('kapuseged_updates_total{kind="callback_query",outcome="handled"} 1\n');
  expect(text).toContain("kapuseged_picture_decoding_seconds_count 2\n");
  expect(text).toContain('kapuseged_handling_seconds_count{kind="message"} 4\n');
  expect(text).toMatch(/kapuseged_telegram_calls_total\{method="sendMessage",outcome="ok"\} [1-9]/);
  expect(text).toContain('kapuseged_telegram_calls_total{method="getMe",outcome="ok"} 1\n');
  expect(text).toMatch(/^kapuseged_clock_ahead_seconds -?0\.?\d*$/m);
  expect(text).toContain("kapuseged_jobs_overdue 0\n");
  expect(text).toContain("kapuseged_jobs_lateness_seconds 0\n");
  expect(text).toContain("kapuseged_pictures_waiting 0\n");
  for (const secret of [...app.secrets, app.telegram.token, "Anna", "Minta"]) {
    expect(text).not.toContain(secret);
  }
  expect(text).toContain('kapuseged_characters_readings_total{outcome="noCharacters"} 1\n');
  expect(text).toContain(`kapuseged_build_info{version="${version}"} 1\n`);
});

test("the series are the same before anything happens and afterwards, and nothing is missing in the lists", async () => {
  const app = await startAppFixture();
  const read = async () => (await fetch(`http://127.0.0.1:${app.port}/metrics`)).text();
  const namesOf = (text: string) => text.split("\n").map((line) => line.replace(/ \S+$/, ""));
  // The question base opens right after the start.
  await expect.poll(read).toContain('topic="forgotPassword"');
  const before = await read();
  const anna = app.person();
  await app.after(anna, anna.start());
  await app.after(anna, anna.sendPhoto(await screenshot(link(keys.anna))));
  await app.after(anna, anna.say("Elfelejtettem a jelszavam"));
  await app.after(anna, anna.press("Mit tárolsz rólam?"));
  const after = await read();
  expect(namesOf(after)).toEqual(namesOf(before));
  const others = [...after.matchAll(/^(\w+(?:_total|_count)\{.*"other".*\}) (\S+)$/gm)];
  expect(others.length).toBeGreaterThan(20);
  expect(others.filter(([, , value]) => value !== "0").map(([, series]) => series)).toEqual([]);
});

test("what goes wrong on the way to Telegram and back is counted", async () => {
  const app = await startAppFixture();
  const anna = app.person();
  await app.after(anna, anna.say(keys.anna));
  await app.telegram.redeliver(app.telegram.deliveries[0]!.updateId);
  await app.settled();
  app.telegram.faults.next("sendMessage", { kind: "500" });
  await app.after(anna, anna.say("/sugo"));
  app.telegram.faults.next("sendMessage", { kind: "drop-before" });
  await app.after(anna, anna.say("/sugo"));
  const gone = { kind: "refuse", code: 403, description: "Forbidden: bot was blocked by the user" } as const;
  app.telegram.faults.next("sendMessage", gone);
  await anna.say("/sugo");
  await app.settled();
  app.telegram.faults.next("sendMessage", { kind: "429", retryAfter: 60 });
  await app.after(anna, anna.say("/kod"));
  const text = await (await fetch(`http://127.0.0.1:${app.port}/metrics`)).text();
  const count = (series: string) => Number(text.split(`${series} `)[1]?.split("\n")[0]);
  expect(count('kapuseged_updates_total{kind="message",outcome="duplicate"}')).toBe(1);
  expect(count('kapuseged_updates_total{kind="message",outcome="blocked"}')).toBe(1);
  expect(count('kapuseged_updates_total{kind="message",outcome="failed"}')).toBe(1);
  for (const outcome of ["fault", "lost", "blocked", "limited"])
    expect(count(`kapuseged_telegram_calls_total{method="sendMessage",outcome="${outcome}"}`)).toBe(1);
});
