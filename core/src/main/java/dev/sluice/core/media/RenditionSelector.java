package dev.sluice.core.media;

import dev.sluice.core.port.media.MediaInfo.Disposition;
import dev.sluice.core.request.AudioCodec;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.Language;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.OutputSpec.AudioTracks;
import dev.sluice.core.request.RequestField;
import dev.sluice.core.request.VideoCodec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Selects the renditions of a source to fetch. The sound is the one in a language that was asked
 * for, then the film's own rather than a commentary or a description of the picture, then the
 * source's preferred one. The picture has the highest resolution within the maximum (the lowest, if
 * all are higher), then the highest bitrate, then a codec that can be copied into the container. If
 * a copy is requested, renditions that cannot be copied come last. Of equal renditions the last one
 * is selected. Pure functions.
 */
public final class RenditionSelector {
  /**
   * Why a track was left out, as {@link dev.sluice.core.port.media.StreamReport#reason} says it.
   */
  public static final String NOT_PREFERRED =
      "another audio track is preferred; "
          + RequestField.AUDIO_LANGUAGE.option()
          + " or "
          + RequestField.AUDIO_TRACKS.option()
          + " can ask for this one";

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

    /** Returns the language of the sound, as the source writes it; empty if it is unknown. */
    default Optional<String> language() {
      return Optional.empty();
    }

    /** Returns the name of the track for people, such as {@code Director's commentary}. */
    default Optional<String> title() {
      return Optional.empty();
    }

    /** Returns the purpose of the sound; of the picture, if there is no sound. */
    default Set<Disposition> dispositions() {
      return Set.of();
    }

    /** Returns the number of audio channels; 0 if it is unknown. */
    default int channels() {
      return 0;
    }

    /**
     * Returns how much the source prefers this rendition to its others, the preferred ones higher;
     * 0 if it does not say. A picture below 0 is not the film's main one.
     */
    default int preference() {
      return 0;
    }

    default boolean isVideoOnly() {
      return videoCodec().isPresent() && audioCodec().isEmpty();
    }

    default boolean isAudioOnly() {
      return audioCodec().isPresent() && videoCodec().isEmpty();
    }
  }

  /** Renditions of one track, which differ in quality only. */
  private record Track(
      Optional<Language> language, Optional<String> title, Set<Disposition> dispositions) {
    static Track of(Rendition rendition) {
      Set<Disposition> purpose = new HashSet<>(rendition.dispositions());
      purpose.remove(Disposition.DEFAULT);
      return new Track(
          rendition.language().flatMap(Language::find), rendition.title(), Set.copyOf(purpose));
    }
  }

  private RenditionSelector() {}

  /**
   * Returns one rendition with all streams, or one with the video and one with the audio; an empty
   * list if nothing can be selected. If all audio tracks are requested, the others follow, each in
   * one rendition.
   */
  public static <T extends Rendition> List<T> select(List<T> renditions, OutputSpec output) {
    List<T> selected = new ArrayList<>(main(renditions, output));
    if (output.audioTracks() == AudioTracks.ALL && !selected.isEmpty()) {
      selected.addAll(otherAudio(renditions, selected, output));
    }
    return List.copyOf(selected);
  }

  private static <T extends Rendition> List<T> main(List<T> renditions, OutputSpec output) {
    if (output.container().audioOnly()) {
      return audio(renditions, output).map(List::of).orElse(List.of());
    }
    Optional<T> audio = audio(only(renditions), output);
    // A smaller video with audio is better than a larger one without.
    List<T> videos = new ArrayList<>(withVideo(renditions));
    if (audio.isEmpty() && !videos.stream().allMatch(Rendition::isVideoOnly)) {
      videos.removeIf(Rendition::isVideoOnly);
    }
    Optional<T> video = last(videos, byVideo(output, audio));
    List<T> tracks = new ArrayList<>(video.stream().toList());
    if (video.map(Rendition::isVideoOnly).orElse(true)) {
      audio.ifPresent(tracks::add);
    }
    return tracks;
  }

  /** Returns the rendition with the preferred sound; of equal ones, one without a picture. */
  public static <T extends Rendition> Optional<T> audio(List<T> renditions, OutputSpec output) {
    return last(withAudio(renditions), byAudio(output));
  }

  /**
   * Returns the audio tracks that are not among the selected ones, the preferred first, each in its
   * preferred rendition without video.
   */
  public static <T extends Rendition> List<T> otherAudio(
      List<T> renditions, List<T> selected, OutputSpec output) {
    Set<Track> taken = new HashSet<>();
    withAudio(selected).forEach(rendition -> taken.add(Track.of(rendition)));
    Map<Track, List<T>> tracks = new LinkedHashMap<>();
    for (T rendition : only(renditions)) {
      Track track = Track.of(rendition);
      if (!taken.contains(track)) {
        tracks.computeIfAbsent(track, any -> new ArrayList<>()).add(rendition);
      }
    }
    Comparator<Rendition> order = byAudio(output);
    return tracks.values().stream()
        .flatMap(track -> last(track, order).stream())
        .sorted(order.reversed())
        .toList();
  }

  private static <T extends Rendition> List<T> withVideo(List<T> renditions) {
    return renditions.stream().filter(rendition -> rendition.videoCodec().isPresent()).toList();
  }

  private static <T extends Rendition> List<T> withAudio(List<T> renditions) {
    return renditions.stream().filter(rendition -> rendition.audioCodec().isPresent()).toList();
  }

  private static <T extends Rendition> List<T> only(List<T> renditions) {
    return renditions.stream().filter(Rendition::isAudioOnly).toList();
  }

  private static Comparator<Rendition> byAudio(OutputSpec output) {
    boolean isCopyRequested = output.audioCodec() == AudioCodec.COPY;
    return byPurpose(output)
        .thenComparing(Rendition::isAudioOnly)
        .thenComparing(
            rendition -> isCopyRequested && fits(rendition.audioCodec(), output.container()))
        .thenComparing(Rendition::channels);
  }

  private static Comparator<Rendition> byPurpose(OutputSpec output) {
    return Comparator.<Rendition>comparingInt(rendition -> -languageRank(rendition, output))
        .thenComparing(
            rendition -> !TrackPurpose.isSecondary(rendition.dispositions(), rendition.title()))
        .thenComparing(Rendition::preference)
        .thenComparing(TrackPurpose.<Rendition>byMarks(Rendition::dispositions).reversed());
  }

  private static int languageRank(Rendition rendition, OutputSpec output) {
    return output
        .audioLanguages()
        .rank(rendition.language().orElse(Language.UNDETERMINED.tag()))
        .orElse(Integer.MAX_VALUE);
  }

  /**
   * Returns the order of pictures.
   *
   * @param audio the sound that a picture without sound is fetched with
   */
  private static Comparator<Rendition> byVideo(
      OutputSpec output, Optional<? extends Rendition> audio) {
    int maxSide =
        output.maxResolution().map(limit -> limit.shorterSide()).orElse(Integer.MAX_VALUE);
    boolean isCopyRequested = output.videoCodec() == VideoCodec.COPY;
    Container container = output.container();
    Comparator<Rendition> byPurpose = byPurpose(output);
    return Comparator.<Rendition>comparingInt(
            rendition -> rendition.isVideoOnly() ? Math.min(0, rendition.preference()) : 0)
        .thenComparing(rendition -> sound(rendition, audio), byPurpose)
        .thenComparing(rendition -> !isCopyRequested || fits(rendition.videoCodec(), container))
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

  private static Rendition sound(Rendition rendition, Optional<? extends Rendition> audio) {
    return rendition.isVideoOnly() && audio.isPresent() ? audio.get() : rendition;
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
