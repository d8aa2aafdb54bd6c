package dev.sluice.media.libav.corpus;

/** How a case ended. */
enum Grade {
  /** The result has everything that was put into the source. */
  RIGHT,
  /** What the result lacks is said, by a failure with the expected code or by the job. */
  TOLD,
  /** The result is wrong, and nothing says so. */
  SILENT,
  /** The case failed although it should not, or with another code. */
  WRONG
}
