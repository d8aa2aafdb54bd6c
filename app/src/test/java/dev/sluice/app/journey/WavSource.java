package dev.sluice.app.journey;

import dev.sluice.testkit.sample.ByteSource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A wav file of any length, held nowhere: a header, and samples that are a function of time. */
public final class WavSource implements ByteSource {
  private static final int HEADER = 44;
  private static final int RATE = 48_000;
  private static final int CHANNELS = 2;
  private static final int FRAME = 2 * CHANNELS;

  private final byte[] header;
  private final long size;

  /**
   * @param seconds of two channels at 48 kHz: 192,000 bytes each
   */
  public WavSource(long seconds) {
    long samples = seconds * RATE * FRAME;
    size = HEADER + samples;
    ByteBuffer buffer = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
    buffer.put(ascii("RIFF")).putInt((int) (size - 8)).put(ascii("WAVE"));
    buffer.put(ascii("fmt ")).putInt(16).putShort((short) 1).putShort((short) CHANNELS);
    buffer.putInt(RATE).putInt(RATE * FRAME).putShort((short) FRAME).putShort((short) 16);
    buffer.put(ascii("data")).putInt((int) samples);
    header = buffer.array();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public void read(long position, ByteBuffer into) {
    long at = position;
    while (into.hasRemaining() && at < size) {
      into.put(at < HEADER ? header[(int) at] : sample(at - HEADER));
      at++;
    }
  }

  // A saw tooth: cheap, and nowhere the same as its neighbours.
  private static byte sample(long offset) {
    return (byte) (offset * 31 >>> 3);
  }
}
