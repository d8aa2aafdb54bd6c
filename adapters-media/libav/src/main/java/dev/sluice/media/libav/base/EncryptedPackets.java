package dev.sluice.media.libav.base;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_ENCRYPTION_INFO;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_get_side_data;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.SizeTPointer;

/** Recognizes packets that are encrypted although the description of their stream was not seen. */
public final class EncryptedPackets {
  private EncryptedPackets() {}

  /**
   * Checks that a packet is not encrypted.
   *
   * @throws SluiceException MEDIA_PROTECTED
   */
  public static void check(AVPacket packet) {
    if (packet.side_data_elems() == 0) {
      return;
    }
    // The size is not asked for, because an allocation for each packet would be expensive.
    BytePointer found =
        av_packet_get_side_data(packet, AV_PKT_DATA_ENCRYPTION_INFO, (SizeTPointer) null);
    if (found != null) {
      throw new SluiceException(
          FailureCode.MEDIA_PROTECTED,
          "The source is encrypted, and only players with a licence have its key");
    }
  }
}
