package dev.sluice.core.job;

import dev.sluice.core.failure.FailureCode;
import java.util.Objects;

/**
 * Why a job failed.
 *
 * @param sentence for the person who asked; never credentials, signed links or a stack trace
 */
public record JobFailure(FailureCode code, String sentence) {
  public JobFailure {
    Objects.requireNonNull(code);
    Objects.requireNonNull(sentence);
  }
}
