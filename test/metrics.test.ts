import { expect, test } from "vitest";
import { createMetrics } from "../src/metrics.ts";

test("counts are told in Prometheus's text format", async () => {
  const metrics = createMetrics();
  metrics.guideUnseen("apply");
  metrics.guideUnseen("apply");
  metrics.qrReading("tooSmall");
  metrics.update("callback_query");
  expect(metrics.contentType).toBe("text/plain; version=0.0.4; charset=utf-8");
  const text = await metrics.text();
  expect(text).toContain("# TYPE kapuseged_guide_unseen_total counter\n");
  expect(text).toContain('kapuseged_guide_unseen_total{step="apply"} 2\n');
  expect(text).toContain('kapuseged_qr_readings_total{outcome="tooSmall"} 1\n');
  expect(text).toContain('kapuseged_updates_total{kind="callback_query"} 1\n');
});

test("every app counts for itself", async () => {
  const [one, other] = [createMetrics(), createMetrics()];
  one.qrReading("found");
  expect(await other.text()).not.toContain("found");
});

test.each(["Minta Anna", "5100000001", 'a"} 1\nb{c="', "é", "a".repeat(33), ""])(
  "what is no name of ours is not repeated: %j",
  async (given) => {
    const metrics = createMetrics();
    metrics.guideUnseen(given);
    const text = await metrics.text();
    expect(text).toContain('kapuseged_guide_unseen_total{step="other"} 1\n');
    if (given !== "") expect(text).not.toContain(`"${given}"`);
  },
);
