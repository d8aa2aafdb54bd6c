package dev.sluice.media.web.hls;

import dev.sluice.core.media.CodecName;
import dev.sluice.core.port.media.Media.SubtitleTrack;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.media.web.hls.MasterPlaylist.Rendition;
import dev.sluice.media.web.hls.MasterPlaylist.Variant;
import dev.sluice.media.web.hls.MasterPlaylist.Words;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which of a master playlist's renditions is fetched: the largest picture within {@code
 * max_resolution} (the smallest, where none is), then the highest bitrate, then what can be copied
 * into the container. Where a copy is asked for, what cannot be copied comes last of all. Where
 * sound alone is wanted, a rendition without picture comes first.
 */
final class VariantSelector {
  private VariantSelector() {}

  /**
   * What to fetch: one playlist, or picture and sound apart, in the order of {@link
   * dev.sluice.core.port.media.Media#inputs()}.
   */
  static List<URI> of(MasterPlaylist playlist, OutputSpec output) {
    boolean soundOnly = output.container().audioOnly();
    Variant best = best(playlist, output);
    Optional<URI> sound = soundOf(best, playlist.sounds());
    List<URI> places = new ArrayList<>();
    if (!(soundOnly && sound.isPresent())) {
      places.add(best.place());
    }
    // The same twice is one that holds both.
    sound.filter(place -> !places.contains(place)).ifPresent(places::add);
    return List.copyOf(places);
  }

  /** The subtitles that go with it: the preferred ones first, and last those that are forced. */
  static List<SubtitleTrack> words(MasterPlaylist playlist, OutputSpec output) {
    Optional<String> group = best(playlist, output).wordGroup();
    return playlist.words().stream()
        .filter(words -> group.equals(Optional.of(words.group())))
        .sorted(Comparator.comparing(Words::forced).thenComparing(words -> !words.preferred()))
        .map(
            words -> new SubtitleTrack(SourceUrl.parse(words.place().toString()), words.language()))
        .toList();
  }

  private static Variant best(MasterPlaylist playlist, OutputSpec output) {
    return playlist.variants().stream()
        .max(output.container().audioOnly() ? bySound(playlist) : byPicture(output))
        .orElseThrow();
  }

  private static Comparator<Variant> byPicture(OutputSpec output) {
    int most = output.maxResolution().map(limit -> limit.shorterSide()).orElse(Integer.MAX_VALUE);
    return Comparator.<Variant, Boolean>comparing(variant -> !isSoundOnly(variant))
        .thenComparing(variant -> !copyAsked(output) || picturesFit(variant, output.container()))
        .thenComparing(variant -> variant.shorterSide() <= most)
        .thenComparing(
            variant ->
                variant.shorterSide() <= most ? variant.shorterSide() : -variant.shorterSide())
        .thenComparing(Variant::bandwidth)
        .thenComparing(variant -> fitting(variant, output.container()));
  }

  private static Comparator<Variant> bySound(MasterPlaylist playlist) {
    return Comparator.<Variant, Boolean>comparing(
            variant -> isSoundOnly(variant) || soundOf(variant, playlist.sounds()).isPresent())
        .thenComparing(Variant::bandwidth);
  }

  private static Optional<URI> soundOf(Variant variant, List<Rendition> sounds) {
    return variant
        .soundGroup()
        .flatMap(
            group ->
                sounds.stream()
                    .filter(sound -> sound.group().equals(group))
                    // The first of several that are equal, as the playlist has them.
                    .reduce((one, other) -> rank(other) > rank(one) ? other : one))
        .flatMap(Rendition::place);
  }

  private static int rank(Rendition sound) {
    return sound.preferred() ? 2 : sound.automatic() ? 1 : 0;
  }

  private static boolean copyAsked(OutputSpec output) {
    return output.videoCodec() == VideoCodec.COPY;
  }

  private static boolean isSoundOnly(Variant variant) {
    return variant.height() == 0
        && !variant.codecs().isEmpty()
        && variant.codecs().stream().allMatch(codec -> CodecName.kind(codec) == StreamKind.AUDIO);
  }

  // What the playlist does not tell may fit.
  private static boolean picturesFit(Variant variant, Container container) {
    return variant.codecs().stream()
        .filter(codec -> CodecName.kind(codec) == StreamKind.VIDEO)
        .allMatch(codec -> CodecName.fits(codec, container));
  }

  private static long fitting(Variant variant, Container container) {
    return variant.codecs().stream().filter(codec -> CodecName.fits(codec, container)).count();
  }
}
