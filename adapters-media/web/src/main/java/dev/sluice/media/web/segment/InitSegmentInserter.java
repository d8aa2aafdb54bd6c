package dev.sluice.media.web.segment;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;

/** Inserts an init segment before each segment that needs another one than the segment before. */
final class InitSegmentInserter implements Iterator<Segment> {
  private final Iterator<Segment> segments;
  private Optional<Segment> init = Optional.empty();
  private Optional<Segment> held = Optional.empty();

  InitSegmentInserter(Iterator<Segment> segments) {
    this.segments = segments;
  }

  @Override
  public boolean hasNext() {
    return held.isPresent() || segments.hasNext();
  }

  @Override
  public Segment next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Segment next = held.orElseGet(segments::next);
    held = Optional.empty();
    boolean isOther = next.init().isPresent() && !next.init().equals(init);
    if (!isOther) {
      return next;
    }
    init = next.init();
    held = Optional.of(next);
    return init.orElseThrow();
  }
}
