import { expect, onTestFinished, test, vi } from "vitest";
import { createMetrics as create, type GaugeReaders, type Metrics } from "../../src/observability/metrics.ts";

const none = (): undefined => undefined;
/** Gauges of which none has a value. */
const noGauges: GaugeReaders = {
  ...{ clockAhead: none, picturesWaiting: none, jobsOverdue: none, jobsLateness: none, ready: none },
  ...{ people: none, keys: none, activeToday: none, backupAge: none, diskFree: none, databaseSize: none },
  ...{ keyRingProblem: none, overdueFacts: none, today: () => Promise.resolve(new Map<string, number>()) },
};

const createMetrics = (): Metrics =>
  create({ version: "1.2.3", updateKinds: ["message", "callback_query"], portalSteps: ["apply", "login"] });

/** The series of a counter or histogram, without its buckets, by their labels. */
const seriesOf = (text: string, name: string): Record<string, number> =>
  Object.fromEntries(
    [...text.matchAll(new RegExp(`^${name}(?:_count)?\\{(.*)\\} (\\S+)$`, "gm"))].map(
      ([, labels = "", value]) => [labels, Number(value)],
    ),
  );

test("reports counts in Prometheus's text format", async () => {
  const metrics = createMetrics();
  metrics.guideUnseen("apply", 1);
  metrics.guideUnseen("apply", 1);
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
    ...noGauges,
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

test("begins every labelled series at 0, so that no first event is missed", async () => {
  const metrics = createMetrics();
  metrics.addTopics(["forgotPassword", "newPhone"]);
  const text = await metrics.text();
  metrics.stop();
  const labelled = new Set([...text.matchAll(/^(\w+)\{(?!le=|version=)/gm)].map(([, name = ""]) => name));
  const typed = [...text.matchAll(/^# TYPE (\w+) (?:counter|histogram)$/gm)].map(([, name = ""]) => name);
  const plain = ["kapuseged_codes_total", "kapuseged_picture_decoding_seconds"];
  expect(typed.filter((name) => ![...labelled].some((one) => one.startsWith(name)))).toEqual(plain);
  expect(text).toContain("kapuseged_codes_total 0\n");
  expect(text).toContain("kapuseged_picture_decoding_seconds_count 0\n");
  for (const name of typed) {
    const values = Object.values(seriesOf(text, name));
    expect(
      values.every((value) => value === 0),
      name,
    ).toBe(true);
    if (!plain.includes(name)) expect(values.length, name).toBeGreaterThan(2);
  }
  expect(Object.keys(seriesOf(text, "kapuseged_guide_unseen_total"))).toEqual([
    'step="apply"',
    'step="login"',
    'step="other"',
  ]);
  expect(Object.keys(seriesOf(text, "kapuseged_answers_helped_total"))).toEqual([
    'topic="other"',
    'topic="forgotPassword"',
    'topic="newPhone"',
  ]);
  expect(Object.keys(seriesOf(text, "kapuseged_updates_total"))).toContain(
    'kind="callback_query",outcome="failed"',
  );
});

test("adds no series for what happens later", async () => {
  const metrics = createMetrics();
  const namesOf = (text: string) => text.split("\n").map((line) => line.replace(/ \S+$/, ""));
  metrics.addTopics(["forgotPassword"]);
  const before = namesOf(await metrics.text());
  metrics.update("message", "handled", 0.1);
  metrics.update("inline_query", "handled", 0.1);
  metrics.call("sendMessage", "ok");
  metrics.call("sendDice", "ok");
  metrics.databaseRetry("EWHATEVER");
  metrics.guideUnseen("login", 1);
  metrics.qrReading("found");
  metrics.charactersReading("key");
  metrics.question("sure");
  metrics.answer("step:apply");
  metrics.helped("forgotPassword");
  metrics.unhelped("forgotPassword");
  expect(namesOf(await metrics.text())).toEqual(before);
  metrics.stop();
});

test("tells what happened today from the first scrape on, and leaves it out while it is not known", async () => {
  const metrics = createMetrics();
  let counts = Promise.resolve(
    new Map([
      ["codes", 3],
      ["unseen:login", 2],
    ]),
  );
  metrics.addGauges({ ...noGauges, today: () => counts });
  const text = await metrics.text();
  expect(seriesOf(text, "kapuseged_today")).toEqual({
    'event="codes"': 3,
    'event="pictures"': 0,
    'event="questions"': 0,
    'event="unanswered"': 0,
  });
  expect(seriesOf(text, "kapuseged_guide_unseen_people_today")).toEqual({
    'step="apply"': 0,
    'step="login"': 2,
  });
  counts = Promise.reject(new Error("the database is gone"));
  expect(seriesOf(await metrics.text(), "kapuseged_today")).toEqual({});
  metrics.stop();
});

test("tells the program's version", async () => {
  const metrics = createMetrics();
  expect(await metrics.text()).toContain('kapuseged_build_info{version="1.2.3"} 1\n');
  metrics.stop();
});

test("counts for each app separately", async () => {
  const [one, other] = [createMetrics(), createMetrics()];
  one.qrReading("found");
  expect(await other.text()).toContain('kapuseged_qr_readings_total{outcome="found"} 0\n');
});

test.each(["Minta Anna", "5100000001", 'a"} 1\nb{c="', "é", "unknownStep", ""])(
  "does not publish a label that is not in its list: %j",
  async (given) => {
    const metrics = createMetrics();
    metrics.guideUnseen(given, 1);
    const text = await metrics.text();
    expect(text).toContain('kapuseged_guide_unseen_total{step="other"} 1\n');
    if (given !== "") expect(text).not.toContain(`"${given}"`);
  },
);
