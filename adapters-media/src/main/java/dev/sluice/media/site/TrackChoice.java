package dev.sluice.media.site;

import dev.sluice.core.request.AudioCodec;
import dev.sluice.core.request.Container;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.VideoCodec;
import dev.sluice.media.plan.CodecName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which of a page's formats are fetched, by the rule that holds for a stream's renditions: the
 * largest picture within {@code max_resolution} (the smallest, where none is), then the highest
 * bitrate, then what can be copied into the container. Where a copy is asked for, what cannot be
 * copied comes last of all. Of equals the one that yt-dlp ranks higher. Pure.
 */
final class TrackChoice {
  private TrackChoice() {}

  /** One that holds everything, or picture and sound apart; empty if there is nothing. */
  static List<PageFormat> of(List<PageFormat> formats, OutputSpec output) {
    if (output.container().audioOnly()) {
      return sound(formats, output)
          .or(() -> last(withSound(formats), bySound(output)))
          .map(List::of)
          .orElse(List.of());
    }
    Optional<PageFormat> sound = sound(formats, output);
    // A picture without sound is worth less than a smaller one with it.
    List<PageFormat> pictures = new ArrayList<>(withPicture(formats));
    if (sound.isEmpty() && !pictures.stream().allMatch(PageFormat::isPictureAlone)) {
      pictures.removeIf(PageFormat::isPictureAlone);
    }
    Optional<PageFormat> picture = last(pictures, byPicture(output));
    List<PageFormat> tracks = new ArrayList<>(picture.stream().toList());
    if (picture.map(PageFormat::isPictureAlone).orElse(true)) {
      sound.ifPresent(tracks::add);
    }
    return List.copyOf(tracks);
  }

  private static List<PageFormat> withPicture(List<PageFormat> formats) {
    return formats.stream().filter(format -> format.picture().isPresent()).toList();
  }

  private static List<PageFormat> withSound(List<PageFormat> formats) {
    return formats.stream().filter(format -> format.sound().isPresent()).toList();
  }

  private static Optional<PageFormat> sound(List<PageFormat> formats, OutputSpec output) {
    return last(formats.stream().filter(PageFormat::isSoundAlone).toList(), bySound(output));
  }

  private static Comparator<PageFormat> bySound(OutputSpec output) {
    boolean copied = output.audioCodec() == AudioCodec.COPY;
    return Comparator.comparing(format -> copied && fits(format.sound(), output.container()));
  }

  private static Comparator<PageFormat> byPicture(OutputSpec output) {
    int most = output.maxResolution().map(limit -> limit.shorterSide()).orElse(Integer.MAX_VALUE);
    boolean copied = output.videoCodec() == VideoCodec.COPY;
    Container container = output.container();
    return Comparator.<PageFormat, Boolean>comparing(
            format -> !copied || fits(format.picture(), container))
        .thenComparing(format -> format.shorterSide() <= most)
        .thenComparing(
            format -> format.shorterSide() <= most ? format.shorterSide() : -format.shorterSide())
        .thenComparing(PageFormat::bitrate)
        .thenComparing(
            format -> fits(format.picture(), container) && fits(format.sound(), container));
  }

  // What the page does not tell may fit.
  private static boolean fits(Optional<String> codec, Container container) {
    return codec
        .map(name -> name.equals(PageFormat.UNKNOWN) || CodecName.fits(name, container))
        .orElse(true);
  }

  private static Optional<PageFormat> last(List<PageFormat> formats, Comparator<PageFormat> order) {
    return formats.stream().reduce((one, other) -> order.compare(other, one) >= 0 ? other : one);
  }
}
