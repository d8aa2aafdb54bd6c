package dev.sluice.core.port;

import dev.sluice.core.request.SourceUrl;
import java.time.Instant;
import java.util.List;

/** Turns a show's URL into its episodes. Thread-safe. */
public interface ShowExpander {
  /** Whether this URL is a show that this expander is for, by its text alone. */
  boolean recognises(SourceUrl url);

  /**
   * The complete list of episodes, or a failure: never a part.
   *
   * @param deadline when the caller stops waiting
   * @throws dev.sluice.core.failure.SluiceException SHOW_UNSUPPORTED with a sentence that names the
   *     way out; those of category SOURCE
   */
  Show expand(SourceUrl url, Instant deadline);

  /** A show. */
  record Show(String title, List<Episode> episodes) {
    public Show {
      episodes = List.copyOf(episodes);
    }
  }

  /** One episode: where its media is, and what it is called. */
  record Episode(SourceUrl media, String title) {}
}
