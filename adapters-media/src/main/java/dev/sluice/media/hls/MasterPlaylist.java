package dev.sluice.media.hls;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Several renditions of the same. Never empty.
 *
 * @param variants what can be played by itself, together with a sound of its group where it names
 *     one
 */
record MasterPlaylist(List<Variant> variants, List<Rendition> sounds) {
  MasterPlaylist {
    variants = List.copyOf(variants);
    sounds = List.copyOf(sounds);
  }

  /**
   * One way to see it.
   *
   * @param bandwidth in bits a second
   * @param width in pixels, 0 where it is not told
   * @param codecs as RFC 6381 writes them; empty where they are not told
   * @param soundGroup where its sound is found
   */
  record Variant(
      URI place,
      long bandwidth,
      int width,
      int height,
      List<String> codecs,
      Optional<String> soundGroup) {
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
}
