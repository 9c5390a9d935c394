import { readFileSync } from "node:fs";
import type { Upload } from "./multipart.ts";

interface Field {
  readonly types: readonly string[];
  readonly required: boolean;
}
interface Shape {
  readonly fields: Readonly<Record<string, Field>>;
  readonly subtypes?: readonly string[];
}
interface Spec {
  readonly methods: Readonly<Record<string, Readonly<Record<string, Field>>>>;
  readonly types: Readonly<Record<string, Shape>>;
}

const spec = JSON.parse(readFileSync(new URL("bot-api.json", import.meta.url), "utf8")) as Spec;
const methodNames = new Map(Object.keys(spec.methods).map((name) => [name.toLowerCase(), name]));

export type Params = Record<string, unknown>;

/** @returns the method as the Bot API spells it (names are case-insensitive), or undefined when there is none */
export const methodName = (given: string): string | undefined => {
  return methodNames.get(given.toLowerCase());
};

/**
 * Checks a call against the machine-readable Bot API: unknown and missing parameters, and types all the way down.
 * @param method a name from `methodName`
 * @param files what was uploaded with the call, for `attach://…`
 * @returns what is wrong, empty when nothing is
 */
export const typeProblems = (
  method: string,
  params: Params,
  files: ReadonlyMap<string, Upload>,
): string[] => {
  return fieldProblems(spec.methods[method] ?? {}, params, "", files);
};

/**
 * Form bodies and queries carry only text; this gives numbers, booleans and JSON back their types, as the
 * Bot API does ("Making requests"). A text that does not fit its type is left as it is, to be refused.
 */
export const typedFields = (method: string, fields: Readonly<Record<string, string>>): Params => {
  const known = spec.methods[method] ?? {};
  return Object.fromEntries(
    Object.entries(fields).map(([name, text]) => [name, typedField(known[name]?.types ?? ["String"], text)]),
  );
};

const typedField = (types: readonly string[], text: string): unknown => {
  if ((types.includes("Integer") || types.includes("Float")) && /^-?\d+(\.\d+)?$/.test(text))
    return Number(text);
  if (types.includes("Boolean") && /^(true|false|0|1)$/i.test(text)) return /^(true|1)$/i.test(text);
  if (types.includes("String") || types.includes("InputFile")) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

type Files = ReadonlyMap<string, Upload>;

const fieldProblems = (
  fields: Readonly<Record<string, Field>>,
  value: Params,
  path: string,
  files: Files,
): string[] => {
  const unknown = Object.keys(value)
    .filter((name) => !(name in fields))
    .map((name) => `unknown parameter "${path}${name}"`);
  const wrong = Object.entries(fields).flatMap(([name, field]) => {
    const given = value[name];
    if (given === undefined || given === null) {
      return field.required ? [`parameter "${path}${name}" is required`] : [];
    }
    return unionProblems(field.types, given, `${path}${name}`, files);
  });
  return [...unknown, ...wrong];
};

/** A value must fit one of the types; if none fits, the complaints of the nearest one are given. */
const unionProblems = (types: readonly string[], value: unknown, path: string, files: Files): string[] => {
  let nearest: string[] | undefined;
  for (const type of types) {
    const problems = problemsOf(type, value, path, files);
    if (problems.length === 0) return [];
    if (!nearest || problems.length < nearest.length) nearest = problems;
  }
  return nearest ?? [];
};

const problemsOf = (type: string, value: unknown, path: string, files: Files): string[] => {
  const element = /^Array of (.*)$/.exec(type)?.[1];
  if (element) return arrayProblems(element, value, path, files);
  const basic = basicProblems(type, value, path, files);
  if (basic) return basic;
  const shape = spec.types[type];
  if (!shape) throw new Error(`The Bot API data names an unknown type ${type}`);
  if (shape.subtypes) return unionProblems(shape.subtypes, value, path, files);
  // "For simple text buttons, String can be used instead of this object" (Bot API, "KeyboardButton").
  if (type === "KeyboardButton" && typeof value === "string") return [];
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return [`parameter "${path}" must be ${type}`];
  }
  return [
    ...discriminatorProblems(type, value as Params, path),
    ...fieldProblems(shape.fields, value as Params, `${path}.`, files),
  ];
};

const arrayProblems = (element: string, value: unknown, path: string, files: Files): string[] => {
  if (!Array.isArray(value)) return [`parameter "${path}" must be an Array`];
  return value.flatMap((item, index) => problemsOf(element, item, `${path}[${index}]`, files));
};

const basicProblems = (type: string, value: unknown, path: string, files: Files): string[] | undefined => {
  const problem = (fits: boolean): string[] => (fits ? [] : [`parameter "${path}" must be ${type}`]);
  switch (type) {
    case "String":
      return problem(typeof value === "string");
    case "Integer":
      return problem(Number.isSafeInteger(value));
    case "Float":
      return problem(typeof value === "number" && Number.isFinite(value));
    case "Boolean":
      return problem(typeof value === "boolean");
    case "InputFile":
      return problem(typeof value === "string" && files.has(value.replace("attach://", "")));
    default:
      return undefined;
  }
};

/** The data leaves out what makes the kinds of one family differ: the text in their `type` field. */
const kinds: readonly [family: RegExp, kind: (rest: string) => string][] = [
  [/^InputMedia(.+)$/, (rest) => rest.replace("LivePhoto", "live_photo").toLowerCase()],
  [/^ReactionType(.+)$/, (rest) => (rest === "CustomEmoji" ? "custom_emoji" : rest.toLowerCase())],
  [/^BotCommandScope(.+)$/, (rest) => rest.replace(/(?!^)[A-Z]/g, "_$&").toLowerCase()],
];

const discriminatorProblems = (type: string, value: Params, path: string): string[] => {
  for (const [family, kind] of kinds) {
    const rest = family.exec(type)?.[1];
    if (rest && value["type"] !== kind(rest)) return [`parameter "${path}.type" must be "${kind(rest)}"`];
  }
  return [];
};
