/** @returns the processor time that this process has used, in ms: a clock that stands still while others have the processor */
export const cpuNowMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
