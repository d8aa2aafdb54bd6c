package dev.sluice.core.port.media;

import dev.sluice.core.port.artifact.ArtifactSink;
import dev.sluice.core.request.Capabilities;
import dev.sluice.core.request.OutputSpec;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reads media and writes it anew, in one container. Thread-safe: many jobs run at the same time. An
 * adapter opens nothing by itself: all bytes come from the inputs and go to the sink.
 */
public interface Transcoder {
  /** What this build can encode; found once, answered at once. */
  Capabilities capabilities();

  /**
   * Says what the inputs hold, reading no more of them than that takes.
   *
   * @throws dev.sluice.core.failure.SluiceException NOT_MEDIA, SOURCE_EMPTY, MEDIA_DAMAGED,
   *     MEDIA_LIMITS_EXCEEDED; what reading the inputs throws
   */
  MediaInfo probe(List<MediaInput> inputs, StageMonitor monitor);

  /**
   * Writes the task's inputs into the sink as its output says: remuxed where it says copy, encoded
   * where it does not. Reading, converting and writing go on at the same time within bounded
   * memory. The sink is begun here (again, if the first reserve for the head was too small) and is
   * neither committed nor closed. The source's end is verified: a cut source is a failure, never a
   * shorter result.
   *
   * <p>Of a clip no more of the source is read than it takes, and its end is verified only if the
   * clip reaches it; one that goes on beyond the source's end ends there. Encoded picture begins
   * and ends with the very picture that is shown at these moments; copied picture begins with the
   * key picture before, which containers with a list of edits hide from players. Sound is in step
   * in either case.
   *
   * <p>A container that holds sound alone takes the best sound track and, where it can, the cover.
   *
   * <p>The result says of itself what the task's tags say, and what the source says where they say
   * nothing; a cover that is no JPEG or PNG is left out.
   *
   * <p>A thumbnail that was asked for is the given picture where it can be shown, else the source's
   * cover, else the picture shown at a tenth of the result or soon after. It is no larger than 1280
   * pixels a side if it was made here, with its pixels square and the right way up. One that cannot
   * be made fails nothing.
   *
   * @throws dev.sluice.core.failure.SluiceException those of {@link #probe}, CODEC_DOES_NOT_FIT
   *     with a sentence that names what to ask for, ENCODER_MISSING, NO_VIDEO, NO_AUDIO,
   *     CLIP_BEYOND_END with a sentence that names the source's duration; what the inputs and the
   *     sink throw, unchanged
   */
  Result transcode(Task task, ArtifactSink sink, StageMonitor monitor);

  /** The same of what is to say of itself what the source says. */
  default Result transcode(
      List<MediaInput> inputs, OutputSpec output, ArtifactSink sink, StageMonitor monitor) {
    return transcode(new Task(inputs, output, TagOverrides.NONE), sink, monitor);
  }

  /**
   * What to make of what.
   *
   * @param inputs see {@link Media#inputs()}
   */
  public record Task(
      List<MediaInput> inputs, OutputSpec output, TagOverrides tags, SidecarSpec sidecars) {
    public Task {
      inputs = List.copyOf(inputs);
      Objects.requireNonNull(output);
      Objects.requireNonNull(tags);
      Objects.requireNonNull(sidecars);
    }

    /** With nothing beside it. */
    public Task(List<MediaInput> inputs, OutputSpec output, TagOverrides tags) {
      this(inputs, output, tags, SidecarSpec.NONE);
    }
  }

  /**
   * What a transcoder did.
   *
   * @param source what the inputs held
   * @param plan what was done to each stream, such as {@code h264:copy opus>aac}
   * @param shorterSide of the result's picture as a player shows it, in pixels; empty without
   *     picture
   * @param thumbnail a JPEG, where one was asked for and could be had
   * @param subtitles WebVTT, in UTF-8, by the number of the stream it was made of; those without a
   *     word are left out
   */
  public record Result(
      MediaInfo source,
      String plan,
      Optional<Integer> shorterSide,
      Optional<Picture> thumbnail,
      Map<Integer, byte[]> subtitles) {
    public Result {
      Objects.requireNonNull(thumbnail);
      subtitles = Map.copyOf(subtitles);
    }
  }

  /**
   * What is to be made beside a result, from the same reading of its source.
   *
   * @param thumbnail whether a picture that stands for it
   * @param picture the source's own picture, of whatever kind: the thumbnail, where it can be shown
   * @param subtitles which of the source's streams of subtitles, by their {@link
   *     MediaInfo.StreamInfo#index}
   */
  public record SidecarSpec(boolean thumbnail, Optional<Picture> picture, List<Integer> subtitles) {
    /** The result alone. */
    public static final SidecarSpec NONE = new SidecarSpec(false, Optional.empty(), List.of());

    public SidecarSpec {
      Objects.requireNonNull(picture);
      subtitles = List.copyOf(subtitles);
    }
  }

  /**
   * What the result is to say of itself, beside or in place of what the source says. Where a field
   * is empty the source's own goes over.
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
}
