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
 * Selects which renditions of a source are fetched: the largest picture within the maximum
 * resolution (the smallest, if all are larger), then the highest bitrate, then the one that can be
 * copied into the container. If a copy is requested, renditions that cannot be copied come last. Of
 * equals the last one is selected. Pure functions.
 */
public final class RenditionSelector {
  /** One of the alternatives in which a source offers its media, or a part of it. */
  public interface Offer {
    /** A stream exists, but its codec is unknown. */
    String UNKNOWN = "";

    /** The picture's codec, or {@link #UNKNOWN}; empty where it has none. */
    Optional<String> picture();

    /** The sound's codec, or {@link #UNKNOWN}; empty where it has none. */
    Optional<String> sound();

    /** Of the picture, in pixels; 0 where nobody knows. */
    int shorterSide();

    /** Of everything in it, in kbit/s; 0 where nobody knows. */
    double bitrate();

    default boolean isPictureAlone() {
      return picture().isPresent() && sound().isEmpty();
    }

    default boolean isSoundAlone() {
      return sound().isPresent() && picture().isEmpty();
    }
  }

  private RenditionSelector() {}

  /**
   * Returns one rendition that has everything, or one with the picture and one with the sound;
   * empty if there is none.
   */
  public static <T extends Offer> List<T> of(List<T> formats, OutputSpec output) {
    if (output.container().audioOnly()) {
      return sound(formats, output)
          .or(() -> last(withSound(formats), bySound(output)))
          .map(List::of)
          .orElse(List.of());
    }
    Optional<T> sound = sound(formats, output);
    // A smaller picture with sound is better than a larger one without.
    List<T> pictures = new ArrayList<>(withPicture(formats));
    if (sound.isEmpty() && !pictures.stream().allMatch(Offer::isPictureAlone)) {
      pictures.removeIf(Offer::isPictureAlone);
    }
    Optional<T> picture = last(pictures, byPicture(output));
    List<T> tracks = new ArrayList<>(picture.stream().toList());
    if (picture.map(Offer::isPictureAlone).orElse(true)) {
      sound.ifPresent(tracks::add);
    }
    return List.copyOf(tracks);
  }

  private static <T extends Offer> List<T> withPicture(List<T> formats) {
    return formats.stream().filter(format -> format.picture().isPresent()).toList();
  }

  private static <T extends Offer> List<T> withSound(List<T> formats) {
    return formats.stream().filter(format -> format.sound().isPresent()).toList();
  }

  private static <T extends Offer> Optional<T> sound(List<T> formats, OutputSpec output) {
    return last(formats.stream().filter(Offer::isSoundAlone).toList(), bySound(output));
  }

  private static Comparator<Offer> bySound(OutputSpec output) {
    boolean copied = output.audioCodec() == AudioCodec.COPY;
    return Comparator.comparing(format -> copied && fits(format.sound(), output.container()));
  }

  private static Comparator<Offer> byPicture(OutputSpec output) {
    int most = output.maxResolution().map(limit -> limit.shorterSide()).orElse(Integer.MAX_VALUE);
    boolean copied = output.videoCodec() == VideoCodec.COPY;
    Container container = output.container();
    return Comparator.<Offer, Boolean>comparing(
            format -> !copied || fits(format.picture(), container))
        .thenComparing(format -> format.shorterSide() <= most)
        .thenComparing(
            format -> format.shorterSide() <= most ? format.shorterSide() : -format.shorterSide())
        .thenComparing(Offer::bitrate)
        .thenComparing(
            format -> fits(format.picture(), container) && fits(format.sound(), container));
  }

  // An unknown codec may fit.
  private static boolean fits(Optional<String> codec, Container container) {
    return codec
        .map(name -> name.equals(Offer.UNKNOWN) || CodecName.fits(name, container))
        .orElse(true);
  }

  private static <T extends Offer> Optional<T> last(List<T> formats, Comparator<Offer> order) {
    return formats.stream().reduce((one, other) -> order.compare(other, one) >= 0 ? other : one);
  }
}
