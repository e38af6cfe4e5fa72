import { type Meta, type Quality, quality, type ValueType } from '../recording.ts'
import type { Unchecked } from './check.ts'

/** Checks the metadata of a recording file. @throws FormatError. */
export function readMeta(json: Unchecked): Meta {
  const recorder = json.at('recorder')
  return {
    name: json.at('name').string(),
    command: json.at('command').list(item => item.string()),
    cwd: json.at('cwd').orNull(v => v.string()),
    host: json.at('host').orNull(v => v.string()),
    platform: json.at('platform').orNull(v => v.string()),
    interpreter: json.at('interpreter').orNull(v => ({
      implementation: v.at('implementation').string(),
      version: v.at('version').string(),
      executable: v.at('executable').orNull(e => e.string()),
    })),
    revision: json.at('revision').orNull(v => v.string()),
    startTime: json.at('startTime').orNull(v => v.string()),
    duration: json.at('duration').orNull(v => v.number()),
    recorder: {
      name: recorder.at('name').string(),
      version: recorder.at('version').orNull(v => v.string()),
      mode: recorder.at('mode').orNull(v => v.string()),
      settings: readSettings(recorder.at('settings')),
    },
    exit: json.at('exit').orNull(v => ({
      status: v.at('status').orNull(s => s.number()),
      signal: v.at('signal').orNull(s => s.string()),
    })),
    quality: json.at('quality').orNull(readQuality),
    warnings: json.at('warnings').list(w => ({
      code: w.at('code').string(),
      message: w.at('message').string(),
      count: w.at('count').number(),
      firstAt: w.at('firstAt').orNull(v => v.string()),
    })),
    importedFrom: json.at('importedFrom').orNull(v => ({
      format: v.at('format').string(),
      file: v.at('file').orNull(f => f.string()),
    })),
    extra: json.at('extra').plainObject(),
  }
}

function readSettings(json: Unchecked): Meta['recorder']['settings'] {
  const settings: Record<string, string | number | boolean | null> = {}
  for (const [key, value] of Object.entries(json.plainObject())) {
    const isPlain = value === null || ['string', 'number', 'boolean'].includes(typeof value)
    if (!isPlain) json.at(key).fail('text, a number, true, false or null')
    settings[key] = value as string | number | boolean | null
  }
  return settings
}

function readQuality(json: Unchecked): Quality {
  const known: Record<string, number | null> = {}
  for (const key of Object.keys(quality({}))) known[key] = json.at(key).orNull(v => v.number())
  return quality(known as Partial<Quality>)
}

/** Checks the value types of a part. @throws FormatError. */
export function readValueTypes(json: Unchecked): ValueType[] {
  return json.list(v => ({
    name: v.at('name').string(),
    unit: v.at('unit').string(),
    kind: v.at('kind').oneOf('sum', 'snapshot'),
    precision: v.at('precision').oneOf('exact', 'sampled', 'estimated'),
  }))
}
