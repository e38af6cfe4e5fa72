/**
 * The same question, whose answers are kept as long as what they are about: asked again of the same object, it costs nothing.
 * The object must not change meanwhile.
 */
export function keptWith<K extends object, V extends object | string>(
  make: (about: K) => V,
): (about: K) => V {
  const known = new WeakMap<K, V>()
  return about => {
    let answer = known.get(about)
    if (answer === undefined) {
      answer = make(about)
      known.set(about, answer)
    }
    return answer
  }
}
