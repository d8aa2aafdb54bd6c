package dev.sluice.shows.match;

import dev.sluice.core.port.show.ShowEpisode;
import dev.sluice.core.port.show.ShowEpisode.Enclosure;
import dev.sluice.core.port.show.ShowEpisode.Guid;
import dev.sluice.core.request.SourceUrl;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Episodes for tests, with no more than matching reads. */
final class Episodes {
  private Episodes() {}

  static String name(ShowEpisode episode) {
    return episode.guid().orElseThrow().text();
  }

  static ShowEpisode of(
      String identity,
      String title,
      Optional<Instant> published,
      Optional<Duration> duration,
      SourceUrl media) {
    return new ShowEpisode(
        Optional.of(Guid.ofPublisher(identity)),
        title,
        Optional.empty(),
        published,
        duration,
        Optional.empty(),
        Optional.empty(),
        media,
        List.of(new Enclosure(media, Optional.empty())),
        Optional.empty());
  }

  /**
   * @param date as {@code 2024-03-12}; empty where it is not known
   * @param minutes 0 where the duration is not known
   */
  static ShowEpisode of(String title, String date, double minutes) {
    String identity = title + "/" + date + "/" + minutes;
    return of(
        identity,
        title,
        date.isEmpty()
            ? Optional.empty()
            : Optional.of(LocalDate.parse(date).atStartOfDay(ZoneOffset.UTC).toInstant()),
        minutes == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(Math.round(minutes * 60))),
        SourceUrl.parse("https://media.example/" + Integer.toHexString(identity.hashCode())));
  }
}
