package dev.sluice.media.libav;

import dev.sluice.core.port.MediaFacts;
import dev.sluice.core.port.MediaInput;
import dev.sluice.core.port.StageMonitor;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avformat.AVStream;

/** All inputs of a job, opened; their streams are numbered through. */
final class Source implements AutoCloseable {
  private final List<Demuxer> demuxers;
  private final MediaFacts facts;

  private Source(List<Demuxer> demuxers) {
    this.demuxers = demuxers;
    this.facts = Facts.of(demuxers);
  }

  static Source open(List<MediaInput> inputs, StageMonitor monitor, LibavSettings settings) {
    List<Demuxer> opened = new ArrayList<>();
    try {
      for (MediaInput input : inputs) {
        opened.add(new Demuxer(input, monitor, settings));
      }
      return new Source(opened);
    } catch (Throwable failure) {
      opened.forEach(Demuxer::close);
      throw failure;
    }
  }

  MediaFacts facts() {
    return facts;
  }

  List<Demuxer> demuxers() {
    return demuxers;
  }

  AVStream stream(int index) {
    Place place = place(index);
    return place.demuxer().stream(place.index());
  }

  Demuxer demuxerOf(int index) {
    return place(index).demuxer();
  }

  /** The number, through all inputs, of a demuxer's first stream. */
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

  /** Whether all inputs can be opened once more from their beginnings. */
  boolean rereadable() {
    return demuxers.stream().allMatch(Demuxer::rereadable);
  }

  private record Place(Demuxer demuxer, int index) {}

  private Place place(int index) {
    int rest = index;
    for (Demuxer demuxer : demuxers) {
      if (rest < demuxer.streamCount()) {
        return new Place(demuxer, rest);
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
