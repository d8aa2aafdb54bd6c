package dev.sluice.core.failure;

/** An tenant has used up its storage limit, or would pass it. */
public final class QuotaExceededException extends SluiceException {
  private static final long serialVersionUID = 1L;

  private final long limitBytes;
  private final long usedBytes;

  /**
   * @param usedBytes what is stored and reserved
   */
  public QuotaExceededException(long limitBytes, long usedBytes, String sentence) {
    super(FailureCode.QUOTA_EXCEEDED, sentence);
    this.limitBytes = limitBytes;
    this.usedBytes = usedBytes;
  }

  public long limitBytes() {
    return limitBytes;
  }

  public long usedBytes() {
    return usedBytes;
  }
}
