package dev.sluice.media.web.hls;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Several renditions of the same. Never empty.
 *
 * @param variants what can be played by itself, together with a sound of its group where it names
 *     one
 * @param words subtitles
 */
record MasterPlaylist(List<Variant> variants, List<Rendition> sounds, List<Words> words) {
  MasterPlaylist {
    variants = List.copyOf(variants);
    sounds = List.copyOf(sounds);
    words = List.copyOf(words);
  }

  /**
   * One way to see it.
   *
   * @param bandwidth in bits a second
   * @param width in pixels, 0 where it is not told
   * @param codecs as RFC 6381 writes them; empty where they are not told
   * @param soundGroup where its sound is found
   * @param wordGroup where its subtitles are found
   */
  record Variant(
      URI place,
      long bandwidth,
      int width,
      int height,
      List<String> codecs,
      Optional<String> soundGroup,
      Optional<String> wordGroup) {
    Variant {
      codecs = List.copyOf(codecs);
    }

    /** 0 where it is not told. */
    int shorterSide() {
      return Math.min(width, height);
    }
  }

  /**
   * A sound that goes with pictures.
   *
   * @param place empty where it is in the variant itself
   * @param preferred the one to play unless somebody chooses
   */
  record Rendition(String group, Optional<URI> place, boolean preferred, boolean automatic) {}

  /**
   * Subtitles that go with pictures.
   *
   * @param preferred the ones to show unless somebody chooses
   * @param forced what is shown of foreign words to those who want no subtitles
   */
  record Words(
      String group, URI place, Optional<String> language, boolean preferred, boolean forced) {}
}
