const PACKAGE_FOLDER = /^.*\/(?:site-packages|dist-packages|node_modules)\//
const LIBRARY_FOLDER = /^.*\/lib(?:64)?\/(?:python|pypy)\d[\d.]*t?\//

/**
 * A source's path as people look for it: relative to the folder the program ran in, else from the package or library
 * folder on, else as it is. Two paths that differ may come out the same, so it is for showing, not for finding.
 */
export function shortPath(path: string, cwd: string | null): string {
  const unified = path.replaceAll('\\', '/')
  const folder = cwd === null || cwd === '' ? null : `${cwd.replaceAll('\\', '/').replace(/\/$/, '')}/`
  if (folder !== null && unified.startsWith(folder) && unified.length > folder.length) {
    return unified.slice(folder.length).replace(PACKAGE_FOLDER, '')
  }
  const short = unified.replace(PACKAGE_FOLDER, '')
  return short !== unified ? short : unified.replace(LIBRARY_FOLDER, '')
}
