package dev.sluice.media.web.segment;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;

/** Puts in front of a segment the head that it needs, where that is another one than before. */
final class InitSegmentInserter implements Iterator<Segment> {
  private final Iterator<Segment> segments;
  private Optional<Segment> head = Optional.empty();
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
    boolean other = next.head().isPresent() && !next.head().equals(head);
    if (!other) {
      return next;
    }
    head = next.head();
    held = Optional.of(next);
    return head.orElseThrow();
  }
}
