package dev.sluice.core.port.media;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the result is to say of itself, beside or in place of what the source says. Where a field is
 * empty the source's own goes over.
 *
 * @param date ISO 8601
 * @param show what it is a part of: a player's album
 * @param author who made it: a player's artist
 * @param number its place in the show, from 1: a player's track
 * @param cover JPEG or PNG; for containers of sound, others leave it out
 */
public record TagOverrides(
    Optional<String> title,
    Optional<String> description,
    Optional<String> date,
    Optional<String> show,
    Optional<String> author,
    OptionalInt number,
    Optional<Picture> cover) {
  /** Whatever the source says. */
  public static final TagOverrides NONE =
      new TagOverrides(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          OptionalInt.empty(),
          Optional.empty());

  public TagOverrides {
    Objects.requireNonNull(title);
    Objects.requireNonNull(description);
    Objects.requireNonNull(date);
    Objects.requireNonNull(show);
    Objects.requireNonNull(author);
    Objects.requireNonNull(number);
    Objects.requireNonNull(cover);
  }

  public TagOverrides withCover(Picture picture) {
    return new TagOverrides(title, description, date, show, author, number, Optional.of(picture));
  }
}
