package dev.sluice.media.libav.base;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import org.jspecify.annotations.Nullable;

/** Creates the exceptions of the transcoder's port from libav's error codes. */
public final class Failures {
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

  public static SluiceException internal(String what, int code) {
    return new SluiceException(
        FailureCode.INTERNAL, "Converting failed: " + what + " (" + Natives.describe(code) + ")");
  }

  public static SluiceException internal(String what, @Nullable Throwable cause) {
    return new SluiceException(FailureCode.INTERNAL, "Converting failed: " + what, cause);
  }
}
