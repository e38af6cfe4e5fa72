/** What of a one-file page is the application: the rest was put there by it, or by others (extensions of the browser). */
const HEAD = 'meta, title, link[rel=icon], #pyrometer-theme, #pyrometer-style'
const BODY = '#app, #pyrometer-worker, #pyrometer-app, #pyrometer-start'

/** What the page shows while its recordings arrive, without their name. */
let firstStage = ''

/** Keeps what `host` shows before the application runs in it. */
export function keepFirstStage(host: HTMLElement): void {
  const title = host.querySelector('h1')
  title?.replaceChildren('Opening ', document.createComment('pyrometer-name'))
  firstStage = host.innerHTML
}

/** The one-file application without recordings: as the page's server has it, or taken from the page itself where that is one.
 *  @throws Error when the server does not answer. */
export async function pageTemplate(): Promise<string> {
  if (document.documentElement.dataset.source === 'server') return servedTemplate()
  return ownTemplate(document)
}

async function servedTemplate(): Promise<string> {
  const response = await fetch(new URL('single.html', document.baseURI)).catch(() => null)
  if (response?.ok === true) return response.text()
  throw new Error('The server of this page does not answer: is “pyrometer view” still running?')
}

/** The page of a document as it was before the application began to run. */
function ownTemplate(page: Document): string {
  const root = page.documentElement.cloneNode(false) as HTMLElement
  delete root.dataset.theme
  const head = page.createElement('head')
  for (const element of page.head.querySelectorAll(HEAD)) {
    const copy = element.cloneNode(true) as HTMLElement
    if (copy.tagName === 'TITLE') copy.textContent = 'pyrometer'
    head.append('\n', copy)
  }
  const body = page.createElement('body')
  for (const element of page.body.querySelectorAll(BODY)) {
    if (element.id === 'pyrometer-start') body.append('\n', page.createComment('pyrometer-recordings'))
    const copy = element.cloneNode(element.id !== 'app') as HTMLElement
    if (element.id === 'app') copy.innerHTML = firstStage
    body.append('\n', copy)
  }
  root.append(head, '\n', body)
  return `<!doctype html>\n${root.outerHTML}\n`
}
