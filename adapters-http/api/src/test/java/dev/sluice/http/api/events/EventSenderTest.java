package dev.sluice.http.api.events;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EventSenderTest {
  @Test
  void an_error_ends_the_stream() {
    EventSender sender =
        new EventSender(
            null,
            null,
            null,
            null,
            task -> {
              throw new LinkageError("a class is missing");
            });

    sender.wake();

    assertThat(sender.done()).isCompleted();
  }
}
