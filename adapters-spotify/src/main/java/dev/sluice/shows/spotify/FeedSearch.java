package dev.sluice.shows.spotify;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.show.ShowEpisode;
import dev.sluice.core.request.RequestField;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.shows.directory.FoundFeed;
import dev.sluice.shows.directory.ShowDirectory;
import dev.sluice.shows.feed.FeedSource;
import dev.sluice.shows.match.FeedVerification;
import dev.sluice.shows.match.FeedVerification.Candidate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Finds a show's feed by its title in directories, and trusts none of them: each feed is read and
 * compared with what is known of the show. Thread-safe.
 */
final class FeedSearch {
  /** Feeds read for one show at most: each may take seconds. */
  private static final int MAX_READ = 6;

  private static final String WAY_OUT =
      "if you know it, give its address as "
          + RequestField.FEED.option()
          + ", or have the operator write it into the feed map";

  private final List<ShowDirectory> directories;
  private final FeedSource feeds;

  FeedSearch(List<ShowDirectory> directories, FeedSource feeds) {
    this.directories = List.copyOf(directories);
    this.feeds = feeds;
  }

  /**
   * @param title the show's
   * @param episodes the show's; empty if they are unknown
   * @throws SluiceException SHOW_UNSUPPORTED if no feed fits, SHOW_AMBIGUOUS if several do; what
   *     all of the directories throw, if no one answers; SHOW_TIMEOUT
   */
  Candidate find(String title, List<ShowEpisode> episodes, Instant deadline) {
    return read(title, deadline).fitting(episodes);
  }

  /**
   * Reads the feeds that directories name for the title, without the show's episodes.
   *
   * @throws SluiceException what all of the directories throw, if no one answers; SHOW_TIMEOUT
   */
  Found read(String title, Instant deadline) {
    List<Candidate> read = new ArrayList<>();
    Optional<SluiceException> trouble = Optional.empty();
    for (SourceUrl feed : named(title, deadline)) {
      try {
        read.add(new Candidate(feed, feeds.read(feed, deadline)));
      } catch (SluiceException e) {
        if (e.code() == FailureCode.SHOW_TIMEOUT) {
          throw e;
        }
        trouble = Optional.of(e);
      }
    }
    return new Found(title, read, trouble);
  }

  /**
   * Feeds that may be a show's.
   *
   * @param title the show's
   * @param trouble with the last of them that could not be read
   */
  record Found(String title, List<Candidate> read, Optional<SluiceException> trouble) {

    /**
     * The one that holds these episodes.
     *
     * @param episodes the show's; empty if they are unknown
     * @throws SluiceException SHOW_UNSUPPORTED if no feed fits, SHOW_AMBIGUOUS if several do
     */
    Candidate fitting(List<ShowEpisode> episodes) {
      List<Candidate> fitting = FeedVerification.fitting(title, episodes, read);
      if (fitting.size() == 1) {
        return fitting.get(0);
      }
      if (fitting.size() > 1) {
        throw new SluiceException(
            FailureCode.SHOW_AMBIGUOUS,
            "Several feeds fit \"%s\" equally well: %s; give the right one as %s"
                .formatted(
                    title,
                    fitting.stream()
                        .map(one -> "\"%s\" at %s".formatted(one.show().title(), one.feed()))
                        .collect(Collectors.joining(", ")),
                    RequestField.FEED.option()));
      }
      String unread =
          trouble
              .map(e -> " (one that was named could not be read: " + e.getMessage() + ")")
              .orElse("");
      throw new SluiceException(
          FailureCode.SHOW_UNSUPPORTED,
          "No open feed was found for \"%s\"%s; %s".formatted(title, unread, WAY_OUT));
    }
  }

  private List<SourceUrl> named(String title, Instant deadline) {
    Map<SourceUrl, String> named = new LinkedHashMap<>();
    Optional<SluiceException> trouble = Optional.empty();
    boolean answered = false;
    for (ShowDirectory directory : directories) {
      try {
        for (FoundFeed found : directory.search(title, deadline)) {
          named.putIfAbsent(found.feed(), found.title());
        }
        answered = true;
      } catch (SluiceException e) {
        if (e.code() == FailureCode.SHOW_TIMEOUT) {
          throw e;
        }
        trouble = Optional.of(e);
      }
    }
    if (!answered && trouble.isPresent()) {
      throw trouble.get();
    }
    return FeedVerification.likely(title, named).stream().limit(MAX_READ).toList();
  }
}
