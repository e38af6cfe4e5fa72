/** Texts that mean something in DOT, HTML, SVG, C++, Python's textwrap or fnmatch. */
const ODD_NAMES: readonly string[] = [
  'node',
  'Graph',
  'subgraph',
  '<b>bold</b>',
  '</svg><script>x()</script>',
  'say "hi"',
  'back\\slash\\n',
  'ünïcödé',
  '关数',
  '𝒳𝒴',
  'שלום-עולם',
  '0x12',
  '123',
  '12.5',
  '_a1',
  'a->b [x=1]',
  '* [x] ?',
  '[!a]',
  '&amp;&lt;',
  '%3',
  '\\N\\G',
  'operator()(int, char) const',
  'std::vector<int, std::allocator<int> >::push_back(int const&) const',
  'boost::function<void (std::map<std::string, std::vector<std::pair<int, long> > > const&)>::operator() const',
  'well-known-long-name of a function - with dashes -- and e-mail-like words-in-it, a b',
  'template<class T, class U = std::less<T>, int n = (3 > 2)> void very_long_name_without_any_space_in_it_at_all(T, U)',
  `${'x'.repeat(4200)} end`,
  `${'y'.repeat(1100)}`,
  `f(${'int, '.repeat(60)}int) const`,
  'a b  c   d    e     f      g       h        i         j',
]

/** Drawn from a seed: numbers, choices, names. */
export interface Dice {
  /** A number in [0, 1). */
  readonly random: () => number
  /** A whole number from 0 to below the bound. */
  readonly below: (bound: number) => number
  readonly oneOf: <T>(list: readonly T[]) => T
  readonly chance: (share: number) => boolean
}

export function diceOf(random: () => number): Dice {
  const below = (bound: number) => Math.floor(random() * bound)
  return {
    random,
    below,
    oneOf: list => list[below(list.length)]!,
    chance: share => random() < share,
  }
}

/** A call graph that nothing is known of but what it is made of. */
export interface RandomGraph {
  readonly names: readonly string[]
  /** Per function its module or binary. */
  readonly modules: readonly string[]
  /** Functions from the root to the leaf, and what each weighs. */
  readonly stacks: readonly { readonly path: readonly number[]; readonly weight: number }[]
  /** Calls between functions: each pair once. */
  readonly edges: readonly { readonly caller: number; readonly callee: number; readonly calls: number }[]
}

/** A call graph of up to twenty functions: a tree, one without rings, one where all calls go round, or anything. `isNameFit`
 *  says what names the format can hold; with `hasTwins` some functions of different modules share a name. */
export function randomGraph(
  dice: Dice,
  { isNameFit, hasTwins = false }: { isNameFit: (name: string) => boolean; hasTwins?: boolean },
): RandomGraph {
  const { below, chance, oneOf } = dice
  const count = 1 + below(chance(0.2) ? 20 : 7)
  const names = randomNames(dice, count, isNameFit)
  const modules = names.map(() => oneOf(['libc.so', '/usr/lib/libm.so.6', 'app', 'kernel']))
  const twin = hasTwins && count > 3 && chance(0.3) ? below(count - 1) : -1
  if (twin !== -1) {
    names[twin + 1] = names[twin]!
    modules[twin] = 'app'
    modules[twin + 1] = 'kernel'
  }
  const shape = oneOf(['tree', 'forward', 'forward', 'any', 'selves', 'ring'] as const)
  const next = (at: number, from: number) =>
    shape === 'any'
      ? below(count)
      : shape === 'ring'
        ? (at + 1) % count
        : shape === 'selves' && chance(0.4)
          ? at
          : at + 1 + below(Math.max(1, count - at - 1 - (shape === 'tree' ? from : 0)))
  const stacks = Array.from({ length: 1 + below(12) }, () => {
    const path = [shape === 'any' || shape === 'ring' ? below(count) : below(Math.min(2, count))]
    const length = 1 + below(chance(0.1) ? 30 : 7)
    while (path.length < length) {
      const at = next(path.at(-1)!, path[0]!)
      if (at >= count) break
      path.push(at)
    }
    return { path, weight: chance(0.15) ? 0 : chance(0.1) ? below(1e6) : 1 + below(30) }
  })
  if (chance(0.04)) for (const own of stacks) own.weight = 0
  else if (stacks.every(({ weight }) => weight === 0)) stacks[0]!.weight = 1 + below(5)
  const pairs = new Map<string, { caller: number; callee: number; calls: number }>()
  for (const { path } of stacks) {
    for (let at = 1; at < path.length; at++) {
      const [caller, callee] = [path[at - 1]!, path[at]!]
      const known = pairs.get(`${caller} ${callee}`)
      const calls = 1 + below(chance(0.1) ? 1e5 : 9)
      pairs.set(`${caller} ${callee}`, { caller, callee, calls: (known?.calls ?? 0) + calls })
    }
  }
  return { names, modules, stacks, edges: [...pairs.values()] }
}

function randomNames(
  { below, chance, oneOf }: Dice,
  count: number,
  isNameFit: (name: string) => boolean,
): string[] {
  const names = new Set<string>()
  const odd = ODD_NAMES.filter(isNameFit)
  const share = oneOf([0, 0.3, 0.8])
  while (names.size < count) {
    names.add(chance(share) ? oneOf(odd) : `${oneOf(['f', 'g', 'main', 'Klass::do', 'run_'])}${below(40)}`)
  }
  return [...names]
}
