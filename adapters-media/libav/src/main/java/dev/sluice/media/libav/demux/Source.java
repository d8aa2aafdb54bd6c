package dev.sluice.media.libav.demux;

import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.MediaInput;
import dev.sluice.core.port.media.StageMonitor;
import dev.sluice.media.libav.base.Failures;
import dev.sluice.media.libav.base.FormatTraits.Trait;
import dev.sluice.media.libav.base.Times;
import dev.sluice.media.libav.check.MissingContent;
import dev.sluice.media.libav.io.Spool;
import dev.sluice.media.libav.time.MediaClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.bytedeco.ffmpeg.avformat.AVStream;

/** The opened inputs of a job. Their streams are numbered consecutively. */
public final class Source implements AutoCloseable {
  private final List<Demuxer> demuxers;
  private final MediaInfo facts;

  private Source(List<Demuxer> demuxers) {
    this.demuxers = demuxers;
    this.facts = MediaInfoReader.of(demuxers);
  }

  /**
   * Opens all inputs and reads their streams. If that fails, nothing stays open.
   *
   * @param maxPixels the largest picture; an input with a larger one is rejected
   * @param spool makes copies of inputs that must seek but cannot
   */
  public static Source open(
      List<MediaInput> inputs, StageMonitor monitor, long maxPixels, Spool spool) {
    return open(inputs, monitor, maxPixels, spool, new MissingContent(false));
  }

  /**
   * Opens all inputs and reads their streams. If that fails, nothing stays open.
   *
   * @param maxPixels the largest picture; an input with a larger one is rejected
   * @param spool makes copies of inputs that must seek but cannot
   * @param missing receives what the inputs lack
   */
  public static Source open(
      List<MediaInput> inputs,
      StageMonitor monitor,
      long maxPixels,
      Spool spool,
      MissingContent missing) {
    List<Demuxer> opened = new ArrayList<>();
    try {
      for (MediaInput input : inputs) {
        opened.add(new Demuxer(input, monitor, maxPixels, spool, missing));
      }
      joinClocks(opened);
      Source source = new Source(opened);
      source.checkHoldsSomething();
      return source;
    } catch (Throwable failure) {
      opened.forEach(Demuxer::close);
      throw failure;
    }
  }

  // Tables alone do not tell what the packets are like, so that nothing could be planned.
  private void checkHoldsSomething() {
    List<String> names =
        facts.streams().stream()
            .filter(
                stream -> stream.kind() == StreamKind.VIDEO || stream.kind() == StreamKind.AUDIO)
            .filter(stream -> !stream.isProtected())
            .map(stream -> stream.codec() + " " + stream.kind().name().toLowerCase(Locale.ROOT))
            .toList();
    if (!names.isEmpty() && demuxers.stream().allMatch(Demuxer::isEmpty)) {
      throw Failures.damaged(
          ("The source announces %s, but holds nothing of it; it is damaged or incomplete, so get"
                  + " another copy")
              .formatted(String.join(" and ", names)));
    }
  }

  // All inputs share one clock, so that sound that begins later still begins later.
  private static void joinClocks(List<Demuxer> demuxers) {
    MediaClock clock = new MediaClock(demuxers.stream().map(Demuxer::clockInput).toList());
    for (int i = 0; i < demuxers.size(); i++) {
      demuxers.get(i).join(clock.timeline(i), () -> demuxers.get(clock.leader()).readAhead());
    }
  }

  public MediaInfo facts() {
    return facts;
  }

  public List<Demuxer> demuxers() {
    return demuxers;
  }

  public AVStream stream(int index) {
    Position position = position(index);
    return position.demuxer().stream(position.index());
  }

  public Demuxer demuxerOf(int index) {
    return position(index).demuxer();
  }

  /**
   * Returns whether the stream cannot be copied because its presentation times are unknown: avi
   * stores only the decoding order. libav derives the presentation order for MPEG-4, but not for
   * these codecs, and a copy would play its pictures out of order.
   */
  public boolean lacksPresentationTimes(StreamInfo stream) {
    return demuxerOf(stream.index()).lacksPresentationTimes(stream(stream.index()));
  }

  /** Returns whether two streams belong to different programs of a broadcast. */
  public boolean areApart(StreamInfo one, StreamInfo other) {
    Position first = position(one.index());
    Position second = position(other.index());
    return first.demuxer() == second.demuxer()
        && Programs.areApart(first.demuxer().context(), first.index(), second.index());
  }

  /**
   * Returns whether streams of this kind turned up in the middle and were left out, although the
   * source has none when it begins.
   */
  public boolean lacksLate(StreamKind kind) {
    boolean begins = facts.first(kind).isPresent();
    return !begins
        && demuxers.stream()
            .map(Demuxer::lateStreams)
            .anyMatch(late -> kind == StreamKind.AUDIO ? late.lacksAudio() : late.lacksPictures());
  }

  /** Returns what was lost where another stream continues this one, if anything. */
  public Optional<String> lost(int index) {
    Position position = position(index);
    String codec = facts.streams().get(index).codec();
    long broken = position.demuxer().brokenTexts(position.index());
    if (broken > 0) {
      return Optional.of(
          String.format(Locale.ROOT, "%,d texts of the %s stream cannot be read", broken, codec));
    }
    long dropped = position.demuxer().lateStreams().dropped(position.index());
    return dropped == 0
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "The last %,d packets of a part of the %s stream are lost, where the source goes on"
                    + " with other streams",
                dropped,
                codec));
  }

  /**
   * Returns the time of the media's clock that is zero in the result, by section of what was read;
   * empty if the format has no such clock.
   */
  public Map<Long, Duration> clockStarts() {
    Demuxer first = demuxers.get(0);
    Map<Long, Duration> starts = new HashMap<>();
    if (first.traits().has(Trait.SHARED_CLOCK)) {
      first
          .sectionStarts()
          .forEach((section, start) -> starts.put(section, Times.ofMicroseconds(start)));
    }
    return starts;
  }

  /** Returns the number of a demuxer's first stream. */
  int firstIndexOf(Demuxer demuxer) {
    int first = 0;
    for (Demuxer other : demuxers) {
      if (other == demuxer) {
        return first;
      }
      first += other.streamCount();
    }
    throw new IllegalArgumentException("not one of this source's inputs");
  }

  /** Returns the duration, if it is announced rather than guessed. */
  public Optional<Duration> announcedDuration() {
    boolean announced = demuxers.stream().allMatch(Demuxer::isDurationAnnounced);
    return announced ? facts.duration() : Optional.empty();
  }

  /** Returns the announced duration, unless a clock that starts again may make it longer. */
  public Optional<Duration> fixedDuration() {
    boolean fixed = demuxers.stream().allMatch(Demuxer::isDurationFixed);
    return fixed ? facts.duration() : Optional.empty();
  }

  /** Returns the fraction that has been read, from 0 to 1, if the size is known. */
  public OptionalDouble readFraction() {
    double read = 0;
    double size = 0;
    for (Demuxer demuxer : demuxers) {
      if (demuxer.size().isEmpty()) {
        return OptionalDouble.empty();
      }
      read += demuxer.readBytes();
      size += demuxer.size().getAsLong();
    }
    return size > 0 ? OptionalDouble.of(Math.min(1, read / size)) : OptionalDouble.empty();
  }

  /** Returns whether all inputs can be opened again from their beginnings. */
  public boolean isReopenable() {
    return demuxers.stream().allMatch(Demuxer::isReopenable);
  }

  private record Position(Demuxer demuxer, int index) {}

  private Position position(int index) {
    int rest = index;
    for (Demuxer demuxer : demuxers) {
      if (rest < demuxer.streamCount()) {
        return new Position(demuxer, rest);
      }
      rest -= demuxer.streamCount();
    }
    throw new IllegalArgumentException("no stream " + index);
  }

  @Override
  public void close() {
    demuxers.forEach(Demuxer::close);
  }
}
