import { readFileSync } from "node:fs";

/** A package that the program is delivered with. */
export interface ProductionPackage {
  /** Where it is, from the repository's root. */
  readonly folder: string;
  readonly name: string;
  readonly version: string;
  /** As an SPDX expression. */
  readonly license: string;
}

interface LockEntry {
  readonly version?: string;
  readonly license?: string;
  /** A folder of this repository. */
  readonly link?: boolean;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
}

const lockFile = new URL("../package-lock.json", import.meta.url);

const isForLinuxX64 = ({ os = ["linux"], cpu = ["x64"], libc = ["glibc"] }: LockEntry): boolean =>
  os.includes("linux") && cpu.includes("x64") && libc.includes("glibc");

/** The packages that `npm ci --omit=dev` installs on Linux x64 (glibc), by name. */
export const productionPackages = (): ProductionPackage[] => {
  const { packages } = JSON.parse(readFileSync(lockFile, "utf8")) as { packages: Record<string, LockEntry> };
  return Object.entries(packages)
    .filter(
      ([folder, entry]) =>
        folder.startsWith("node_modules/") &&
        !entry.link &&
        !entry.dev &&
        !entry.devOptional &&
        isForLinuxX64(entry),
    )
    .map(([folder, { version = "", license = "" }]) => ({
      folder,
      name: folder.slice(folder.lastIndexOf("node_modules/") + "node_modules/".length),
      version,
      license,
    }))
    .sort((a, b) => (`${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1));
};

/** How a package is named in THIRD-PARTY-NOTICES.txt. */
export const titleOf = ({ name, version, license }: ProductionPackage): string =>
  `${name} ${version}, ${license}`;
