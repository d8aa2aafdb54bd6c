package dev.sluice.media.web.hls;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * The renditions of one presentation (RFC 8216, 4.3.4).
 *
 * @param variants never empty
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
   */
  record Variant(
      URI uri,
      long bandwidth,
      int width,
      int height,
      List<String> codecs,
      Optional<String> audioGroup,
      Optional<String> subtitleGroup) {
    Variant {
      codecs = List.copyOf(codecs);
    }

    /** Returns the length of the shorter side in pixels, 0 if unknown. */
    int shorterSide() {
      return Math.min(width, height);
    }
  }

  /**
   * An audio rendition.
   *
   * @param uri empty if the audio is in the variant itself
   * @param preferred whether it is the default of its group
   * @param automatic whether a player may select it by itself
   */
  record AudioRendition(String group, Optional<URI> uri, boolean preferred, boolean automatic) {}

  /**
   * A subtitle rendition.
   *
   * @param preferred whether it is the default of its group
   * @param forced whether it only translates foreign dialogue
   */
  record SubtitleRendition(
      String group, URI uri, Optional<String> language, boolean preferred, boolean forced) {}
}
