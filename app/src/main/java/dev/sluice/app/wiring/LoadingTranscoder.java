package dev.sluice.app.wiring;

import dev.sluice.app.settings.Settings;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.Transcoder;
import dev.sluice.media.libav.ProcessTranscoder;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A transcoder that loads while the rest of a server starts: its first child process, or the
 * natives in this process. Closing it ends the children.
 */
final class LoadingTranscoder implements AutoCloseable {
  private final CompletableFuture<? extends Transcoder> loading;
  private final Runnable closing;

  private LoadingTranscoder(CompletableFuture<? extends Transcoder> loading, Runnable closing) {
    this.loading = loading;
    this.closing = closing;
  }

  static LoadingTranscoder of(Settings settings, int workers) {
    Path spool = DataFolder.spool(settings.dataDir());
    if (!settings.isolated()) {
      return new LoadingTranscoder(
          CompletableFuture.supplyAsync(() -> Adapters.transcoder(settings, spool)), () -> {});
    }
    ProcessTranscoder children = Adapters.isolated(settings, spool, workers);
    return new LoadingTranscoder(CompletableFuture.completedFuture(children), children::close);
  }

  /**
   * Waits for the natives.
   *
   * @throws StartException with a sentence, if they do not load here
   */
  Transcoder loaded() {
    try {
      Transcoder transcoder = loading.join();
      transcoder.capabilities();
      return transcoder;
    } catch (CompletionException e) {
      throw failure(e.getCause());
    } catch (SluiceException e) {
      throw failure(e);
    }
  }

  private static StartException failure(Throwable cause) {
    return new StartException(
        "The libav natives do not load here (%s); sluice doctor says more".formatted(cause), cause);
  }

  @Override
  public void close() {
    closing.run();
  }
}
