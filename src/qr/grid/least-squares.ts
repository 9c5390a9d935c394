/** Finds the weights with which the terms of many equations come nearest to their sums. */
export class LeastSquares {
  readonly #count: number;
  /** Of each equation's terms with each other, and last with the sum; row by row. */
  readonly #sums: Float64Array;

  /** @param count terms an equation */
  constructor(count: number) {
    this.#count = count;
    this.#sums = new Float64Array(count * (count + 1));
  }

  /** @param weight how much the equation counts */
  add(terms: Float64Array, sum: number, weight = 1): void {
    const [count, sums] = [this.#count, this.#sums];
    for (let row = 0; row < count; row += 1) {
      const at = row * (count + 1);
      const own = weight * (terms[row] ?? 0);
      for (let column = row; column < count; column += 1)
        sums[at + column] = (sums[at + column] ?? 0) + own * (terms[column] ?? 0);
      sums[at + count] = (sums[at + count] ?? 0) + own * sum;
    }
  }

  /**
   * To be asked once.
   *
   * @param calm by which share of its own size each term is kept from a large weight; 0: not at all
   * @returns undefined when the equations do not tell
   */
  solve(calm = 0): Float64Array | undefined {
    const [count, sums] = [this.#count, this.#sums];
    const wide = count + 1;
    const at = (row: number, column: number): number => sums[row * wide + column] ?? 0;
    for (let row = 0; row < count; row += 1) {
      sums[row * wide + row] = at(row, row) * (1 + calm);
      for (let column = 0; column < row; column += 1) sums[row * wide + column] = at(column, row);
    }
    for (let pivot = 0; pivot < count; pivot += 1) {
      const own = at(pivot, pivot);
      if (!(Math.abs(own) > 1e-9)) return undefined;
      for (let row = 0; row < count; row += 1) {
        if (row === pivot) continue;
        const share = at(row, pivot) / own;
        if (share !== 0)
          for (let column = pivot; column < wide; column += 1)
            sums[row * wide + column] = at(row, column) - share * at(pivot, column);
      }
    }
    return Float64Array.from({ length: count }, (_, row) => at(row, count) / at(row, row));
  }
}
