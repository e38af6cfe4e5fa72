/** Starts a clock of the processor time that this process takes; the function tells its milliseconds so far. Bounds on it hold
 *  on a machine that is busy elsewhere, too, where bounds on the time of day do not. */
export function processorTime(): () => number {
  const before = process.cpuUsage()
  return () => {
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1000
  }
}
