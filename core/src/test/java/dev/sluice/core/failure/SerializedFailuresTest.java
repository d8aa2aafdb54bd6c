package dev.sluice.core.failure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.request.InvalidRequestException;
import dev.sluice.core.request.RequestField;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SerializedFailuresTest {
  @Test
  void an_invalid_request_keeps_its_violations() throws Exception {
    List<InvalidRequestException.Violation> violations =
        List.of(
            new InvalidRequestException.Violation(RequestField.URL, "The URL is empty"),
            new InvalidRequestException.Violation(RequestField.PRIORITY, "The priority is too high")
                .ofRequest(3));

    InvalidRequestException read = copy(new InvalidRequestException(violations));

    assertThat(read.violations()).isEqualTo(violations);
    assertThat(read.code()).isEqualTo(FailureCode.INVALID_REQUEST);
  }

  @Test
  void a_failure_keeps_how_long_to_wait() throws Exception {
    SluiceException read =
        copy(
            new SluiceException(
                FailureCode.SOURCE_RATE_LIMITED, "Wait", null, Duration.ofSeconds(7)));

    assertThat(read.retryAfter()).contains(Duration.ofSeconds(7));
  }

  @Test
  void a_used_up_quota_keeps_its_figures() throws Exception {
    QuotaExceededException read = copy(new QuotaExceededException(10, 8, "Full"));

    assertThat(read.limitBytes()).isEqualTo(10);
    assertThat(read.usedBytes()).isEqualTo(8);
  }

  @SuppressWarnings("unchecked")
  private static <T> T copy(T original) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(original);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (T) in.readObject();
    }
  }
}
