import { expect, onTestFinished, test, vi } from "vitest";
import { createMetrics } from "../../src/observability/metrics.ts";

test("reports counts in Prometheus's text format", async () => {
  const metrics = createMetrics();
  metrics.guideUnseen("apply");
  metrics.guideUnseen("apply");
  metrics.qrReading("tooSmall");
  metrics.update("callback_query", "handled", 0.03);
  metrics.update("message", "duplicate", 0.001);
  metrics.call("sendMessage", "limited");
  metrics.databaseRetry("SQLITE_BUSY");
  metrics.pictureDecoded(0.3);
  expect(metrics.contentType).toBe("text/plain; version=0.0.4; charset=utf-8");
  const text = await metrics.text();
  expect(text).toContain("# TYPE kapuseged_guide_unseen_total counter\n");
  expect(text).toContain('kapuseged_guide_unseen_total{step="apply"} 2\n');
  expect(text).toContain('kapuseged_qr_readings_total{outcome="tooSmall"} 1\n');
  expect(text).toContain('kapuseged_updates_total{kind="callback_query",outcome="handled"} 1\n');
  expect(text).toContain('kapuseged_updates_total{kind="message",outcome="duplicate"} 1\n');
  expect(text).toContain('kapuseged_handling_seconds_bucket{le="0.025",kind="callback_query"} 0\n');
  expect(text).toContain('kapuseged_handling_seconds_bucket{le="0.05",kind="callback_query"} 1\n');
  expect(text).toContain('kapuseged_telegram_calls_total{method="sendMessage",outcome="limited"} 1\n');
  expect(text).toContain('kapuseged_database_retries_total{code="SQLITE_BUSY"} 1\n');
  expect(text).toContain('kapuseged_picture_decoding_seconds_bucket{le="0.2"} 0\n');
  expect(text).toContain('kapuseged_picture_decoding_seconds_bucket{le="0.4"} 1\n');
  expect(text).toMatch(/^kapuseged_memory_bytes \d{7,}$/m);
  metrics.stop();
});

test("reads gauges on every scrape and leaves out one that fails", async () => {
  const metrics = createMetrics();
  let waiting = 3;
  metrics.addGauges({
    clockAhead: () => undefined,
    picturesWaiting: () => waiting,
    jobsOverdue: () => Promise.reject(new Error("the database is gone")),
    jobsLateness: () => {
      throw new Error("at once");
    },
  });
  expect(await metrics.text()).toContain("kapuseged_pictures_waiting 3\n");
  waiting = 0;
  const text = await metrics.text();
  expect(text).toContain("kapuseged_pictures_waiting 0\n");
  expect(text).not.toMatch(/^kapuseged_(clock_ahead|jobs)\w* /m);
  metrics.stop();
});

test("reports a blocked event loop for one to two minutes, however often it is looked at", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  onTestFinished(() => void vi.useRealTimers());
  const metrics = createMetrics();
  const delay = async () =>
    Number(/^kapuseged_event_loop_delay_seconds (\S+)$/m.exec(await metrics.text())?.[1]);
  /** Lets the event loop be sampled. */
  const sample = () => new Promise((resolve) => setTimeout(resolve, 30));
  await sample();
  const until = performance.now() + 300;
  while (performance.now() < until);
  await sample();
  const blocked = await delay();
  expect(blocked).toBeGreaterThan(0.2);
  expect(await delay()).toBeGreaterThanOrEqual(blocked);
  vi.advanceTimersByTime(60_000);
  await sample();
  expect(await delay()).toBeGreaterThan(0.2);
  vi.advanceTimersByTime(60_000);
  await sample();
  expect(await delay()).toBeLessThan(blocked);
  metrics.stop();
});

test("counts for each app separately", async () => {
  const [one, other] = [createMetrics(), createMetrics()];
  one.qrReading("found");
  expect(await other.text()).not.toContain("found");
});

test.each(["Minta Anna", "5100000001", 'a"} 1\nb{c="', "é", "a".repeat(33), ""])(
  "does not publish a label that is not a name from our code: %j",
  async (given) => {
    const metrics = createMetrics();
    metrics.guideUnseen(given);
    const text = await metrics.text();
    expect(text).toContain('kapuseged_guide_unseen_total{step="other"} 1\n');
    if (given !== "") expect(text).not.toContain(`"${given}"`);
  },
);
