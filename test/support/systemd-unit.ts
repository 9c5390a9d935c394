/** The settings of a section of a unit file, each with all its values in their order. */
export type UnitSection = Readonly<Record<string, readonly string[]>>;

/** The sections of a unit file (systemd.syntax(7)). */
export interface Unit {
  readonly Service: UnitSection;
}

/** Reads a unit file without continued or quoted lines, which ours do not have. @throws Error for a line that is no setting */
export const readUnit = (text: string): Unit => {
  const sections: Record<string, Record<string, string[]>> = { Service: {} };
  let section: Record<string, string[]> = {};
  for (const line of text.split("\n").map((one) => one.trim())) {
    const [, heading] = /^\[(\w+)\]$/.exec(line) ?? [];
    const [, name, value] = /^(\w+)=(.*)$/.exec(line) ?? [];
    if (heading !== undefined) section = sections[heading] ??= {};
    else if (name !== undefined) (section[name] ??= []).push(value ?? "");
    else if (line !== "" && !line.startsWith("#")) throw new Error(`not a setting: ${line}`);
  }
  return sections as unknown as Unit;
};
