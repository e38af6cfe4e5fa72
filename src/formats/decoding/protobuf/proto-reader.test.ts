import { expect, it } from 'vitest'
import { ProtoReader } from './proto-reader.ts'

it('ProtoReader.skip() goes past fields of every wire type', () => {
  const bytes = Uint8Array.of(
    ...[0x08, 0x96, 0x01], // 1: varint 150
    ...[0x12, 0x03, 0x08, 0x01, 0x18], // 2: three bytes that look like fields
    ...[0x19, 1, 2, 3, 4, 5, 6, 7, 8], // 3: 64 bits
    ...[0x25, 1, 2, 3, 4], // 4: 32 bits
    ...[0x28, 0x07], // 5: varint 7
  )
  const reader = new ProtoReader(bytes, 'test')
  const fields: number[] = []
  while (reader.next()) {
    fields.push(reader.field)
    reader.skip()
  }
  expect(fields).toEqual([1, 2, 3, 4, 5])
  expect(reader.offset).toBe(bytes.length)
})
