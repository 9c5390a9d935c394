import { expect, test } from "vitest";
import { enlarge } from "../../src/qr/image/enlarge.ts";

test.each([2, 3, 5])("enlarging %d times keeps a slope nearly straight", (factor) => {
  const slope = {
    data: Uint8Array.from({ length: 20 * 4 }, (_, at) => 20 + (at % 20) * 10),
    width: 20,
    height: 4,
  };
  const enlarged = enlarge(slope, factor);
  expect(enlarged).toMatchObject({ width: 20 * factor, height: 4 * factor });
  for (let x = 3 * factor; x < 17 * factor; x += 1) {
    const expected = 20 + ((x + 0.5) / factor - 0.5) * 10;
    const actual = enlarged.data[2 * factor * enlarged.width + x] ?? 0;
    expect(Math.abs(actual - expected)).toBeLessThan(4);
  }
});
