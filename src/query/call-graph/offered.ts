/** How many functions a call graph in the page may have. */
export const NODE_COUNTS = [10, 20, 40, 80, 150, 300, 500] as const
/** Least shares to choose from there, in percent: what is below is left out. */
export const LEAST_SHARES = [0, 0.1, 0.5, 1, 2, 5, 10] as const
