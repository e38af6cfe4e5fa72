/** What `GET recordings` answers, one entry a recording: its name, and where its `.pyrometer` bytes are, relative to the
 *  page. */
export interface ServedRecording {
  readonly name: string
  readonly path: string
}
