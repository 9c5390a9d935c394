import { defineConfig } from "vitest/config";

/** What needs a real browser (Debian's chromium), apart from `npm test`, which needs Node alone. */
export default defineConfig({
  test: {
    include: ["test/demo/**/*.browser.ts"],
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
});
