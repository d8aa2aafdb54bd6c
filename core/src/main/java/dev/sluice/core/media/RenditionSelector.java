package dev.sluice.core.media;

import dev.sluice.core.request.AudioCodec;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.VideoCodec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Selects the renditions of a source to fetch: the highest resolution within the maximum (the
 * lowest, if all are higher), then the highest bitrate, then one that can be copied into the
 * container. If a copy is requested, renditions that cannot be copied come last. Of equal
 * renditions the last one is selected. Pure functions.
 */
public final class RenditionSelector {
  /** One of the alternatives in which a source offers its media, or a part of it. */
  public interface Rendition {
    /** A stream exists, but its codec is unknown. */
    String UNKNOWN = "";

    /** Returns the video codec, or {@link #UNKNOWN}; empty if there is no video. */
    Optional<String> videoCodec();

    /** Returns the audio codec, or {@link #UNKNOWN}; empty if there is no audio. */
    Optional<String> audioCodec();

    /** Returns the shorter side of the picture in pixels; 0 if it is unknown. */
    int shorterSide();

    /** Returns the total bitrate in kbit/s; 0 if it is unknown. */
    double bitrate();

    default boolean isVideoOnly() {
      return videoCodec().isPresent() && audioCodec().isEmpty();
    }

    default boolean isAudioOnly() {
      return audioCodec().isPresent() && videoCodec().isEmpty();
    }
  }

  private RenditionSelector() {}

  /**
   * Returns one rendition with all streams, or one with the video and one with the audio; an empty
   * list if nothing can be selected.
   */
  public static <T extends Rendition> List<T> select(List<T> renditions, OutputSpec output) {
    if (output.container().audioOnly()) {
      return audioOnly(renditions, output)
          .or(() -> last(withAudio(renditions), byAudio(output)))
          .map(List::of)
          .orElse(List.of());
    }
    Optional<T> audio = audioOnly(renditions, output);
    // A smaller video with audio is better than a larger one without.
    List<T> videos = new ArrayList<>(withVideo(renditions));
    if (audio.isEmpty() && !videos.stream().allMatch(Rendition::isVideoOnly)) {
      videos.removeIf(Rendition::isVideoOnly);
    }
    Optional<T> video = last(videos, byVideo(output));
    List<T> tracks = new ArrayList<>(video.stream().toList());
    if (video.map(Rendition::isVideoOnly).orElse(true)) {
      audio.ifPresent(tracks::add);
    }
    return List.copyOf(tracks);
  }

  private static <T extends Rendition> List<T> withVideo(List<T> renditions) {
    return renditions.stream().filter(rendition -> rendition.videoCodec().isPresent()).toList();
  }

  private static <T extends Rendition> List<T> withAudio(List<T> renditions) {
    return renditions.stream().filter(rendition -> rendition.audioCodec().isPresent()).toList();
  }

  private static <T extends Rendition> Optional<T> audioOnly(
      List<T> renditions, OutputSpec output) {
    return last(renditions.stream().filter(Rendition::isAudioOnly).toList(), byAudio(output));
  }

  private static Comparator<Rendition> byAudio(OutputSpec output) {
    boolean isCopyRequested = output.audioCodec() == AudioCodec.COPY;
    return Comparator.comparing(
        rendition -> isCopyRequested && fits(rendition.audioCodec(), output.container()));
  }

  private static Comparator<Rendition> byVideo(OutputSpec output) {
    int maxSide =
        output.maxResolution().map(limit -> limit.shorterSide()).orElse(Integer.MAX_VALUE);
    boolean isCopyRequested = output.videoCodec() == VideoCodec.COPY;
    Container container = output.container();
    return Comparator.<Rendition, Boolean>comparing(
            rendition -> !isCopyRequested || fits(rendition.videoCodec(), container))
        .thenComparing(rendition -> rendition.shorterSide() <= maxSide)
        .thenComparing(
            rendition ->
                rendition.shorterSide() <= maxSide
                    ? rendition.shorterSide()
                    : -rendition.shorterSide())
        .thenComparing(Rendition::bitrate)
        .thenComparing(
            rendition ->
                fits(rendition.videoCodec(), container) && fits(rendition.audioCodec(), container));
  }

  // An unknown codec may fit.
  private static boolean fits(Optional<String> codec, Container container) {
    return codec
        .map(name -> name.equals(Rendition.UNKNOWN) || CodecName.fits(name, container))
        .orElse(true);
  }

  private static <T extends Rendition> Optional<T> last(
      List<T> renditions, Comparator<Rendition> order) {
    return renditions.stream().reduce((one, other) -> order.compare(other, one) >= 0 ? other : one);
  }
}
