import type { Recording } from '../../../model/recording.ts'
import { axeProfile, callgrindProfile, givenProfile, gprofProfile, oprofileProfile } from './call-profiles.ts'
import type { Profile } from './profile.ts'
import { pstatsProfile } from './pstats-profile.ts'
import { stackProfile } from './stack-profile.ts'
import { COLLAPSE, DTRACE, HPROF, JSON_EVENTS, OTHERS, PERF, SLEEPY } from './stack-rules.ts'
import { sysprofProfile } from './sysprof-profile.ts'
import { xperfProfile } from './xperf-profile.ts'

/** What gprof2dot's parser of each format makes of it, by the format's id here. */
const PARSERS: Readonly<Record<string, (recordings: readonly Recording[]) => Profile>> = {
  axe: axeProfile,
  callgrind: callgrindProfile,
  collapsed: recordings => stackProfile(recordings, COLLAPSE),
  dtrace: recordings => stackProfile(recordings, DTRACE),
  gprof: gprofProfile,
  'gprof2dot-json': recordings => stackProfile(recordings, JSON_EVENTS),
  // Of several tables it reads the first of processor time.
  hprof: recordings => stackProfile([recordings.find(isOfProcessor) ?? recordings[0]!], HPROF),
  oprofile: oprofileProfile,
  'perf-data': recordings => stackProfile(recordings, PERF),
  'perf-script': recordings => stackProfile(recordings, PERF),
  pstats: pstatsProfile,
  sleepy: recordings => stackProfile(recordings, SLEEPY),
  sysprof: sysprofProfile,
  xperf: xperfProfile,
}

/** The profile that gprof2dot would make of what was read: by the parser of its format, in their manner where it has none.
 *  @throws TypeError without recordings, or when they have neither stacks nor calls. */
export function profileOf(recordings: readonly Recording[]): Profile {
  const [first] = recordings
  if (first === undefined) throw new TypeError('No recording to make a profile of')
  const parse = PARSERS[first.meta.importedFrom?.format ?? '']
  if (parse !== undefined) return parse(recordings)
  if (first.stacks !== null) return stackProfile(recordings, OTHERS)
  if (first.calls !== null) return givenProfile(recordings)
  throw new TypeError('The recording has neither stacks nor a call graph')
}

function isOfProcessor({ stacks }: Recording): boolean {
  return stacks !== null && /^(?:samples|cpu)$/.test(stacks.valueTypes[0]!.name)
}
