import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { OperatorError } from "../src/operator-error.ts";
import { withEnvFile } from "../src/env-file.ts";

let folder: string;
let file: string;
const startedIn = process.cwd();

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kapuseged-env-"));
  file = join(folder, ".env");
});

afterEach(() => {
  process.chdir(startedIn);
  rmSync(folder, { recursive: true });
});

test("adds the settings of the named file and keeps variables that are already set", () => {
  writeFileSync(file, 'PORT=9000\nOPERATOR="Minta Anna" # a comment\n\nLOG_LEVEL=debug\n');
  expect(withEnvFile({ ENV_FILE: file, PORT: "8080", LOG_LEVEL: "" })).toEqual({
    ENV_FILE: file,
    PORT: "8080",
    OPERATOR: "Minta Anna",
    LOG_LEVEL: "",
  });
});

test("reads .env of the working directory if there is one", () => {
  process.chdir(folder);
  expect(withEnvFile({ PORT: "8080" })).toEqual({ PORT: "8080" });
  writeFileSync(file, "LOG_LEVEL=warn\n");
  expect(withEnvFile({ PORT: "8080" })).toEqual({ PORT: "8080", LOG_LEVEL: "warn" });
  expect(withEnvFile({ ENV_FILE: "", PORT: "8080" })).toEqual({ ENV_FILE: "", PORT: "8080" });
});

test("reads the file that --env-file names instead of the one that ENV_FILE names", () => {
  writeFileSync(file, "LOG_LEVEL=warn\n");
  const environment = { ENV_FILE: join(folder, "missing") };
  expect(withEnvFile(environment, file)).toMatchObject({ LOG_LEVEL: "warn" });
  expect(withEnvFile({ ENV_FILE: file }, "")).toEqual({ ENV_FILE: file });
});

test.skipIf(process.platform === "win32")(
  "refuses a file with a secret that other users of the machine can read",
  () => {
    writeFileSync(file, "MASTER_KEY=1:titok\n", { mode: 0o600 });
    expect(withEnvFile({ ENV_FILE: file })).toMatchObject({ MASTER_KEY: "1:titok" });
    for (const mode of [0o604, 0o602]) {
      chmodSync(file, mode);
      expect(() => withEnvFile({ ENV_FILE: file })).toThrow(
        `ENV_FILE: ${file} holds MASTER_KEY and can be read by every user of this machine. Run: chmod 600 ${file}`,
      );
    }
    writeFileSync(file, "BOT_TOKEN=123:titok\n");
    expect(() => withEnvFile({}, file)).toThrow(
      `--env-file: ${file} holds BOT_TOKEN and can be read by every user of this machine. Run: chmod 600 ${file}`,
    );
    writeFileSync(file, "MASTER_KEY=1:titok\n");
    chmodSync(file, 0o640);
    expect(withEnvFile({ ENV_FILE: file })).toMatchObject({ MASTER_KEY: "1:titok" });
    writeFileSync(file, "LOG_LEVEL=warn\n");
    chmodSync(file, 0o644);
    expect(withEnvFile({ ENV_FILE: file })).toMatchObject({ LOG_LEVEL: "warn" });
  },
);

test("names the folder in which it looked for a file without a whole path", () => {
  const said = `${join(process.cwd(), "nowhere.env")} cannot be read (ENOENT). That is the folder this was started in. Start it in the program's folder, or name the file with its whole path.`;
  expect(() => withEnvFile({ ENV_FILE: "nowhere.env" })).toThrow(new OperatorError(`ENV_FILE: ${said}`));
  expect(() => withEnvFile({}, "nowhere.env")).toThrow(new OperatorError(`--env-file: ${said}`));
});

test("reports a file that cannot be read in one line with the remedy", () => {
  for (const [path, code] of [
    [join(folder, "missing"), "ENOENT"],
    [folder, "EISDIR"],
  ] as const) {
    for (const [source, read] of [
      ["ENV_FILE", () => withEnvFile({ ENV_FILE: path })],
      ["--env-file", () => withEnvFile({}, path)],
    ] as const) {
      expect(read).toThrow(OperatorError);
      expect(read).toThrow(`${source}: ${path} cannot be read (${code}). Check its path and permissions.`);
    }
  }
});
