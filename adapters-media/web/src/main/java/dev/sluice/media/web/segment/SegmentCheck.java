package dev.sluice.media.web.segment;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.request.SourceUrl;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * Looks at the first bytes of segments. A page with an apology in place of a segment would be read
 * over without a word, since demuxers get along with much. Segments come in their order.
 */
final class SegmentCheck {
  /** How many of them are looked at. */
  static final int BYTES = 4_096;

  /** How many bytes of a head are looked at: of any that is known, all. */
  static final int HEAD_BYTES = 64 << 10;

  private static final byte TRANSPORT_SYNC = 0x47;

  private static final Set<String> BOXES =
      Set.of(
          "ftyp", "styp", "moov", "moof", "mdat", "sidx", "emsg", "prft", "free", "skip", "uuid");

  private byte[] head;
  private Boolean transport;

  /**
   * @throws SluiceException MEDIA_DAMAGED, STREAM_UNSUPPORTED
   */
  void begins(Segment segment, ByteBuffer first) {
    boolean isHead = segment.duration().isEmpty();
    byte[] bytes = new byte[Math.min(first.remaining(), isHead ? HEAD_BYTES : BYTES)];
    first.duplicate().get(bytes);
    if (bytes[0] == '<') {
      throw strange(segment, "is a web page, or another text");
    }
    if (isHead) {
      head(segment, bytes);
      return;
    }
    if (segment.head().isPresent() && !isMatroska(head) && !BOXES.contains(boxType(bytes))) {
      throw strange(segment, "is no part of an mp4, though the playlist says so");
    }
    boolean sync = bytes[0] == TRANSPORT_SYNC;
    if (transport == null) {
      transport = sync;
    } else if (transport != sync) {
      throw strange(segment, "is of another kind than those before it");
    }
  }

  private void head(Segment segment, byte[] bytes) {
    if (head == null) {
      head = bytes;
    } else if (!Arrays.equals(head, bytes) && !saysTheSame(bytes)) {
      throw new SluiceException(
          FailureCode.STREAM_UNSUPPORTED,
          "The stream changes its codecs or sizes in the middle (its initialization segment), which"
              + " cannot be put into one file: "
              + SourceUrl.redacted(segment.place()));
    }
  }

  private boolean saysTheSame(byte[] other) {
    Optional<InitSegmentSignature> before = InitSegmentSignature.of(head);
    return before.isPresent()
        && other.length < HEAD_BYTES
        && head.length < HEAD_BYTES
        && before.equals(InitSegmentSignature.of(other));
  }

  // In clusters, which need not stand first in a segment.
  private static boolean isMatroska(byte[] head) {
    return head != null && head.length > 3 && head[0] == 0x1a && head[1] == 0x45;
  }

  private static String boxType(byte[] bytes) {
    return bytes.length < 8 ? "" : new String(bytes, 4, 4, StandardCharsets.ISO_8859_1);
  }

  private static SluiceException strange(Segment segment, String how) {
    return new SluiceException(
        FailureCode.MEDIA_DAMAGED,
        "A segment of the stream " + how + ": " + SourceUrl.redacted(segment.place()));
  }
}
