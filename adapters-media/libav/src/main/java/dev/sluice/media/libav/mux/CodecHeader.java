package dev.sluice.media.libav.mux;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_FLAC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_H264;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_HEVC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_OPUS;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_THEORA;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_VORBIS;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_VVC;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Compares the headers that decoders of a codec need apart from the packets. Pure functions. */
final class CodecHeader {
  /** The codecs whose packets cannot be decoded with another header. */
  private static final Set<Integer> NEEDED =
      Set.of(
          AV_CODEC_ID_H264,
          AV_CODEC_ID_HEVC,
          AV_CODEC_ID_VVC,
          AV_CODEC_ID_VORBIS,
          AV_CODEC_ID_THEORA,
          AV_CODEC_ID_OPUS,
          AV_CODEC_ID_FLAC);

  private CodecHeader() {}

  /** Returns whether packets that belong to the second header can be decoded with the first. */
  static boolean isCompatible(int codec, byte[] first, byte[] second) {
    if (!NEEDED.contains(codec) || Arrays.equals(first, second)) {
      return true;
    }
    if (codec == AV_CODEC_ID_VORBIS || codec == AV_CODEC_ID_THEORA) {
      return vorbis(first).equals(vorbis(second));
    }
    if (codec == AV_CODEC_ID_OPUS) {
      // All but the delay and the rate of the original sound.
      return equal(first, second, 8, 10) && equal(first, second, 16, Integer.MAX_VALUE);
    }
    // The rate, the channels and the depth, without the number of samples.
    return codec == AV_CODEC_ID_FLAC && equal(first, second, 10, 13);
  }

  private static boolean equal(byte[] first, byte[] second, int from, int until) {
    int firstEnd = Math.min(first.length, until);
    int secondEnd = Math.min(second.length, until);
    return Math.min(firstEnd, secondEnd) > from
        && Arrays.equals(first, from, firstEnd, second, from, secondEnd);
  }

  // Three headers, of which the second one has only tags. All lengths are in front, or each one is
  // in front of its header: libav joins them in the first way at the beginning of a file, and in
  // the second way where a chain goes on.
  private static List<String> vorbis(byte[] headers) {
    if (headers.length > 1 && headers[0] == 2) {
      int at = 1;
      int[] lengths = new int[2];
      for (int i = 0; i < 2; i++) {
        int step;
        do {
          step = at < headers.length ? headers[at++] & 0xff : 0;
          lengths[i] += step;
        } while (step == 0xff);
      }
      return parts(headers, at, lengths[0], at + lengths[0] + lengths[1]);
    }
    int identification = length(headers, 0);
    int tags = length(headers, 2 + identification);
    return parts(headers, 2, identification, 2 + identification + 2 + tags + 2);
  }

  private static int length(byte[] headers, int at) {
    return at + 1 < headers.length ? (headers[at] & 0xff) << 8 | headers[at + 1] & 0xff : 0;
  }

  private static List<String> parts(byte[] headers, int at, int identification, int setup) {
    int end = Math.min(headers.length, at + identification);
    return List.of(
        Arrays.toString(Arrays.copyOfRange(headers, Math.min(at, end), end)),
        Arrays.toString(
            Arrays.copyOfRange(headers, Math.min(headers.length, setup), headers.length)));
  }
}
