import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { productionPackages, titleOf } from "../licences/production.ts";

const notices = readFileSync(new URL("../THIRD-PARTY-NOTICES.txt", import.meta.url), "utf8");
const notice = readFileSync(new URL("../NOTICE", import.meta.url), "utf8");

test("THIRD-PARTY-NOTICES.txt lists exactly the packages that the lockfile installs for production", () => {
  const [, , list = ""] = notices.split("\n\n");
  expect(list.split("\n"), "run: npm run notices").toEqual(productionPackages().map(titleOf));
});

test("the licences that must be passed on in full are in it", () => {
  for (const heading of ["GNU LESSER GENERAL PUBLIC LICENSE", "GNU GENERAL PUBLIC LICENSE", "Apache License"])
    expect(notices).toContain(heading);
});

test("NOTICE names every package that is not under a permissive licence", () => {
  const permissive =
    /^\(?(?:MIT|MIT-0|ISC|0BSD|BSD-[23]-Clause|Apache-2\.0|BlueOak-1\.0\.0|Unlicense)(?: (?:OR|AND) (?:MIT|ISC|Apache-2\.0|BSD-[23]-Clause|CC0-1\.0))*\)?$/;
  const others = productionPackages().filter(({ license }) => !permissive.test(license));
  expect(others.length).toBeGreaterThan(0);
  expect(others.filter(({ name }) => !notice.includes(name)).map(titleOf)).toEqual([]);
});
