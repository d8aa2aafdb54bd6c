package dev.sluice.app.wiring;

import dev.sluice.app.settings.Settings;
import dev.sluice.media.libav.LibavTranscoder;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A transcoder whose natives load while the rest of a server starts. */
record LoadingNatives(CompletableFuture<LibavTranscoder> loading) {
  static LoadingNatives of(Settings settings) {
    return new LoadingNatives(
        CompletableFuture.supplyAsync(
            () -> Adapters.transcoder(settings, DataFolder.spool(settings.dataDir()))));
  }

  /**
   * @throws StartException with a sentence, if they do not load here
   */
  LibavTranscoder loaded() {
    try {
      return loading.join();
    } catch (CompletionException e) {
      throw new StartException(
          "The libav natives do not load here (%s); sluice doctor says more"
              .formatted(e.getCause()),
          e);
    }
  }
}
