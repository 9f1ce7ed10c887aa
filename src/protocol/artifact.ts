/** What a build made. For a custom build gorl does not know the file, so `path` is absent. */
export interface Artifact {
  readonly generation: number;
  /** Absolute path of the binary. */
  readonly path?: string;
  /** Equal ids mean equal code: the content part of the Go build ID. */
  readonly contentId?: string;
}
