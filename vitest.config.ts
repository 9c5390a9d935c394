import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 20_000,
    hookTimeout: 20_000,
    coverage: {
      include: ["src/**"],
      // main.ts runs in a process of its own (ring three); the worker in a thread of its own.
      exclude: ["src/main.ts", "src/qr/worker.ts"],
    },
  },
});
