import { chmod, mkdir, readdir, readFile, rename, stat } from "node:fs/promises";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { KeyRing } from "../../src/vault/key-ring.ts";
import { keys } from "../support/app-fixture.ts";
import { freePort } from "../support/ports.ts";
import { productFixture, withoutRoot } from "../support/product-fixture.ts";

const fixture = productFixture("settings");
const patienceMs = 60_000;

describe("a setting that would undo security ends the start with one line and makes nothing", () => {
  const same = KeyRing.fresh().slice("1:".length);
  test.each([
    ["MASTER_KEY", `1:${Buffer.alloc(32).toString("base64")}`],
    ["MASTER_KEY", `2:${same},1:${same}`],
    ["TELEGRAM_API_ROOT", "http://api.example.org"],
    ["WEBHOOK_SECRET", "a"],
    ["WEBHOOK_SECRET", "titok".repeat(8)],
    ["WEBHOOK_URL", "https://bot.example.org/metrics/"],
    ["DATABASE_URL", "file::memory:"],
    ["WEBHOOK_URL", "https://bot.example.org/readyz"],
  ])(
    "%s=%s",
    async (name, value) => {
      const { code, stdout, stderr } = await fixture.start({ [name]: value }).ending();
      expect(code).toBe(1);
      expect(stdout).toBe("");
      expect(stderr).toMatch(new RegExp(`^${name} [^\\n]+\\n$`));
      expect(stderr).not.toContain(same);
      expect(await readdir(fixture.folder)).toEqual([]);
    },
    patienceMs,
  );
});

test(
  "does not take over a webhook with long polling unless it is told to",
  async () => {
    const { telegram } = fixture;
    const url = "https://bot.example.org/secret-path";
    await fetch(`${telegram.apiRoot}/bot${telegram.token}/setWebhook?url=${url}`);
    const { code, stderr } = await fixture.start().ending();
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^BOT_TOKEN: [^\n]+ webhook at bot\.example\.org, [^\n]+ TAKE_OVER_WEBHOOK=1\.\n$/,
    );
    expect(stderr).not.toContain("secret-path");
    expect(telegram.webhook?.url).toBe(url);
    await (await fixture.start({ TAKE_OVER_WEBHOOK: "1" }).ready()).stop();
    expect(telegram.webhook).toBeUndefined();
    await (await fixture.start().ready()).stop();
  },
  patienceMs,
);

test(
  "what only the machine can tell ends the start with one line that names the setting to mend",
  async () => {
    const { folder } = fixture;
    const occupant = createServer().listen(0, "127.0.0.1");
    await once(occupant, "listening");
    const { port } = occupant.address() as AddressInfo;
    const closedPort = await freePort();
    for (const name of ["locked", "keys"]) await mkdir(join(folder, name));
    await chmod(join(folder, "locked"), 0o500);
    const database = (name: string) => `file:${join(folder, name, "kapuseged.db")}`;
    const tries: readonly (readonly [Record<string, string>, string])[] = [
      [
        { DATABASE_URL: `file:${folder}` },
        `DATABASE_URL: ${folder} is a folder. Name a file in it: file:${folder}/kapuseged.db`,
      ],
      [
        { DATABASE_URL: database("locked") },
        `DATABASE_URL: the database cannot be opened (EACCES): this user needs the right to read and write ${folder}/locked/kapuseged.db and its folder. Change their owner or mode.`,
      ],
      [
        { DATABASE_URL: `http://127.0.0.1:${closedPort}`, MASTER_KEY: KeyRing.fresh() },
        "DATABASE_URL: the database does not answer (ECONNREFUSED). Check the address, and that its server runs.",
      ],
      [
        { MASTER_KEY_FILE: join(folder, "keys") },
        `${folder}/keys cannot be read. It must be a file, and this user needs the right to read it.`,
      ],
      [
        // 192.0.2.0/24 is for documentation (RFC 5737): no machine has such an address.
        { HOST: "192.0.2.1", DATABASE_URL: database("host") },
        "HOST: cannot listen on 192.0.2.1 (EADDRNOTAVAIL). Set it to an address of this machine: 127.0.0.1, or 0.0.0.0 for all.",
      ],
      [
        { PORT: String(port), DATABASE_URL: database("port") },
        `PORT: another program listens on port ${port} of 127.0.0.1 already. Stop it, or set PORT to a free one.`,
      ],
    ];
    for (const [settings, line] of tries) {
      const { code, stderr } = await fixture.start(settings, withoutRoot).ending();
      expect([code, stderr]).toEqual([1, `${line}\n`]);
    }
    occupant.close();
    await chmod(join(folder, "locked"), 0o700);
  },
  patienceMs * 2,
);

test(
  "takes the key ring from the file that MASTER_KEY_FILE names, which only this user can read",
  async () => {
    await (await fixture.start().ready()).stop();
    const file = join(fixture.folder, "elsewhere", "ring");
    await mkdir(join(fixture.folder, "elsewhere"));
    const missing = await fixture.start({ MASTER_KEY_FILE: file }).ending();
    expect(missing).toMatchObject({ code: 1, stdout: "" });
    expect(missing.stderr).toMatch(/^\S+elsewhere\/ring is missing[^\n]+\n$/);
    expect(await readdir(join(fixture.folder, "elsewhere"))).toEqual([]);

    await rename(join(fixture.folder, "master.key"), file);
    await (await fixture.start({ MASTER_KEY_FILE: file }).ready()).stop();
    await chmod(file, 0o644);
    const exposed = await fixture.start({ MASTER_KEY_FILE: file }).ending();
    expect(exposed).toMatchObject({ code: 1, stdout: "" });
    expect(exposed.stderr).toMatch(/^\S+elsewhere\/ring can be read by every user[^\n]+chmod 600[^\n]+\n$/);
    expect(await readdir(fixture.folder)).not.toContain("master.key");
  },
  patienceMs,
);

test.skipIf(process.platform === "win32")(
  "makes files that only its user can read, whatever the umask",
  async () => {
    const before = process.umask(0);
    try {
      const running = await fixture.start().ready();
      const modes = async () =>
        Promise.all(
          (await readdir(fixture.folder)).map(
            async (name) => `${name} ${((await stat(join(fixture.folder, name))).mode & 0o777).toString(8)}`,
          ),
        );
      const made = await modes();
      expect(made.length).toBeGreaterThan(3);
      expect(made.filter((one) => !one.endsWith(" 600"))).toEqual([]);
      await running.stop();
    } finally {
      process.umask(before);
    }
  },
  patienceMs,
);

/** Loaded into the product before its own code: shows what the environment holds when the program looks for nothing more. */
const reporter = `data:text/javascript,${encodeURIComponent(
  `process.on("SIGUSR2", () => process.stderr.write(JSON.stringify(process.env) + "\\n"));`,
)}`;

test.skipIf(process.platform === "win32")(
  "keeps no secret in its environment and opens no debugger on a signal",
  async () => {
    const ring = KeyRing.fresh();
    const secret = "a-secret-for-tests-".repeat(2);
    const product = await fixture
      .start({ MASTER_KEY: ring, WEBHOOK_SECRET: secret, NODE_OPTIONS: `--import=${reporter}` })
      .ready();
    process.kill(product.pid, "SIGUSR1");
    process.kill(product.pid, "SIGUSR2");
    const anna = fixture.telegram.person();
    await anna.say(keys.anna);
    await anna.until("Megvan a kulcsod");
    const { code, stderr } = await product.stop();
    expect(code).toBe(0);
    expect(stderr).toContain("DATABASE_URL");
    for (const word of ["Debugger", fixture.telegram.token, ring, secret]) expect(stderr).not.toContain(word);
    expect(await readFile(fixture.database)).not.toHaveLength(0);
  },
  patienceMs,
);
