package dev.sluice.core.job;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What a job stores of its episode, so that the episode can be found in a later reading of its
 * show. It contains only what distinguished the episode from all others in the reading that it was
 * taken from.
 *
 * @param guid the name that the source gave the episode; empty if several episodes had it
 * @param page fingerprints of the parts of the page's address that no other episode had together
 * @param media fingerprints of the parts of the media's address that no other episode had together
 * @param unique the texts that no other episode had
 */
public record EpisodeIdentity(
    Optional<String> guid,
    Set<String> page,
    Set<String> media,
    String title,
    Optional<Instant> publishedAt,
    Set<Text> unique) {
  /** The texts of an episode that may distinguish it. */
  public enum Text {
    TITLE,
    DATE,
    TITLE_AND_DATE
  }

  public EpisodeIdentity {
    Objects.requireNonNull(guid);
    page = Set.copyOf(page);
    media = Set.copyOf(media);
    Objects.requireNonNull(title);
    Objects.requireNonNull(publishedAt);
    unique = Set.copyOf(unique);
  }

  /**
   * Returns the identity of which only a name is known, as jobs stored it before. Such a name is
   * the episode's guid, or the address of its media without the query.
   */
  public static EpisodeIdentity named(String name, String title, Optional<Instant> publishedAt) {
    return new EpisodeIdentity(
        Optional.of(name), Set.of(), Set.of(), title, publishedAt, Set.of(Text.TITLE, Text.DATE));
  }
}
