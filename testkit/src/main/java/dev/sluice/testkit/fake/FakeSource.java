package dev.sluice.testkit.fake;

import dev.sluice.core.failure.SluiceException;
import java.util.Optional;

/**
 * A source that a {@link FakeMediaFetcher} serves under a URL. Immutable; each method returns a
 * changed copy. The bytes are not copied.
 *
 * @param bytes the media
 * @param failsAt the position at which reading throws {@link #readFailure()}
 * @param openFailure thrown instead of opening
 * @param readFailure thrown instead of the byte at {@link #failsAt()}
 */
@SuppressWarnings("ArrayRecordComponent") // media is bytes, and nobody compares sources
public record FakeSource(
    byte[] bytes,
    boolean sizeKnown,
    boolean seekable,
    Optional<String> announcedType,
    Optional<String> title,
    Optional<String> description,
    Optional<String> releaseDate,
    Optional<String> proposedName,
    Optional<SluiceException> openFailure,
    Optional<SluiceException> readFailure,
    long failsAt) {

  /** A source of a known size, readable at any offset, without metadata. */
  public static FakeSource of(byte[] bytes) {
    return new FakeSource(
        bytes,
        true,
        true,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Long.MAX_VALUE);
  }

  /** A source of this many bytes, each different from its neighbours. */
  public static FakeSource ofSize(int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (i * 31 + (i >> 8) * 17);
    }
    return of(bytes);
  }

  /** A source that cannot be opened. */
  public static FakeSource refusing(SluiceException failure) {
    FakeSource empty = of(new byte[0]);
    return new FakeSource(
        empty.bytes,
        true,
        true,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(failure),
        Optional.empty(),
        Long.MAX_VALUE);
  }

  public FakeSource titled(String text) {
    return described(Optional.of(text), description, releaseDate, proposedName);
  }

  public FakeSource withDescription(String text) {
    return described(title, Optional.of(text), releaseDate, proposedName);
  }

  public FakeSource releasedOn(String date) {
    return described(title, description, Optional.of(date), proposedName);
  }

  /** Sets the file name that the origin proposes. */
  public FakeSource proposing(String name) {
    return described(title, description, releaseDate, Optional.of(name));
  }

  private FakeSource described(
      Optional<String> newTitle,
      Optional<String> newDescription,
      Optional<String> newDate,
      Optional<String> newName) {
    return new FakeSource(
        bytes,
        sizeKnown,
        seekable,
        announcedType,
        newTitle,
        newDescription,
        newDate,
        newName,
        openFailure,
        readFailure,
        failsAt);
  }

  /** Returns a source of unknown length that is readable in order only. */
  public FakeSource asStream() {
    return new FakeSource(
        bytes,
        false,
        false,
        announcedType,
        title,
        description,
        releaseDate,
        proposedName,
        openFailure,
        readFailure,
        failsAt);
  }

  /** Makes reading fail at this position. */
  public FakeSource failingAt(long position, SluiceException failure) {
    return new FakeSource(
        bytes,
        sizeKnown,
        seekable,
        announcedType,
        title,
        description,
        releaseDate,
        proposedName,
        openFailure,
        Optional.of(failure),
        position);
  }
}
