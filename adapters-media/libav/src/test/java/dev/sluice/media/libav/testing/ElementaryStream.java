package dev.sluice.media.libav.testing;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_AAC;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_H264;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_ID_HEVC;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;

/**
 * The bytes that the packets of a stream carry, in one form for all containers: one packet behind
 * the other. Those of h264 and hevc are NAL units, each with its length, without the delimiters and
 * parameter sets that containers add and move; those of aac have no ADTS headers.
 */
final class ElementaryStream {
  private static final Set<Integer> H264_MOVED = Set.of(7, 8, 9);
  private static final Set<Integer> HEVC_MOVED = Set.of(32, 33, 34, 35);

  private final ByteArrayOutputStream all = new ByteArrayOutputStream();
  private final Set<Integer> moved;
  private final boolean isHevc;
  private final boolean isAdts;

  /** The bytes of a NAL unit's length; 0 where start codes separate the units. */
  private final int lengthSize;

  ElementaryStream(AVCodecParameters parameters) {
    isHevc = parameters.codec_id() == AV_CODEC_ID_HEVC;
    isAdts = parameters.codec_id() == AV_CODEC_ID_AAC && parameters.extradata_size() == 0;
    moved =
        isHevc
            ? HEVC_MOVED
            : parameters.codec_id() == AV_CODEC_ID_H264 ? H264_MOVED : Set.<Integer>of();
    int at = isHevc ? 21 : 4;
    boolean hasRecord =
        parameters.extradata_size() > at && parameters.extradata().get(0) == 1 && !moved.isEmpty();
    lengthSize = hasRecord ? (parameters.extradata().get(at) & 3) + 1 : 0;
  }

  /** Adds a packet. */
  void add(byte[] packet) {
    if (moved.isEmpty()) {
      int header = isAdts && packet.length > 1 ? (packet[1] & 1) == 0 ? 9 : 7 : 0;
      all.write(packet, Math.min(header, packet.length), Math.max(0, packet.length - header));
      return;
    }
    for (byte[] unit : lengthSize > 0 ? unitsByLength(packet) : unitsByStartCode(packet)) {
      if (unit.length > 0 && !moved.contains(isHevc ? unit[0] >> 1 & 63 : unit[0] & 31)) {
        for (int shift = 24; shift >= 0; shift -= 8) {
          all.write(unit.length >> shift);
        }
        all.writeBytes(unit);
      }
    }
  }

  byte[] bytes() {
    return all.toByteArray();
  }

  private List<byte[]> unitsByLength(byte[] packet) {
    List<byte[]> units = new ArrayList<>();
    int at = 0;
    while (at + lengthSize <= packet.length) {
      int length = 0;
      for (int i = 0; i < lengthSize; i++) {
        length = length << 8 | packet[at++] & 0xff;
      }
      int end = length < 0 ? packet.length : Math.min(packet.length, at + length);
      units.add(Arrays.copyOfRange(packet, at, end));
      at = end;
    }
    return units;
  }

  private static List<byte[]> unitsByStartCode(byte[] packet) {
    List<byte[]> units = new ArrayList<>();
    int from = startCode(packet, 0);
    while (from < packet.length) {
      int next = startCode(packet, from + 3);
      int end = next;
      // A unit ends with a bit that is set; zeros behind it belong to the next start code.
      while (end > from + 3 && packet[end - 1] == 0) {
        end--;
      }
      units.add(Arrays.copyOfRange(packet, from + 3, end));
      from = next;
    }
    return units;
  }

  /** Returns where the next start code begins, or the end. */
  private static int startCode(byte[] packet, int from) {
    for (int i = from; i + 2 < packet.length; i++) {
      if (packet[i] == 0 && packet[i + 1] == 0 && packet[i + 2] == 1) {
        return i;
      }
    }
    return packet.length;
  }
}
