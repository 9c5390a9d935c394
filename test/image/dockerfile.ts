import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

/** A stage of an image, in a folder that stands for its root. */
export interface Stage {
  readonly root: string;
  readonly environment: Record<string, string>;
  workdir: string;
  user: string;
  command: string[];
}

const root = new URL("../../", import.meta.url).pathname;

/** Names at the top of the repository that .dockerignore lets through. @throws Error when it is no list of exceptions from "*" */
const contextNames = (): string[] => {
  const lines = readFileSync(join(root, ".dockerignore"), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  const [all, ...exceptions] = lines;
  if (all !== "*" || !exceptions.every((line) => /^![\w.-]+$/.test(line)))
    throw new Error(".dockerignore must be * and then exceptions from it");
  const wanted = exceptions.map((line) => line.slice(1));
  return readdirSync(root).filter((name) => wanted.includes(name));
};

/** What may be said of where things are run that differs from an image. */
export interface Substitutes {
  /** Stands for /data. */
  readonly data: string;
  /** Stands for /backups. */
  readonly backups: string;
  /** Stands for /keys. */
  readonly keys: string;
  /** `uid:gid` in place of node:node. */
  readonly owner: string;
}

/**
 * Goes through the Dockerfile's steps in folders below `work`, with this machine's Node and npm.
 * @returns the last stage. @throws Error for an instruction it does not know, or a step that fails
 */
export const runDockerfile = (work: string, { data, backups, keys, owner }: Substitutes): Stage => {
  const stages = new Map<string, Stage>();
  let stage: Stage | undefined;
  const within = ({ root: folder, workdir }: Stage, path: string) =>
    path.startsWith("/") ? join(folder, path) : join(folder, workdir, path);

  const copy = (to: Stage, words: readonly string[]) => {
    const from = words[0]?.startsWith("--from=") ? stages.get(words[0].slice("--from=".length)) : undefined;
    const paths = from === undefined ? words : words.slice(1);
    const target = paths.at(-1) ?? "";
    for (const path of paths.slice(0, -1)) {
      if (from === undefined && !contextNames().includes(path)) throw new Error(`${path} is not let through`);
      const source = from === undefined ? join(root, path) : within(from, path);
      const into = target.endsWith("/") ? join(target, basename(path)) : target;
      cpSync(source, within(to, into), { recursive: true, verbatimSymlinks: true });
    }
  };
  const run = (at: Stage, words: string) => {
    const line = words
      .replaceAll("/data", data)
      .replaceAll("/backups", backups)
      .replaceAll("/keys", keys)
      .replaceAll("node:node", owner);
    execFileSync("sh", ["-ec", line], {
      cwd: within(at, "."),
      env: { ...process.env, ...at.environment },
      stdio: ["ignore", "ignore", "inherit"],
    });
  };

  const lines = readFileSync(join(root, "Dockerfile"), "utf8").split("\n");
  for (const line of lines.filter((one) => one !== "" && !one.startsWith("#"))) {
    const [instruction = "", ...words] = line.split(" ");
    const rest = words.join(" ");
    if (instruction === "FROM") {
      const name = words[2] ?? "last";
      stage = { root: join(work, name), environment: {}, workdir: "/", user: "root", command: [] };
      mkdirSync(stage.root);
      stages.set(name, stage);
      continue;
    }
    if (stage === undefined) throw new Error("the Dockerfile must begin with FROM");
    if (instruction === "WORKDIR") {
      stage.workdir = rest;
      mkdirSync(within(stage, "."), { recursive: true });
    } else if (instruction === "COPY") copy(stage, words);
    else if (instruction === "RUN") run(stage, rest);
    else if (instruction === "USER") stage.user = rest;
    else if (instruction === "CMD") stage.command = JSON.parse(rest) as string[];
    else if (instruction === "ENV") {
      const [name = "", value = ""] = rest.split("=");
      stage.environment[name] = value.replaceAll("/data", data);
    } else if (!["EXPOSE", "STOPSIGNAL"].includes(instruction))
      throw new Error(`${instruction} is not known here`);
  }
  if (stage === undefined) throw new Error("the Dockerfile is empty");
  return stage;
};
