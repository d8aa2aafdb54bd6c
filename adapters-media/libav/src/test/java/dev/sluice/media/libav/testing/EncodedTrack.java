package dev.sluice.media.libav.testing;

import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_copy;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;

/**
 * The packets of one stream, and what a muxer must know about it. Immutable: methods return altered
 * copies. The native parameters are never freed.
 *
 * @param rate of the clock that a container uses, in hertz
 * @param framesPerSecond of a picture; 0 for others
 * @param tags of the stream, such as {@code language} and {@code title}
 * @param dispositions libav's flags
 */
public record EncodedTrack(
    AVCodecParameters parameters,
    List<Unit> units,
    int rate,
    int framesPerSecond,
    Map<String, String> tags,
    int dispositions) {
  /** Ticks in a second: a multiple of all usual sample and frame rates. */
  public static final long TICKS = 35_280_000;

  public EncodedTrack {
    units = List.copyOf(units);
    tags = Map.copyOf(tags);
  }

  /** A packet; times are in ticks. */
  public record Unit(byte[] data, long pts, long dts, long duration, boolean isKey) {
    Unit at(long newPts, long newDts) {
      return new Unit(data, newPts, newDts, duration, isKey);
    }

    Unit holding(byte[] other) {
      return new Unit(other, pts, dts, duration, isKey);
    }
  }

  /** Returns seconds in ticks. */
  public static long ticks(double seconds) {
    return Math.round(seconds * TICKS);
  }

  boolean isVideo() {
    return parameters.codec_type() == AVMEDIA_TYPE_VIDEO;
  }

  boolean isAudio() {
    return parameters.codec_type() == AVMEDIA_TYPE_AUDIO;
  }

  /** Returns the track with all packets later by this time. */
  public EncodedTrack shifted(double seconds) {
    long by = ticks(seconds);
    return mapped(unit -> unit.at(unit.pts() + by, unit.dts() + by));
  }

  /** Returns the track with the packets from one presentation time to another, in seconds. */
  public EncodedTrack between(double from, double to) {
    return filtered(unit -> unit.pts() >= ticks(from) && unit.pts() < ticks(to));
  }

  /** Returns the track without the packets from one presentation time to another, in seconds. */
  public EncodedTrack without(double from, double to) {
    return filtered(unit -> unit.pts() < ticks(from) || unit.pts() >= ticks(to));
  }

  /** Returns the track with the packets of another behind its own, whose times stay. */
  public EncodedTrack then(EncodedTrack other) {
    List<Unit> all = new ArrayList<>(units);
    all.addAll(other.units);
    return with(all);
  }

  public EncodedTrack filtered(Predicate<Unit> wanted) {
    return with(units.stream().filter(wanted).toList());
  }

  public EncodedTrack mapped(UnaryOperator<Unit> change) {
    return with(units.stream().map(change).toList());
  }

  public EncodedTrack with(List<Unit> newUnits) {
    return new EncodedTrack(parameters, newUnits, rate, framesPerSecond, tags, dispositions);
  }

  /** Returns the track with an additional tag. */
  public EncodedTrack tagged(String key, String value) {
    Map<String, String> more = new TreeMap<>(tags);
    more.put(key, value);
    return new EncodedTrack(parameters, units, rate, framesPerSecond, more, dispositions);
  }

  public EncodedTrack language(String language) {
    return tagged("language", language);
  }

  public EncodedTrack title(String title) {
    return tagged("title", title);
  }

  /** Returns the track with additional dispositions, as libav's flags. */
  public EncodedTrack disposed(int flags) {
    return new EncodedTrack(parameters, units, rate, framesPerSecond, tags, dispositions | flags);
  }

  /** Returns the track with changed parameters. */
  public EncodedTrack configured(Consumer<AVCodecParameters> change) {
    AVCodecParameters copy = avcodec_parameters_alloc();
    avcodec_parameters_copy(copy, parameters);
    change.accept(copy);
    return new EncodedTrack(copy, units, rate, framesPerSecond, tags, dispositions);
  }

  /** Returns the global header. */
  public byte[] header() {
    byte[] header = new byte[parameters.extradata_size()];
    if (header.length > 0) {
      parameters.extradata().get(header);
    }
    return header;
  }

  /** Returns the track with the global header in front of each key packet. */
  public EncodedTrack withHeadersInBand() {
    byte[] header = header();
    return mapped(unit -> unit.isKey() ? unit.holding(joined(header, unit.data())) : unit);
  }

  /** Returns what the packets carry, as {@link DecodedStream#payload} has it. */
  public byte[] payload() {
    if (units.isEmpty()) {
      // An attachment.
      return header();
    }
    ElementaryStream all = new ElementaryStream(parameters);
    units.forEach(unit -> all.add(unit.data()));
    return all.bytes();
  }

  /** Returns the end of the last packet, in seconds. */
  public double end() {
    return units.stream().mapToLong(unit -> unit.pts() + unit.duration()).max().orElse(0)
        / (double) TICKS;
  }

  /** Returns the arrays one behind the other. */
  public static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
