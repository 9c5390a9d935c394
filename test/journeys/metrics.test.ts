import { expect, test } from "vitest";
import { link, screenshot } from "./drawings.ts";
import { keys, setStage } from "./stage.ts";

test("the operator sees counts, and nothing of anybody", async () => {
  const stage = await setStage();
  const anna = stage.person();
  await stage.after(anna, anna.start());
  await stage.after(anna, anna.sendPhoto(await screenshot()));
  await stage.after(anna, anna.sendPhoto(await screenshot(link(keys.anna))));
  await stage.after(anna, anna.press("Mit tárolsz rólam?"));
  await stage.after(anna, anna.say(keys.bela));

  const response = await fetch(`http://127.0.0.1:${stage.port}/metrics`);
  const text = await response.text();
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  expect(text).toContain('kapuseged_qr_readings_total{outcome="found"} 1\n');
  expect(text).toContain('kapuseged_qr_readings_total{outcome="noQr"} 1\n');
  expect(text).toContain('kapuseged_updates_total{kind="message"} 4\n');
  expect(text).toContain('kapuseged_updates_total{kind="callback_query"} 1\n');
  for (const secret of [...stage.secrets, stage.telegram.token, "Anna", "Minta"]) {
    expect(text).not.toContain(secret);
  }
  const labels = [...text.matchAll(/\{(\w+)="([^"]*)"\}/g)].map(([, label, value]) => `${label}=${value}`);
  expect(labels.sort()).toEqual(["kind=callback_query", "kind=message", "outcome=found", "outcome=noQr"]);

  const another = await setStage();
  const begun = await (await fetch(`http://127.0.0.1:${another.port}/metrics`)).text();
  expect(begun).not.toContain("{");
});
