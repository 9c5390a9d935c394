/**
 * Waits until `/readyz` says this: its status and words. @param port where the product listens
 * @throws Error with what it says instead, after 20 seconds
 */
export const readiness = async (port: number, words: RegExp): Promise<void> => {
  const until = Date.now() + 20_000;
  for (;;) {
    const said = await fetch(`http://127.0.0.1:${port}/readyz`).then(
      async (answer) => `${answer.status} ${await answer.text()}`,
      () => "nothing",
    );
    if (words.test(said)) return;
    if (Date.now() > until) throw new Error(`/readyz says: ${said}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};
