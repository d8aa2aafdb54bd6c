package dev.sluice.media.web.hls;

import dev.sluice.core.media.CodecName;
import dev.sluice.core.media.RenditionSelector;
import dev.sluice.core.port.media.Media.SubtitleTrack;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.SourceUrl;
import dev.sluice.media.web.hls.MasterPlaylist.AudioRendition;
import dev.sluice.media.web.hls.MasterPlaylist.SubtitleRendition;
import dev.sluice.media.web.hls.MasterPlaylist.Variant;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Selects which variant of a master playlist is fetched, in the order of {@link RenditionSelector}.
 * If only audio is requested, an audio rendition or a variant without video goes first. Pure.
 */
final class VariantSelector {
  /**
   * A variant, complete with the audio of its group.
   *
   * @param audio the separate audio rendition that goes with it
   * @param hasVideo whether its video would be fetched
   */
  private record Candidate(Variant variant, Optional<URI> audio, boolean hasVideo)
      implements RenditionSelector.Rendition {
    @Override
    public Optional<String> videoCodec() {
      return hasVideo ? codec(StreamKind.VIDEO).or(() -> Optional.of(UNKNOWN)) : Optional.empty();
    }

    /** Returns the audio codec; a codec that is not recognised counts as one. */
    @Override
    public Optional<String> audioCodec() {
      return codec(StreamKind.AUDIO)
          .or(() -> codec(StreamKind.OTHER))
          .or(() -> Optional.of(UNKNOWN));
    }

    private Optional<String> codec(StreamKind kind) {
      return variant.codecs().stream().filter(codec -> CodecName.kind(codec) == kind).findFirst();
    }

    @Override
    public int shorterSide() {
      return variant.shorterSide();
    }

    @Override
    public double bitrate() {
      return variant.bandwidth() / 1e3;
    }
  }

  private VariantSelector() {}

  /**
   * Returns the playlists to fetch: one, or separate picture and sound in the order of {@link
   * dev.sluice.core.port.media.Media#inputs()}.
   */
  static List<URI> of(MasterPlaylist playlist, OutputSpec output) {
    Candidate best = best(playlist, output);
    List<URI> uris = new ArrayList<>();
    if (!(output.container().audioOnly() && best.audio().isPresent())) {
      uris.add(best.variant().uri());
    }
    // A rendition with the variant's own address is within the variant.
    best.audio().filter(uri -> !uris.contains(uri)).ifPresent(uris::add);
    return List.copyOf(uris);
  }

  /** Returns the subtitles of the variant: default ones first, forced ones last. */
  static List<SubtitleTrack> subtitles(MasterPlaylist playlist, OutputSpec output) {
    Optional<String> group = best(playlist, output).variant().subtitleGroup();
    return playlist.subtitles().stream()
        .filter(rendition -> group.equals(Optional.of(rendition.group())))
        .sorted(
            Comparator.comparing(SubtitleRendition::forced)
                .thenComparing(rendition -> !rendition.preferred()))
        .map(
            rendition ->
                new SubtitleTrack(
                    SourceUrl.parse(rendition.uri().toString()), rendition.language()))
        .toList();
  }

  private static Candidate best(MasterPlaylist playlist, OutputSpec output) {
    return RenditionSelector.select(candidates(playlist, output), output).get(0);
  }

  /** Returns the variants from the worst to the best; of equal ones, the first is the best. */
  private static List<Candidate> candidates(MasterPlaylist playlist, OutputSpec output) {
    List<Variant> variants = new ArrayList<>(playlist.variants());
    Collections.reverse(variants);
    variants.sort(Comparator.comparing(Variant::bandwidth));
    return variants.stream()
        .map(variant -> candidate(variant, audioOf(variant, playlist.audio()), output))
        .toList();
  }

  private static Candidate candidate(Variant variant, Optional<URI> audio, OutputSpec output) {
    boolean withoutVideo = output.container().audioOnly() && audio.isPresent();
    return new Candidate(variant, audio, !withoutVideo && !isAudioOnly(variant));
  }

  private static Optional<URI> audioOf(Variant variant, List<AudioRendition> renditions) {
    return variant
        .audioGroup()
        .flatMap(
            group ->
                renditions.stream()
                    .filter(rendition -> rendition.group().equals(group))
                    // Of equal ones, the first in the playlist.
                    .reduce((one, other) -> rank(other) > rank(one) ? other : one))
        .flatMap(AudioRendition::uri);
  }

  private static int rank(AudioRendition rendition) {
    return rendition.preferred() ? 2 : rendition.automatic() ? 1 : 0;
  }

  private static boolean isAudioOnly(Variant variant) {
    return variant.height() == 0
        && !variant.codecs().isEmpty()
        && variant.codecs().stream().allMatch(codec -> CodecName.kind(codec) == StreamKind.AUDIO);
  }
}
