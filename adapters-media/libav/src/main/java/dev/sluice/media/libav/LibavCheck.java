package dev.sluice.media.libav;

import static org.bytedeco.ffmpeg.global.avcodec.avcodec_license;
import static org.bytedeco.ffmpeg.global.avutil.av_version_info;

import dev.sluice.media.libav.base.Natives;
import dev.sluice.media.libav.codec.Encoders;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the libav natives beside this build are, for {@code doctor}.
 *
 * @param problem why they cannot be used, in a sentence; the rest is then empty
 * @param version of FFmpeg
 * @param licence under which the natives as they were built may be passed on
 * @param encoders that are there, by libav's names
 * @param missing that Sluice would use and that are not there
 */
public record LibavCheck(
    Optional<String> problem,
    String version,
    String licence,
    List<String> encoders,
    List<String> missing) {
  private static final List<String> WANTED =
      List.of(
          Encoders.X264,
          Encoders.OPEN_H264,
          Encoders.X265,
          Encoders.VP9,
          Encoders.AAC,
          Encoders.OPUS,
          Encoders.MP3);

  /** Looks, without converting anything; never throws for missing natives. */
  public static LibavCheck run() {
    try {
      Natives.load();
    } catch (IllegalStateException absent) {
      return new LibavCheck(Optional.of(absent.getMessage()), "", "", List.of(), WANTED);
    }
    return new LibavCheck(
        Optional.empty(),
        av_version_info().getString(),
        avcodec_license().getString(),
        wanted().filter(Encoders::present).toList(),
        wanted().filter(name -> !Encoders.present(name)).toList());
  }

  private static Stream<String> wanted() {
    return WANTED.stream();
  }
}
