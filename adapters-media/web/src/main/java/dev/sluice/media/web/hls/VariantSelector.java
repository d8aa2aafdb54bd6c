package dev.sluice.media.web.hls;

import dev.sluice.core.media.CodecName;
import dev.sluice.core.media.RenditionSelector;
import dev.sluice.core.port.media.Media.SubtitleTrack;
import dev.sluice.core.port.media.MediaInfo.Disposition;
import dev.sluice.core.port.media.MediaInfo.StreamKind;
import dev.sluice.core.port.media.MediaInput.Rendition;
import dev.sluice.core.port.media.StreamReport;
import dev.sluice.core.port.media.StreamReport.Action;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.OutputSpec.AudioTracks;
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
import java.util.Set;
import java.util.stream.Stream;

/**
 * Selects which variant of a master playlist is fetched, in the order of {@link RenditionSelector}.
 * If only audio is requested, an audio rendition or a variant without video goes first. Pure.
 */
final class VariantSelector {
  /**
   * The renditions of a master playlist that are fetched.
   *
   * @param hasVideo whether a playlist with video is among the tracks
   * @param tracks the playlists: one, or separate picture and sound in the order of {@link
   *     dev.sluice.core.port.media.Media#inputs()}
   * @param subtitles the subtitles of the variant: default ones first, forced ones last
   * @param others the audio renditions of the variant that are not fetched
   */
  record Selection(
      Variant variant,
      boolean hasVideo,
      List<Track> tracks,
      List<SubtitleTrack> subtitles,
      List<StreamReport> others) {}

  /**
   * A playlist and how the master playlist describes its stream.
   *
   * @param redundant the playlists of the same stream at other addresses
   */
  record Track(URI uri, Optional<Rendition> description, List<URI> redundant) {}

  /**
   * A variant, complete with the audio of its group.
   *
   * @param audio the audio rendition that goes with it
   * @param hasVideo whether its video would be fetched
   * @param isSilent whether it has no sound
   */
  private record Candidate(
      Variant variant, Optional<AudioRendition> audio, boolean hasVideo, boolean isSilent)
      implements RenditionSelector.Rendition {
    @Override
    public Optional<String> videoCodec() {
      return hasVideo ? codec(StreamKind.VIDEO).or(() -> Optional.of(UNKNOWN)) : Optional.empty();
    }

    /** Returns the audio codec; a codec that is not recognised counts as one. */
    @Override
    public Optional<String> audioCodec() {
      return isSilent ? Optional.empty() : anyAudioCodec();
    }

    private Optional<String> anyAudioCodec() {
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

    @Override
    public Optional<String> language() {
      return audio.flatMap(AudioRendition::language);
    }

    @Override
    public Set<Disposition> dispositions() {
      return audio.map(AudioRendition::dispositions).orElse(Set.of());
    }
  }

  private VariantSelector() {}

  /** Returns the codec of a selection's picture, or of its sound if it has no picture. */
  static String codec(Selection selection) {
    StreamKind kind = selection.hasVideo() ? StreamKind.VIDEO : StreamKind.AUDIO;
    return selection.variant().codecs().stream()
        .filter(codec -> CodecName.kind(codec) == kind)
        .findFirst()
        .map(CodecName::libavName)
        .orElse("");
  }

  /** Returns what is fetched. */
  static Selection of(MasterPlaylist playlist, OutputSpec output) {
    Candidate best = RenditionSelector.select(candidates(playlist, output), output).get(0);
    Optional<AudioRendition> audio = best.audio();
    List<AudioRendition> others =
        RenditionSelector.otherAudio(
            group(best.variant(), playlist.audio()), audio.stream().toList(), output);
    List<Track> tracks = new ArrayList<>();
    URI variant = best.variant().uri();
    // A rendition with the variant's own address is within the variant.
    Optional<AudioRendition> apart = audio.filter(rendition -> isApart(rendition, variant));
    if (!(output.container().audioOnly() && apart.isPresent())) {
      boolean isWithin = audio.isPresent() && apart.isEmpty();
      tracks.add(
          new Track(
              variant,
              isWithin ? audio.map(AudioRendition::description) : Optional.empty(),
              redundant(best.variant(), audio, playlist).map(Variant::uri).toList()));
    }
    apart.ifPresent(rendition -> tracks.add(track(rendition, best.variant(), playlist)));
    boolean isAll = output.audioTracks() == AudioTracks.ALL;
    if (isAll) {
      others.stream()
          .filter(rendition -> isApart(rendition, variant))
          .forEach(rendition -> tracks.add(track(rendition, best.variant(), playlist)));
    }
    return new Selection(
        best.variant(),
        best.hasVideo(),
        List.copyOf(tracks),
        subtitles(best.variant(), playlist),
        isAll ? List.of() : others.stream().map(rendition -> report(rendition, best)).toList());
  }

  private static boolean isApart(AudioRendition rendition, URI variant) {
    return rendition.uri().filter(uri -> !uri.equals(variant)).isPresent();
  }

  private static Track track(AudioRendition rendition, Variant variant, MasterPlaylist playlist) {
    List<URI> redundant =
        sameQuality(variant, playlist)
            .flatMap(other -> same(rendition, true, other, playlist))
            .flatMap(other -> other.uri().stream())
            .filter(uri -> !rendition.uri().equals(Optional.of(uri)))
            .distinct()
            .toList();
    return new Track(
        rendition.uri().orElseThrow(), Optional.of(rendition.description()), redundant);
  }

  /**
   * Returns the variants that are the same stream at another address. All audio that is within the
   * variant must be within the other one, too: the quality does not tell languages apart.
   */
  private static Stream<Variant> redundant(
      Variant variant, Optional<AudioRendition> audio, MasterPlaylist playlist) {
    List<AudioRendition> group = group(variant, playlist.audio());
    return sameQuality(variant, playlist)
        .filter(
            other ->
                group.isEmpty()
                    ? other.audioGroup().equals(variant.audioGroup())
                    : group.stream()
                        .filter(
                            rendition ->
                                audio.equals(Optional.of(rendition))
                                    || !isApart(rendition, variant.uri()))
                        .allMatch(rendition -> hasSame(rendition, variant, other, playlist)));
  }

  private static boolean hasSame(
      AudioRendition rendition, Variant variant, Variant other, MasterPlaylist playlist) {
    boolean isApart = isApart(rendition, variant.uri());
    return same(rendition, isApart, other, playlist).findAny().isPresent();
  }

  /** Returns the renditions of another variant that are the same, apart from it or within it. */
  private static Stream<AudioRendition> same(
      AudioRendition rendition, boolean isApart, Variant other, MasterPlaylist playlist) {
    return group(other, playlist.audio()).stream()
        .filter(found -> found.isSameAs(rendition) && isApart(found, other.uri()) == isApart);
  }

  /** Returns the other variants of the same quality. */
  private static Stream<Variant> sameQuality(Variant variant, MasterPlaylist playlist) {
    return playlist.variants().stream()
        .filter(other -> !other.uri().equals(variant.uri()) && other.isSameQuality(variant));
  }

  private static StreamReport report(AudioRendition rendition, Candidate best) {
    return new StreamReport(
        StreamKind.AUDIO,
        CodecName.libavName(best.audioCodec().orElse("")),
        rendition.language(),
        rendition.title(),
        rendition.dispositions(),
        Action.DROPPED,
        Optional.empty(),
        Optional.of(RenditionSelector.NOT_PREFERRED));
  }

  private static List<SubtitleTrack> subtitles(Variant variant, MasterPlaylist playlist) {
    Optional<String> group = variant.subtitleGroup();
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

  /** Returns the variants from the worst to the best; of equal ones, the first is the best. */
  private static List<Candidate> candidates(MasterPlaylist playlist, OutputSpec output) {
    List<Variant> variants = new ArrayList<>(playlist.variants());
    Collections.reverse(variants);
    variants.sort(Comparator.comparing(Variant::bandwidth));
    // Many playlists name the codecs of the video only.
    boolean namesAudio = variants.stream().anyMatch(VariantSelector::namesAudio);
    return variants.stream()
        .map(
            variant ->
                candidate(
                    variant,
                    RenditionSelector.audio(group(variant, playlist.audio()), output),
                    namesAudio,
                    output))
        .toList();
  }

  private static Candidate candidate(
      Variant variant, Optional<AudioRendition> audio, boolean namesAudio, OutputSpec output) {
    boolean withoutVideo =
        output.container().audioOnly() && audio.flatMap(AudioRendition::uri).isPresent();
    boolean isSilent = namesAudio && audio.isEmpty() && isVideoOnly(variant);
    return new Candidate(variant, audio, !withoutVideo && !isAudioOnly(variant), isSilent);
  }

  /** Returns the audio renditions of a variant, the first in the playlist last. */
  private static List<AudioRendition> group(Variant variant, List<AudioRendition> renditions) {
    List<AudioRendition> group = new ArrayList<>();
    for (AudioRendition rendition : renditions) {
      if (variant.audioGroup().equals(Optional.of(rendition.group()))) {
        group.add(0, rendition);
      }
    }
    return group;
  }

  private static boolean namesAudio(Variant variant) {
    return variant.codecs().stream().anyMatch(codec -> CodecName.kind(codec) == StreamKind.AUDIO);
  }

  private static boolean isVideoOnly(Variant variant) {
    return !variant.codecs().isEmpty()
        && variant.codecs().stream().allMatch(codec -> CodecName.kind(codec) == StreamKind.VIDEO);
  }

  private static boolean isAudioOnly(Variant variant) {
    return variant.height() == 0
        && !variant.codecs().isEmpty()
        && variant.codecs().stream().allMatch(codec -> CodecName.kind(codec) == StreamKind.AUDIO);
  }
}
