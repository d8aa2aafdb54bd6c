package dev.sluice.media.libav;

import static org.bytedeco.ffmpeg.global.avcodec.avcodec_license;
import static org.bytedeco.ffmpeg.global.avutil.av_version_info;

import dev.sluice.media.libav.base.Natives;
import dev.sluice.media.libav.codec.Encoders;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A report on the libav natives on the class path, as {@code sluice doctor} prints it.
 *
 * @param problem a sentence that says why the natives cannot be used; the other fields are then
 *     empty
 * @param version the version of FFmpeg
 * @param licence the licence of the natives as they were built
 * @param encoders the encoders that Sluice uses and the natives have, by libav's names
 * @param missing the encoders that Sluice uses and the natives lack
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

  /**
   * Inspects the natives without transcoding anything. Missing natives are reported, not thrown.
   */
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
