import { readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where systems keep fonts, by Node's name of them. */
const FOLDERS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  linux: ['/usr/share/fonts', '/usr/local/share/fonts', '~/.local/share/fonts', '~/.fonts'],
  freebsd: ['/usr/local/share/fonts', '~/.local/share/fonts', '~/.fonts'],
  darwin: ['/System/Library/Fonts', '/Library/Fonts', '~/Library/Fonts'],
  win32: ['C:\\Windows\\Fonts', '~\\AppData\\Local\\Microsoft\\Windows\\Fonts'],
}
const FONT = /\.(?:ttf|otf|ttc|otc)$/i
/** Looks that stand beside a plain one, and pictures of emoji, which have no outlines. */
const OTHER_LOOK = /bold|bdita|italic|-ita\b|oblique|condensed|light|thin|black|heavy|medium|narrow|colou?r/i
const SERIF = /serif|roman|mincho|song|ming|naskh|times|math/i
const MOST = 4000

/** Files of the fonts of this machine in their plain look, those without serifs first; empty where none are found. */
export function machineFonts(platform: NodeJS.Platform = process.platform): string[] {
  const found: string[] = []
  for (const folder of FOLDERS[platform] ?? []) {
    const path = folder.replace(/^~/, homedir())
    const names = namesIn(path).filter(name => FONT.test(name) && !OTHER_LOOK.test(name))
    found.push(...names.sort().map(name => join(path, name)))
  }
  const rank = (path: string) => (SERIF.test(path) ? 1 : 0)
  return found.sort((a, b) => rank(a) - rank(b)).slice(0, MOST)
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
  } catch {
    return []
  }
}
