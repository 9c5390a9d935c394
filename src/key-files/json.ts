/** A JSON object, as hostile as it may be: only its own properties are read. */
export type JsonObject = Readonly<Record<string, unknown>>;

export const objectOf = (value: unknown): JsonObject | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;

export const listOf = (value: unknown): readonly unknown[] | undefined =>
  Array.isArray(value) ? value : undefined;

/** The property of an object, or `undefined` where there is none or the value is no object. */
export const propertyOf = (value: unknown, name: string): unknown => {
  const object = objectOf(value);
  return object !== undefined && Object.hasOwn(object, name) ? object[name] : undefined;
};

/** Whether the value is an object that has all of these properties. */
export const hasProperties = (value: unknown, ...names: readonly string[]): boolean => {
  const object = objectOf(value);
  return object !== undefined && names.every((name) => Object.hasOwn(object, name));
};

/** A text or a number as a text; "" for everything else. */
export const scalarOf = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" ? String(value) : "";

/** What opens or closes a list or an object, and strings, in which brackets mean nothing. */
const structure = /"[^"\\]*(?:\\.[^"\\]*)*"|[[{]|[\]}]/gsu;

/** Whether the lists and objects of a JSON text are nested deeper than this. */
export const nestsDeeperThan = (text: string, limit: number): boolean => {
  let depth = 0;
  for (const [token] of text.matchAll(structure)) {
    if (token === "[" || token === "{") depth += 1;
    else if (token === "]" || token === "}") depth -= 1;
    if (depth > limit) return true;
  }
  return false;
};

/** As many values as are looked at in a document. */
const maxValues = 500_000;

/** Every text in a document, in its order; not recursive, so that deep nesting does no harm. */
// eslint-disable-next-line func-style -- A generator cannot be an arrow function.
export function* textsIn(document: unknown): Generator<string> {
  const open: unknown[] = [document];
  for (let visited = 0; open.length > 0 && visited < maxValues; visited += 1) {
    const value = open.pop();
    if (typeof value === "string") yield value;
    else if (typeof value === "object" && value !== null)
      for (const inner of Object.values(value).reverse()) open.push(inner);
  }
}
