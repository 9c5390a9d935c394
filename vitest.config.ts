import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** Unit tests that start processes of their own (killed writers, a real libSQL server), or wait for the disk all the time. They belong to `product`. */
const startsProcesses = [
  "test/cli/rotate.test.ts",
  "test/cli/scratch-folder.test.ts",
  "test/jobs/distributed-chat-lock.test.ts",
  "test/storage/sqld.test.ts",
  "test/vault/kill.test.ts",
  "test/vault/remote.test.ts",
];

/** Unit tests that replace a module or listen to every child process. They need a worker of their own. */
const mocksModules = ["test/qr/{pixels,stages,processes,reader}.test.ts"];

/** Unit tests that decode pictures, write to the disk, wait for real timers or try thousands of inputs. */
const slow = [
  "test/chat/show-secret.test.ts",
  "test/pasted-key/bigram-score.test.ts",
  "test/telegram/polling.test.ts",
  "test/{key-characters,qr,storage,vault}/**/*.test.ts",
];

/** Every road through the guide as a conversation. */
const transcripts = "test/journeys/*transcripts.test.ts";

/**
 * `npm run test:quick` runs the projects `unit` and `transcripts`; `npm test` adds `unit-slow`, `unit-mocks` and
 * `journeys`. The others have scripts of their own, and .ci/run runs them all: `product` starts the product and sqld as
 * processes, `chaos` kills them for minutes, `browser` needs Debian's Chromium.
 */
export default defineConfig({
  test: {
    // Only failures and sums; CI asks for more.
    reporters: ["dot"],
    // Two workers on two processors as well, because journeys mostly wait.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Ends what hangs. No test is too slow for a busy machine.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["test/{journeys,product,chaos}/**", ...startsProcesses, ...mocksModules, ...slow],
          // Loading the modules once per worker halves the processor time of the small files.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: "unit-slow",
          include: slow,
          exclude: [...startsProcesses, ...mocksModules],
          isolate: false,
        },
      },
      { extends: true, test: { name: "unit-mocks", include: mocksModules } },
      {
        extends: true,
        test: {
          name: "journeys",
          include: ["test/journeys/**/*.test.ts"],
          exclude: [transcripts],
          // The files of a worker share the modules, and so test/support/shared-parts.ts.
          isolate: false,
        },
      },
      { extends: true, test: { name: "transcripts", include: [transcripts], isolate: false } },
      {
        extends: true,
        test: {
          name: "product",
          include: ["test/product/**/*.test.ts", ...startsProcesses],
          // A code may be promised first, for up to half a minute of the real clock.
          testTimeout: 120_000,
        },
      },
      { extends: true, test: { name: "chaos", include: ["test/chaos/**/*.test.ts"] } },
      {
        extends: true,
        test: {
          name: "browser",
          include: ["test/demo/**/*.browser.ts"],
          testTimeout: 120_000,
        },
      },
    ],
    coverage: {
      include: ["src/**"],
      // These run in processes and threads of their own, where coverage is not collected.
      exclude: [
        "src/main.ts",
        "src/qr/pool/{allow-constants,process,pthread,serve,worker}.ts",
        "src/key-characters/{worker,recognizer}.ts",
        "src/qr/decode/zxing.ts",
        "src/storage/drivers/sqlite-worker.ts",
        "src/faq/train/**",
      ],
      thresholds: { lines: 90, "src/{chat,features,guide,pasted-key,qr,totp,vault}/**": { lines: 95 } },
    },
  },
});
