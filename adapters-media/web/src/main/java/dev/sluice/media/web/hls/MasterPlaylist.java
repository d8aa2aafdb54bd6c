package dev.sluice.media.web.hls;

import dev.sluice.core.media.RenditionSelector;
import dev.sluice.core.port.media.MediaInfo.Disposition;
import dev.sluice.core.port.media.MediaInput.Rendition;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The renditions of one presentation (RFC 8216, 4.3.4).
 *
 * @param variants never empty in a playlist that was read
 * @param audio separate audio renditions
 * @param subtitles separate subtitles
 */
record MasterPlaylist(
    List<Variant> variants, List<AudioRendition> audio, List<SubtitleRendition> subtitles) {
  MasterPlaylist {
    variants = List.copyOf(variants);
    audio = List.copyOf(audio);
    subtitles = List.copyOf(subtitles);
  }

  /**
   * A variant stream, which is playable by itself or together with the audio of its group.
   *
   * @param bandwidth in bits per second
   * @param width in pixels, 0 if unknown
   * @param height in pixels, 0 if unknown
   * @param codecs in the form of RFC 6381; empty if unknown
   * @param audioGroup the group of its audio renditions
   * @param subtitleGroup the group of its subtitles
   * @param traits further attributes that tell streams of the same quality apart
   */
  record Variant(
      URI uri,
      long bandwidth,
      int width,
      int height,
      List<String> codecs,
      Optional<String> audioGroup,
      Optional<String> subtitleGroup,
      Map<String, String> traits) {
    Variant {
      codecs = List.copyOf(codecs);
      traits = Map.copyOf(traits);
    }

    /** Returns the length of the shorter side in pixels, 0 if unknown. */
    int shorterSide() {
      return Math.min(width, height);
    }

    /**
     * Returns whether another variant is described in the same way, apart from the audio of its
     * group.
     */
    boolean isSameQuality(Variant other) {
      return bandwidth > 0
          && bandwidth == other.bandwidth
          && width == other.width
          && height == other.height
          && codecs.equals(other.codecs)
          && traits.equals(other.traits)
          && audioGroup.isPresent() == other.audioGroup.isPresent();
    }
  }

  /** Returns the playlist without a variant. */
  MasterPlaylist without(Variant variant) {
    return new MasterPlaylist(
        variants.stream().filter(other -> !other.equals(variant)).toList(), audio, subtitles);
  }

  /**
   * An audio rendition.
   *
   * @param uri empty if the audio is in the variant itself
   * @param preferred whether it is the default of its group
   * @param automatic whether a player may select it by itself
   * @param title its name in the playlist
   * @param channels 0 if unknown
   */
  record AudioRendition(
      String group,
      Optional<URI> uri,
      boolean preferred,
      boolean automatic,
      Optional<String> language,
      Optional<String> title,
      Set<Disposition> dispositions,
      int channels)
      implements RenditionSelector.Rendition {
    AudioRendition {
      dispositions = Set.copyOf(dispositions);
    }

    @Override
    public Optional<String> videoCodec() {
      return Optional.empty();
    }

    @Override
    public Optional<String> audioCodec() {
      return Optional.of(UNKNOWN);
    }

    @Override
    public int shorterSide() {
      return 0;
    }

    @Override
    public double bitrate() {
      return 0;
    }

    @Override
    public int preference() {
      return preferred ? 2 : automatic ? 1 : 0;
    }

    /** Returns whether another rendition, of the group of a redundant variant, is the same. */
    boolean isSameAs(AudioRendition other) {
      return language.equals(other.language)
          && title.equals(other.title)
          && dispositions.equals(other.dispositions)
          && channels == other.channels;
    }

    /** Returns the description of an input with this audio. */
    Rendition description() {
      return new Rendition(language, title, dispositions);
    }
  }

  /**
   * A subtitle rendition.
   *
   * @param preferred whether it is the default of its group
   * @param forced whether it only translates foreign dialogue
   */
  record SubtitleRendition(
      String group, URI uri, Optional<String> language, boolean preferred, boolean forced) {}
}
