package dev.sluice.media.libav.time;

import dev.sluice.core.port.media.MediaInput.Piece;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Packets in milliseconds, as a clock places them. */
final class Played {
  private final MediaClock clock;
  private final List<Reading> readings = new ArrayList<>();

  /** A packet of one input; times in milliseconds. */
  record Row(int track, long at, long lasts, Piece piece) {}

  /** Where a packet was placed, in milliseconds. */
  record Placed(int track, long time) {}

  private static final class Reading {
    private final Timeline timeline;
    private final Deque<Row> rest;
    private final Deque<Row> held = new ArrayDeque<>();
    private final List<Placed> placed = new ArrayList<>();

    private Reading(Timeline timeline, List<Row> rows) {
      this.timeline = timeline;
      this.rest = new ArrayDeque<>(rows);
    }
  }

  Played(List<MediaClock.Input> inputs, List<List<Row>> rows) {
    clock = new MediaClock(inputs);
    for (int i = 0; i < inputs.size(); i++) {
      readings.add(new Reading(clock.timeline(i), rows.get(i)));
    }
    // The input that is furthest behind comes next, as in a run.
    while (readings.stream().anyMatch(reading -> !reading.rest.isEmpty())) {
      Reading next = null;
      for (Reading reading : readings) {
        boolean isBehind = next == null || reached(reading) < reached(next);
        if (!reading.rest.isEmpty() && isBehind) {
          next = reading;
        }
      }
      step(next);
    }
    for (Reading reading : readings) {
      reading.timeline.end();
      while (!reading.held.isEmpty()) {
        reading.timeline.decide();
        pass(reading);
      }
    }
  }

  private static long reached(Reading reading) {
    return reading.placed.isEmpty()
        ? Long.MIN_VALUE
        : reading.placed.get(reading.placed.size() - 1).time();
  }

  private boolean step(Reading reading) {
    Row row = reading.rest.poll();
    if (row == null) {
      reading.timeline.end();
      return false;
    }
    reading.held.add(row);
    if (reading.held.size() > 1) {
      observe(reading, row);
    }
    pass(reading);
    return true;
  }

  private void pass(Reading reading) {
    while (!reading.held.isEmpty() && !reading.timeline.isDeciding()) {
      Row first = reading.held.peek();
      long at = first.at() * 1_000;
      long shift =
          reading.timeline.shift(first.track(), at, at, first.lasts() * 1_000, first.piece());
      if (shift == Timeline.WAIT) {
        Reading leader = readings.get(clock.leader());
        if (!step(leader)) {
          reading.timeline.goAlone();
        }
      } else if (shift == Timeline.HOLD) {
        reading.held.stream().skip(1).forEach(row -> observe(reading, row));
      } else {
        reading.held.remove();
        reading.placed.add(new Placed(first.track(), (at + shift) / 1_000));
      }
    }
  }

  private static void observe(Reading reading, Row row) {
    if (reading.timeline.isDeciding()) {
      long at = row.at() * 1_000;
      reading.timeline.observe(row.track(), at, at, row.lasts() * 1_000, row.piece());
    }
  }

  /** Returns the times of a track, in milliseconds. */
  List<Long> times(int input, int track) {
    return readings.get(input).placed.stream()
        .filter(placed -> placed.track() == track)
        .map(Placed::time)
        .toList();
  }

  /** A piece of HLS. */
  static Piece section(long number) {
    return new Piece(0, number, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** A piece of DASH. */
  static Piece period(long number, long shift) {
    return new Piece(
        0, number, Optional.of(Duration.ofMillis(shift)), Optional.empty(), Optional.empty());
  }

  /** A piece of packed audio. */
  static Piece packed(long from, long number, long firstTimestamp) {
    return new Piece(
        from,
        number,
        Optional.empty(),
        Optional.of(Duration.ofMillis(firstTimestamp)),
        Optional.empty());
  }
}
