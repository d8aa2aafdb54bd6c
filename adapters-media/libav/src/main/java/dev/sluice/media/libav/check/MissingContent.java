package dev.sluice.media.libav.check;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.request.RequestField;
import dev.sluice.media.libav.base.Failures;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Collects what a result lacks although its source promised it. This is a failure, unless the
 * request allows an incomplete result: then the result tells it, one sentence each. Not
 * thread-safe.
 */
public final class MissingContent {
  private static final String ADVICE = "; get a complete copy from its origin";

  private static final String ADVICE_OF_JOB =
      ADVICE + ", or set " + RequestField.ALLOW_INCOMPLETE.option() + " to take what is there";

  /**
   * Failures of an input after which its bytes so far may be all that there is. Others may be over
   * a moment later, so that another attempt gets more.
   */
  private static final Set<FailureCode> ENDS =
      EnumSet.of(
          FailureCode.SOURCE_CUT,
          FailureCode.SOURCE_CHANGED,
          FailureCode.SOURCE_NOT_FOUND,
          FailureCode.SOURCE_GONE,
          FailureCode.MEDIA_DAMAGED);

  private final boolean isAllowed;
  private final String advice;
  private final Set<String> sentences = new LinkedHashSet<>();

  /**
   * @param isAllowed whether the request allows an incomplete result
   */
  public MissingContent(boolean isAllowed) {
    this(isAllowed, ADVICE_OF_JOB);
  }

  private MissingContent(boolean isAllowed, String advice) {
    this.isAllowed = isAllowed;
    this.advice = advice;
  }

  /** Makes one for a probe, which has no option to advise. */
  public static MissingContent ofProbe() {
    return new MissingContent(false, ADVICE);
  }

  /** Returns whether the request allows an incomplete result. */
  public boolean isAllowed() {
    return isAllowed;
  }

  /**
   * Records something that the result lacks.
   *
   * @param sentence without a full stop
   * @throws SluiceException MEDIA_DAMAGED unless the request allows an incomplete result
   */
  public void add(String sentence) {
    if (!isAllowed) {
      throw Failures.damaged(sentence + advice);
    }
    sentences.add(sentence);
  }

  /**
   * Records that an input or a decoder ended early.
   *
   * @throws RuntimeException the failure itself, unless the request allows an incomplete result and
   *     it is one after which nothing more can be had
   */
  public void add(RuntimeException failure) {
    if (!isAllowed || !(failure instanceof SluiceException known) || !ENDS.contains(known.code())) {
      throw failure;
    }
    sentences.add(known.getMessage());
  }

  /**
   * Records something small that the result lacks, for which no request fails.
   *
   * @param sentence without a full stop
   */
  public void tell(String sentence) {
    sentences.add(sentence);
  }

  /** Returns the sentences, in the order in which they were found. */
  public List<String> sentences() {
    return List.copyOf(sentences);
  }
}
