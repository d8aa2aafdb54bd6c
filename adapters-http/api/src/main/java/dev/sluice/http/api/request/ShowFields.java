package dev.sluice.http.api.request;

import dev.sluice.core.request.ShowOptions;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.http.api.json.JsonFields;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * The fields of {@code POST /jobs} that say which episodes of a show are wanted, and whether they
 * are to wait.
 *
 * @param paused whether a batch is to be made and not started
 */
public record ShowFields(ShowOptions options, boolean paused) {
  static ShowFields read(JsonFields fields) {
    Optional<SourceUrl> feed = fields.value("feed_url", SourceUrl::parse);
    Optional<Integer> limit =
        fields
            .integer("limit")
            .flatMap(given -> fields.tried("limit", given, ShowOptions::requireLimit));
    Optional<Instant> since = fields.value("since", text -> moment("since", text, LocalTime.MIN));
    Optional<Instant> until =
        fields.value(
            "until", text -> moment("until", text, LocalTime.MIDNIGHT.minus(Duration.ofNanos(1))));
    ShowOptions.Order order =
        fields.value("order", ShowFields::order).orElse(ShowOptions.Order.NEWEST_FIRST);
    boolean paused = fields.flag("paused");
    ShowOptions options =
        fields
            .tried("until", order, chosen -> new ShowOptions(feed, limit, since, until, chosen))
            .orElse(ShowOptions.ALL);
    return new ShowFields(options, paused);
  }

  /** A day begins or ends at midnight UTC; a moment is taken as it is. */
  private static Instant moment(String field, String text, LocalTime ofDay) {
    try {
      String given = text.strip();
      return given.length() <= 10
          ? LocalDate.parse(given).atTime(ofDay).toInstant(ZoneOffset.UTC)
          : OffsetDateTime.parse(given).toInstant();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          field + " must be a day such as 2026-01-31, or a moment such as 2026-01-31T08:00:00Z");
    }
  }

  private static ShowOptions.Order order(String text) {
    return switch (text.strip()) {
      case "newest" -> ShowOptions.Order.NEWEST_FIRST;
      case "oldest" -> ShowOptions.Order.OLDEST_FIRST;
      default -> throw new IllegalArgumentException("order must be newest or oldest");
    };
  }
}
