package dev.sluice.http.webhook;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.port.web.WebClient;
import java.util.concurrent.CountDownLatch;

/** Sends for ever, until somebody ends it. */
final class EndlessWebClient implements WebClient {
  @Override
  public Response send(Request request) {
    throw new AssertionError("nobody could end this");
  }

  @Override
  @SuppressWarnings("try") // held open, not used
  public Response send(Request request, Ending ending) {
    CountDownLatch ended = new CountDownLatch(1);
    try (StageMonitor.Registration registration = ending.onEnd(ended::countDown)) {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new SluiceException(FailureCode.CANCELLED, "Ended");
  }
}
