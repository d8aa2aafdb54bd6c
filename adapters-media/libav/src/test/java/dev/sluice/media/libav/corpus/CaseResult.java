package dev.sluice.media.libav.corpus;

/**
 * The result of a case.
 *
 * @param detail what is wrong, or what was said
 * @param outOfStep by how much the worst beep or picture is out of step, in seconds
 * @param seconds how long the case took
 */
record CaseResult(CorpusCase test, Grade grade, String detail, double outOfStep, double seconds) {
  boolean isGood() {
    return grade == Grade.RIGHT || grade == Grade.TOLD;
  }
}
