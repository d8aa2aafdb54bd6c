package dev.sluice.shows.directory;

import java.time.Instant;
import java.util.List;

/** A public directory of shows that knows where their feeds are. Thread-safe. */
public interface ShowDirectory {
  /** Returns the name for sentences, such as {@code Apple Podcasts}. */
  String name();

  /**
   * The shows that the directory finds for a title, its best hit first: nothing is promised of how
   * well they fit. Shows whose feed it does not know are left out; so are feeds whose address is no
   * http(s) URL. A directory that finds none gives an empty list.
   *
   * @param title a show's title as its publisher spells it, not blank
   * @param deadline when to give up
   * @throws dev.sluice.core.failure.SluiceException SERVICE_LIMITED with how long to wait,
   *     SERVICE_REFUSED; SHOW_TIMEOUT at the deadline; those of category SOURCE. A directory that
   *     will not answer is never an empty list.
   */
  List<FoundFeed> search(String title, Instant deadline);
}
