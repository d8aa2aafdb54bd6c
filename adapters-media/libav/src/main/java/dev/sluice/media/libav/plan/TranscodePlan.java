package dev.sluice.media.libav.plan;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.media.MediaInfo;
import dev.sluice.core.port.media.MediaInfo.StreamInfo;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.StreamReport;
import dev.sluice.core.request.AudioCodec;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.VideoCodec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The decisions on the source's streams, in the order of the result's streams. The largest picture
 * and the sound with the most channels are used (the first of equals), and a cover if the container
 * can hold one. An mkv with copied sound keeps all audio tracks and text subtitles as well, because
 * mkv is the container for that. Audio containers hold no picture but the cover. All other streams
 * are dropped.
 *
 * @param streams at least one video or audio stream
 */
public record TranscodePlan(List<StreamPlan> streams) {
  public TranscodePlan {
    streams = List.copyOf(streams);
  }

  /**
   * Makes the decisions. A pure function.
   *
   * @throws SluiceException NOT_MEDIA, NO_VIDEO, NO_AUDIO or CODEC_DOES_NOT_FIT, each with a
   *     sentence that names an alternative
   */
  public static TranscodePlan of(MediaInfo facts, OutputSpec output, ContainerFit fit) {
    Optional<StreamInfo> video =
        best(facts, StreamKind.VIDEO, stream -> (long) stream.width() * stream.height());
    Optional<StreamInfo> audio = best(facts, StreamKind.AUDIO, StreamInfo::channels);
    if (video.isEmpty() && audio.isEmpty()) {
      throw new SluiceException(
          FailureCode.NOT_MEDIA,
          "The source (%s) has neither video nor audio".formatted(facts.format()));
    }
    List<StreamPlan> streams = new ArrayList<>();
    planVideo(video, output, fit).ifPresent(streams::add);
    streams.addAll(planAudio(facts, audio, output, fit));
    facts.streams().stream()
        .filter(stream -> stream.kind() == StreamKind.SUBTITLE)
        .filter(stream -> fit.takes(output.container(), stream))
        .map(StreamPlan.Copy::new)
        .forEach(streams::add);
    facts
        .first(StreamKind.COVER)
        .filter(stream -> fit.takes(output.container(), stream))
        .map(StreamPlan.Copy::new)
        .ifPresent(streams::add);
    return new TranscodePlan(streams);
  }

  /** Returns a short text, such as {@code h264:copy opus>aac}. */
  public String describe() {
    return streams.stream().map(StreamPlan::describe).collect(Collectors.joining(" "));
  }

  /** Returns what becomes of each stream of the source, in the source's order. */
  public List<StreamReport> reports(MediaInfo facts) {
    return facts.streams().stream().map(this::report).toList();
  }

  private StreamReport report(StreamInfo stream) {
    return streams.stream()
        .filter(plan -> plan.source().index() == stream.index())
        .findFirst()
        .map(StreamPlan::report)
        .orElseGet(() -> StreamReport.dropped(stream, "the result does not hold it"));
  }

  /** Returns the shorter side of the result's picture in pixels; empty if there is no picture. */
  public Optional<Integer> shorterSide() {
    return streams.stream()
        .filter(stream -> stream.source().kind() == StreamKind.VIDEO)
        .map(TranscodePlan::sizeOf)
        .map(PictureSize::shorterSide)
        .findFirst();
  }

  private static PictureSize sizeOf(StreamPlan picture) {
    return picture instanceof StreamPlan.EncodeVideo encoded
        ? encoded.size()
        : sizeOf(picture.source());
  }

  private static PictureSize sizeOf(StreamInfo picture) {
    return new PictureSize(picture.width(), picture.height());
  }

  private static Optional<StreamPlan> planVideo(
      Optional<StreamInfo> video, OutputSpec output, ContainerFit fit) {
    Container container = output.container();
    if (container.audioOnly()) {
      return Optional.empty();
    }
    boolean copyWanted =
        output.videoCodec() == VideoCodec.COPY || output.videoCodec() == VideoCodec.AUTO;
    if (video.isEmpty()) {
      if (copyWanted) {
        return Optional.empty();
      }
      throw noVideo(output);
    }
    if (copyWanted && fit.takes(container, video.get())) {
      return Optional.of(new StreamPlan.Copy(video.get()));
    }
    if (output.videoCodec() == VideoCodec.COPY) {
      throw doesNotFit(video.get(), container, fit);
    }
    VideoCodec codec =
        output.videoCodec() == VideoCodec.AUTO ? container.usualVideo() : output.videoCodec();
    PictureSize size = sizeOf(video.get()).within(output.maxResolution());
    return Optional.of(new StreamPlan.EncodeVideo(video.get(), codec, size));
  }

  private static List<StreamPlan> planAudio(
      MediaInfo facts, Optional<StreamInfo> best, OutputSpec output, ContainerFit fit) {
    if (output.audioCodec() != AudioCodec.COPY) {
      StreamInfo source = best.orElseThrow(() -> noAudio(output));
      return List.of(new StreamPlan.EncodeAudio(source, output.audioCodec()));
    }
    Container container = output.container();
    if (container.audioOnly() && best.isEmpty()) {
      throw new SluiceException(
          FailureCode.NO_AUDIO,
          "%s is an audio format, but the source has no sound; ask for format mp4"
              .formatted(container));
    }
    List<StreamInfo> taken =
        container == Container.MKV
            ? facts.streams().stream().filter(s -> s.kind() == StreamKind.AUDIO).toList()
            : best.stream().toList();
    return taken.stream()
        .<StreamPlan>map(
            stream ->
                fit.takes(container, stream)
                    ? new StreamPlan.Copy(stream)
                    : new StreamPlan.EncodeAudio(stream, container.fallbackAudio()))
        .toList();
  }

  private static Optional<StreamInfo> best(
      MediaInfo facts, StreamKind kind, java.util.function.ToLongFunction<StreamInfo> size) {
    // reversed() plus min instead of max: of equals the first one wins, as players choose.
    return facts.streams().stream()
        .filter(stream -> stream.kind() == kind)
        .min(Comparator.comparingLong(size).reversed());
  }

  private static SluiceException noVideo(OutputSpec output) {
    return new SluiceException(
        FailureCode.NO_VIDEO,
        "%s video was requested, but the source has only sound; ask for video_codec copy"
            .formatted(output.videoCodec()));
  }

  private static SluiceException noAudio(OutputSpec output) {
    return new SluiceException(
        FailureCode.NO_AUDIO,
        "%s audio was requested, but the source has no sound; ask for %s"
            .formatted(
                output.audioCodec(),
                output.container().audioOnly() ? "format mp4" : "audio_codec copy"));
  }

  private static SluiceException doesNotFit(
      StreamInfo video, Container container, ContainerFit fit) {
    String codecs =
        joined(
            Arrays.stream(VideoCodec.values())
                .filter(codec -> codec != VideoCodec.COPY && container.takes(codec))
                .map(VideoCodec::toString)
                .toList());
    String formats =
        joined(
            Stream.of(Container.values())
                .filter(other -> other != container && fit.takes(other, video))
                .map(other -> other.name().toLowerCase(Locale.ROOT))
                .toList());
    String instead = formats.isEmpty() ? "" : ", or for format " + formats;
    return new SluiceException(
        FailureCode.CODEC_DOES_NOT_FIT,
        "%s cannot hold %s video without encoding it; ask for video_codec %s%s"
            .formatted(container, video.codec(), codecs, instead));
  }

  private static String joined(List<String> names) {
    if (names.size() < 2) {
      return String.join("", names);
    }
    return String.join(", ", names.subList(0, names.size() - 1))
        + " or "
        + names.get(names.size() - 1);
  }
}
