import { unpackScript } from '../data/unpack-script.ts'

// The one script of a one-file page that runs as it stands: it unpacks the application.
const packed = document.getElementById('pyrometer-app')?.textContent ?? ''
await import(/* @vite-ignore */ URL.createObjectURL(await unpackScript(packed)))
