package dev.sluice.media.web.segment;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.request.SourceUrl;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks the first bytes of segments: a demuxer would skip an error page in place of a segment
 * without an error. Segments are checked in order.
 */
final class SegmentCheck {
  /** How many bytes of a segment are checked. */
  static final int BYTES = 4_096;

  /** How many bytes of an init segment are checked: more than any has in practice. */
  static final int INIT_BYTES = 64 << 10;

  private static final byte TRANSPORT_SYNC = 0x47;

  private static final Set<String> BOXES =
      Set.of(
          "ftyp", "styp", "moov", "moof", "mdat", "sidx", "emsg", "prft", "free", "skip", "uuid");

  private byte @Nullable [] init;
  private @Nullable Boolean transport;

  /**
   * Checks the beginning of the next segment.
   *
   * @throws SluiceException MEDIA_DAMAGED, STREAM_UNSUPPORTED
   */
  void check(Segment segment, ByteBuffer first) {
    boolean isInit = segment.duration().isEmpty();
    byte[] bytes = new byte[Math.min(first.remaining(), isInit ? INIT_BYTES : BYTES)];
    first.duplicate().get(bytes);
    if (bytes[0] == '<') {
      throw unexpected(segment, "is a web page or another text");
    }
    if (isInit) {
      init(segment, bytes);
      return;
    }
    if (segment.init().isPresent() && !isMatroska(init) && !BOXES.contains(boxType(bytes))) {
      throw unexpected(segment, "is not part of an mp4, although the playlist says so");
    }
    boolean sync = bytes[0] == TRANSPORT_SYNC;
    if (transport == null) {
      transport = sync;
    } else if (transport != sync) {
      throw unexpected(segment, "has another format than those before it");
    }
  }

  /** Returns whether the bytes begin with a box that segments of an mp4 begin with. */
  static boolean beginsWithBox(byte[] bytes, int length) {
    return length >= 8 && BOXES.contains(boxType(bytes));
  }

  private void init(Segment segment, byte[] bytes) {
    if (init == null) {
      init = bytes;
    } else if (!Arrays.equals(init, bytes) && !isInterchangeable(bytes)) {
      throw new SluiceException(
          FailureCode.STREAM_UNSUPPORTED,
          "The stream changes its codecs or sizes (its init segment) in the middle, which does not"
              + " fit into one file: "
              + SourceUrl.redacted(segment.uri()));
    }
  }

  private boolean isInterchangeable(byte[] other) {
    return other.length < INIT_BYTES
        && init.length < INIT_BYTES
        && InitSegmentSignature.areInterchangeable(init, other);
  }

  // Its clusters need not be first in a segment.
  private static boolean isMatroska(byte @Nullable [] init) {
    return init != null && init.length > 3 && init[0] == 0x1a && init[1] == 0x45;
  }

  private static String boxType(byte[] bytes) {
    return bytes.length < 8 ? "" : new String(bytes, 4, 4, StandardCharsets.ISO_8859_1);
  }

  private static SluiceException unexpected(Segment segment, String how) {
    return new SluiceException(
        FailureCode.MEDIA_DAMAGED,
        "A segment of the stream " + how + ": " + SourceUrl.redacted(segment.uri()));
  }
}
