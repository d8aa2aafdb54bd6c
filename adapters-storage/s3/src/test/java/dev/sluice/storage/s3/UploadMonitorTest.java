package dev.sluice.storage.s3;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.port.media.StageMonitor;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class UploadMonitorTest {
  @Test
  void a_change_that_fails_wakes_the_writer_as_well() throws Exception {
    UploadMonitor monitor = new UploadMonitor(StageMonitor.none());
    AtomicBoolean waits = new AtomicBoolean();
    AtomicBoolean changed = new AtomicBoolean();
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(
            () ->
                monitor.await(
                    () -> {
                      waits.set(true);
                      return changed.get();
                    }));
    while (!waits.get()) {
      Thread.onSpinWait();
    }

    assertThatThrownBy(
            () ->
                monitor.change(
                    () -> {
                      changed.set(true);
                      throw new IllegalStateException("in a test");
                    }))
        .isInstanceOf(IllegalStateException.class);

    writer.get(30, TimeUnit.SECONDS);
  }
}
