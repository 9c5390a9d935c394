import type { InValue } from "@libsql/client";

/** A condition on a statement: SQL that continues a WHERE, and its arguments. */
export interface Condition {
  readonly sql: string;
  readonly args: readonly InValue[];
}

export const always: Condition = { sql: "TRUE", args: [] };

export const never: Condition = { sql: "FALSE", args: [] };

export const not = ({ sql, args }: Condition): Condition => ({ sql: `NOT (${sql})`, args });

export const either = (a: Condition, b: Condition): Condition => ({
  sql: `(${a.sql} OR ${b.sql})`,
  args: [...a.args, ...b.args],
});

export const both = (a: Condition, b: Condition): Condition => ({
  sql: `${a.sql} AND ${b.sql}`,
  args: [...a.args, ...b.args],
});
