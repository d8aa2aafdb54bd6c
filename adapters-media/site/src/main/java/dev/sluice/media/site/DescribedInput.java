package dev.sluice.media.site;

import dev.sluice.core.port.media.MediaInput;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/** An input of which a page says more than its own source does. */
final class DescribedInput implements MediaInput {
  private final MediaInput input;
  private final Rendition description;

  private DescribedInput(MediaInput input, Rendition description) {
    this.input = Objects.requireNonNull(input);
    this.description = Objects.requireNonNull(description);
  }

  /** Returns the input with the page's description, unless its manifest or the page has none. */
  static MediaInput of(MediaInput input, PageFormat format) {
    boolean isDescribed = input.rendition().isPresent();
    boolean says = format.language().isPresent() || !format.dispositions().isEmpty();
    return isDescribed || !says
        ? input
        : new DescribedInput(
            input, new Rendition(format.language(), Optional.empty(), format.dispositions()));
  }

  @Override
  public Optional<Rendition> rendition() {
    return Optional.of(description);
  }

  @Override
  public OptionalLong size() {
    return input.size();
  }

  @Override
  public boolean seekable() {
    return input.seekable();
  }

  @Override
  public Optional<String> announcedType() {
    return input.announcedType();
  }

  @Override
  public Optional<Duration> duration() {
    return input.duration();
  }

  @Override
  public Optional<Duration> longest() {
    return input.longest();
  }

  @Override
  public boolean inPieces() {
    return input.inPieces();
  }

  @Override
  public Optional<Piece> pieceAt(long position) {
    return input.pieceAt(position);
  }

  @Override
  public int read(long position, ByteBuffer buffer) {
    return input.read(position, buffer);
  }
}
