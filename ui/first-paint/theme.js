// Runs before anything is painted: a page whose recordings take a second to arrive begins in the reader's theme.
// The same choice as in ui/state/theme.ts.
{
  let theme = null
  try {
    theme = localStorage.getItem('pyrometer-theme')
  } catch {
    // A page opened from a file may have no storage at all.
  }
  const isChosen = theme === 'light' || theme === 'dark'
  const system = matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark'
  document.documentElement.dataset.theme = isChosen ? theme : system
}
