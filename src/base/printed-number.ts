/**
 * A number as C's `%.Nf` prints it: of two decimals as near the even one is taken, as IEEE 754 rounds, where `toFixed` takes
 * the larger. `digits` is 0 to 20; infinities and NaN are what `toFixed` makes of them.
 */
export function printFixed(value: number, digits: number): string {
  if (Object.is(value, -0)) return `-${(0).toFixed(digits)}`
  const halves = value * 2 ** (digits + 1)
  if (Math.abs(halves) < 2 ** 50 && Number.isInteger(halves) && halves % 2 !== 0) {
    const scale = 10 ** digits
    const below = Math.floor(value * scale)
    return ((below % 2 === 0 ? below : below + 1) / scale).toFixed(digits)
  }
  return value.toFixed(digits)
}

/** A number as Perl prints it: C's `%.15g`. */
export function printPerl(value: number): string {
  return String(Number(value.toPrecision(15)))
}

/** A whole number with commas between its thousands. */
export function withCommas(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+(?!\d))/g, ',')
}
