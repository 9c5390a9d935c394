/** A promise and its ends. */
export const open = () => {
  let release = (): void => undefined;
  let fail = (): void => undefined;
  const gate = new Promise<void>((resolve, reject) => {
    release = resolve;
    fail = () => reject(new Error("failed on purpose"));
  });
  return { gate, release, fail };
};
