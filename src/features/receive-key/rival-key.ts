import type { Key } from "../../totp/key.ts";

interface Named {
  readonly id: string;
  readonly name: string;
  readonly key: Key;
}

/**
 * Whether two keys may be for one account: what is not said of one of them may be the same. A key pasted by
 * hand says nothing, and users who pressed "Új kódot kérek" hold two of those.
 */
const maybeSameAccount = (a: Key, b: Key): boolean => {
  const agree = (one: string | undefined, other: string | undefined) =>
    one === undefined || other === undefined || one === other;
  return agree(a.account, b.account) && agree(a.issuer, b.issuer);
};

/** The newest other key that may be for the same account. */
export const rivalOf = <T extends Named>(
  { id, key }: Pick<Named, "key"> & { id?: string },
  keys: readonly T[],
) => keys.findLast((stored) => stored.id !== id && maybeSameAccount(stored.key, key));
