package dev.sluice.storage.jdbc.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Converts single values to and from columns, in the same way on both databases. */
public final class Columns {
  /** The longest text of a column. H2 allows 1,048,576 characters. */
  public static final int LONGEST_TEXT = 1_000_000;

  private Columns() {}

  /**
   * Rounds down to microseconds, which is what PostgreSQL stores, so that a value is read as it was
   * written.
   */
  public static Instant micros(Instant moment) {
    return moment.truncatedTo(ChronoUnit.MICROS);
  }

  public static OffsetDateTime moment(Instant moment) {
    return micros(moment).atOffset(ZoneOffset.UTC);
  }

  public static @Nullable OffsetDateTime moment(Optional<Instant> moment) {
    return moment.map(Columns::moment).orElse(null);
  }

  /**
   * Returns a text as a column can hold it: cut at {@link #LONGEST_TEXT}, and {@link #storable}.
   */
  public static String text(String text) {
    return storable(text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text);
  }

  /** Replaces NUL and unpaired surrogates, which no column takes, by U+FFFD. */
  public static String storable(String text) {
    boolean holdable = text.chars().noneMatch(c -> c == 0 || Character.isSurrogate((char) c));
    if (holdable) {
      return text;
    }
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> c == 0 || (c <= 0xffff && Character.isSurrogate((char) c)) ? 0xfffd : c)
        .forEach(clean::appendCodePoint);
    return clean.toString();
  }

  public static @Nullable String text(Optional<String> text) {
    return text.map(Columns::text).orElse(null);
  }

  public static Instant moment(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  public static Optional<Instant> optionalMoment(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
        .map(OffsetDateTime::toInstant);
  }

  public static OptionalLong optionalLong(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
  }

  public static Optional<String> optionalText(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getString(column));
  }

  public static UUID id(ResultSet row, String column) throws SQLException {
    return row.getObject(column, UUID.class);
  }
}
