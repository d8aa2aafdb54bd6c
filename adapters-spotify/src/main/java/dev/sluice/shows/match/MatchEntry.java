package dev.sluice.shows.match;

import dev.sluice.core.port.show.ShowEpisode;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An episode of either side, reduced to what is matched.
 *
 * @param day since 1970, in UTC: services say no more than the day
 * @param seconds of its duration; empty where it is not known
 */
record MatchEntry(ShowEpisode episode, EpisodeTitle title, OptionalLong day, OptionalLong seconds) {
  /** Two durations differ no more than this if nothing was done to the recording. */
  private static final long SAME_RECORDING = 30;

  private static final long DRIFT = 120;
  private static final double DRIFT_SHARE = 0.1;

  static List<MatchEntry> of(List<ShowEpisode> episodes, Collection<String> shows) {
    List<MatchEntry> entries = new ArrayList<>(episodes.size());
    for (ShowEpisode episode : episodes) {
      entries.add(
          new MatchEntry(
              episode,
              EpisodeTitle.of(episode.title(), shows),
              day(episode),
              seconds(episode.duration())));
    }
    return entries;
  }

  private static OptionalLong day(ShowEpisode episode) {
    return episode
        .publishedAt()
        .map(moment -> OptionalLong.of(LocalDate.ofInstant(moment, ZoneOffset.UTC).toEpochDay()))
        .orElseGet(OptionalLong::empty);
  }

  // Feeds say 0 where they do not know.
  private static OptionalLong seconds(Optional<Duration> duration) {
    return duration
        .filter(length -> length.compareTo(Duration.ofSeconds(1)) >= 0)
        .map(length -> OptionalLong.of(length.toSeconds()))
        .orElseGet(OptionalLong::empty);
  }

  /** Returns the days between the two; empty if one of them is unknown. */
  OptionalLong daysTo(MatchEntry other) {
    return day.isPresent() && other.day.isPresent()
        ? OptionalLong.of(Math.abs(day.getAsLong() - other.day.getAsLong()))
        : OptionalLong.empty();
  }

  /** Returns the seconds between the two durations; empty if one of them is unknown. */
  OptionalLong secondsTo(MatchEntry other) {
    return seconds.isPresent() && other.seconds.isPresent()
        ? OptionalLong.of(Math.abs(seconds.getAsLong() - other.seconds.getAsLong()))
        : OptionalLong.empty();
  }

  /**
   * Returns whether the durations show two different recordings. The same recording's durations
   * differ, by more than a minute and a half at times: advertisements come and go.
   */
  boolean isVetoedBy(MatchEntry other) {
    OptionalLong apart = secondsTo(other);
    if (apart.isEmpty()) {
      return false;
    }
    long longer = Math.max(seconds.getAsLong(), other.seconds.getAsLong());
    return apart.getAsLong() > DRIFT + DRIFT_SHARE * longer;
  }

  /** Returns whether both durations are known and nearly equal. */
  boolean isConfirmedBy(MatchEntry other) {
    OptionalLong apart = secondsTo(other);
    return apart.isPresent() && apart.getAsLong() <= SAME_RECORDING;
  }
}
