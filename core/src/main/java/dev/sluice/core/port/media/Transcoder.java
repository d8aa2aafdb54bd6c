package dev.sluice.core.port.media;

import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.request.Capabilities;
import dev.sluice.core.request.OutputSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reads media and writes it into a new container. Thread-safe: many jobs run at the same time. An
 * adapter opens no files or connections of its own: it reads from the inputs and writes to the
 * sink.
 */
public interface Transcoder {
  /** Returns what this build can encode. The answer is computed once; the call is quick. */
  Capabilities capabilities();

  /**
   * Returns the contents of the inputs, and reads no more of them than this takes.
   *
   * @throws dev.sluice.core.failure.SluiceException NOT_MEDIA, SOURCE_EMPTY, MEDIA_DAMAGED,
   *     MEDIA_LIMITS_EXCEEDED, and the failures of reading the inputs
   */
  MediaInfo probe(List<MediaInput> inputs, StageMonitor monitor);

  /**
   * Returns the contents of the inputs, as {@link #probe(List, StageMonitor)} does, for a call of
   * {@link #transcode} with this output: inputs that it takes although they end early are no
   * failure here either. By default, the output makes no difference.
   */
  default MediaInfo probe(List<MediaInput> inputs, OutputSpec output, StageMonitor monitor) {
    return probe(inputs, monitor);
  }

  /**
   * Returns what {@link #transcode} would make of the inputs, and reads no more of them than {@link
   * #probe(List, StageMonitor) probe} does. The streams are those that the result reports.
   *
   * @throws dev.sluice.core.failure.SluiceException those of {@link #transcode} that do not depend
   *     on more of the source
   */
  Plan plan(List<MediaInput> inputs, OutputSpec output, StageMonitor monitor);

  /**
   * Writes the inputs into the sink as the task's output asks: streams are copied if it asks for a
   * copy, and encoded otherwise. Reading, converting and writing run at the same time, within
   * bounded memory. This method begins the sink (again, if the first head was too small), and
   * neither commits nor closes it. It verifies the end of the source: a truncated source is a
   * failure, never a shorter result. Each stream of the result has packets, and at least one packet
   * of each stream can be decoded.
   *
   * <p>If the output allows an incomplete result, a source that ends early, lacks a piece or has
   * damaged packets becomes a result of what is there, and {@link Result#missing} says what it
   * lacks. A source of which nothing can be decoded is a failure all the same. An input that fails
   * with SOURCE_CUT, SOURCE_CHANGED, SOURCE_NOT_FOUND, SOURCE_GONE or MEDIA_DAMAGED after its
   * contents are known has ended there; other failures may be over at another attempt.
   *
   * <p>For a clip, no more of the source is read than the clip needs, and the end of the source is
   * verified only if the clip reaches it. A clip that extends beyond the end of the source ends
   * there. Encoded video begins and ends with exactly the frames shown at the clip's bounds. Copied
   * video begins at the key frame before; containers with an edit list hide the extra frames from
   * players. Audio stays in sync in either case.
   *
   * <p>An audio-only container receives the best audio stream and, if it supports one, the cover.
   *
   * <p>The result's metadata comes from the task's tags, and from the source for absent tags. A
   * cover that is neither JPEG nor PNG is left out.
   *
   * <p>A requested thumbnail is the given picture if it can be decoded, else the source's cover,
   * else the frame at one tenth of the result or soon after. If it is made here, its sides are at
   * most 1280 pixels, its pixels are square, and it is rotated upright. A thumbnail that cannot be
   * made does not fail the job.
   *
   * @throws dev.sluice.core.failure.SluiceException those of {@link #probe(List, StageMonitor)
   *     probe}, CODEC_DOES_NOT_FIT with a sentence that names a request that works,
   *     ENCODER_MISSING, NO_VIDEO, NO_AUDIO, CLIP_BEYOND_END with a sentence that names the
   *     source's duration; the failures of the inputs and of the sink, unchanged
   */
  Result transcode(Task task, ArtifactSink sink, StageMonitor monitor);

  /** Transcodes without overriding metadata and without sidecars. */
  default Result transcode(
      List<MediaInput> inputs, OutputSpec output, ArtifactSink sink, StageMonitor monitor) {
    return transcode(new Task(inputs, output, TagOverrides.NONE), sink, monitor);
  }

  /**
   * The work of one call: the inputs, and what to make of them.
   *
   * @param inputs at least one; see {@link Media#inputs()}
   */
  public record Task(
      List<MediaInput> inputs, OutputSpec output, TagOverrides tags, SidecarSpec sidecars) {
    public Task {
      inputs = List.copyOf(inputs);
      Objects.requireNonNull(output);
      Objects.requireNonNull(tags);
      Objects.requireNonNull(sidecars);
    }

    /** Makes a task without sidecars. */
    public Task(List<MediaInput> inputs, OutputSpec output, TagOverrides tags) {
      this(inputs, output, tags, SidecarSpec.NONE);
    }
  }

  /**
   * The result that a call would make.
   *
   * @param source the contents of the inputs
   * @param streams what would become of each stream of the source, in the source's order
   * @param shorterSide the shorter side of the result's video as a player shows it, in pixels;
   *     empty without video
   */
  public record Plan(MediaInfo source, List<StreamReport> streams, Optional<Integer> shorterSide) {
    public Plan {
      Objects.requireNonNull(source);
      streams = List.copyOf(streams);
      Objects.requireNonNull(shorterSide);
    }
  }

  /**
   * The result of a call: the contents of the source, and the work that was done.
   *
   * @param source the contents of the inputs
   * @param plan the operation on each stream, such as {@code h264:copy opus>aac}
   * @param streams what became of each stream of the source, in the source's order
   * @param missing what the result lacks although it was asked for, one sentence each; empty unless
   *     the request allows an incomplete result
   * @param shorterSide the shorter side of the result's video as a player shows it, in pixels;
   *     empty without video
   * @param thumbnail a JPEG, if one was requested and could be made
   * @param subtitles WebVTT files in UTF-8, by the index of the stream they were made from; files
   *     without any text are left out
   * @param clockStarts the time of the source's own clock that is zero in the result, to which
   *     separate subtitles may refer, by {@link MediaInput.Piece#section}: 0 if the source has no
   *     sections; empty if its format has no such clock. Of pieces with a {@link
   *     MediaInput.Piece#shift} it is the time of the manifest
   */
  public record Result(
      MediaInfo source,
      String plan,
      List<StreamReport> streams,
      List<String> missing,
      Optional<Integer> shorterSide,
      Optional<Picture> thumbnail,
      Map<Integer, byte[]> subtitles,
      Map<Long, Duration> clockStarts) {
    public Result {
      Objects.requireNonNull(source);
      Objects.requireNonNull(plan);
      streams = List.copyOf(streams);
      missing = List.copyOf(missing);
      Objects.requireNonNull(shorterSide);
      Objects.requireNonNull(thumbnail);
      subtitles = Map.copyOf(subtitles);
      clockStarts = Map.copyOf(clockStarts);
    }

    /** Makes a result of a source without a clock of its own. */
    public Result(
        MediaInfo source,
        String plan,
        List<StreamReport> streams,
        List<String> missing,
        Optional<Integer> shorterSide,
        Optional<Picture> thumbnail,
        Map<Integer, byte[]> subtitles) {
      this(source, plan, streams, missing, shorterSide, thumbnail, subtitles, Map.of());
    }
  }

  /**
   * The sidecar files to make along with a result, from the same reading of its source.
   *
   * @param thumbnail whether to make a thumbnail
   * @param picture the source's own picture, in any format; it becomes the thumbnail if it can be
   *     decoded
   * @param subtitles the subtitle streams of the source to extract, by their {@link
   *     MediaInfo.StreamInfo#index}
   */
  public record SidecarSpec(boolean thumbnail, Optional<Picture> picture, List<Integer> subtitles) {
    /** No sidecars. */
    public static final SidecarSpec NONE = new SidecarSpec(false, Optional.empty(), List.of());

    public SidecarSpec {
      Objects.requireNonNull(picture);
      subtitles = List.copyOf(subtitles);
    }
  }

  /**
   * Metadata for the result, in addition to or in place of the source's. If a field is empty, the
   * source's own value is used.
   *
   * @param date in ISO 8601
   * @param show the show that the media belongs to; players call it the album
   * @param author the maker of the media; players call it the artist
   * @param number the position in the show, from 1; players call it the track
   * @param cover a JPEG or PNG, for audio-only containers; other containers leave it out
   */
  public record TagOverrides(
      Optional<String> title,
      Optional<String> description,
      Optional<String> date,
      Optional<String> show,
      Optional<String> author,
      OptionalInt number,
      Optional<Picture> cover) {
    /** No overrides: the source's metadata is used. */
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

    /** Returns a copy with this cover. */
    public TagOverrides withCover(Picture picture) {
      return new TagOverrides(title, description, date, show, author, number, Optional.of(picture));
    }
  }

  /** A still picture, as the bytes of its file. Immutable. */
  final class Picture {
    private final byte[] bytes;

    public Picture(byte[] bytes) {
      this.bytes = bytes.clone();
    }

    /** Returns a copy of the bytes. */
    public byte[] bytes() {
      return bytes.clone();
    }

    /** Returns the size in bytes. */
    public int size() {
      return bytes.length;
    }
  }
}
