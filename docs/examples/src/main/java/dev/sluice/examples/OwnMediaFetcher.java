package dev.sluice.examples;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.Media;
import dev.sluice.core.port.media.MediaFetcher;
import dev.sluice.core.port.media.MediaFetcher.FetchRequest;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.core.request.SourceUrl;
import java.io.FileNotFoundException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Your own way of opening media: URLs of one made-up host, such as {@code
 * https://archive.example/talks/opening}, are items of an {@link Archive}. Thread-safe.
 */
public final class OwnMediaFetcher implements MediaFetcher {
  private final String host;
  private final Archive archive;

  OwnMediaFetcher(String host, Archive archive) {
    this.host = host;
    this.archive = archive;
  }

  @Override
  public boolean handles(SourceUrl url) {
    return url.host().equals(host);
  }

  @Override
  public Media open(FetchRequest request, StageMonitor monitor) {
    SourceUrl url = request.url();
    monitor.check();
    CompletableFuture<Archive.Item> answer = archive.open(url.uri().getPath());
    try (StageMonitor.Registration waiting = monitor.onCancel(() -> answer.cancel(true))) {
      return ArchiveMedia.of(answer.join(), monitor);
    } catch (CancellationException | CompletionException e) {
      monitor.check();
      throw explained(url, e);
    }
  }

  private static SluiceException explained(SourceUrl url, Exception failure) {
    if (failure.getCause() instanceof FileNotFoundException) {
      return new SluiceException(
          FailureCode.SOURCE_NOT_FOUND,
          "The archive has no such item; look at the path of " + url,
          failure);
    }
    return new SluiceException(
        FailureCode.CONNECTION_FAILED,
        "The archive cannot be reached; the job is tried again",
        failure);
  }
}
