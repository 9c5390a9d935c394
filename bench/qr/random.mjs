// Seeded random numbers.
const rng = (s) => {
  let a = s >>> 0;
  return () => {
    a |= 0;
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
};
const hash = (s) => {
  let h = 2166136261;
  for (const c of s) h = Math.imul(h ^ c.codePointAt(0), 16777619);
  return h >>> 0;
};
export const pick = (r, xs) => xs[Math.floor(r() * xs.length)];
export const uni = (r, a, b) => a + (b - a) * r();
export const gauss = (r) => Math.sqrt(-2 * Math.log(1 - r())) * Math.cos(2 * Math.PI * r());

/** @returns a source of random numbers by name; equal seeds and names give equal numbers */
export const seeded = (seed) => (key) => rng(hash(`${seed}/${key}`));
