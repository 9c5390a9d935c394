import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Two on two processors as well, since journeys mostly wait.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 20_000,
    hookTimeout: 20_000,
    coverage: {
      include: ["src/**"],
      // main.ts runs in a process of its own (ring three); the worker and the decoders in a process of theirs.
      exclude: ["src/main.ts", "src/qr/pool/worker.ts", "src/qr/decode/zxing.ts", "src/faq/train/**"],
      thresholds: { lines: 90, "src/{chat,features,guide,pasted-key,qr,totp,vault}/**": { lines: 95 } },
    },
  },
});
