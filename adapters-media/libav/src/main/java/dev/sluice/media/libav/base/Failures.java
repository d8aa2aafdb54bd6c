package dev.sluice.media.libav.base;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import org.jspecify.annotations.Nullable;

/** Creates the exceptions of the transcoder's port from libav's error codes. */
public final class Failures {
  private static final int OUT_OF_MEMORY = -12;

  private Failures() {}

  public static void rethrow(@Nullable Throwable failure) {
    if (failure instanceof RuntimeException exception) {
      throw exception;
    }
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure != null) {
      throw internal("the transfer failed", failure);
    }
  }

  public static SluiceException damaged(String sentence) {
    return new SluiceException(FailureCode.MEDIA_DAMAGED, sentence);
  }

  public static SluiceException notMedia(String sentence) {
    return new SluiceException(FailureCode.NOT_MEDIA, sentence);
  }

  public static SluiceException limitsExceeded(String sentence) {
    return new SluiceException(FailureCode.MEDIA_LIMITS_EXCEEDED, sentence);
  }

  /**
   * Returns the failure of a muxer that rejects streams. It does not depend on the moment, so it is
   * not retried.
   *
   * @param code libav's error code
   */
  public static SluiceException doesNotFit(String sentence, int code) {
    return code == OUT_OF_MEMORY
        ? internal(sentence, code)
        : new SluiceException(FailureCode.CODEC_DOES_NOT_FIT, sentence);
  }

  /**
   * Returns the failure of a muxer that rejects a packet.
   *
   * @param code libav's error code
   */
  public static SluiceException rejectedPacket(String sentence, int code) {
    return code == OUT_OF_MEMORY ? internal(sentence, code) : damaged(sentence);
  }

  public static SluiceException internal(String what, int code) {
    return new SluiceException(
        FailureCode.INTERNAL, "Converting failed: " + what + " (" + Natives.describe(code) + ")");
  }

  public static SluiceException internal(String what, @Nullable Throwable cause) {
    return new SluiceException(FailureCode.INTERNAL, "Converting failed: " + what, cause);
  }
}
