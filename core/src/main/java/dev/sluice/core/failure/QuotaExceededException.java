package dev.sluice.core.failure;

/** Thrown when a tenant has used up its storage quota, or would exceed it. */
public final class QuotaExceededException extends SluiceException {
  private static final long serialVersionUID = 1L;

  private final long limitBytes;
  private final long usedBytes;

  /**
   * @param limitBytes the storage quota in bytes
   * @param usedBytes the bytes that are stored and reserved
   * @param sentence the message for the person who asked
   */
  public QuotaExceededException(long limitBytes, long usedBytes, String sentence) {
    super(FailureCode.QUOTA_EXCEEDED, sentence);
    this.limitBytes = limitBytes;
    this.usedBytes = usedBytes;
  }

  /** Returns the storage quota in bytes. */
  public long limitBytes() {
    return limitBytes;
  }

  /** Returns the bytes that are stored and reserved. */
  public long usedBytes() {
    return usedBytes;
  }
}
