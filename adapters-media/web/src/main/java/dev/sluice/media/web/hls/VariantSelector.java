package dev.sluice.media.web.hls;

import dev.sluice.core.media.CodecName;
import dev.sluice.core.port.media.Media.SubtitleTrack;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.media.web.hls.MasterPlaylist.AudioRendition;
import dev.sluice.media.web.hls.MasterPlaylist.SubtitleRendition;
import dev.sluice.media.web.hls.MasterPlaylist.Variant;
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
    Optional<URI> sound = audioOf(best, playlist.audio());
    List<URI> uris = new ArrayList<>();
    if (!(soundOnly && sound.isPresent())) {
      uris.add(best.uri());
    }
    // The same twice is one that holds both.
    sound.filter(uri -> !uris.contains(uri)).ifPresent(uris::add);
    return List.copyOf(uris);
  }

  /** The subtitles that go with it: the preferred ones first, and last those that are forced. */
  static List<SubtitleTrack> subtitles(MasterPlaylist playlist, OutputSpec output) {
    Optional<String> group = best(playlist, output).subtitleGroup();
    return playlist.subtitles().stream()
        .filter(subtitles -> group.equals(Optional.of(subtitles.group())))
        .sorted(
            Comparator.comparing(SubtitleRendition::forced)
                .thenComparing(subtitles -> !subtitles.preferred()))
        .map(
            subtitles ->
                new SubtitleTrack(
                    SourceUrl.parse(subtitles.uri().toString()), subtitles.language()))
        .toList();
  }

  private static Variant best(MasterPlaylist playlist, OutputSpec output) {
    return playlist.variants().stream()
        .max(output.container().audioOnly() ? bySound(playlist) : byPicture(output))
        .orElseThrow();
  }

  private static Comparator<Variant> byPicture(OutputSpec output) {
    int most = output.maxResolution().map(limit -> limit.shorterSide()).orElse(Integer.MAX_VALUE);
    return Comparator.<Variant, Boolean>comparing(variant -> !isAudioOnly(variant))
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
            variant -> isAudioOnly(variant) || audioOf(variant, playlist.audio()).isPresent())
        .thenComparing(Variant::bandwidth);
  }

  private static Optional<URI> audioOf(Variant variant, List<AudioRendition> audio) {
    return variant
        .audioGroup()
        .flatMap(
            group ->
                audio.stream()
                    .filter(sound -> sound.group().equals(group))
                    // The first of several that are equal, as the playlist has them.
                    .reduce((one, other) -> rank(other) > rank(one) ? other : one))
        .flatMap(AudioRendition::uri);
  }

  private static int rank(AudioRendition sound) {
    return sound.preferred() ? 2 : sound.automatic() ? 1 : 0;
  }

  private static boolean copyAsked(OutputSpec output) {
    return output.videoCodec() == VideoCodec.COPY;
  }

  private static boolean isAudioOnly(Variant variant) {
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
