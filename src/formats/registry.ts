// What the others import. The build puts known-formats and all it needs into this one module (scripts/bundle-registry).
export * from './known-formats.ts'
