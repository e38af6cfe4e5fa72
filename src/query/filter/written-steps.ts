/** A name as one of several that `;` separates: a function of a path, a region. */
export function escapeStep(name: string): string {
  return name.replaceAll(/[\\;]/g, '\\$&')
}

/** The names that {@link escapeStep} wrote, with `;` between them. */
export function splitSteps(text: string): string[] {
  const steps: string[] = []
  let step = ''
  for (let i = 0; i < text.length; i++) {
    if (text[i] === ';') {
      steps.push(step)
      step = ''
      continue
    }
    if (text[i] === '\\' && i + 1 < text.length) i++
    step += text[i]
  }
  return [...steps, step]
}
